//! Waits until a file is saved.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::input::{Input, inputs};

/// How often the times of files are looked at.
const PAUSE: Duration = Duration::from_millis(300);

/// Waits until a file among some, or below them, is new, gone, or saved again.
pub(super) fn wait(paths: &[PathBuf]) {
    let before = times(paths);
    while times(paths) == before {
        std::thread::sleep(PAUSE);
    }
}

fn times(paths: &[PathBuf]) -> Vec<(PathBuf, Option<SystemTime>)> {
    let found = paths.iter().filter_map(|it| inputs(it).ok()).flatten();
    let files = found.filter_map(|it| match it {
        Input::File(path) => Some(path),
        Input::Standard => None,
    });
    files.map(|path| (path.clone(), saved(&path))).collect()
}

fn saved(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|it| it.modified()).ok()
}
