//! `chainrule check`.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use super::cache::Cache;
use super::config::{self, Config};
use super::input::{self, Input};
use super::output::Output;
use super::{Format, STACK, UNREADABLE, deadline, no_such_format, watch};
use crate::container;
use crate::document::{Checked, Diagnostic, FileReport, Options, Summary, check_with};
use crate::formula::Macros;
use crate::paper;
use crate::report::{self, Typeset};

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
#[allow(clippy::struct_excessive_bools, reason = "switches of the command line")]
pub(super) struct Arguments {
    /// Derivation files, documents, folders of them, or `-` for standard input.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How the report is written.
    #[arg(long, value_enum, default_value = "text", hide_possible_values = true)]
    #[arg(help = "How the report is written: text, json, latex, markdown or html")]
    format: Format,
    /// Do not accept steps that are left open, unreadable statements, or findings.
    #[arg(long)]
    strict: bool,
    /// With `--format latex`, write a whole document.
    #[arg(long)]
    standalone: bool,
    /// The longest time for a step, in seconds; budgets of work stop it long before.
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0)]
    deadline: f64,
    /// A file with LaTeX macros that the documents use and do not define; may be given several times.
    #[arg(long, value_name = "FILE")]
    macros: Vec<PathBuf>,
    /// Check again whenever a file is saved, until the program is stopped.
    #[arg(long)]
    watch: bool,
    /// Note the steps that take more rules than this.
    #[arg(long, value_name = "N")]
    max_rules: Option<usize>,
    /// Find everything out again, whatever is known from earlier runs.
    #[arg(long)]
    no_cache: bool,
    /// Write to standard error how long the engine and the kernel took.
    #[arg(long)]
    timings: bool,
}

const EXAMPLES: &str = "\
Examples:
  chainrule check tanh.deriv
  chainrule check derivations --strict
  chainrule check tanh.deriv --format latex --standalone > tanh.tex
  chainrule check derivations --format html > derivations.html
  chainrule check notes.md lecture.ipynb --macros macros.tex
  chainrule check notes --watch
  chainrule check homework.deriv --max-rules 3
  chainrule check - < tanh.deriv

A file `chainrule.toml` in the folder of a document or above it may say what `\\log` is (log = \"decimal\"),
where macros are (macros = \"macros.tex\"), and which files of a folder are left out (ignore = [\"drafts\"]).

The exit code is 1 if a step is wrong (with --strict, if anything is not as it should be),
2 if something could not be read, and 0 otherwise.

What has been found out about a statement is kept in the folder that the system has for such (or in the one
that CHAINRULE_CACHE names; nowhere if it is empty), which may be deleted at any time.";

/// Fewer files than that are checked one after the other.
const FEW: usize = 4;
/// How long to wait before progress is shown.
const PATIENCE: Duration = Duration::from_millis(800);

/// What became of a file.
struct Done {
    name: String,
    result: Result<Outcome, String>,
}

/// What was found out about a file.
struct Outcome {
    /// The texts that diagnostics are about, with the name of each.
    sources: Vec<(String, String)>,
    checked: Checked,
    /// What is wrong, each with the number of the text.
    diagnostics: Vec<(usize, Diagnostic)>,
    is_document: bool,
    /// Whether something is wrong with the file itself.
    is_damaged: bool,
}

pub(super) fn run(arguments: &Arguments, output: &mut Output) -> io::Result<u8> {
    if arguments.format == Format::Deriv {
        return Ok(no_such_format(arguments.format, "text, json, latex, markdown, html", output));
    }
    let Some(deadline) = deadline(arguments.deadline, output) else { return Ok(UNREADABLE) };
    output.style.strict = arguments.strict;
    let mut macros = Macros::default();
    for path in &arguments.macros {
        if let Err(error) = config::learn(&mut macros, path) {
            output.error(&error);
            return Ok(UNREADABLE);
        }
    }
    let cache = if arguments.no_cache { Cache::default() } else { Cache::of_user() };
    let options = Options { deadline, max_rules: arguments.max_rules, ..Options::default() };
    let how = How { options, macros, cache };
    if !arguments.watch {
        return once(arguments, output, how);
    }
    loop {
        once(arguments, output, how.clone())?;
        output.flush()?;
        watch::wait(&arguments.paths);
        output.aside("\n");
    }
}

/// What holds for all files.
#[derive(Debug, Clone)]
struct How {
    options: Options,
    macros: Macros,
    cache: Cache,
}

/// Checks everything once.
fn once(arguments: &Arguments, output: &mut Output, how: How) -> io::Result<u8> {
    let mut run = Run {
        arguments,
        output,
        how,
        reports: Vec::new(),
        pages: Vec::new(),
        broken: false,
        syntax_errors: false,
    };
    let inputs = run.inputs();
    run.begin()?;
    run.check(&inputs)?;
    run.end()
}

struct Run<'a> {
    arguments: &'a Arguments,
    output: &'a mut Output,
    how: How,
    reports: Vec<FileReport>,
    /// What a web page is made of.
    pages: Vec<Checked>,
    /// Whether a file could not be read.
    broken: bool,
    /// Whether a derivation file could not be understood.
    syntax_errors: bool,
}

impl Run<'_> {
    fn inputs(&mut self) -> Vec<Input> {
        let mut found: Vec<Input> = Vec::new();
        for path in &self.arguments.paths {
            match input::inputs(path) {
                Ok(inputs) if inputs.is_empty() => {
                    let name = path.display();
                    self.output.note(&format!("there are no derivation files in `{name}`"));
                }
                Ok(inputs) => {
                    for input in inputs {
                        if !found.contains(&input) {
                            found.push(input);
                        }
                    }
                }
                Err(error) => {
                    self.output.error(&error);
                    self.broken = true;
                }
            }
        }
        found
    }

    fn begin(&mut self) -> io::Result<()> {
        match self.arguments.format {
            Format::Latex if self.arguments.standalone => {
                self.output.result(report::document_begin())
            }
            _ => Ok(()),
        }
    }

    fn check(&mut self, inputs: &[Input]) -> io::Result<()> {
        if inputs.len() <= FEW {
            for input in inputs {
                let done = check_one(input, &self.how);
                self.done(&done)?;
            }
            return Ok(());
        }
        let next = AtomicUsize::new(0);
        let how = self.how.clone();
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        let (sender, receiver) = mpsc::channel();
        std::thread::scope(|scope| {
            for _ in 0..workers.min(inputs.len()) {
                let (sender, next, how) = (sender.clone(), &next, &how);
                let work = move || {
                    while let Some((number, input)) = take(inputs, next) {
                        if sender.send((number, check_one(input, how))).is_err() {
                            return;
                        }
                    }
                };
                std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work)?;
            }
            drop(sender);
            self.collect(inputs.len(), &receiver)
        })
    }

    /// Writes what is done in the order of the files.
    fn collect(
        &mut self,
        count: usize,
        receiver: &mpsc::Receiver<(usize, Done)>,
    ) -> io::Result<()> {
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        let mut shown = false;
        while next < count {
            match receiver.recv_timeout(PATIENCE) {
                Ok((number, done)) => {
                    waiting.insert(number, done);
                }
                Err(RecvTimeoutError::Timeout) => {
                    if self.output.is_watched() {
                        shown = true;
                        self.output.aside(&format!("\r{next} of {count} files"));
                    }
                    continue;
                }
                Err(RecvTimeoutError::Disconnected) => break,
            }
            while let Some(done) = waiting.remove(&next) {
                if std::mem::take(&mut shown) {
                    self.output.aside("\r\x1b[K");
                }
                self.done(&done)?;
                next += 1;
            }
        }
        Ok(())
    }

    fn done(&mut self, done: &Done) -> io::Result<()> {
        let Outcome { sources, checked, diagnostics, is_document, is_damaged } = match &done.result
        {
            Ok(it) => it,
            Err(error) => {
                self.output.error(&format!("cannot read `{}`: {error}", done.name));
                self.broken = true;
                return Ok(());
            }
        };
        if sources.iter().all(|(_, text)| text.trim().is_empty()) {
            self.output.note(&format!("`{}` is empty", done.name));
        }
        match self.arguments.format {
            Format::Latex => {
                self.output.result(&report::typeset(checked, Typeset::Latex, *is_document))?;
            }
            Format::Markdown => {
                self.output.result(&report::typeset(checked, Typeset::Markdown, *is_document))?;
            }
            Format::Json => {}
            Format::Html => self.pages.push(checked.clone()),
            _ => {
                let gap = if self.reports.is_empty() { "" } else { "\n" };
                self.output.result(&format!("{gap}{}", report::text(checked)))?;
            }
        }
        self.output.flush()?;
        for (number, it) in diagnostics {
            if let Some((name, text)) = sources.get(*number) {
                self.output.diagnostic(name, text, it);
            }
        }
        if self.arguments.timings {
            let [engine, kernel] =
                [checked.timings.engine, checked.timings.kernel].map(|it| it.as_micros());
            self.output.aside(&format!("{}: engine {engine} µs, kernel {kernel} µs\n", done.name));
        }
        let nothing_read = checked.report.steps.is_empty() && !checked.report.unreadable.is_empty();
        self.syntax_errors |=
            *is_damaged && nothing_read || !is_document && !checked.report.unreadable.is_empty();
        self.reports.push(checked.report.clone());
        Ok(())
    }

    fn end(self) -> io::Result<u8> {
        let mut summary = Summary::default();
        self.reports.iter().for_each(|report| summary.add(report));
        match self.arguments.format {
            Format::Json => {
                let files: Vec<_> = self.reports.iter().collect();
                self.output.result(&report::json(&files, summary))?;
            }
            Format::Latex if self.arguments.standalone => {
                self.output.result(report::document_end())?;
            }
            Format::Html => self.output.result(&report::html(&self.pages, &summary))?,
            Format::Text if !self.reports.is_empty() => {
                let line = report::summary(self.reports.len(), &summary);
                self.output.result(&format!("\n{line}"))?;
            }
            _ => {}
        }
        let imperfect = self.reports.iter().any(FileReport::is_imperfect);
        let wrong = self.reports.iter().any(FileReport::is_wrong);
        Ok(if wrong || (self.arguments.strict && imperfect) {
            1
        } else if self.broken || self.syntax_errors {
            UNREADABLE
        } else {
            0
        })
    }
}

fn take<'a>(inputs: &'a [Input], next: &AtomicUsize) -> Option<(usize, &'a Input)> {
    let number = next.fetch_add(1, Ordering::Relaxed);
    inputs.get(number).map(|input| (number, input))
}

fn check_one(input: &Input, how: &How) -> Done {
    let name = input.name();
    let result = match input.document() {
        Some(format) => input.bytes().and_then(|bytes| document(&name, format, &bytes, how)),
        None => input.read().map(|source| derivation(&name, source, how)),
    };
    Done { name, result }
}

fn derivation(name: &str, source: String, how: &How) -> Outcome {
    let mut answers = how.cache.load(name);
    let mut checked = check_with(name, &source, &how.options, &mut answers);
    how.cache.save(name, &answers);
    let diagnostics = std::mem::take(&mut checked.diagnostics);
    let diagnostics = diagnostics.into_iter().map(|it| (0, it)).collect();
    let sources = vec![(name.to_owned(), source)];
    Outcome { sources, checked, diagnostics, is_document: false, is_damaged: false }
}

fn document(
    name: &str,
    format: container::Format,
    bytes: &[u8],
    how: &How,
) -> Result<Outcome, String> {
    let config = Config::of(Path::new(name))?;
    let mut macros = how.macros.clone();
    config.learn(&mut macros)?;
    let settings = paper::Settings { options: how.options, macros, decimal: config.decimal() };
    let container = container::read(format, bytes);
    let is_damaged = !container.problems.is_empty();
    let mut answers = how.cache.load(name);
    let found = paper::check_with(name, &container, &settings, &mut answers);
    how.cache.save(name, &answers);
    let named = |it: container::Source| {
        let place = it.cell.map_or(String::new(), |number| format!(" (cell {number})"));
        (format!("{name}{place}"), it.text)
    };
    let sources = found.sources.into_iter().map(named).collect();
    let (checked, diagnostics) = (found.checked, found.diagnostics);
    Ok(Outcome { sources, checked, diagnostics, is_document: true, is_damaged })
}
