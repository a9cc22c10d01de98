//! Any bytes are read as a document of every kind, without a panic; every place lies in its text.

#![no_main]

use std::time::Duration;

use chainrule::container::{Format, read};
use chainrule::document::Options;
use chainrule::paper::{Settings, check};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // Reading is what is tried here, and not the engine.
    let options = Options { deadline: Duration::from_millis(5), hints: false, max_rules: None };
    let settings = Settings { options, ..Settings::default() };
    for format in [Format::Markdown, Format::Notebook, Format::Tex, Format::Rst, Format::Plain] {
        let container = read(format, bytes);
        let found = check("input", &container, &settings);
        for (source, it) in found.diagnostics {
            let length = found.sources[source].text.len();
            assert!(it.span.start <= it.span.end && it.span.end <= length, "{it:?}");
        }
    }
});
