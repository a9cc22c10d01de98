//! Tables of claims with the verdict that each must get.

use chainrule::decide::decide;
use chainrule::decide::outcome::{Domain, Verdict};
use chainrule::document::parse_claim;
use chainrule::expr::Arena;
use chainrule::theory::Theory;

/// An equation, what is assumed, and what must be said of it: how the domains compare where it is
/// proved (`holds` for any way), `refuted`, or `vacuous`. With `, later` the engine cannot do it yet,
/// and says something else that is not wrong.
pub(crate) type Case = (&'static str, &'static [&'static str], &'static str);

const PROVED: [&str; 5] = ["same", "widens", "narrows", "mixed", "domain unknown"];

/// What is said of an equation, in the words of the tables.
fn verdict(equation: &str, assume: &[&str]) -> String {
    let mut arena = Arena::new();
    let claim = parse_claim(&mut arena, equation, assume)
        .unwrap_or_else(|error| panic!("{equation}: {error:?}"));
    match decide(&mut arena, &Theory::new(), &claim).verdict {
        Verdict::Proved(proved) => match proved.domain {
            Domain::Same => "same",
            Domain::Widens => "widens",
            Domain::Narrows => "narrows",
            Domain::Mixed => "mixed",
            Domain::Unknown => "domain unknown",
        }
        .to_owned(),
        Verdict::Refuted(_) => "refuted".to_owned(),
        Verdict::Unknown(reason) => reason,
    }
}

/// Checks that every claim gets its verdict, and that those of `later` do not, but none is wrong.
pub(crate) fn check(cases: &[Case]) {
    let mut failing = Vec::new();
    for &(equation, assume, wanted) in cases {
        let said = verdict(equation, assume);
        let proved = PROVED.contains(&said.as_str());
        let case = format!("{equation}  assuming {assume:?}: {said}, not {wanted}");
        let (verdict, later) = match wanted.strip_suffix(", later") {
            Some(verdict) => (verdict, true),
            None => (wanted, false),
        };
        let true_claim = verdict == "holds" || PROVED.contains(&verdict);
        assert!(!(true_claim && said == "refuted"), "wrong: {case}");
        assert!(!(verdict == "refuted" && proved), "wrong: {case}");
        let fits = said == verdict || verdict == "holds" && proved;
        if fits == later {
            failing.push(case);
        }
    }
    assert!(failing.is_empty(), "{} to mend or no longer later:\n{failing:#?}", failing.len());
}
