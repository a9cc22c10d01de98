//! Finding and reading derivation files and documents.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::config::Config;
use crate::container::Format;

/// A place to read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Input {
    /// `-`.
    Standard,
    /// A file.
    File(PathBuf),
}

impl Input {
    /// How the place is named in reports; with `/` on every system.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Standard => "-".to_owned(),
            Self::File(path) => path.to_string_lossy().replace('\\', "/"),
        }
    }

    /// The format of the document there; none for a derivation file.
    pub(super) fn document(&self) -> Option<Format> {
        match self {
            Self::Standard => None,
            Self::File(path) => Format::of(&path.to_string_lossy()),
        }
    }

    /// The bytes there, or why there are none, to be continued from "cannot read …: ".
    pub(super) fn bytes(&self) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        match self {
            Self::Standard => io::stdin().read_to_end(&mut bytes).map(drop),
            Self::File(path) => std::fs::read(path).map(|it| bytes = it),
        }
        .map_err(|error| words(&error))?;
        Ok(bytes)
    }

    /// The text there, or why there is none, to be continued from "cannot read …: ".
    pub(super) fn read(&self) -> Result<String, String> {
        let bytes = self.bytes()?;
        if bytes.contains(&0) {
            return Err("this is no text file".to_owned());
        }
        String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..at].split(|&it| it == b'\n').count();
            format!("line {line} is not encoded as UTF-8")
        })
    }
}

/// The inputs that a path stands for: itself, or the derivation files and documents below a folder in the order of
/// their names, without those that version control ignores.
pub(super) fn inputs(path: &Path) -> Result<Vec<Input>, String> {
    if path.as_os_str() == "-" {
        return Ok(vec![Input::Standard]);
    }
    if !path.is_dir() {
        return Ok(vec![Input::File(path.to_owned())]);
    }
    let mut found = Vec::new();
    let config = Config::of(path)?;
    let walk = ignore::WalkBuilder::new(path)
        .sort_by_file_path(std::cmp::Ord::cmp)
        .require_git(false)
        .build();
    for entry in walk {
        let entry = entry.map_err(|error| error.to_string())?;
        let is_file = entry.file_type().is_some_and(|it| it.is_file());
        if is_file && is_checked(entry.path()) && !config.ignores(entry.path()) {
            found.push(Input::File(entry.into_path()));
        }
    }
    Ok(found)
}

/// Whether a file is looked at when the folder around it is checked; others must be named.
fn is_checked(path: &Path) -> bool {
    let extension = path.extension().and_then(|it| it.to_str());
    extension.is_some_and(|it| ["deriv", "md", "ipynb", "tex", "rst"].contains(&it))
}

/// The same words on every system.
fn words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "this is a folder".to_owned(),
        _ => error.to_string(),
    }
}
