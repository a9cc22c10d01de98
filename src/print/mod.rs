//! Expressions to text.
//!
//! [`text`] is the inverse of reading: what it prints for an expression is read as that expression.
//! [`latex`] is for readers. Neither changes what it prints: there is no simplification here.

mod latex;
mod latex_name;
mod layout;
mod text;
mod words;

pub use latex::{latex, latex_equation, latex_proposition};
pub use text::{proposition, text, text_to_width};
pub use words::{latex_words, wrapped};
