//! Documents: what is found in them, how it is read, and what is said of it.

#![allow(clippy::unwrap_used)]

use chainrule::container::{Format, PartKind, read};
use chainrule::document::{FileReport, Kind, Step, Verdict};
use chainrule::paper::{Checked, Settings, check};

fn checked(format: Format, text: &str) -> Checked {
    check("document", &read(format, text.as_bytes()), &Settings::default())
}

fn markdown(text: &str) -> FileReport {
    checked(Format::Markdown, text).checked.report
}

/// Every statement in one line: the place, the kind, the reading, the verdict.
fn told(report: &FileReport) -> Vec<String> {
    let line = |step: &Step| {
        let kind = match step.kind {
            Kind::Claim => step.answer.verdict.map_or("claim", Verdict::word),
            Kind::Definition => "definition",
            Kind::Condition => "condition",
            Kind::Range => "range",
            Kind::Assumption => "assumption",
            Kind::Code => "code",
        };
        let rhs = step.rhs.as_deref().unwrap_or_default();
        let reason = step.answer.reason.as_deref().unwrap_or_default();
        format!("{} {kind}: {} = {rhs} {reason}", step.line, step.lhs).trim_end().to_owned()
    };
    let unreadable =
        report.unreadable.iter().map(|it| format!("{} unreadable: {}", it.line, it.message));
    report.steps.iter().map(line).chain(unreadable).collect()
}

/// The verdicts of the claims of a Markdown text, in order.
fn verdicts(text: &str) -> Vec<&'static str> {
    let report = markdown(text);
    let claims = report.steps.iter().filter_map(|it| it.answer.verdict);
    claims.map(Verdict::word).collect()
}

const SOFTPLUS: &str = r"# Softplus

Define
$$ s(x) = \ln(1 + e^x) $$
Then, by the chain rule,
\begin{align}
s'(x) &= \frac{1}{1 + e^x} \cdot \frac{d}{dx}\left(1 + e^x\right) && \text{by the chain rule} \\
&= \frac{e^x}{1 + e^x} \\
&= 1 - \frac{1}{1 + e^x}.
\end{align}
and again
$$ = 1 - \frac{1}{e^x + 1} $$
";

#[test]
fn a_chain_goes_on_over_rows_and_formulas() {
    insta::assert_debug_snapshot!(told(&markdown(SOFTPLUS)), @r#"
    [
        "4 definition: s(x) = ln(1 + e^x)",
        "7 proved: s'(x) = 1/(1 + e^x)*diff((1 + e^x), x)",
        "8 proved: 1/(1 + e^x)*diff((1 + e^x), x) = e^x/(1 + e^x)",
        "9 proved: e^x/(1 + e^x) = 1 - 1/(1 + e^x)",
        "12 proved: 1 - 1/(1 + e^x) = 1 - 1/(e^x + 1)",
    ]
    "#);
}

#[test]
fn a_wrong_step_is_found_at_its_place_and_reported_once() {
    let text = SOFTPLUS.replace(r"&= \frac{e^x}{1 + e^x} \\", r"&= \frac{e^{2x}}{1 + e^x} \\");
    let found = checked(Format::Markdown, &text);
    let words: Vec<_> = verdicts(&text);
    assert_eq!(words, ["proved", "refuted", "refuted", "proved"]);
    let (source, diagnostic) = &found.diagnostics[0];
    let place = diagnostic.span.of(&found.sources[*source].text);
    assert_eq!(place, r"= \frac{e^{2x}}{1 + e^x}");
}

#[test]
fn every_delimiter_of_markdown_is_met() {
    let text = r#"Inline $a = a$, `$b = b$` is code, \\(c = c\\), \(d = d\), $$e + 1 = 1 + e$$ here.

\[ f = f \]

```math
g = g
```

\begin{equation*} h = h \end{equation*}

<script type="math/tex; mode=display">k = k</script>

```python
l = 1
```

It costs $5.

- and $6

![m](https://latex.codecogs.com/svg?m=m)

<!-- chainrule: ignore -->
$n = n$
"#;
    let container = read(Format::Markdown, text.as_bytes());
    let formulas: Vec<String> = container
        .parts
        .iter()
        .filter_map(|it| match &it.kind {
            PartKind::Formula { latex, .. } => Some(latex.trim().to_owned()),
            PartKind::Code { language, .. } => Some(format!("code in {language}")),
            PartKind::Picture => Some("a picture".to_owned()),
            PartKind::Ignore => Some("ignore".to_owned()),
            PartKind::Heading(..) | PartKind::Prose(_) => None,
        })
        .collect();
    insta::assert_debug_snapshot!(formulas, @r#"
    [
        "a = a",
        "c = c",
        "d = d",
        "e + 1 = 1 + e",
        "f = f",
        "g = g",
        "\\begin{equation*} h = h \\end{equation*}",
        "k = k",
        "code in python",
        "a picture",
        "ignore",
        "n = n",
    ]
    "#);
}

#[test]
fn places_in_notebooks_are_cells_and_lines() {
    let text = r##"{"cells": [
        {"cell_type": "code", "source": ["x = 1\n"]},
        {"cell_type": "markdown", "source": ["# Square\n", "\n", "$$\\frac{d}{dx} x^2 = 3x$$"]}
    ], "nbformat": 4}"##;
    let report = checked(Format::Notebook, text).checked.report;
    let step = &report.steps[0];
    assert_eq!((step.cell, step.line), (Some(2), 3));
    assert_eq!(step.answer.verdict, Some(Verdict::Refuted));
}

#[test]
fn of_a_damaged_notebook_the_cells_before_the_damage_are_checked() {
    let text = r#"{"cells": [{"cell_type": "markdown", "source": "$$x + x = 2x$$"}, {"cell_ty"#;
    let report = checked(Format::Notebook, text).checked.report;
    assert_eq!(report.steps[0].answer.verdict, Some(Verdict::Proved));
    assert!(report.unreadable[0].message.starts_with("the notebook is damaged"));
}

#[test]
fn latex_documents_have_comments_macros_and_files_that_are_not_read() {
    let text = r"\documentclass{article}
\newcommand{\half}[1]{\frac{#1}{2}}
\DeclareMathOperator{\area}{area}
\begin{document}
\section{Triangles} % $1 = 2$
$\area(a, h) = \half{a h}$
\input{more}
% chainrule: ignore
\[ 1 = 3 \]
\[ \half{x} + \half{x} = x \]
\end{document}
$2 = 3$
";
    let report = checked(Format::Tex, text).checked.report;
    insta::assert_debug_snapshot!(told(&report), @r#"
    [
        "6 definition: area(a, h) = a*h/2",
        "10 proved: x/2 + x/2 = x",
        "7 unreadable: another file belongs here, which is not read; check it by its own name",
    ]
    "#);
}

#[test]
fn restructured_text_has_directives_and_roles() {
    let text = "Powers
======

For :math:`p(x) = x^3` we have

.. math::
   :label: first

   p'(x) = 3 x^2

   p''(x) = 6 x

and go on.
";
    let report = checked(Format::Rst, text).checked.report;
    insta::assert_debug_snapshot!(told(&report), @r#"
    [
        "4 definition: p(x) = x^3",
        "9 proved: p'(x) = 3*x^2",
        "11 proved: p''(x) = 6*x",
    ]
    "#);
}

#[test]
fn the_output_of_cells_in_plain_text_is_no_code() {
    let text = "In [1]:\nx = 3\nprint(x)\n\n3\n\n\n# Sum\n\n$$x + x = 2x$$\n";
    let container = read(Format::Plain, text.as_bytes());
    let code: Vec<&str> = container
        .parts
        .iter()
        .filter_map(|it| match &it.kind {
            PartKind::Code { code, .. } => Some(code.trim()),
            _ => None,
        })
        .collect();
    assert_eq!(code, ["x = 3\nprint(x)"]);
}

#[test]
fn indices_sums_and_deltas_have_a_general_number_of_terms() {
    let text = r"Let $p_j = \frac{e^{z_j}}{\sum_{k=1}^{n} e^{z_k}}$. Then
$$
\frac{\partial p_j}{\partial z_i} = p_j(\delta_{ij} - p_i) =
\begin{cases} p_i (1 - p_i), & \text{if } i = j, \\ -p_j p_i, & \text{otherwise.} \end{cases}
$$
and wrongly
$$ \frac{\partial p_j}{\partial z_i} = p_j(1 - p_i) $$";
    assert_eq!(verdicts(text), ["proved", "proved", "refuted"]);
}

#[test]
fn names_keep_their_meaning_and_lose_it_when_they_get_another() {
    let text = r"# First
Let $u = 1 + x^2$. Then $$\frac{du}{dx} = 2x.$$

# Second
Now $u = \sin x$, and $$\frac{du}{dx} = \cos x.$$";
    assert_eq!(verdicts(text), ["proved", "proved"]);
}

#[test]
fn what_may_be_meant_otherwise_is_not_refuted() {
    // Equations of motion, conditions, constraints, values at a point, functions from elsewhere.
    for text in [
        r"$$ m \ddot{x} = -k x $$",
        r"We set $$ \frac{d}{dx} (x^2 - 4x) = 0 $$",
        r"$$ x^2 + y^2 = r^2 $$",
        r"At the minimum, $$ \frac{\partial L}{\partial w} = -3 $$",
        r"$$ \frac{\partial L}{\partial w} = \frac{\partial L}{\partial y} x $$",
        r"$$ f'(x) = 2x $$",
        r"$$ P(A | B) = \frac{P(B | A) P(A)}{P(B)} $$",
        r"$$ \lim_{h \to 0} \frac{f(x + h) - f(x)}{h} = f'(x) $$",
        r"$$ \sin x \approx x $$",
    ] {
        assert!(!verdicts(text).contains(&"refuted"), "{text}: {:?}", told(&markdown(text)));
    }
}

#[test]
fn the_reading_that_holds_is_taken() {
    let text = r"$$ \sum_{i=1}^n a_i + b_i = \sum_{i=1}^n (a_i + b_i) $$";
    let report = markdown(text);
    assert_eq!(report.steps[0].answer.verdict, Some(Verdict::Proved));
    assert_eq!(report.steps[0].answer.findings[0].code, "reading");
}

#[test]
fn functions_without_parentheses_take_the_product_up_to_the_next_sign() {
    assert_eq!(verdicts(r"$$ \frac{d}{dx} \sin 2x = 2 \cos 2x $$"), ["proved"]);
    assert_eq!(verdicts(r"$$ \frac{d}{dx} \sin^2 x = 2 \sin x \cdot \cos x $$"), ["proved"]);
    assert_eq!(verdicts(r"$$ 2\cos x \cdot -\sin x = -\sin 2x $$"), ["proved"]);
}

const CODE: &str = r"# Squares
$$ q(x) = \frac{1}{1 + x^2} $$
```python
import numpy as np

def q(x):
    return 1 / (1 + np.square(x))

%matplotlib inline
value = q(x)
```

# Derivative
$$ q'(x) = -\frac{2x}{(1 + x^2)^2} $$
```python
slope = -2 * x / (1 + x) ** 2
```

# Shares
$$ r_j = \frac{e^{z_j}}{\sum_{k=1}^n e^{z_k}} $$
```python
def r(z):
    return np.exp(z) / np.exp(z).sum()

total = np.sum(r(z), axis=-1, keepdims=True)
```

# Ramp
$$ w(x) = \max(0, x) $$
```python
print(np.where(x > 0, x, 0), x[x > 0])
```
";

#[test]
fn code_is_compared_with_the_formulas_above_it() {
    let report = markdown(CODE);
    let code: Vec<_> = report
        .steps
        .iter()
        .filter(|it| it.kind == Kind::Code)
        .map(|it| {
            let found: Vec<_> = it.answer.findings.iter().map(|it| it.message.as_str()).collect();
            format!("{} {} {}", it.line, it.answer.verdict.unwrap().word(), found.join("; "))
        })
        .collect();
    insta::assert_debug_snapshot!(code, @r#"
    [
        "7 proved ",
        "10 proved ",
        "16 refuted the formula above says that `q'(x)` is `-2*x/(1 + x^2)^2`",
        "23 proved ",
        "25 unknown this adds up along an axis, but `r` adds up the whole array",
        "31 proved ",
        "31 unknown this keeps some elements of an array, where a formula gives a value for each",
    ]
    "#);
}

#[test]
fn an_expression_without_a_left_side_is_no_claim_and_may_be_a_derivative() {
    let text = r"Let $$S_j = \frac{e^{x_j}}{\sum_{k=1}^n e^{x_k}}.$$ Then
$$ S_i \left(\frac{\partial L}{\partial S_i} - \sum_{j=1}^n \frac{\partial L}{\partial S_j} S_j\right) $$
and $$ S_i + 1 $$";
    let found = checked(Format::Markdown, text);
    let step = &found.checked.report.steps[1];
    assert_eq!(step.answer.verdict, Some(Verdict::Proved));
    assert!(step.answer.findings[0].message.contains("derivative of `L` by `x[i]`"));
    assert_eq!(found.diagnostics[0].1.code, "no-claim");
}

#[test]
fn kinks_are_noted() {
    let text = r"$$ \frac{d}{dx} |x| = \begin{cases} -1, & x < 0 \\ 1, & x > 0 \end{cases} $$";
    let report = markdown(text);
    let finding = &report.steps[0].answer.findings[0];
    assert_eq!(finding.code, "kink");
    assert_eq!(finding.message, "where x == 0 the derivative does not exist");
}

#[test]
fn what_the_text_calls_wrong_is_no_error_of_its_author() {
    let text = r"One is tempted to say that $$\frac{d}{dx} \sin(2x) = \cos(2x).$$";
    let found = checked(Format::Markdown, text);
    assert_eq!(found.checked.report.steps[0].answer.verdict, Some(Verdict::Refuted));
    assert_eq!(found.diagnostics[0].1.severity, chainrule::document::Severity::Warning);
}

#[test]
fn broken_formulas_are_reported_and_the_rest_is_checked() {
    let text = "$$ (x + 1 = 2 $$\n\n$$ \\frac{a}{ = 3 $$\n\n$$ \\unheard{x} = x $$\n\n$$ x + x = 2x $$\n\n$$ y";
    insta::assert_debug_snapshot!(told(&markdown(text)), @r#"
    [
        "7 proved: x + x = 2*x",
        "1 unreadable: this `(` is not closed",
        "3 unreadable: this brace is not closed",
        "5 unreadable: the command `\\unheard` is not known",
        "9 unreadable: the formula that begins with `$$` does not end",
    ]
    "#);
}

#[test]
fn wrong_encodings_are_read_as_well_as_they_can_be() {
    let text = "Größe $x + x = 2x$";
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for bytes in [latin, wide] {
        let container = read(Format::Markdown, &bytes);
        assert_eq!(container.sources[0].text, text);
    }
}

#[test]
fn deep_nesting_is_bounded() {
    let deep = |open: &str, close: &str| {
        format!("$$ x = {}x{} $$", open.repeat(20_000), close.repeat(20_000))
    };
    for (open, close) in
        [("{", "}"), ("(", ")"), ("\\frac{1}{", "}"), ("\\left(", "\\right)"), ("|", "|")]
    {
        markdown(&deep(open, close));
    }
    markdown(&format!("$$ x = x{} $$", "^".repeat(50_000)));
}

mod any_text {
    use chainrule::container::{Format, read};
    use chainrule::formula::{Macros, parse};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn gives_a_tree_whose_problems_lie_in_it(text in r"(\\[a-z]{1,6}|[a-z0-9{}()\[\]^_&|=+\-*/,. ]|\\\\|\\left|\\right|\\frac|\\begin\{cases\}|\\end\{cases\}){0,60}") {
            let formula = parse(&text, &Macros::default());
            for problem in formula.problems {
                prop_assert!(problem.span.start <= problem.span.end && problem.span.end <= text.len());
            }
        }

        #[test]
        fn is_taken_apart_in_every_format(text in r"(\$\$?|\\\(|\\\)|```|\n|#|<!--|-->|\\begin\{align\}|\\end\{align\}|[a-z= ]|In \[1\]:|\.\. math::){0,60}") {
            for format in [Format::Markdown, Format::Tex, Format::Rst, Format::Plain, Format::Notebook] {
                for part in read(format, text.as_bytes()).parts {
                    prop_assert!(part.place.span.end <= text.len());
                }
            }
        }
    }
}

#[test]
fn a_name_means_what_its_section_says() {
    let text = r"# One
$$ q(t) = \sin(w t) $$
$$ q'(t) = w\cos(w t) $$

# Two
$$ \frac{d}{dq} q^q = q^q (1 + \ln q) $$
";
    assert_eq!(verdicts(text), ["proved", "proved"]);
    // Of several meanings, the one that fits is taken, and named.
    let text = r"$$ g(x) = x^2 $$
$$ g(x) = \frac{1}{1 + x} $$
$$ g'(x) = 2x $$
";
    let report = markdown(text);
    let last = report.steps.last().unwrap();
    assert_eq!(last.answer.verdict, Some(Verdict::Proved));
    assert!(last.answer.findings.iter().any(|it| it.message.contains("another meaning")));
}

#[test]
fn what_fails_with_every_meaning_of_a_name_on_both_sides_is_refuted() {
    let text = r"$$ g(x) = x $$

$$ g(x) = \frac{1}{1 + e^{-x}} $$

A heading in between would change nothing.

$$ \begin{aligned} g'(x) &= g(x) - g(x)^2 \\ &= g(x) + (1 - g(x)) \end{aligned} $$
";
    let found = verdicts(text);
    assert_eq!(found.last(), Some(&"refuted"), "{found:?}");
}

#[test]
fn derivatives_are_read_in_every_notation() {
    let text = r"Let $w = \cos u$ and $u = x^2$.

$$ \frac{dw}{dx} = \frac{dw}{du}\frac{du}{dx} = -\sin(u) \cdot 2x $$

$$ dw/dx = -2x\sin(x^2) $$

$$ \dd{}{w}{x} = -2x\sin(x^2), \qquad \dv[2]{x^3}{x} = 6x, \qquad \pdv{(x^2 y)}{x}{y} = 2x $$

Let $f(x) = a(b(x))$.

$$ \frac{df}{dx} = \frac{da}{db}\frac{db}{dx} = a'(b(x))\, b'(x) $$

$$ \left(\frac{p}{q}\right)' = \frac{p'q - pq'}{q^2} $$
";
    let found = verdicts(text);
    assert!(found.iter().all(|it| *it == "proved"), "{:#?}", told(&markdown(text)));
    assert_eq!(found.len(), 9);
}

#[test]
fn unknown_losses_go_through_the_chain_rule() {
    let text = r"$$ y_i = \sum_j W_{ij} x_j $$
$$ \frac{\partial L}{\partial x_k} = \sum_i \frac{\partial L}{\partial y_i}\frac{\partial y_i}{\partial x_k} $$
$$ = \sum_i \frac{\partial L}{\partial y_i} W_{ik} $$
$$ \frac{\partial L}{\partial x_k} = \sum_i \frac{\partial L}{\partial y_i} W_{ki} $$
";
    insta::assert_debug_snapshot!(told(&markdown(text)), @r#"
    [
        "1 definition: y[i] = sum(W[i, j]*x[j], j, 1, n)",
        "2 definition: dL_dx[k] = sum(dL_dy[i]*diff(y[i], x[k]), i, 1, n)",
        "3 proved: sum(dL_dy[i]*diff(y[i], x[k]), i, 1, n) = sum(dL_dy[i]*W[i, k], i, 1, n)",
        "4 refuted: dL_dx[k] = sum(dL_dy[i]*W[k, i], i, 1, n)",
    ]
    "#);
}

#[test]
fn indicators_and_cases_in_matrices_are_piecewise() {
    let text = r"$$ r(x) = x \cdot \mathbb{1}_{x > 0} $$
$$ r'(x) = \begin{Bmatrix} 0 & if & x < 0 \\ 1 & if & x > 0 \end{Bmatrix} $$
";
    assert_eq!(verdicts(text), ["proved"]);
}

#[test]
fn a_lost_prime_is_noted_and_a_lost_sign_of_a_derivative_is_unreadable() {
    let text = r"$$ f(x) = g(x) h(x) $$
$$ f(x) = g'(x) h(x) + g(x) h'(x) $$
$$ \frac{g(x)}{\partial x} = 1 $$
";
    let checked = checked(Format::Markdown, text);
    let codes: Vec<&str> = checked.diagnostics.iter().map(|it| it.1.code).collect();
    assert_eq!(codes, ["lost-prime", "unreadable"]);
}

#[test]
fn an_error_that_cancels_another_is_a_consequence() {
    let text = r"$$\begin{aligned}
\frac{d}{dx} (1 + x^2)^3 &= 3(1 + x^2)^2 \cdot 2x \\
&= 6x^2(1 + x^2)^2 \\
&= 6x(1 + x^2)^2
\end{aligned}$$
";
    let report = markdown(text);
    let refuted: Vec<&Step> =
        report.steps.iter().filter(|it| it.answer.verdict == Some(Verdict::Refuted)).collect();
    let consequences =
        refuted.iter().map(|it| it.answer.findings.iter().any(|found| found.code == "consequence"));
    assert_eq!(consequences.collect::<Vec<_>>(), [false, true]);
}
