//! How wide formulas are in print, and where long ones are broken.

/// The widest line, in letters: what fits between the margins of a page.
const LINE: usize = 78;
/// The widest remark beside a formula.
const BESIDE: usize = 46;

/// A row of an `align*`: what stands before the sign, the sign with what it leads to, a remark, and what
/// ends the row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line<'t> {
    pub(crate) head: &'t str,
    pub(crate) sign: &'t str,
    pub(crate) formula: String,
    pub(crate) remark: String,
    pub(crate) tag: String,
}

/// The rows of an `align*`. Formulas that are too wide are broken before a sign. Remarks stand in a column
/// if all of them fit there, and otherwise below their formulas.
pub(crate) fn aligned(lines: &[Line<'_>]) -> String {
    let parts: Vec<Vec<&str>> =
        lines.iter().map(|it| broken(&it.formula, LINE - it.lead())).collect();
    let widest = |parts: &[&str]| parts.iter().map(|it| width(it)).max().unwrap_or(0);
    let formula = lines.iter().zip(&parts).map(|(line, parts)| line.lead() + widest(parts)).max();
    let remark = lines.iter().map(|it| width(&it.remark)).max().unwrap_or(0);
    let beside = remark <= BESIDE && formula.unwrap_or(0) + remark + 4 <= LINE;
    let rows = lines.iter().zip(parts).map(|(line, parts)| line.row(&parts, beside));
    rows.collect::<Vec<_>>().join(" \\\\\n")
}

impl Line<'_> {
    /// How wide what stands before the formula is.
    fn lead(&self) -> usize {
        (width(self.head) + 3).min(LINE / 2)
    }

    fn row(&self, parts: &[&str], beside: bool) -> String {
        let Self { head, sign, remark, tag, .. } = self;
        let formula = parts.join(" \\\\\n &\\quad ");
        match (remark.as_str(), beside) {
            ("", _) => format!("{head} &{sign} {formula}{tag}"),
            (_, true) => format!("{head} &{sign} {formula} && {remark}{tag}"),
            (_, false) => {
                let remark = wrapped(remark, LINE.saturating_sub(self.lead() + 4));
                format!("{head} &{sign} {formula}{tag} \\\\\n &\\qquad {remark}")
            }
        }
    }
}

/// A remark in lines that are not wider than that, if its commas allow.
fn wrapped(remark: &str, line: usize) -> String {
    let words = remark.strip_prefix("\\text{").and_then(|it| it.strip_suffix('}'));
    let Some(words) = words.filter(|_| width(remark) > line) else { return remark.to_owned() };
    let mut lines: Vec<String> = Vec::new();
    for part in words.split(", ") {
        let joined = lines.last().map(|it| format!("{it}, {part}"));
        // A formula with a comma in it stays whole.
        let open = lines.last().is_some_and(|it| it.matches('$').count() % 2 == 1);
        match joined.filter(|it| open || width(&format!("\\text{{{it}}}")) <= line) {
            Some(longer) => drop(lines.splice(lines.len() - 1.., [longer])),
            None => lines.push(part.to_owned()),
        }
    }
    let lines: Vec<String> = lines.iter().map(|it| format!("\\text{{{it}}}")).collect();
    lines.join(" \\\\\n &\\qquad ")
}

/// A formula in pieces that are as wide as a line, or as near to that as its sums allow.
fn broken(formula: &str, line: usize) -> Vec<&str> {
    let (mut pieces, mut start, mut last) = (Vec::new(), 0, None);
    if width(formula) <= line {
        return vec![formula];
    }
    for at in signs(formula) {
        if width(&formula[start..at]) > line
            && let Some(place) = last.take()
        {
            pieces.push(formula[start..place].trim_end());
            start = place;
        }
        last = Some(at);
    }
    if let Some(place) = last.filter(|&it| it > start && width(&formula[start..]) > line) {
        pieces.push(formula[start..place].trim_end());
        start = place;
    }
    pieces.push(&formula[start..]);
    pieces
}

/// Where ` + ` and ` - ` stand outside all brackets.
fn signs(formula: &str) -> Vec<usize> {
    let (mut found, mut depth) = (Vec::new(), 0_i32);
    let bytes = formula.as_bytes();
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'{' | b'(' | b'[' => depth += 1,
            b'}' | b')' | b']' => depth -= 1,
            b'+' | b'-' if depth == 0 && at > 0 && bytes[at - 1] == b' ' => {
                if bytes.get(at + 1) == Some(&b' ') {
                    found.push(at);
                }
            }
            _ => {}
        }
    }
    found
}

/// About how many letters wide a formula is.
fn width(latex: &str) -> usize {
    let mut rest = latex;
    let mut sum = 0;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\\' => {
                let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
                let (name, behind) = rest.split_at(end);
                rest = behind;
                match name {
                    // What stands above each other is as wide as the wider one.
                    "frac" | "dfrac" | "tfrac" => {
                        let above = group(&mut rest);
                        let below = group(&mut rest);
                        sum += width(above).max(width(below)) + 1;
                    }
                    "text" | "mathrm" | "operatorname" => sum += group(&mut rest).len() * 9 / 10,
                    "left" | "right" | "displaystyle" | "begin" | "end" | "big" => {}
                    "qquad" => sum += 4,
                    "" => rest = rest.get(1..).unwrap_or_default(),
                    "quad" | "sum" | "prod" | "sqrt" => sum += 2,
                    name if name.len() <= 7 && is_operator(name) => sum += name.len(),
                    _ => sum += 1,
                }
            }
            // Scripts are set smaller.
            '_' | '^' => sum += (width(group(&mut rest)) * 2).div_ceil(3),
            '{' | '}' | ' ' | '&' => {}
            '+' | '-' | '=' | '<' | '>' => sum += 2,
            _ => sum += 1,
        }
    }
    sum
}

/// Names that are set as words.
fn is_operator(name: &str) -> bool {
    [
        "sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "ln", "log", "max", "min", "arctan",
        "arcsin",
    ]
    .contains(&name)
}

/// The group in braces at the beginning of a text, or its first letter, which are taken off.
fn group<'t>(text: &mut &'t str) -> &'t str {
    let Some(first) = text.chars().next() else { return "" };
    if first != '{' {
        let end = match first {
            '\\' => {
                text[1..].find(|c: char| !c.is_ascii_alphabetic()).map_or(text.len(), |it| it + 1)
            }
            _ => first.len_utf8(),
        };
        let (found, rest) = text.split_at(end.max(1));
        *text = rest;
        return found;
    }
    let mut depth = 0_u32;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let found = &text[1..at];
            *text = &text[at + 1..];
            return found;
        }
    }
    std::mem::take(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_above_each_other_counts_once() {
        assert_eq!(width(r"\frac{a + b}{c}"), 5);
        assert_eq!(width(r"\sin x"), 4);
        assert_eq!(width(r"x^{2}_i"), 3);
        assert_eq!(width(r"\frac{"), 1);
    }

    #[test]
    fn long_sums_are_broken_before_a_sign() {
        let term = "aaaaaaaaaaaaaaaaaaaaaaaaa";
        let sum = [term; 5].join(" + ");
        let parts = broken(&sum, 60);
        assert_eq!(parts.len(), 3);
        assert!(parts[1..].iter().all(|it| it.starts_with("+ ")));
        assert_eq!(broken("(a + b)", 1), ["(a + b)"]);
    }

    #[test]
    fn remarks_that_do_not_fit_stand_below() {
        let line = |formula: &str| Line {
            head: "f",
            sign: "=",
            formula: formula.to_owned(),
            remark: r"\text{algebra}".to_owned(),
            ..Line::default()
        };
        assert_eq!(aligned(&[line("x")]), r"f &= x && \text{algebra}");
        let long = aligned(&[line("x"), line(&"x".repeat(70))]);
        assert_eq!(long.matches("&\\qquad \\text{algebra}").count(), 2, "{long}");
    }
}
