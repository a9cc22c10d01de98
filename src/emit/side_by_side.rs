//! Functions of arrays at many points: some points are computed side by side, so that compilers use vector
//! instructions whatever the number of components is.
//!
//! Rows become columns at first, with a number for each of these points; every statement is done for all of them; in
//! the end columns become rows again. What one loop needs of another is kept, so that nothing is computed twice.

use rustc_hash::{FxHashMap, FxHashSet};

use super::code::{Body, Lane, Line, Operations, write};
use super::dialect::Dialect;
use super::header::Header;
use super::kernels::words;
use crate::evaluate::Evaluator;
use crate::evaluate::graph::{Graph, Integer};
use crate::evaluate::plan::Root;

/// A function for many points, as far as it is the same in all languages.
#[derive(Debug)]
pub(super) struct Many {
    pub(super) lane: Lane,
    /// The names of the first of the points, and of the index of a component.
    pub(super) first: String,
    pub(super) component: String,
    /// The columns of arrays, results and kept values: names, and the number of components of each.
    pub(super) columns: Vec<(String, String)>,
    /// The names of results that are one number for each point.
    pub(super) values: Vec<String>,
    /// The variables with a number for each point.
    pub(super) variables: Vec<String>,
    lines: Vec<Line>,
}

impl Many {
    /// The function; nothing where there are no arrays, or their sizes or components are not certain.
    pub(super) fn new(
        evaluator: &Evaluator,
        header: &Header,
        dialect: &mut dyn Dialect,
        level: usize,
    ) -> Option<Self> {
        if header.is_of_numbers() {
            return None;
        }
        let (graph, roots, plan) = evaluator.with_kept();
        let results = evaluator.results().len();
        let mut names = header.names.clone();
        let lane = Lane {
            index: names.like("l"),
            arrays: header.arrays.iter().map(|it| names.like(&it.name)).collect(),
            outputs: header
                .outputs
                .iter()
                .map(|it| it.name.as_ref().map(|it| names.like(it)))
                .collect(),
            kept: roots[results..].iter().map(|_| names.next("kept")).collect(),
        };
        let [first, component] = ["first", "k"].map(|it| names.like(it));
        let operations = Operations { graph: &graph, roots: &roots, results, plan: &plan };
        let inner = Header { names, ..header.clone() };
        let body = write(operations, &inner, dialect, (level, Some(&lane)));
        let (variables, lines, values) = (Vec::new(), Vec::new(), header.values());
        let columns = columns(&lane, header, (&graph, &roots[results..]))?;
        let mut many = Self { lane, first, component, columns, values, variables, lines };
        many.lay_out(&body, header, dialect, level);
        body.is_inside.then_some(many)
    }

    /// Puts statements that follow each other into loops over the points.
    fn lay_out(&mut self, body: &Body, header: &Header, dialect: &mut dyn Dialect, level: usize) {
        let mut steps = body.steps.clone();
        for (name, value) in self.values.iter().zip(&body.returned) {
            let text =
                dialect.assign(&format!("{name}[{} + {}]", self.first, self.lane.index), value);
            steps.push(Line { indent: level, text, computes: true, named: None });
        }
        let mut groups: Vec<Vec<Line>> = Vec::new();
        for line in steps {
            let joins = |group: &Vec<Line>| {
                group
                    .last()
                    .is_some_and(|it| it.computes && line.computes && it.indent == line.indent)
            };
            match groups.last_mut().filter(|it| joins(it)) {
                Some(group) => group.push(line),
                None => groups.push(vec![line]),
            }
        }
        let apart = names_apart(&groups);
        let is_apart = |name: &String| apart.contains(name);
        let named = groups.iter().flatten().filter_map(|it| it.named.as_ref()).map(|it| &it.0);
        let named = named.filter(|it| is_apart(it)).cloned();
        self.variables = body.running.iter().cloned().chain(named).collect();
        let each = |name: &String| (name.clone(), format!("{name}[{}]", self.lane.index));
        let mut places: FxHashMap<String, String> = self.variables.iter().map(each).collect();
        for number in header.numbers() {
            let place = format!("{number}[{} + {}]", self.first, self.lane.index);
            places.insert(number.to_owned(), place);
        }
        for group in groups {
            if !group[0].computes {
                self.lines.extend(group);
                continue;
            }
            let indent = group[0].indent;
            let line =
                |text: &str| Line { indent, text: text.to_owned(), computes: false, named: None };
            self.lines.push(line(&dialect.begin_points(&self.lane.index)));
            for it in group {
                let text = match &it.named {
                    Some((name, value)) if self.variables.contains(name) => {
                        dialect.assign(name, value)
                    }
                    _ => it.text.clone(),
                };
                self.lines.push(Line { indent: indent + 1, text: replaced(&text, &places), ..it });
            }
            self.lines.extend(dialect.end().map(line));
        }
    }

    /// The statements.
    pub(super) fn statements(&self) -> impl Iterator<Item = String> {
        self.lines.iter().map(Line::written)
    }
}

/// The names that one loop over points gives to values and another one uses.
fn names_apart(groups: &[Vec<Line>]) -> FxHashSet<String> {
    let mut from: FxHashMap<&str, usize> = FxHashMap::default();
    for (position, group) in groups.iter().enumerate() {
        from.extend(group.iter().filter_map(|it| Some((it.named.as_ref()?.0.as_str(), position))));
    }
    let mut apart = FxHashSet::default();
    for (position, group) in groups.iter().enumerate() {
        for word in group.iter().flat_map(|it| words(&it.text)) {
            if from.get(word).is_some_and(|it| *it != position) {
                apart.insert(word.to_owned());
            }
        }
    }
    apart
}

/// A text with other words in the places of some.
fn replaced(text: &str, places: &FxHashMap<String, String>) -> String {
    let is_word = |it: char| it.is_ascii_alphanumeric() || it == '_';
    let mut new = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_word) {
        let end = rest[start..].find(|it| !is_word(it)).map_or(rest.len(), |it| start + it);
        let word = &rest[start..end];
        new.push_str(&rest[..start]);
        new.push_str(places.get(word).map_or(word, String::as_str));
        rest = &rest[end..];
    }
    new + rest
}

/// The names of columns, and how many there are of each; nothing if a size is not known.
fn columns(
    lane: &Lane,
    header: &Header,
    (graph, kept): (&Graph, &[Root]),
) -> Option<Vec<(String, String)>> {
    let size = |size: &usize| header.sizes[*size].0.as_str();
    let count = |sizes: &[&str]| match sizes {
        [size] => (*size).to_owned(),
        sizes => format!("({})", sizes.join(" * ")),
    };
    let mut columns = Vec::new();
    for (name, array) in lane.arrays.iter().zip(&header.arrays) {
        let sizes: Option<Vec<_>> = array.extents.iter().map(|it| it.as_ref().map(size)).collect();
        columns.push((name.clone(), count(&sizes?)));
    }
    for (name, output) in lane.outputs.iter().zip(&header.outputs) {
        let sizes: Vec<_> = output.extents.iter().map(size).collect();
        columns.extend(name.iter().map(|name| (name.clone(), count(&sizes))));
    }
    for (name, root) in lane.kept.iter().zip(kept) {
        columns.push((name.clone(), extent(graph, header, root)?));
    }
    Some(columns)
}

/// The size of what is kept, which runs from 1 to a size.
fn extent(graph: &Graph, header: &Header, root: &Root) -> Option<String> {
    let axis = root.axes.first()?;
    let to = graph.integer(axis.to);
    match (graph.integer(axis.from).literal(), to.terms.as_slice(), to.constant) {
        (Some(1), [(Integer::Size(size), 1)], 0) => Some(header.sizes[*size as usize].0.clone()),
        _ => None,
    }
}
