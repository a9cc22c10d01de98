//! Documents: names as people write them, and what they mean.

#![allow(clippy::unwrap_used)]

use chainrule::container::{Format, read};
use chainrule::document::{Answers, FileReport, Options, Verdict};
use chainrule::paper::{Settings, check, check_with};

fn markdown(text: &str) -> FileReport {
    let container = read(Format::Markdown, text.as_bytes());
    check("document", &container, &Settings::default()).checked.report
}

/// The verdicts of the claims of a Markdown text, in order, with the reason of those left open.
fn verdicts(text: &str) -> Vec<String> {
    let report = markdown(text);
    assert!(report.unreadable.is_empty(), "{:?}", report.unreadable);
    let claims = report.steps.iter().filter(|it| it.answer.verdict.is_some());
    let told = claims.map(|it| {
        let word = it.answer.verdict.map_or("", Verdict::word);
        format!("{word} {}", it.answer.reason.as_deref().unwrap_or_default()).trim_end().to_owned()
    });
    told.collect()
}

fn all_proved(text: &str, count: usize) {
    assert_eq!(verdicts(text), vec!["proved"; count]);
}

#[test]
fn labels_are_parts_of_names() {
    all_proved(
        r"$$z^{[1]} = w^{[1]} x + b^{[1]}, \quad a^{[1]} = \tanh(z^{[1]})$$
$$C = \frac12 (a^{[1]} - y)^2$$
$$\frac{\partial C}{\partial w^{[1]}} = (a^{[1]} - y)(1 - (a^{[1]})^2) x$$
The kernel $K_\lambda(x) = e^{-\lambda x}$ has $\frac{d}{dx} K_\lambda(x) = -\lambda K_\lambda(x)$.
",
        2,
    );
}

#[test]
fn a_square_may_be_what_gets_a_meaning() {
    all_proved(
        r"With $m = \frac1n \sum_{i=1}^n x_i$ and $s^2 = \frac1n \sum_{i=1}^n (x_i - m)^2$:
$$\frac{\partial s^2}{\partial x_i} = \frac{2 (x_i - m)}{n}$$

# Distance

$\rho^2 = x^2 + y^2$, so $\frac{\partial \rho}{\partial x} = \frac{x}{\rho}$.
",
        2,
    );
}

#[test]
fn a_derivative_may_be_by_a_square() {
    all_proved(
        r"$f(v) = -\ln v - \frac{a}{2 v^2}$
$$\frac{\partial}{\partial (v^2)} f(v) = -\frac{1}{2 v^2} + \frac{a}{2 v^4}$$
",
        1,
    );
}

#[test]
fn dots_are_derivatives_by_the_time() {
    all_proved(
        r"$$E = \frac12 m \dot q^2 + m g q + \frac12 k q^2$$
$$\frac{dE}{dt} = m \dot q \ddot q + m g \dot q + k q \dot q$$
",
        1,
    );
}

#[test]
fn derivatives_by_a_parameter_are_divided() {
    all_proved(r"$x(t) = t^2,\ y(t) = t^3$: $\frac{dy/dt}{dx/dt} = \frac{3 t}{2}$", 1);
}

#[test]
fn a_power_of_a_name_before_parentheses_is_a_factor() {
    // Although `x(t)` is a function further down.
    all_proved(
        r"$\frac{d}{dx} x^x = x^x (\ln x + 1)$

# A curve

$x(t) = \cos t$
",
        1,
    );
}

#[test]
fn letters_before_a_sum_are_factors() {
    all_proved(r"$U = abc(1 - \cos v)$, $\frac{dU}{dv} = abc \sin v$", 1);
}

#[test]
fn an_array_may_be_called_like_an_index() {
    all_proved(
        r"$p_{ij} = \frac{\exp(s_{ij})}{\sum_k \exp(s_{ik})}$ where $s_{ij} = \sum_c q_{ic} k_{jc}$
$$\frac{\partial p_{ij}}{\partial s_{il}} = p_{ij} (\delta_{jl} - p_{il})$$
",
        1,
    );
}

#[test]
fn names_that_mean_each_other_mean_nothing() {
    // `a` is the acceleration, and a number in what the speed is.
    all_proved(
        r"$s(t) = s_0 + v_0 t + \tfrac12 a t^2 \implies v(t) = s'(t) = v_0 + a t \implies a(t) = v'(t) = a$",
        2,
    );
}

#[test]
fn vectors_as_a_whole_are_not_covered() {
    let text = r"$x_i$ are the elements of $\mathbf{x}$, and $w_i$ those of $\mathbf{w}$.
$$\mathbf{w} + \frac{\mathbf{x}}{2} = \mathbf{x}$$
$$f(x_i) = h(x_i)^T h(x_j)$$
";
    assert_eq!(
        verdicts(text),
        ["unknown unsupported: arrays as a whole", "unknown unsupported: transposed matrices"]
    );
}

#[test]
fn a_sum_inside_a_sum_with_the_same_letter_is_noted() {
    let text = r"$$z + 1 = \sum_{i=1}^n (y_i - \sum_{i=1}^n (w_i x_i))$$
$$c + 1 = \sum_{i=1}^n a_i \sum_{i=1}^n b_i$$
";
    let found = check("document", &read(Format::Markdown, text.as_bytes()), &Settings::default());
    let codes: Vec<&str> = found.diagnostics.iter().map(|it| it.1.code).collect();
    assert_eq!(codes, ["shadowed-index"]);
}

#[test]
fn what_is_known_is_not_found_out_again() {
    let text =
        r"$f(x) = x \ln x$, $f'(x) = \ln x + 1$, $f''(x) = \frac{2}{x}$, $|x|' = \frac{x}{|x|}$";
    let container = read(Format::Markdown, text.as_bytes());
    let mut answers = Answers::default();
    let told = |answers: &mut Answers| {
        let found = check_with("document", &container, &Settings::default(), answers);
        (format!("{:?}", found.checked.report), format!("{:?}", found.diagnostics))
    };
    let first = told(&mut answers);
    let kept = answers.to_json().unwrap();
    let mut again = Answers::of_json(&kept);
    assert_eq!(told(&mut again), first);
    assert_eq!(again.to_json(), None, "something was found out again");
    // A part of the document may go: then its answers do, too.
    let shorter = read(Format::Markdown, b"$f(x) = x \\ln x$, $f'(x) = \\ln x + 1$");
    let mut fewer = Answers::of_json(&kept);
    let _ = check_with("document", &shorter, &Settings::default(), &mut fewer);
    assert!(fewer.to_json().unwrap().len() < kept.len());
    // What is damaged is as good as nothing.
    let mut damaged = Answers::of_json(&kept[..kept.len() / 2]);
    assert_eq!(told(&mut damaged), first);
}

#[test]
fn long_letters_in_the_head_of_a_script_are_letters() {
    let head = "ÿ".repeat(40);
    let text = format!("<script title=\"{head}\" type=\"math/tex\">x + x = 2x</script>");
    all_proved(&text, 1);
    all_proved(&format!("<script {head}"), 0);
}

#[test]
fn an_answer_is_given_to_its_own_question_only() {
    let mut answers = Answers::default();
    let mut verdict = |text: &str| {
        let checked = chainrule::document::check_with("", text, &Options::default(), &mut answers);
        checked.report.steps.iter().rev().find_map(|it| it.answer.verdict).unwrap()
    };
    let claim = "prove sqrt(x^2)\n  = x\n";
    assert_eq!(verdict(&format!("assume x > 0\n{claim}")), Verdict::Proved);
    assert_eq!(verdict(claim), Verdict::Refuted);
    assert_eq!(verdict(&format!("assume x < 0\n{claim}")), Verdict::Refuted);
    assert_eq!(verdict(&format!("assume x > 0\n{claim}")), Verdict::Proved);
    // What a case assumes ends with it.
    let case = "case x > 0:\n  prove sqrt(x^2)\n    = x\n";
    assert_eq!(verdict(case), Verdict::Proved);
    assert_eq!(verdict(&format!("{case}{claim}")), Verdict::Refuted);
    // A name with another meaning is another question.
    assert_eq!(verdict("let u = x^2\nprove d/dx u\n  = 2*x\n"), Verdict::Proved);
    assert_eq!(verdict("let u = x^3\nprove d/dx u\n  = 2*x\n"), Verdict::Refuted);
}

#[test]
fn files_that_belong_into_a_document_are_reported_above_its_beginning_too() {
    let text = r"\documentclass{article}
\input{macros}
\begin{document}
  \input{first}
$2x = x + x$
\end{document}
";
    let container = read(Format::Tex, text.as_bytes());
    let found = check("document", &container, &Settings::default());
    let report = found.checked.report;
    let places: Vec<(usize, bool)> =
        report.unreadable.iter().map(|it| (it.line, it.message.contains("--macros"))).collect();
    assert_eq!(places, [(2, true), (4, false)]);
    assert_eq!(report.steps.len(), 1);
    let spans = found.diagnostics.iter().map(|it| it.1.span.of(text).contains('\n'));
    assert!(spans.eq([false, false]));
}
