//! A checked file for readers: as text, as LaTeX or Markdown, as a web page, as JSON, and what is wrong with it as
//! diagnostics for a terminal. Nothing is found out here.

mod html;
mod json;
mod latex;
mod lines;
mod sketch;
mod terminal;
mod text;

pub use html::html;
pub use json::json;
pub use latex::{Typeset, document_begin, document_end, typeset};
pub(crate) use lines::{Line, aligned};
pub use terminal::{Style, diagnostic, message};
pub(crate) use text::wrapped;
pub use text::{summary, text};
