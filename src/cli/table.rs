//! `chainrule eval --csv`: an expression over the rows of a table, a block of rows at a time.

use std::fs::File;
use std::io;
use std::time::{Duration, Instant};

use csv::StringRecord;

use super::columns::{self, Column, Field, Source};
use super::eval::{DIGITS, diagnostic, written};
use super::output::Output;
use super::situation::Read;
use super::{UNREADABLE, WRONG};
use crate::evaluate::{Argument, Evaluator, Layout, Options, Workspace, compile};
use crate::expr::Arena;
use crate::gradcheck::flat;
use crate::syntax::Known;
use crate::value::{NoValue, Situation, Size, Value, numeral, sizes, value};

/// How many rows are held at a time.
const BLOCK: usize = 4_096;
/// How often progress is shown.
const PROGRESS: Duration = Duration::from_millis(200);

/// What is asked of a table.
pub(super) struct Request<'a> {
    /// The file, or `-`.
    pub(super) path: &'a str,
    /// The name of the column for the results.
    pub(super) column: &'a str,
    /// Whether values are exact with that many digits, instead of in double precision.
    pub(super) digits: Option<usize>,
}

pub(super) fn run(
    arena: &mut Arena,
    read: &Read,
    situation: &Situation,
    request: &Request<'_>,
    output: &mut Output,
) -> io::Result<u8> {
    let (source, size): (Box<dyn io::Read>, Option<u64>) = match request.path {
        "-" => (Box::new(io::stdin().lock()), None),
        path => match File::open(path) {
            Ok(file) => {
                let size = file.metadata().ok().map(|it| it.len()).filter(|it| *it > 0);
                (Box::new(file), size)
            }
            Err(error) => {
                output.error(&format!("cannot read {path}: {error}"));
                return Ok(UNREADABLE);
            }
        },
    };
    let mut source = io::BufReader::new(source);
    if let Err(error) = without_mark(&mut source) {
        output.error(&format!("cannot read {}: {error}", request.path));
        return Ok(UNREADABLE);
    }
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(source);
    let headers = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(error) => return Ok(unreadable(request.path, &error, output)),
    };
    if headers.is_empty() {
        output.note("the table is empty");
        return Ok(0);
    }
    let sizes = sizes(arena, read.expr);
    let Some(columns) = columns(arena, read, situation, &headers, request, &sizes, output) else {
        return Ok(UNREADABLE);
    };
    let mut table = Table {
        arena,
        read,
        situation,
        columns,
        sizes,
        digits: request.digits,
        fast: None,
        problems: Problems::default(),
        rows: 0,
        shown: Instant::now(),
        size,
    };
    table.fast = table.compiled();
    let mut line = headers;
    line.push_field(request.column);
    output.result(&text(&[line])?)?;
    table.rows(&mut reader, request.path, output)
}

/// Skips a mark that some programs write at the beginning: it is no part of the first name.
fn without_mark(source: &mut impl io::BufRead) -> io::Result<()> {
    const MARK: &[u8] = b"\xEF\xBB\xBF";
    if source.fill_buf()?.starts_with(MARK) {
        source.consume(MARK.len());
    }
    Ok(())
}

fn unreadable(path: &str, error: &csv::Error, output: &mut Output) -> u8 {
    output.error(&format!("cannot read {path}: {error}"));
    UNREADABLE
}

/// Records as text.
fn text(records: &[StringRecord]) -> io::Result<String> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for record in records {
        writer.write_record(record)?;
    }
    let bytes = writer.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

/// For each name that needs a value, its column; says what is missing.
fn columns(
    arena: &Arena,
    read: &Read,
    situation: &Situation,
    headers: &StringRecord,
    request: &Request<'_>,
    sizes: &[Size],
    output: &mut Output,
) -> Option<Vec<Column>> {
    if headers.iter().any(|it| it.trim() == request.column) {
        let column = request.column;
        output.error(&format!("there is a column `{column}` already: choose a name with --column"));
        return None;
    }
    let (mut columns, mut missing) = (Vec::new(), Vec::new());
    for text in situation.missing(arena, read.expr) {
        let name = arena.find_symbol(&text)?;
        let rank = match read.scope.known(name) {
            Some(Known::Array(rank)) => *rank,
            _ => 0,
        };
        match columns::find(arena, name, rank, headers) {
            Ok(column) => columns.push(column),
            Err(message) => missing.push((name, message)),
        }
    }
    // How large an array is tells the number of its components.
    missing.retain(|(name, _)| sizes.iter().all(|it| it.name != *name));
    if let Some((_, message)) = missing.first() {
        output.error(message);
        return None;
    }
    Some(columns)
}

/// Why rows have no result.
#[derive(Debug, Default)]
struct Problems {
    /// How many fields are empty or missing, and the first line with one.
    empty: Option<(u64, u64)>,
    /// How many are no number, the first line with one, and what is there.
    no_number: Option<(u64, u64, String)>,
    /// How many rows have values for which the expression has none.
    undefined: u64,
}

struct Fast {
    evaluator: Evaluator,
    workspace: Workspace<f64>,
}

struct Table<'a> {
    arena: &'a mut Arena,
    read: &'a Read,
    situation: &'a Situation,
    columns: Vec<Column>,
    sizes: Vec<Size>,
    digits: Option<usize>,
    fast: Option<Fast>,
    problems: Problems,
    rows: u64,
    shown: Instant,
    size: Option<u64>,
}

impl Table<'_> {
    /// The evaluator in double precision, where the values of all columns are numbers.
    fn compiled(&mut self) -> Option<Fast> {
        if self.digits.is_some() {
            return None;
        }
        let integers = self.situation.point.integers.clone();
        let options = Options { integers, ..Options::default() };
        let expr = self.situation.apply(self.arena, self.read.expr);
        let evaluator = compile(self.arena, expr, &options).ok()?;
        let (graph, arena) = (evaluator.graph(), &*self.arena);
        let all = self.columns.iter().all(|it| {
            let name = arena.name(it.name);
            match it.source {
                Source::Number(_) => graph.inputs.iter().any(|input| input == name),
                Source::Components { .. } => graph.arrays.iter().any(|array| array.name == name),
                Source::List(_) => false,
            }
        });
        let workspace = evaluator.workspace();
        all.then_some(Fast { evaluator, workspace })
    }

    fn rows(
        &mut self,
        reader: &mut csv::Reader<impl io::Read>,
        path: &str,
        output: &mut Output,
    ) -> io::Result<u8> {
        let mut block = Vec::with_capacity(BLOCK);
        let mut failure = None;
        loop {
            let mut record = StringRecord::new();
            let more = match reader.read_record(&mut record) {
                Ok(more) => more,
                Err(error) => {
                    failure = Some(error);
                    false
                }
            };
            if more {
                block.push(record);
            }
            if !more || block.len() == BLOCK {
                self.block(&mut block, output)?;
                self.progress(reader.position().byte(), output);
            }
            if !more {
                break;
            }
        }
        if output.is_watched() && self.rows > 0 {
            output.aside("\r\u{1b}[K");
        }
        if let Some(error) = failure {
            return Ok(unreadable(path, &error, output));
        }
        Ok(self.report(output))
    }

    fn progress(&mut self, bytes: u64, output: &mut Output) {
        if !output.is_watched() || self.shown.elapsed() < PROGRESS {
            return;
        }
        self.shown = Instant::now();
        let part = self.size.map_or(String::new(), |size| format!(", {} %", bytes * 100 / size));
        output.aside(&format!("\r{} rows{part}\u{1b}[K", self.rows));
    }

    /// Evaluates a block of rows, writes them, and forgets them.
    fn block(&mut self, block: &mut Vec<StringRecord>, output: &mut Output) -> io::Result<()> {
        let values: Vec<Option<Vec<Field>>> = match self.fast {
            Some(_) => Vec::new(),
            None => block.iter().map(|it| self.exact_values(it)).collect(),
        };
        let results = if self.fast.is_some() {
            self.fast_results(block, output)
        } else {
            let mut results = Vec::with_capacity(block.len());
            for (record, values) in block.iter().zip(values) {
                results.push(match values {
                    Some(values) => self.exact_result(record, values, output),
                    None => String::new(),
                });
            }
            results
        };
        for (record, result) in block.iter_mut().zip(results) {
            record.push_field(&result);
        }
        self.rows += block.len() as u64;
        output.result(&text(block)?)?;
        block.clear();
        Ok(())
    }

    /// The field of a column, if there is anything in it; otherwise that is noted.
    fn field<'r>(&mut self, record: &'r StringRecord, place: usize) -> Option<&'r str> {
        let field = record.get(place).map_or("", str::trim);
        if field.is_empty() {
            let first = self.problems.empty.map_or(line(record), |it| it.1);
            let count = self.problems.empty.map_or(0, |it| it.0);
            self.problems.empty = Some((count + 1, first));
            return None;
        }
        Some(field)
    }

    fn no_number(&mut self, record: &StringRecord, field: &str) {
        let first = || (0, line(record), field.to_owned());
        self.problems.no_number.get_or_insert_with(first).0 += 1;
    }

    /// What a row gives to each name, if all of it can be read.
    fn exact_values(&mut self, record: &StringRecord) -> Option<Vec<Field>> {
        let columns = std::mem::take(&mut self.columns);
        let mut values = Vec::with_capacity(columns.len());
        for column in &columns {
            if !column.places().iter().all(|&place| self.field(record, place).is_some()) {
                break;
            }
            match column.value(record) {
                Ok(value) => values.push(value),
                Err(field) => {
                    self.no_number(record, field);
                    break;
                }
            }
        }
        let complete = values.len() == columns.len();
        self.columns = columns;
        complete.then_some(values)
    }

    /// The values of all names in a row.
    fn situation(&self, values: Vec<Field>) -> Result<Situation, NoValue> {
        let mut situation = self.situation.clone();
        for (column, value) in self.columns.iter().zip(values) {
            match value {
                Field::Number(value) => situation.point.variables.push((column.name, value)),
                Field::Array(value) => situation.point.arrays.push((column.name, value)),
            }
        }
        match situation.complete(self.arena, &self.sizes) {
            Ok(()) => Ok(situation),
            Err(why) => Err(NoValue::Undecided(why, None)),
        }
    }

    /// The value at what a row gives, with the reason where there is none.
    fn exact(&mut self, values: Vec<Field>) -> Result<Value, Box<(Situation, NoValue)>> {
        let situation = match self.situation(values) {
            Ok(situation) => situation,
            Err(error) => return Err(Box::new((self.situation.clone(), error))),
        };
        let digits = self.digits.unwrap_or(DIGITS);
        value(self.arena, self.read.expr, &situation, digits)
            .map_err(|error| Box::new((situation, error)))
    }

    fn exact_result(
        &mut self,
        record: &StringRecord,
        values: Vec<Field>,
        output: &mut Output,
    ) -> String {
        match self.exact(values) {
            Ok(value) => written(&value, self.digits),
            Err(found) => {
                let (situation, error) = *found;
                self.undefined(record, &situation, error, output);
                String::new()
            }
        }
    }

    /// Notes a row without a result; the first one is shown with the reason.
    fn undefined(
        &mut self,
        record: &StringRecord,
        situation: &Situation,
        error: NoValue,
        output: &mut Output,
    ) {
        self.problems.undefined += 1;
        if self.problems.undefined > 1 {
            return;
        }
        let line = line(record);
        match error {
            NoValue::Undefined(place) | NoValue::Undecided(_, Some(place)) => {
                let title = format!("there is no value in line {line}");
                let it = diagnostic(self.arena, self.read, &place, situation, &title);
                output.diagnostic("expression", &self.read.source, &it);
            }
            NoValue::Undecided(why, None) => output.error(&format!("line {line}: {why}")),
        }
    }

    fn fast_results(&mut self, block: &[StringRecord], output: &mut Output) -> Vec<String> {
        // For each name its numbers, or its components one after the other, in all rows.
        let fields: Vec<Vec<usize>> = self.columns.iter().map(|it| it.places().to_vec()).collect();
        let empty = |it: &Vec<usize>| vec![f64::NAN; block.len() * it.len()];
        let mut columns: Vec<Vec<f64>> = fields.iter().map(empty).collect();
        let mut complete = vec![true; block.len()];
        for (row, record) in block.iter().enumerate() {
            let places = fields.iter().zip(&mut columns).flat_map(|(places, column)| {
                places.iter().zip(column.chunks_mut(block.len()).map(move |it| &mut it[row]))
            });
            for (&place, to) in places {
                let Some(field) = self.field(record, place) else {
                    complete[row] = false;
                    break;
                };
                let Some(value) = number(field) else {
                    self.no_number(record, field);
                    complete[row] = false;
                    break;
                };
                *to = value;
            }
        }
        let mut values = vec![f64::NAN; block.len()];
        self.evaluate(&columns, &mut values);
        let mut results = Vec::with_capacity(block.len());
        for (row, record) in block.iter().enumerate() {
            if complete[row] && values[row].is_nan() {
                self.without_result(record, output);
            }
            results.push(if values[row].is_nan() { String::new() } else { shortest(values[row]) });
        }
        results
    }

    fn evaluate(&mut self, columns: &[Vec<f64>], values: &mut [f64]) {
        let Some(fast) = &mut self.fast else { return };
        let (arena, point) = (&*self.arena, &self.situation.point);
        let graph = fast.evaluator.graph();
        let arrays: Vec<_> =
            point.arrays.iter().map(|it| (arena.name(it.0), flat(&it.1))).collect();
        let mut arguments: Vec<(&str, Argument<'_, f64>)> = Vec::new();
        for (column, data) in self.columns.iter().zip(columns) {
            let argument = match &column.source {
                Source::Components { extents, .. } => Argument::Columns { data, extents },
                _ => Argument::Column(data),
            };
            arguments.push((arena.name(column.name), argument));
        }
        for (name, value) in &point.variables {
            let name = arena.name(*name);
            if graph.sizes.iter().any(|it| it == name) {
                arguments.extend(value.to_i64().map(|it| (name, Argument::Integer(it))));
            } else if graph.inputs.iter().any(|it| it == name) {
                arguments.push((name, Argument::Number(value.to_f64())));
            }
        }
        for (name, (data, extents)) in &arrays {
            arguments.push((*name, Argument::Array { data, extents }));
        }
        if self.columns.is_empty() {
            // The same value in every row.
            let mut one = [f64::NAN];
            let _ = fast.evaluator.evaluate_into(
                &arguments,
                &mut fast.workspace,
                Layout::Rows,
                &mut [&mut one],
            );
            values.fill(one[0]);
            return;
        }
        // Whatever is wrong with the arguments leaves the rows without results, which are looked at
        // one by one.
        let _ = fast.evaluator.evaluate_into(
            &arguments,
            &mut fast.workspace,
            Layout::Rows,
            &mut [values],
        );
    }

    /// A row without a result in double precision: exactly, the reason is known.
    fn without_result(&mut self, record: &StringRecord, output: &mut Output) {
        if self.problems.undefined > 0 {
            self.problems.undefined += 1;
            return;
        }
        let values =
            self.columns.iter().map(|it| it.value(record).ok()).collect::<Option<Vec<_>>>();
        let (situation, error) = match self.exact(values.unwrap_or_default()) {
            Ok(_) => {
                let why = "the value is lost in double precision; --digits gives it";
                (self.situation.clone(), NoValue::Undecided(why.to_owned(), None))
            }
            Err(found) => *found,
        };
        self.undefined(record, &situation, error, output);
    }

    /// Says how many rows have no result; the exit code.
    fn report(&self, output: &mut Output) -> u8 {
        let mut bad = 0;
        let problems = &self.problems;
        if let Some((count, line)) = problems.empty {
            bad += count;
            let rows = rows(count);
            output.note(&format!("{rows} with an empty field, the first in line {line}"));
        }
        if let Some((count, line, field)) = &problems.no_number {
            bad += count;
            let first = format!("the first in line {line}: `{field}`");
            let rows = rows(*count);
            output.note(&format!("{rows} with a field that is no number, {first}"));
        }
        if problems.undefined > 0 {
            bad += problems.undefined;
            output.note(&format!("{} without a value", rows(problems.undefined)));
        }
        if bad > 0 { WRONG } else { 0 }
    }
}

fn rows(count: u64) -> String {
    format!("{count} {}", if count == 1 { "row" } else { "rows" })
}

fn line(record: &StringRecord) -> u64 {
    record.position().map_or(0, csv::Position::line)
}

/// A number as tables have it: finite, in the notation of computers.
fn number(field: &str) -> Option<f64> {
    let plain = |it: char| it.is_ascii_digit() || matches!(it, '+' | '-' | '.' | 'e' | 'E');
    if field.chars().all(plain) {
        return field.parse().ok().filter(|it: &f64| it.is_finite());
    }
    numeral(field).map(|it| it.to_f64())
}

/// The shortest text that reads as the number.
fn shortest(value: f64) -> String {
    let text = format!("{value:?}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}
