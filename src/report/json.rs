//! The JSON report.

use serde::Serialize;

use crate::document::{FileReport, Summary};

#[derive(Serialize)]
struct Report<'a> {
    files: &'a [&'a FileReport],
    summary: Summary,
}

/// The report of some files as one object, with a line break at the end.
#[must_use]
pub fn json(files: &[&FileReport], summary: Summary) -> String {
    // Strings, numbers and lists only: this cannot fail.
    let mut text = serde_json::to_string_pretty(&Report { files, summary }).unwrap_or_default();
    text.push('\n');
    text
}
