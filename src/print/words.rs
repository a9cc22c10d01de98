//! Words around formulas, in lines and in LaTeX.

/// Words behind a lead, in lines of at most `width` letters, as far as blanks allow; further lines are
/// indented so far.
#[must_use]
pub fn wrapped(lead: &str, indent: usize, words: &str, width: usize) -> String {
    let (mut text, mut line) = (String::new(), lead.to_owned());
    let mut fresh = true;
    for word in words.split(' ') {
        if !fresh && line.chars().count() + 1 + word.chars().count() > width {
            text.push_str(line.trim_end());
            text.push('\n');
            line = " ".repeat(indent);
            fresh = true;
        }
        if !fresh {
            line.push(' ');
        }
        line.push_str(word);
        fresh = false;
    }
    text + line.trim_end()
}

/// Text with the characters escaped that mean something in LaTeX.
#[must_use]
pub fn latex_words(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => escaped.push_str("\\textbackslash{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '_' | '&' | '%' | '$' | '#' | '{' | '}' => {
                escaped.push('\\');
                escaped.push(c);
            }
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_characters_are_escaped() {
        assert_eq!(latex_words("50% of a_b {x}"), r"50\% of a\_b \{x\}");
    }
}
