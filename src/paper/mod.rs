//! Derivations in documents: Markdown, notebooks, LaTeX, reStructuredText, plain text.
//!
//! Every equation of a document is found, read into plain notation and judged like one of a derivation
//! file, with the names that the document has defined. Where a formula can be read in two ways, the
//! equation decides: a reading that is proved is the one that was meant, and an equation is refuted only
//! if it is so in every reading.

mod alone;
mod code;
mod compare;
mod context;
mod definitions;
mod derivative;
mod findings;
mod judge;
mod leibniz;
mod names;
mod plain;
mod read;
mod read_case;
mod read_name;
mod read_sum;
mod readings;
mod source;
mod statement;
mod survey;
mod text;

pub use survey::{Checked, Settings, check, check_with};
