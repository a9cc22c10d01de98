//! A document from top to bottom: its formulas, its statements, their verdicts.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::time::Instant;

use rustc_hash::FxHashMap;

use super::compare::Said;
use super::context::{Claim, Context, Definition};
use super::judge::{Engine, Reading, judge};
use super::names::{Names, children};
use super::read::{Choices, Reader};
use super::statement::{self, Statement, statements};
use crate::container::{Container, Part, PartKind, Place, Source};
use crate::document::{
    self, Answer, Answers, Block, BlockKind, Diagnostic, FileReport, Finding, Kind, Options, Step,
    Timings, Unreadable, Verdict,
};
use crate::formula::{self, Comparison, Formula, Macros, Piece};
use crate::syntax::LineIndex;

/// How a document is read.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// How its equations are decided.
    pub options: Options,
    /// Macros that it uses and does not define.
    pub macros: Macros,
    /// Whether `\log` is the decimal logarithm; where nothing is said, the document decides.
    pub decimal: Option<bool>,
}

/// A document that has been checked.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The texts that places refer to.
    pub sources: Vec<Source>,
    /// What was found out, and how the document reads; its diagnostics are not here.
    pub checked: document::Checked,
    /// What is wrong, each with the number of the source in which it is.
    pub diagnostics: Vec<(usize, Diagnostic)>,
}

/// Checks every equation of a document. `name` is only repeated in the report.
#[must_use]
pub fn check(name: &str, container: &Container, settings: &Settings) -> Checked {
    check_with(name, container, settings, &mut Answers::default())
}

/// The same, with the answers of the last time; what is new is added to them.
#[must_use]
pub fn check_with(
    name: &str,
    container: &Container,
    settings: &Settings,
    answers: &mut Answers,
) -> Checked {
    let start = Instant::now();
    let mut macros = settings.macros.clone();
    container.sources.iter().for_each(|it| macros.learn(&it.text));
    let (entries, codes) = entries(container, &macros);
    let all = names_in(&entries);
    let answers = RefCell::new(answers);
    let mut survey = Survey {
        container,
        lines: container.sources.iter().map(|it| LineIndex::new(&it.text)).collect(),
        settings,
        engine: Engine { options: settings.options, answers: &answers },
        names: all.clone(),
        all,
        own: own_names(&entries),
        context: Context::default(),
        steps: Vec::new(),
        written: Vec::new(),
        blocks: Vec::new(),
        unreadable: Vec::new(),
        diagnostics: Vec::new(),
        place: 0,
        last: None,
        rows: Vec::new(),
        wrong: None,
        case: None,
        fresh_case: false,
        followed: false,
        said: Vec::new(),
        code: super::code::Code::default(),
    };
    survey.learn_definitions(&entries);
    survey.walk(&entries, &codes);
    survey.problems();
    let steps = survey.steps;
    let report = FileReport { path: name.to_owned(), steps, unreadable: survey.unreadable };
    let timings = Timings { engine: start.elapsed(), ..Timings::default() };
    let sources = container.sources.clone();
    let (blocks, diagnostics) = (survey.blocks, Vec::new());
    let checked = document::Checked { report, diagnostics, blocks, timings };
    Checked { sources, checked, diagnostics: survey.diagnostics }
}

/// A formula of a document.
pub(super) struct Entry<'c> {
    pub(super) part: &'c Part,
    pub(super) formula: Formula,
    pub(super) statements: Vec<Statement>,
    /// The number of the formula, and that of the section.
    pub(super) number: usize,
    pub(super) section: usize,
    /// The heading of the section, if this is its first formula.
    pub(super) heading: Option<String>,
    /// Whether the text around it says that it is wrong.
    pub(super) disowned: bool,
    pub(super) ignored: bool,
}

/// Code of a document.
struct Code<'c> {
    part: &'c Part,
    /// The number of the next formula, and that of the section.
    before: usize,
    section: usize,
}

fn entries<'c>(container: &'c Container, macros: &Macros) -> (Vec<Entry<'c>>, Vec<Code<'c>>) {
    let (mut found, mut codes) = (Vec::new(), Vec::new());
    let (mut section, mut ignored, mut disowned) = (0, false, false);
    let mut heading = None;
    for part in &container.parts {
        match &part.kind {
            PartKind::Heading(_, title) => {
                section += 1;
                heading = Some(title.clone());
            }
            PartKind::Ignore => ignored = true,
            PartKind::Prose(text) => disowned = is_disowning(text),
            PartKind::Formula { latex, .. } => {
                let formula = formula::parse(latex, macros);
                let statements = statements(&formula);
                let ignored = std::mem::take(&mut ignored);
                let heading = heading.take();
                let number = found.len();
                found.push(Entry {
                    part,
                    formula,
                    statements,
                    number,
                    section,
                    heading,
                    disowned,
                    ignored,
                });
            }
            PartKind::Code { .. } => codes.push(Code { part, before: found.len(), section }),
            PartKind::Picture => {}
        }
    }
    (found, codes)
}

/// Whether a text says of the formula behind it that it is wrong.
fn is_disowning(text: &str) -> bool {
    const WORDS: [&str; 8] = [
        "tempted",
        "obvious guess",
        "not correct",
        "incorrect",
        "wrong",
        "mistake",
        "would be false",
        "is false",
    ];
    let lower = text.to_lowercase();
    WORDS.iter().any(|it| lower.contains(it))
}

/// What each section shows of its names.
fn own_names(entries: &[Entry<'_>]) -> FxHashMap<usize, Names> {
    let sections = entries.chunk_by(|a, b| a.section == b.section);
    sections.map(|it| (it[0].section, names_in(it))).collect()
}

fn names_in(entries: &[Entry<'_>]) -> Names {
    let (mut names, mut words) = (Names::default(), BTreeSet::new());
    for entry in entries {
        for row in &entry.formula.rows {
            let line: Vec<Piece> = row.cells.iter().flatten().cloned().collect();
            names.learn(&line);
            collect_words(&line, &mut words);
        }
        for statement in &entry.statements {
            let mut line = statement.sides.first().cloned().unwrap_or_default();
            if let Some((comparison, span)) = statement.relations.first() {
                line.push(Piece { kind: formula::Kind::Relation(*comparison), span: *span });
            }
            names.learn(&line);
        }
    }
    names.finish(&words);
    names
}

fn collect_words(line: &[Piece], words: &mut BTreeSet<String>) {
    for piece in line {
        if let formula::Kind::Word(word) = &piece.kind {
            words.insert(word.clone());
        }
        children(piece).into_iter().for_each(|it| collect_words(it, words));
    }
}

pub(super) struct Survey<'c> {
    pub(super) container: &'c Container,
    /// Where the lines of each source begin.
    pub(super) lines: Vec<LineIndex<'c>>,
    pub(super) settings: &'c Settings,
    pub(super) engine: Engine<'c>,
    /// What the names are in the section that is being read.
    pub(super) names: Names,
    /// What all of the document shows of its names, and what each section does.
    pub(super) all: Names,
    pub(super) own: FxHashMap<usize, Names>,
    pub(super) context: Context,
    pub(super) steps: Vec<Step>,
    /// The two sides of each step as the document writes them.
    pub(super) written: Vec<(String, String)>,
    pub(super) blocks: Vec<Block>,
    pub(super) unreadable: Vec<Unreadable>,
    pub(super) diagnostics: Vec<(usize, Diagnostic)>,
    /// The number of the statement.
    pub(super) place: usize,
    /// The head and the last row of the chain before.
    pub(super) last: Option<(Vec<Piece>, Vec<Piece>)>,
    /// The rows of the chain before, the last one apart.
    pub(super) rows: Vec<Vec<Piece>>,
    /// The line and the place of the last equation that is refuted.
    pub(super) wrong: Option<(usize, usize)>,
    /// What the text distinguishes: `i = j`, `i \ne j`.
    pub(super) case: Option<Vec<Piece>>,
    /// Whether nothing has been said in that case yet.
    pub(super) fresh_case: bool,
    /// Whether the next formula goes on with this one.
    pub(super) followed: bool,
    /// What the formulas have said so far, and what the code has computed.
    pub(super) said: Vec<Said>,
    pub(super) code: super::code::Code,
}

impl Survey<'_> {
    pub(super) fn reader(&self, choices: Choices) -> Reader<'_> {
        Reader { names: &self.names, choices, range: None }
    }

    /// In another section, names may be used in another way.
    pub(super) fn enter(&mut self, section: usize) {
        self.names = match self.own.get(&section) {
            Some(own) => self.all.within(own),
            None => self.all.clone(),
        };
        self.context.varying = self.own.get(&section).map(Names::varying).unwrap_or_default();
        self.context.values = self.own.get(&section).map(Names::values).unwrap_or_default();
    }

    fn walk(&mut self, entries: &[Entry<'_>], codes: &[Code<'_>]) {
        let mut codes = codes.iter().peekable();
        let mut section = None;
        for (number, entry) in entries.iter().enumerate() {
            // Whether the last expression of this formula is what the next one goes on with.
            if section.replace(entry.section) != Some(entry.section) {
                self.enter(entry.section);
            }
            let next = entries.get(number + 1).and_then(|it| it.statements.first());
            self.followed = next.is_some_and(Statement::continues);
            while let Some(code) = codes.next_if(|it| it.before <= entry.number) {
                self.code(code.part, code.section);
            }
            let inline = matches!(entry.part.kind, PartKind::Formula { display: false, .. });
            if entry.heading.is_some() || !inline {
                // A chain goes on from formula to formula, but not beyond a heading.
                self.last = self.last.take().filter(|_| entry.heading.is_none());
            }
            if let Some(title) = &entry.heading {
                self.case = None;
                self.block(BlockKind::Title(title.clone()));
            }
            if let Some(problem) = entry.formula.problems.first().filter(|_| !entry.ignored) {
                let place = self.place_of(entry.part, problem.span);
                self.unreadable_at(place, &problem.message);
            }
            for statement in &entry.statements {
                let after = self.place + statement.relations.len();
                if !entry.ignored {
                    self.statement(entry, statement, inline);
                }
                self.place = after;
            }
        }
        codes.for_each(|it| self.code(it.part, it.section));
    }

    fn statement(&mut self, entry: &Entry<'_>, it: &Statement, inline: bool) {
        let mut rows = it.sides.clone();
        let mut head = rows.first().cloned().unwrap_or_default();
        if it.continues() {
            match self.last.clone() {
                Some((first, last)) => {
                    head = first;
                    rows[0] = last;
                }
                None => return,
            }
        }
        let before = self.steps.len();
        let above = self.rows.last().cloned().filter(|_| it.continues());
        for (number, pair) in rows.windows(2).enumerate() {
            let Some(&(comparison, span)) = it.relations.get(number) else { break };
            self.place += 1;
            let [left, right] = pair else { break };
            let earlier =
                number.checked_sub(1).map_or_else(|| above.clone(), |at| rows.get(at).cloned());
            let right_place = right.iter().fold(span, |all, it| all.to(it.span));
            let place =
                Part { place: self.place_of(entry.part, right_place), kind: PartKind::Picture };
            let equation = Equation {
                entry,
                place: place.place,
                head: &head,
                left,
                right,
                earlier: earlier.as_deref(),
                first: number == 0 && !it.continues(),
                goes_on: number == 0 && it.continues(),
                chained: rows.len() > 2 || it.continues(),
                condition: &it.condition,
                defines: it.defines || comparison == Comparison::Defined,
                comparison,
            };
            let steps = self.steps.len();
            self.equation(&equation);
            self.note_head(&equation, steps);
            self.fresh_case = false;
        }
        if inline && statement::names_a_case(it) {
            let mut case = it.sides[0].clone();
            let (comparison, span) = it.relations[0];
            case.push(Piece { kind: formula::Kind::Relation(comparison), span });
            case.extend_from_slice(&it.sides[1]);
            if !it.condition.is_empty() {
                case.push(Piece { kind: formula::Kind::Sign(",".to_owned()), span });
                case.extend_from_slice(&it.condition);
            }
            self.fresh_case = true;
            self.case = Some(case);
        }
        if it.relations.is_empty() && !inline && !rows.is_empty() {
            self.alone(entry, it);
            // An expression begins a chain that goes on with the next formula.
            self.rows.clear();
            self.last = Some((rows[0].clone(), rows[0].clone()));
        }
        self.outline(before);
        if !inline || it.relations.len() > 1 {
            if let (Some(last), false) = (rows.last(), it.relations.is_empty()) {
                let (new, from) = (!it.continues(), usize::from(it.continues()));
                if new {
                    self.rows.clear();
                } else {
                    self.rows.extend(self.last.take().map(|it| it.1));
                }
                self.rows.extend(rows[from..rows.len() - 1].iter().cloned());
                self.last = Some((head, last.clone()));
            }
        }
    }

    /// An equation that begins with a name and is not known to hold may give it another meaning.
    fn note_head(&mut self, it: &Equation<'_, '_>, steps: usize) {
        let settled = self.steps.get(steps).is_some_and(|step| {
            step.kind == Kind::Definition || step.answer.verdict == Some(Verdict::Proved)
        });
        let head = it.left.first().and_then(super::names::plain_name);
        if let Some(name) = head.filter(|_| it.first && !settled) {
            self.context.said_of.push((name, self.place));
        }
    }

    fn equation(&mut self, it: &Equation<'_, '_>) {
        if !is_equality(it.comparison) {
            if it.comparison == Comparison::About {
                self.open_step(it, "unsupported: approximations");
            }
            return;
        }
        if it.right.is_empty() || it.left.is_empty() {
            return;
        }
        if let Some(definition) = self.own_definition(it) {
            self.define(it, &definition);
            return;
        }
        if is_range(it.right) {
            self.step(it, Kind::Range, Answer::default(), ("", ""));
            return;
        }
        let (readings, obstacle) = self.readings(it);
        match obstacle {
            // Only what is proved counts where the equation is not read as it stands.
            Some(obstacle) => match self.proved(&readings) {
                Some((answer, claim)) => {
                    self.step(it, Kind::Claim, answer, (&claim.lhs, &claim.rhs));
                }
                None => self.obstacle(it, &obstacle),
            },
            None => self.claim(it, &readings),
        }
    }

    fn define(&mut self, it: &Equation<'_, '_>, definition: &Definition) {
        let lhs = match (definition.parameters.is_empty(), definition.indices.is_empty()) {
            (false, _) => format!("{}({})", definition.name, definition.parameters.join(", ")),
            (true, false) => format!("{}[{}]", definition.name, definition.indices.join(", ")),
            (true, true) => definition.name.clone(),
        };
        self.step(it, Kind::Definition, Answer::default(), (&lhs, &definition.text));
    }

    pub(super) fn proved(&self, readings: &[Reading]) -> Option<(Answer, Claim)> {
        if readings.is_empty() {
            return None;
        }
        let found = judge(&self.context, &self.names, readings, self.engine);
        Some(found).filter(|it| it.0.verdict == Some(Verdict::Proved))
    }

    fn claim(&mut self, it: &Equation<'_, '_>, readings: &[Reading]) {
        let (mut answer, claim) = judge(&self.context, &self.names, readings, self.engine);
        // Authors seldom say that there is no derivative at a kink.
        if !answer.kinks.is_empty() && answer.findings.iter().all(|it| it.code != "kink") {
            let message =
                format!("where {} the derivative does not exist", answer.kinks.join(" or "));
            answer.findings.push(Finding { code: "kink".into(), message });
        }
        if answer.verdict != Some(Verdict::Proved) {
            self.shadowed_index(it, &claim);
        }
        self.large_step(it, &answer);
        let sides = (claim.lhs.as_str(), claim.rhs.as_str());
        // The first that is said of an unknown derivative is its meaning.
        if answer.verdict != Some(Verdict::Proved)
            && let Some(definition) = self.first_meaning(&claim)
        {
            self.context.definitions.insert(definition);
            self.step(it, Kind::Definition, Answer::default(), sides);
            return;
        }
        // A name alone on the left may have got another meaning.
        let again = self.context.definitions.at(self.place).is_some();
        if again && answer.verdict != Some(Verdict::Proved) {
            self.lost_prime(it, &claim);
            self.step(it, Kind::Definition, Answer::default(), sides);
            return;
        }
        if answer.verdict != Some(Verdict::Refuted) {
            let relates = [super::judge::DIFFERENT, super::judge::SOMEWHERE];
            let condition = answer.reason.as_deref().is_some_and(|it| relates.contains(&it))
                || it.first && !it.chained && self.is_setting(&claim);
            match condition {
                true => self.step(it, Kind::Condition, Answer::default(), sides),
                false => self.step(it, Kind::Claim, answer, sides),
            }
            return;
        }
        let bare = !it.chained
            && !sides.0.contains("diff(")
            && !sides.0.contains('\'')
            && !sides.1.contains("diff(")
            && super::read_name::derivative_name(sides.0).is_none()
            && sides.0.chars().any(char::is_alphabetic);
        if bare {
            self.step(it, Kind::Condition, Answer::default(), sides);
            return;
        }
        answer.findings.extend(self.consequence(it));
        self.report_refuted(it, &answer);
        self.step(it, Kind::Claim, answer, sides);
        self.wrong = self.steps.last().map(|it| (it.line, self.place));
    }
}

/// One equality of a statement.
#[derive(Clone, Copy)]
#[allow(clippy::struct_excessive_bools, reason = "each says something of its own")]
pub(super) struct Equation<'e, 'c> {
    pub(super) entry: &'e Entry<'c>,
    pub(super) place: Place,
    pub(super) head: &'e [Piece],
    pub(super) left: &'e [Piece],
    pub(super) right: &'e [Piece],
    /// The row of the chain before the left side.
    pub(super) earlier: Option<&'e [Piece]>,
    /// Whether the left side is the first of its statement.
    pub(super) first: bool,
    /// Whether the left side is the last row of the formula before.
    pub(super) goes_on: bool,
    /// Whether it belongs to a chain of several.
    pub(super) chained: bool,
    pub(super) condition: &'e [Piece],
    pub(super) defines: bool,
    pub(super) comparison: Comparison,
}

pub(super) fn is_equality(comparison: Comparison) -> bool {
    matches!(comparison, Comparison::Equal | Comparison::Equivalent | Comparison::Defined)
}

/// `1, …, n`.
fn is_range(line: &[Piece]) -> bool {
    let simple = |piece: &Piece| match &piece.kind {
        formula::Kind::Number(_) | formula::Kind::Letter { .. } | formula::Kind::Dots => true,
        formula::Kind::Sign(sign) => sign == ",",
        _ => false,
    };
    line.iter().any(|it| it.kind == formula::Kind::Dots) && line.iter().all(simple)
}
