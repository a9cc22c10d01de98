//! `chainrule.toml`: what a folder says about the documents in it.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::formula::Macros;

/// The name of the file.
const NAME: &str = "chainrule.toml";

/// The settings of the nearest `chainrule.toml`, in the folder of a document or above it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Config {
    /// What `\log` is, in documents that do not tell.
    log: Option<Logarithm>,
    /// A file with macros, from the folder of the settings.
    macros: Option<PathBuf>,
    /// Files and folders that are not checked, unless they are named; as in `.gitignore`.
    #[serde(default)]
    ignore: Vec<String>,
    #[serde(skip)]
    folder: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Logarithm {
    Natural,
    Decimal,
}

impl Config {
    /// The settings for a file or folder; an error names the settings and what is wrong with them.
    pub(super) fn of(path: &Path) -> Result<Self, String> {
        let full = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let Some(found) = full.ancestors().map(|it| it.join(NAME)).find(|it| it.is_file()) else {
            return Ok(Self::default());
        };
        let name = found.display();
        let text = std::fs::read_to_string(&found)
            .map_err(|error| format!("cannot read `{name}`: {error}"))?;
        let mut config: Self = toml::from_str(&text)
            .map_err(|error| format!("`{name}` makes no sense: {}", error.message()))?;
        found.parent().unwrap_or(Path::new("")).clone_into(&mut config.folder);
        Ok(config)
    }

    /// Whether `\log` is the decimal logarithm, where something is said about it.
    pub(super) fn decimal(&self) -> Option<bool> {
        self.log.map(|it| it == Logarithm::Decimal)
    }

    /// Adds the macros of the settings to some.
    pub(super) fn learn(&self, macros: &mut Macros) -> Result<(), String> {
        let Some(path) = &self.macros else { return Ok(()) };
        learn(macros, &self.folder.join(path))
    }

    /// Whether a file below a folder is not to be checked.
    pub(super) fn ignores(&self, path: &Path) -> bool {
        let mut builder = ignore::gitignore::GitignoreBuilder::new(&self.folder);
        for line in &self.ignore {
            // A pattern that makes no sense ignores nothing.
            drop(builder.add_line(None, line));
        }
        let full = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        builder.build().is_ok_and(|it| {
            full.starts_with(&self.folder)
                && it.matched_path_or_any_parents(full, false).is_ignore()
        })
    }
}

/// Adds the macros that a file defines.
pub(super) fn learn(macros: &mut Macros, path: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("cannot read the macros in `{}`: {error}", path.display()))?;
    macros.learn(&text);
    Ok(())
}
