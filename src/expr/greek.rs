//! The Greek letters that may stand in a name. The one list of them: text reads either spelling,
//! LaTeX prints the letter.

/// The letters by name. The first row of a letter is the spelling that printing uses; further rows
/// are variants of the same letter. Capitals that look Latin have no row.
const LETTERS: [(&str, char); 40] = [
    ("alpha", 'α'),
    ("beta", 'β'),
    ("gamma", 'γ'),
    ("delta", 'δ'),
    ("epsilon", 'ε'),
    ("epsilon", 'ϵ'),
    ("zeta", 'ζ'),
    ("eta", 'η'),
    ("theta", 'θ'),
    ("theta", 'ϑ'),
    ("iota", 'ι'),
    ("kappa", 'κ'),
    ("kappa", 'ϰ'),
    ("lambda", 'λ'),
    ("mu", 'μ'),
    ("mu", 'µ'),
    ("nu", 'ν'),
    ("xi", 'ξ'),
    ("pi", 'π'),
    ("rho", 'ρ'),
    ("rho", 'ϱ'),
    ("sigma", 'σ'),
    ("sigma", 'ς'),
    ("tau", 'τ'),
    ("upsilon", 'υ'),
    ("phi", 'φ'),
    ("phi", 'ϕ'),
    ("chi", 'χ'),
    ("psi", 'ψ'),
    ("omega", 'ω'),
    ("Gamma", 'Γ'),
    ("Delta", 'Δ'),
    ("Theta", 'Θ'),
    ("Lambda", 'Λ'),
    ("Xi", 'Ξ'),
    ("Pi", 'Π'),
    ("Sigma", 'Σ'),
    ("Phi", 'Φ'),
    ("Psi", 'Ψ'),
    ("Omega", 'Ω'),
];

/// The Latin name of a Greek letter.
#[must_use]
pub fn greek_name(letter: char) -> Option<&'static str> {
    // Nearly all letters of a text are Latin.
    if letter.is_ascii() {
        return None;
    }
    LETTERS.iter().find(|row| row.1 == letter).map(|row| row.0)
}

/// Whether a name is the Latin name of a Greek letter.
#[must_use]
pub fn is_greek_name(name: &str) -> bool {
    LETTERS.iter().any(|row| row.0 == name)
}
