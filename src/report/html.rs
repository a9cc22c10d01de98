//! Checked derivations as one web page that needs nothing else: no network, no scripts, formulas in
//! `MathML`.

use std::fmt::Write;

use pulldown_latex::config::DisplayMode;
use pulldown_latex::{Parser, RenderConfig, Storage, push_mathml};

use super::sketch::sketch;
use crate::document::{Block, BlockKind, Chain, Checked, Formula, Row, Step, Summary, Verdict};

const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1c1e21;--paper:#fff;--soft:#5c6370;--line:#d9dce1;--good:#1a7f37;\
--bad:#b3261e;--open:#8a5a00;--tint:#f5f6f8}\
@media(prefers-color-scheme:dark){:root{--ink:#e6e8eb;--paper:#16181c;--soft:#9aa2ae;--line:#363b44;\
--good:#57c77a;--bad:#ff8a80;--open:#e0b050;--tint:#20242a}}\
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:60rem;\
margin:2rem auto;padding:0 1rem}\
h1{font-size:1.5rem}h2{font-size:1.25rem;margin-top:2.5rem;overflow-wrap:anywhere}h3{font-size:1.05rem}\
p.let{margin:.4rem 0}\
details{border:1px solid var(--line);border-radius:6px;margin:.8rem 0;padding:.3rem .8rem}\
summary{cursor:pointer;padding:.3rem 0}\
ol{list-style:none;margin:0;padding:0}\
ol li{border-top:1px solid var(--line);padding:.45rem 0;display:grid;\
grid-template-columns:1.6rem 1fr;column-gap:.4rem}\
ol li>div{overflow-x:auto}\
.rules,.more{color:var(--soft);font-size:.9rem}\
.proved .mark{color:var(--good)}.refuted .mark{color:var(--bad)}.unknown .mark{color:var(--open)}\
.refuted .more{color:var(--bad)}.hint{font-size:.95rem;background:var(--tint);padding:.3rem .6rem;\
border-radius:4px;margin-top:.3rem}\
code{overflow-wrap:anywhere}\
nav a{color:var(--bad)}\
math{font-size:1.08em}ol math{display:inline math;math-style:normal}\
figure{margin:.5rem 0}svg.sketch{width:100%;max-width:22rem;font-size:11px;fill:var(--soft)}\
.sketch path{fill:none;stroke-width:1.6;stroke:var(--good)}.sketch .axis{stroke:var(--line);stroke-width:1}\
.sketch .slope{stroke:var(--open);stroke-dasharray:5 3}\
@media print{details{break-inside:avoid}}";

/// The whole page.
#[must_use]
pub fn html(files: &[Checked], summary: &Summary) -> String {
    let mut page = Page { text: String::new(), failures: Vec::new() };
    files.iter().enumerate().for_each(|(number, file)| page.file(number, file));
    let counts = super::summary(files.len(), summary);
    let links: Vec<String> = page
        .failures
        .iter()
        .map(|(anchor, name)| format!("<li><a href=\"#{anchor}\">{}</a></li>", escaped(name)))
        .collect();
    let nav = match links.is_empty() {
        true => String::new(),
        false => format!("<nav aria-label=\"what fails\"><ul>{}</ul></nav>\n", links.concat()),
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Derivations</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>Derivations</h1>\n\
         <p>{}</p>\n{nav}<main>\n{}</main>\n</body>\n</html>\n",
        escaped(counts.trim()),
        page.text
    )
}

struct Page {
    text: String,
    /// Where steps fail: the anchor, and the name of the place.
    failures: Vec<(String, String)>,
}

impl Page {
    fn file(&mut self, number: usize, file: &Checked) {
        let _ = writeln!(self.text, "<section>\n<h2>{}</h2>", escaped(&file.report.path));
        for block in &file.blocks {
            self.block(number, file, block);
        }
        for it in &file.report.unreadable {
            let cell = it.cell.map_or(String::new(), |cell| format!("cell {cell}, "));
            let place = format!("{cell}line {}", it.line);
            let message = escaped(&it.message);
            let _ = writeln!(self.text, "<p class=\"more\">{place}: {message}</p>");
        }
        self.text.push_str("</section>\n");
    }

    fn block(&mut self, number: usize, file: &Checked, block: &Block) {
        let sentence = |lead: &str, it: &Formula| {
            format!("<p class=\"let\">{lead} {}</p>\n", formula(&it.latex, &it.text, false))
        };
        let text = match &block.kind {
            BlockKind::Title(title) => format!("<h3>{}</h3>\n", escaped(title)),
            BlockKind::Definition(it) | BlockKind::Range(it) => sentence("Let", it),
            BlockKind::Assumption(it) => sentence("Assume", it),
            BlockKind::Case(it) => sentence("In the case", it),
            BlockKind::Chain(chain) => return self.chain(number, file, chain),
        };
        self.text.push_str(&text);
    }

    fn chain(&mut self, number: usize, file: &Checked, chain: &Chain) {
        let steps = &file.report.steps;
        let holds = |row: &Row| steps.get(row.step).is_some_and(is_as_wanted);
        let open = if chain.rows.iter().all(holds) { "" } else { " open" };
        let name = chain.name.as_ref().map_or(String::new(), |it| format!("{}: ", escaped(it)));
        let head = formula(&chain.head.latex, &chain.head.text, false);
        let last = chain.rows.last().filter(|_| chain.rows.len() > 1 || open.is_empty());
        let end = last.map_or(String::new(), |row| {
            let formula = formula(&row.formula.latex, &row.formula.text, false);
            // What a whole chain shows is that its ends are equal, if every step holds.
            let sign = if chain.rows.len() == 1 { sign(steps.get(row.step)) } else { "=" };
            if open.is_empty() { format!(" {sign} {formula}") } else { format!(" … {formula}") }
        });
        let _ = writeln!(self.text, "<details{open}>\n<summary>{name}{head}{end}</summary>\n<ol>");
        for row in &chain.rows {
            if let Some(step) = steps.get(row.step) {
                self.row(number, &file.report.path, row, step);
            }
        }
        self.text.push_str("</ol>\n");
        if let Some(drawing) = chain.curve.as_ref().and_then(sketch) {
            let _ = writeln!(self.text, "<figure>{drawing}</figure>");
        }
        self.text.push_str("</details>\n");
    }

    fn row(&mut self, number: usize, path: &str, row: &Row, step: &Step) {
        let (class, mark, word) = match step.answer.verdict {
            Some(Verdict::Proved) => ("proved", "✓", "proved"),
            Some(Verdict::Refuted) => ("refuted", "✗", "refuted"),
            _ => ("unknown", "?", "not decided"),
        };
        let anchor = format!("s{number}-{}", row.step);
        if !is_as_wanted(step) && step.answer.verdict == Some(Verdict::Refuted) {
            let cell = step.cell.map_or(String::new(), |cell| format!(" cell {cell},"));
            self.failures.push((anchor.clone(), format!("{path},{cell} line {}", step.line)));
        }
        let _ = write!(
            self.text,
            "<li class=\"{class}\" id=\"{anchor}\"><span class=\"mark\" role=\"img\" aria-label=\"{word}\">\
             {mark}</span><div><div>{} {}</div>",
            sign(Some(step)),
            formula(&row.formula.latex, &row.formula.text, true)
        );
        let rules = if step.by.is_empty() { &step.answer.rules } else { &step.by };
        let mut notes = vec![("rules", escaped(&rules.join(", ")))];
        if !row.conditions.is_empty() {
            let conditions: Vec<String> =
                row.conditions.iter().map(|it| formula(it, it, false)).collect();
            notes.push(("rules", format!("where {}", conditions.join(", "))));
        } else if !step.answer.conditions.is_empty() {
            notes.push(("rules", format!("where {}", escaped(&step.answer.conditions.join(", ")))));
        }
        notes.extend(step.answer.witness.as_ref().map(|it| ("more", escaped(&it.sentence()))));
        notes.extend(step.answer.reason.as_ref().map(|it| ("more", escaped(it))));
        notes.extend(step.answer.findings.iter().map(|it| ("more", escaped(&it.message))));
        notes.extend(step.answer.hint.as_ref().map(|it| ("hint", escaped(it))));
        for (class, note) in notes.into_iter().filter(|it| !it.1.is_empty()) {
            let _ = write!(self.text, "<div class=\"{class}\">{note}</div>");
        }
        self.text.push_str("</div></li>\n");
    }
}

/// Whether a step is what its author says of it.
fn is_as_wanted(step: &Step) -> bool {
    match step.answer.verdict {
        Some(Verdict::Refuted) => step.refute,
        Some(Verdict::Unknown) => false,
        Some(Verdict::Proved) => !step.refute,
        None => true,
    }
}

/// A formula as `MathML`; as plain text where its LaTeX is not understood.
fn formula(latex: &str, text: &str, display: bool) -> String {
    let plain = || format!("<code>{}</code>", escaped(text));
    if latex.is_empty() {
        return plain();
    }
    // What is rendered may come from any document.
    let rendered = std::panic::catch_unwind(|| {
        let storage = Storage::new();
        if Parser::new(latex, &storage).any(|it| it.is_err()) {
            return None;
        }
        let display_mode = if display { DisplayMode::Block } else { DisplayMode::Inline };
        let config = RenderConfig { display_mode, ..RenderConfig::default() };
        let mut text = String::new();
        let again = Storage::new();
        push_mathml(&mut text, Parser::new(latex, &again), config).ok().map(|()| spaced(&text))
    });
    rendered.ok().flatten().unwrap_or_else(plain)
}

/// The renderer puts the space before a function into its scripts, where it counts as the base; it belongs
/// before them.
fn spaced(rendered: &str) -> String {
    const SPACE: &str = "<mspace width=\"0.1667em\" />";
    ["msup", "msub", "msubsup"].iter().fold(rendered.to_owned(), |text, tag| {
        text.replace(&format!("<{tag}>{SPACE}"), &format!("{SPACE}<{tag}>"))
    })
}

/// The sign between two rows.
fn sign(step: Option<&Step>) -> &'static str {
    match step.and_then(|it| it.answer.verdict) {
        Some(Verdict::Refuted) => "≠",
        Some(Verdict::Unknown) => "≟",
        _ => "=",
    }
}

/// Text with the characters escaped that mean something in HTML.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    escaped
}
