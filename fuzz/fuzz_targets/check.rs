//! Any text is checked as a derivation file without a panic, and twice the same.

#![no_main]

use std::time::Duration;

use chainrule::document::{Options, check_source};
use chainrule::report;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let options = Options { deadline: Duration::from_secs(1), ..Options::default() };
    let first = check_source("input.deriv", text, &options);
    let again = check_source("input.deriv", text, &options);
    assert_eq!(report::text(&first), report::text(&again));
});
