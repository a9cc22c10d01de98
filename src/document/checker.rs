//! Walks the statements of a file and keeps what holds at each of them.

use super::answers::{Answers, Question};
use super::assumptions::contradictory;
use super::claim::note_integers;
use super::data::{Answer, FileReport, Kind, Step, Unreadable};
use super::outline::{Block, BlockKind, Chain, Curve, Formula, Row};
use super::{Checked, Diagnostic, Options, Timings};
use crate::decide::outcome::Claim;
use crate::expr::{Arena, Definition, Definitions, ExprId, Meaning, Proposition, Relation, Symbol};
use crate::print;
use crate::syntax::{
    LineIndex, Range, Span, Statement, StatementKind, SyntaxError, SyntaxErrorKind, parse_document,
};
use crate::theory::Theory;

/// Checks a file.
pub(super) fn check(name: &str, source: &str, options: &Options, answers: &mut Answers) -> Checked {
    let mut arena = Arena::new();
    let document = parse_document(&mut arena, source);
    let mut checker = Checker::new(name, source, arena, *options, answers);
    for error in &document.errors {
        checker.unreadable(Diagnostic::of_syntax(error));
    }
    checker.statements(&document.statements);
    checker.finish()
}

/// An equation that has been found out to hold or to fail, with what it depends on.
#[derive(Debug, Clone)]
pub(super) struct Fact {
    /// The name of its chain, in lower case.
    pub(super) name: Option<String>,
    /// The equation, unfolded.
    pub(super) equation: (ExprId, ExprId),
    /// The line of the row that states it.
    pub(super) line: usize,
    assumptions: Vec<Proposition>,
    given: Vec<(ExprId, ExprId)>,
}

/// The state of checking a file.
pub(super) struct Checker<'a> {
    pub(super) source: &'a str,
    pub(super) options: Options,
    pub(super) lines: LineIndex<'a>,
    pub(super) arena: Arena,
    pub(super) theory: Theory,
    pub(super) definitions: Definitions,
    pub(super) report: FileReport,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) timings: Timings,
    /// What has been found out before.
    pub(super) answers: &'a mut Answers,
    /// All that the meaning of a claim depends on, as the beginning of a question.
    pub(super) context: Question,
    /// What the steps above have shown.
    pub(super) proved: Vec<Fact>,
    /// What the steps above have wrongly claimed.
    pub(super) wrong: Vec<Fact>,
    /// Names of results that have not been proved.
    pub(super) failed_names: Vec<String>,
    blocks: Vec<Block>,
    depth: usize,
    assumptions: Vec<Proposition>,
    given: Vec<(ExprId, ExprId)>,
    ranges: Vec<(Symbol, Proposition)>,
}

impl<'a> Checker<'a> {
    fn new(
        name: &str,
        source: &'a str,
        arena: Arena,
        options: Options,
        answers: &'a mut Answers,
    ) -> Self {
        let path = name.to_owned();
        Self {
            source,
            options,
            lines: LineIndex::new(source),
            arena,
            theory: Theory::new(),
            definitions: Definitions::default(),
            report: FileReport { path, steps: Vec::new(), unreadable: Vec::new() },
            diagnostics: Vec::new(),
            timings: Timings::default(),
            answers,
            context: Question::default(),
            proved: Vec::new(),
            wrong: Vec::new(),
            failed_names: Vec::new(),
            blocks: Vec::new(),
            depth: 0,
            assumptions: Vec::new(),
            given: Vec::new(),
            ranges: Vec::new(),
        }
    }

    fn finish(mut self) -> Checked {
        self.diagnostics.sort_by_key(|it| (it.span.start, it.span.end));
        self.report.unreadable.sort_by_key(|it| (it.line, it.column));
        Checked {
            report: self.report,
            diagnostics: self.diagnostics,
            blocks: self.blocks,
            timings: self.timings,
        }
    }

    /// Notes a statement that cannot be taken into account.
    pub(super) fn unreadable(&mut self, diagnostic: Diagnostic) {
        let at = self.lines.position(diagnostic.span.start);
        let message = diagnostic.title.clone();
        let unreadable = Unreadable { line: at.line, column: at.column, cell: None, message };
        self.report.unreadable.push(unreadable);
        self.diagnostics.push(diagnostic);
    }

    fn statements(&mut self, statements: &[Statement]) {
        for statement in statements {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &Statement) {
        let span = statement.span;
        if !matches!(
            statement.kind,
            StatementKind::Prove(_) | StatementKind::Refute(_) | StatementKind::Case { .. }
        ) {
            self.note(span);
        }
        match &statement.kind {
            StatementKind::Title(title) => self.title(title),
            StatementKind::Definition { name, definition } => {
                self.definition(span, *name, definition);
            }
            StatementKind::Restatement { lhs, rhs, rhs_span, .. } => {
                self.restatement(span, *lhs, *rhs, *rhs_span);
            }
            StatementKind::Functions(_) => {}
            StatementKind::Index { names, range } => self.index(span, names, *range),
            StatementKind::Assume(proposition) => {
                let formula = self.formula_of(proposition);
                if self.suppose(span, proposition) {
                    self.statement_step(span, Kind::Assumption, formula.text.clone(), None);
                    self.block(BlockKind::Assumption(formula));
                }
            }
            StatementKind::Given { lhs, rhs } => self.given(span, *lhs, *rhs),
            StatementKind::Case { condition, condition_span, body } => {
                self.case(*condition_span, condition, body);
            }
            StatementKind::Prove(chain) => self.prove(chain),
            StatementKind::Refute(chain) => self.refute(chain),
        }
    }

    /// Notes that claims below depend on a piece of the text.
    fn note(&mut self, span: Span) {
        self.context.add(span.of(self.source));
        self.context.add("\n");
    }

    fn title(&mut self, title: &str) {
        self.assumptions.clear();
        self.given.clear();
        self.block(BlockKind::Title(title.to_owned()));
    }

    fn definition(&mut self, span: Span, name: Symbol, definition: &Definition) {
        // The reader has accepted it, so this cannot fail.
        let _ = self.definitions.add(&self.arena, name, definition.clone());
        let parameters: Vec<ExprId> =
            definition.parameters().iter().map(|&it| self.arena.variable(it)).collect();
        let lhs = match definition.meaning {
            Meaning::Abbreviation => self.arena.variable(name),
            Meaning::Function(_) => self.arena.apply(name, vec![0; parameters.len()], parameters),
            Meaning::Array(_) => self.arena.indexed(name, parameters),
        };
        self.definition_block(span, lhs, definition.body);
    }

    fn definition_block(&mut self, span: Span, lhs: ExprId, rhs: ExprId) {
        let formula = self.equation(lhs, rhs);
        let (lhs, rhs) = (print::text(&self.arena, lhs), print::text(&self.arena, rhs));
        self.statement_step(span, Kind::Definition, lhs, Some(rhs));
        self.block(BlockKind::Definition(formula));
    }

    /// `define tanh(x) = …`: a definition like others if it holds, else a wrong claim.
    fn restatement(&mut self, span: Span, lhs: ExprId, rhs: ExprId, rhs_span: Span) {
        if self.restate(span, lhs, rhs, rhs_span) {
            self.definition_block(span, lhs, rhs);
        }
    }

    fn given(&mut self, span: Span, lhs: ExprId, rhs: ExprId) {
        let formula = self.equation(lhs, rhs);
        let (Some(a), Some(b)) = (self.unfold(span, lhs), self.unfold(span, rhs)) else { return };
        self.given.push((a, b));
        let (lhs, rhs) = (print::text(&self.arena, lhs), print::text(&self.arena, rhs));
        self.statement_step(span, Kind::Assumption, lhs, Some(rhs));
        self.block(BlockKind::Assumption(formula));
    }

    fn index(&mut self, span: Span, names: &[Symbol], range: Range) {
        let (from, to) = (self.unfold(span, range.from), self.unfold(span, range.to));
        let (Some(from), Some(to)) = (from, to) else { return };
        for &name in names {
            let index = self.arena.variable(name);
            let above = Proposition::Compare(Relation::AT_LEAST, index, from);
            let below = Proposition::Compare(Relation::AT_MOST, index, to);
            self.ranges.push((name, Proposition::And(vec![above, below])));
        }
        let list: Vec<&str> = names.iter().map(|&name| self.arena.name(name)).collect();
        let list = list.join(", ");
        let ends = [range.from, range.to].map(|it| print::text(&self.arena, it));
        let latex_ends = [range.from, range.to].map(|it| print::latex(&self.arena, it));
        let variables: Vec<ExprId> = names.iter().map(|&it| self.arena.variable(it)).collect();
        let latex: Vec<_> = variables.iter().map(|&it| print::latex(&self.arena, it)).collect();
        let range = format!("{}..{}", ends[0], ends[1]);
        let formula = Formula {
            text: format!("{list} in {range}"),
            latex: format!(
                r"{} \in \{{{}, \dots, {}\}}",
                latex.join(", "),
                latex_ends[0],
                latex_ends[1]
            ),
        };
        self.statement_step(span, Kind::Range, list, Some(range));
        self.block(BlockKind::Range(formula));
    }

    fn case(&mut self, span: Span, condition: &Proposition, body: &[Statement]) {
        let (before, context) = (self.assumptions.len(), self.context.clone());
        self.note(span);
        let formula = self.formula_of(condition);
        if !self.suppose(span, condition) {
            return;
        }
        self.statement_step(span, Kind::Assumption, formula.text.clone(), None);
        self.block(BlockKind::Case(formula));
        self.depth += 1;
        self.statements(body);
        self.depth -= 1;
        self.assumptions.truncate(before);
        self.context = context;
    }

    /// Takes a statement for granted, unless it contradicts what is taken for granted already.
    fn suppose(&mut self, span: Span, proposition: &Proposition) -> bool {
        let mut failed = false;
        let unfolded = proposition.map(&mut |expr| {
            self.definitions.unfold_all(&mut self.arena, expr).unwrap_or_else(|_| {
                failed = true;
                expr
            })
        });
        if failed {
            self.too_large(span);
            return false;
        }
        self.assumptions.push(unfolded);
        if !contradictory(&self.arena, &self.assumptions) {
            return true;
        }
        self.assumptions.pop();
        let others = self.assumptions.iter().map(|it| print::proposition(&self.arena, it));
        let note = match others.collect::<Vec<_>>() {
            known if known.is_empty() => "it holds nowhere".to_owned(),
            known => format!("assumed above: {}", known.join(", ")),
        };
        let title = "contradictory assumptions: no point satisfies all of them";
        let help = "mend one of them; a new `title` forgets the assumptions above it";
        self.unreadable(
            Diagnostic::error("contradictory-assumptions", span, title)
                .with_label("cannot hold as well")
                .with_note(note)
                .with_help(help),
        );
        false
    }

    /// An expression with every defined name replaced, or a note that it becomes too large.
    pub(super) fn unfold(&mut self, span: Span, expr: ExprId) -> Option<ExprId> {
        let unfolded = self.definitions.unfold_all(&mut self.arena, expr);
        if unfolded.is_err() {
            self.too_large(span);
        }
        unfolded.ok()
    }

    fn too_large(&mut self, span: Span) {
        let error = SyntaxError { kind: SyntaxErrorKind::TooLarge, span, also: None };
        self.unreadable(Diagnostic::of_syntax(&error));
    }

    /// A claim under what is taken for granted here.
    pub(super) fn claim(&self, lhs: ExprId, rhs: ExprId, integers: &[Symbol]) -> Claim {
        let mut assumptions = self.assumptions.clone();
        let mentioned = |assumptions: &[Proposition], name: Symbol| {
            let mentions = |expr| self.arena.mentions(expr, name);
            [lhs, rhs].into_iter().any(mentions) || assumptions.iter().any(|it| it.any(mentions))
        };
        for (name, range) in self.ranges.iter().rev() {
            if mentioned(&assumptions, *name) {
                assumptions.push(range.clone());
            }
        }
        let mut integers = integers.to_vec();
        note_integers(&self.arena, &assumptions, &mut integers);
        Claim::new(&self.arena, (lhs, rhs), assumptions, self.given.clone(), integers)
    }

    /// An equation with what it depends on.
    pub(super) fn fact(&self, name: Option<&str>, claim: &Claim, line: usize) -> Fact {
        Fact {
            name: name.map(str::to_lowercase),
            equation: (claim.lhs, claim.rhs),
            line,
            assumptions: self.assumptions.clone(),
            given: self.given.clone(),
        }
    }

    /// Whether everything that a fact depends on holds here.
    pub(super) fn applies(&self, fact: &Fact) -> bool {
        fact.assumptions.iter().all(|it| self.assumptions.contains(it))
            && fact.given.iter().all(|it| self.given.contains(it))
    }

    /// The equations that hold identically here.
    pub(super) fn given_equations(&self) -> &[(ExprId, ExprId)] {
        &self.given
    }

    /// Whether anything is assumed here.
    pub(super) fn has_assumptions(&self) -> bool {
        !self.assumptions.is_empty()
    }

    pub(super) fn block(&mut self, kind: BlockKind) {
        self.blocks.push(Block { depth: self.depth, kind });
    }

    /// The block of a chain, for which each row knows the step that leads to it.
    pub(super) fn chain_block(
        &mut self,
        name: Option<String>,
        head: ExprId,
        rows: Vec<Row>,
        curve: Option<Curve>,
    ) {
        let head = self.formula(head);
        self.block(BlockKind::Chain(Chain { name, head, rows, curve }));
    }

    pub(super) fn formula(&self, expr: ExprId) -> Formula {
        let arena = &self.arena;
        Formula { text: print::text(arena, expr), latex: print::latex(arena, expr) }
    }

    fn equation(&self, lhs: ExprId, rhs: ExprId) -> Formula {
        let arena = &self.arena;
        let text = format!("{} = {}", print::text(arena, lhs), print::text(arena, rhs));
        Formula { text, latex: print::latex_equation(arena, lhs, rhs) }
    }

    fn formula_of(&self, proposition: &Proposition) -> Formula {
        let arena = &self.arena;
        let text = print::proposition(arena, proposition);
        Formula { text, latex: print::latex_proposition(arena, proposition) }
    }

    /// A step that is no claim.
    fn statement_step(&mut self, span: Span, kind: Kind, lhs: String, rhs: Option<String>) {
        let step = self.step(span, kind, lhs, rhs);
        self.report.steps.push(step);
    }

    /// A step of which nothing is known yet.
    pub(super) fn step(&self, span: Span, kind: Kind, lhs: String, rhs: Option<String>) -> Step {
        let (from, to) = (self.lines.position(span.start), self.lines.position(span.end));
        Step {
            line: from.line,
            column: from.column,
            end_line: to.line,
            end_column: to.column,
            cell: None,
            kind,
            lhs,
            rhs,
            chain: None,
            answer: Answer::default(),
            by: Vec::new(),
            refute: false,
        }
    }
}
