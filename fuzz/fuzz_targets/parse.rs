//! Any text gives an expression or errors whose places lie in it; what was read prints as something
//! that is read as the same.

#![no_main]

use chainrule::expr::Arena;
use chainrule::print;
use chainrule::syntax::{Mode, Scope, parse_expression};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (mut arena, mut scope) = (Arena::new(), Scope::new(Mode::Inferred));
    match parse_expression(&mut arena, &mut scope, text) {
        Ok((expr, _)) => {
            let printed = print::text(&arena, expr);
            let mut scope = Scope::new(Mode::Inferred);
            let (again, _) = parse_expression(&mut arena, &mut scope, &printed)
                .unwrap_or_else(|errors| panic!("`{printed}` is not read: {errors:?}"));
            assert_eq!(expr, again, "`{printed}` is read as something else");
        }
        Err(errors) => {
            assert!(!errors.is_empty());
            for error in errors {
                let span = error.span;
                assert!(span.start <= span.end && span.end <= text.len(), "{error:?}");
            }
        }
    }
});
