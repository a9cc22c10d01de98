//! Where printed text goes: into one line, or laid out to a width.
//!
//! A printer says where a line may be broken. Breaks stand only behind operators, commas and opening
//! brackets, so that broken text is read like the unbroken one.

use pretty::{Arena, DocAllocator, DocBuilder};

/// Receives text and the places where it may be broken.
pub(super) trait Sink {
    /// Text without a break.
    fn text(&mut self, text: &str);
    /// A space, or a break.
    fn line(&mut self);
    /// Nothing, or a break.
    fn soft_line(&mut self);
    /// Begins a part whose breaks are taken together.
    fn open(&mut self);
    /// Ends the part that was begun last.
    fn close(&mut self);
}

/// Everything in one line.
impl Sink for String {
    fn text(&mut self, text: &str) {
        self.push_str(text);
    }

    fn line(&mut self) {
        self.push(' ');
    }

    fn soft_line(&mut self) {}

    fn open(&mut self) {}

    fn close(&mut self) {}
}

type Doc<'a> = DocBuilder<'a, Arena<'a>>;

/// Collects a document that fits itself to a width.
pub(super) struct Layout<'a> {
    arena: &'a Arena<'a>,
    parts: Vec<Doc<'a>>,
}

/// How far continuation lines are indented.
const INDENT: isize = 2;

impl<'a> Layout<'a> {
    pub(super) fn new(arena: &'a Arena<'a>) -> Self {
        Self { arena, parts: vec![arena.nil()] }
    }

    fn push(&mut self, doc: Doc<'a>) {
        let before = self.parts.pop().unwrap_or_else(|| self.arena.nil());
        self.parts.push(before.append(doc));
    }

    /// The text at that width.
    pub(super) fn render(mut self, width: usize) -> String {
        while self.parts.len() > 1 {
            self.close();
        }
        let mut text = String::new();
        if let Some(doc) = self.parts.pop() {
            // Writing to a string does not fail.
            let _ = doc.render_fmt(width, &mut text);
        }
        text
    }
}

impl Sink for Layout<'_> {
    fn text(&mut self, text: &str) {
        let doc = self.arena.text(text.to_owned());
        self.push(doc);
    }

    fn line(&mut self) {
        let doc = self.arena.line();
        self.push(doc);
    }

    fn soft_line(&mut self) {
        let doc = self.arena.line_();
        self.push(doc);
    }

    fn open(&mut self) {
        self.parts.push(self.arena.nil());
    }

    fn close(&mut self) {
        if let Some(part) = self.parts.pop() {
            let part = part.nest(INDENT).group();
            self.push(part);
        }
    }
}
