//! Any bytes are read as a document of every kind, without a panic, and what is unreadable in it is the
//! same twice; every place lies in its text.

#![no_main]

use std::time::Duration;

use chainrule::container::{Format, read};
use chainrule::document::Options;
use chainrule::paper::{Settings, check};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let options = Options { deadline: Duration::from_millis(100), ..Options::default() };
    let settings = Settings { options, ..Settings::default() };
    for format in [Format::Markdown, Format::Notebook, Format::Tex, Format::Rst, Format::Plain] {
        let container = read(format, bytes);
        let first = check("input", &container, &settings);
        let again = check("input", &container, &settings);
        // Verdicts may differ, since the time for each is short.
        let [first_read, again_read] = [&first, &again].map(|it| &it.checked.report.unreadable);
        assert_eq!(first_read, again_read);
        for (source, it) in first.diagnostics {
            let length = first.sources[source].text.len();
            assert!(it.span.start <= it.span.end && it.span.end <= length, "{it:?}");
        }
    }
});
