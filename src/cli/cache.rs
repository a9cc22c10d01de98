//! Answers of earlier runs, a file for every file that was checked. Whatever goes wrong with them is no
//! error: what is not found there is found out again.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use etcetera::BaseStrategy;

use crate::document::Answers;

/// The variable with the folder for the answers.
const VARIABLE: &str = "CHAINRULE_CACHE";

/// Where answers are kept, if they are.
#[derive(Debug, Clone, Default)]
pub(super) struct Cache {
    folder: Option<PathBuf>,
    /// What tells this build of the program from others.
    program: String,
}

impl Cache {
    /// The answers in the folder that the environment names, or else in the one that the system has for
    /// such.
    pub(super) fn of_user() -> Self {
        let named = std::env::var_os(VARIABLE).map(PathBuf::from);
        let usual = || Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("chainrule"));
        let program = program().filter(|_| named.as_ref().is_none_or(|it| it != Path::new("")));
        match program {
            Some(program) => Self { folder: named.or_else(usual), program },
            None => Self::default(),
        }
    }

    /// What is known of a file.
    pub(super) fn load(&self, name: &str) -> Answers {
        let known = || {
            let text = std::fs::read_to_string(self.place(name)?).ok()?;
            Some(Answers::of_json(text.strip_prefix(&self.head(name))?))
        };
        known().unwrap_or_default()
    }

    /// Keeps what is known of a file now.
    pub(super) fn save(&self, name: &str, answers: &Answers) {
        let (Some(place), Some(text)) = (self.place(name), answers.to_json()) else { return };
        // Nobody is to read half a file.
        let draft = place.with_extension(std::process::id().to_string());
        let folder = place.parent().map(std::fs::create_dir_all);
        let written = folder.is_some_and(|it| it.is_ok())
            && std::fs::write(&draft, self.head(name) + &text).is_ok();
        if written && std::fs::rename(&draft, &place).is_err() {
            let _ = std::fs::remove_file(&draft);
        }
    }

    /// The first lines of the answers for a file.
    fn head(&self, name: &str) -> String {
        format!("{}\n{}\n", self.program, full(name).display())
    }

    fn place(&self, name: &str) -> Option<PathBuf> {
        let folder = self.folder.as_ref().filter(|_| name != "-")?;
        let mut hasher = DefaultHasher::new();
        full(name).hash(&mut hasher);
        Some(folder.join(format!("{:016x}.json", hasher.finish())))
    }
}

fn full(name: &str) -> PathBuf {
    std::path::absolute(name).unwrap_or_else(|_| PathBuf::from(name))
}

/// The version, and the size and time of the program's file.
fn program() -> Option<String> {
    let own = std::fs::metadata(std::env::current_exe().ok()?).ok()?;
    let time = own.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(format!("chainrule {} {} {}", env!("CARGO_PKG_VERSION"), own.len(), time.as_nanos()))
}
