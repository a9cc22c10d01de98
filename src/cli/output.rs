//! The two streams of output.

use std::io::{self, BufWriter, IsTerminal, Stderr, Stdout, Write};

use annotate_snippets::Level;

use crate::document::Diagnostic;
use crate::report::{self, Style};

/// Standard output and standard error.
pub(super) struct Output {
    stdout: BufWriter<Stdout>,
    stderr: Stderr,
    /// How diagnostics are drawn.
    pub(super) style: Style,
}

impl Output {
    pub(super) fn new() -> Self {
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|it| it.is_empty());
        let able = std::env::var_os("TERM").is_none_or(|it| it != "dumb");
        let stderr = io::stderr();
        let color = wanted && able && stderr.is_terminal();
        let style = Style { color, strict: false };
        Self { stdout: BufWriter::new(io::stdout()), stderr, style }
    }

    /// Writes a result.
    pub(super) fn result(&mut self, text: &str) -> io::Result<()> {
        self.stdout.write_all(text.as_bytes())
    }

    /// Sends results on their way.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.stdout.flush()
    }

    /// Writes text to standard error; if nobody listens, that is no reason to stop.
    pub(super) fn aside(&mut self, text: &str) {
        let _ = self.stderr.write_all(text.as_bytes());
    }

    /// Draws a diagnostic.
    pub(super) fn diagnostic(&mut self, path: &str, source: &str, it: &Diagnostic) {
        let text = report::diagnostic(path, source, it, self.style);
        self.aside(&text);
    }

    /// Writes an error that is about no place.
    pub(super) fn error(&mut self, text: &str) {
        let text = report::message(Level::ERROR, text, self.style);
        self.aside(&text);
    }

    /// Writes a note that is about no place.
    pub(super) fn note(&mut self, text: &str) {
        let text = report::message(Level::NOTE, text, self.style);
        self.aside(&text);
    }

    /// Whether somebody watches standard error.
    pub(super) fn is_watched(&self) -> bool {
        self.stderr.is_terminal()
    }
}
