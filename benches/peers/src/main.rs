//! Times the evaluators of chainrule on request: a line of the standard input names a workload, a line of
//! the standard output says the nanoseconds of processor time that one evaluation at all points took.
//!
//! The first lines describe the workloads, as `peers.py` writes them: a name, the names of its inputs, the
//! index over which its result runs, or `-`, and the expression, with tabs between them. A line of a file, the
//! word `rust` or `c`, an index or `-`, and an expression asks for the source of the function `f` to be written to the
//! file.

use std::collections::HashMap;
use std::io::{BufRead, Write};

use chainrule::emit::{Description, Language, emit};
use chainrule::evaluate::{Argument, Evaluator, Layout, Options, Workspace, compile};
use chainrule::expr::Arena;
use chainrule::syntax::{Mode, Scope, parse_expression};
use cpu_time::ProcessTime;

type Failure = Box<dyn std::error::Error>;

struct Workload {
    evaluator: Evaluator,
    workspace: Workspace<f64>,
    /// The inputs: a name, numbers, and the number of components of a row, 0 for plain columns.
    inputs: Vec<(String, Vec<f64>, usize)>,
    result: Vec<f64>,
}

impl Workload {
    fn new(fields: &[&str]) -> Result<(String, Self), Failure> {
        let &[name, inputs, over, expression] = fields else { return Err("four fields".into()) };
        let mut arena = Arena::new();
        let mut scope = Scope::new(Mode::Inferred);
        let parsed = parse_expression(&mut arena, &mut scope, expression);
        let expr = parsed.map_err(|it| format!("{it:?}"))?.0;
        let options = options(&mut arena, over);
        let mut evaluator = compile(&arena, expr, &options)?;
        if name.ends_with("vjp") {
            evaluator = evaluator.vector_jacobian(&["x"])?;
        }
        let mut columns = Vec::new();
        let mut length = 0;
        for input in inputs.split(',') {
            let mut parts = input.split(':');
            let (name, path) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
            let width = parts.next().map_or(Ok(0), str::parse)?;
            let bytes = std::fs::read(path)?;
            let numbers = bytes.chunks_exact(8).map(|it| it.try_into().map(f64::from_le_bytes));
            let numbers: Vec<f64> = numbers.collect::<Result<_, _>>()?;
            length = numbers.len();
            columns.push((name.to_owned(), numbers, width));
        }
        let workspace = evaluator.workspace();
        let result = vec![0.0; length];
        Ok((name.to_owned(), Self { evaluator, workspace, inputs: columns, result }))
    }

    fn run(&mut self) -> Result<(), Failure> {
        let Self { evaluator, workspace, inputs, result } = self;
        let extents: Vec<[usize; 1]> = inputs.iter().map(|it| [it.2]).collect();
        let arguments: Vec<_> = inputs
            .iter()
            .zip(&extents)
            .map(|((name, data, width), extents)| {
                let argument = match width {
                    0 => Argument::Column(data),
                    _ => Argument::Rows { data, extents },
                };
                (name.as_str(), argument)
            })
            .collect();
        let results = &mut [result.as_mut_slice()];
        evaluator.evaluate_into(&arguments, workspace, Layout::Rows, results)?;
        Ok(())
    }
}

/// Writes the source of a function to a file: of a vector-Jacobian product by `x`, if the result runs over an index.
fn write_source(
    path: &str,
    language: Language,
    (over, expression): (&str, &str),
) -> Result<(), Failure> {
    let mut arena = Arena::new();
    let parsed = parse_expression(&mut arena, &mut Scope::new(Mode::Inferred), expression);
    let expr = parsed.map_err(|it| format!("{it:?}"))?.0;
    let options = options(&mut arena, over);
    let mut evaluator = compile(&arena, expr, &options)?;
    let (products, mut gradient) = (over != "-", Vec::new());
    if products {
        evaluator = evaluator.vector_jacobian(&["x"])?;
        gradient.push("x".to_owned());
    }
    let (name, formula, domain) = ("f".to_owned(), expression.to_owned(), Vec::new());
    let sizes = vec![("n".to_owned(), 10)];
    let description =
        Description { name, formula, domain, gradient, products, as_written: false, sizes };
    let source = emit(&evaluator, &description, language).map_err(|it| format!("{it:?}"))?;
    Ok(std::fs::write(path, source)?)
}

/// Results over an index from 1 to `n`, or `-`.
fn options(arena: &mut Arena, over: &str) -> Options {
    let mut options = Options::default();
    if over != "-" {
        let (one, n) = (arena.number(1), arena.named("n"));
        options.over = vec![(arena.symbol(over), one, n)];
    }
    options
}

fn main() -> Result<(), Failure> {
    let mut workloads = HashMap::new();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let fields: Vec<&str> = line.split('\t').collect();
        if let [path, language @ ("rust" | "c"), over, expression] = fields[..] {
            let language = if language == "c" { Language::C } else { Language::Rust };
            write_source(path, language, (over, expression))?;
            println!("0");
            continue;
        }
        if fields.len() > 2 {
            let (name, workload) = Workload::new(&fields)?;
            workloads.insert(name, workload);
            continue;
        }
        let workload = workloads.get_mut(fields[0]).ok_or("an unknown workload")?;
        let mut out = std::io::stdout().lock();
        if let Some(path) = fields.get(1) {
            workload.run()?;
            let bytes: Vec<u8> = workload.result.iter().flat_map(|it| it.to_le_bytes()).collect();
            std::fs::write(path, bytes)?;
            writeln!(out, "{}", workload.result.len())?;
        } else {
            let before = ProcessTime::now();
            workload.run()?;
            writeln!(out, "{}", before.elapsed().as_nanos())?;
        }
        out.flush()?;
    }
    Ok(())
}
