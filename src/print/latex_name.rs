//! Names in LaTeX: Greek letters as such, longer words upright, what follows an underscore below.

use crate::expr::is_greek_name;

/// A name as LaTeX.
pub(super) fn latex_name(name: &str) -> String {
    let (stem, subscripts) = split(name);
    if subscripts.is_empty() {
        word(stem)
    } else {
        format!("{}_{{{}}}", word(stem), subscripts.join(","))
    }
}

/// Whether the LaTeX of a name has something below the line already.
pub(super) fn has_subscript(name: &str) -> bool {
    !split(name).1.is_empty()
}

/// The part above the line, and the parts below it.
fn split(name: &str) -> (&str, Vec<String>) {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or("");
    let stem = first.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = Some(&first[stem.len()..]).filter(|it| !it.is_empty()).map(str::to_owned);
    (stem, digits.into_iter().chain(parts.map(word)).collect())
}

fn word(word: &str) -> String {
    if is_greek_name(word) {
        format!("\\{word}")
    } else if word.chars().count() <= 1 || word.chars().all(|c| c.is_ascii_digit()) {
        word.to_owned()
    } else {
        format!("\\mathrm{{{word}}}")
    }
}

#[cfg(test)]
mod tests {
    use super::latex_name;

    #[test]
    fn names_become_letters_words_and_subscripts() {
        let cases = [
            ("x", "x"),
            ("alpha", r"\alpha"),
            ("x_1", "x_{1}"),
            ("x1", "x_{1}"),
            ("sigma_max", r"\sigma_{\mathrm{max}}"),
            ("rate", r"\mathrm{rate}"),
            ("x_alpha_2", r"x_{\alpha,2}"),
        ];
        for (name, expected) in cases {
            assert_eq!(latex_name(name), expected);
        }
    }
}
