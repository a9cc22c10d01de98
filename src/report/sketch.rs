//! A small drawing of a function with its derivative.

use std::fmt::Write;

use crate::document::Curve;
use crate::evaluate::{Argument, Options, compile_all};
use crate::expr::Arena;
use crate::syntax::{Mode, Scope, parse_expression};

/// The size of the drawing, and how far from zero it goes.
const WIDTH: f64 = 300.0;
const HEIGHT: f64 = 150.0;
const REACH: f64 = 4.0;
/// The places at which the curves are computed.
const PLACES: u32 = 240;
/// The most that is shown of what grows.
const TALL: f64 = 8.0;

/// The drawing as SVG for a web page, in the colours of the page; none if one of the two has no values.
pub(super) fn sketch(curve: &Curve) -> Option<String> {
    let places: Vec<f64> =
        (0..=PLACES).map(|it| (f64::from(it) / f64::from(PLACES) * 2.0 - 1.0) * REACH).collect();
    let [value, slope] = values(curve, &places)?;
    let (low, high) = range(&[&value, &slope])?;
    let x = |at: f64| (at + REACH) / (2.0 * REACH) * WIDTH;
    let y = |at: f64| HEIGHT - (at - low) / (high - low) * HEIGHT;
    let mut text = format!(
        "<svg class=\"sketch\" viewBox=\"-2 -2 {:.0} {:.0}\" role=\"img\" \
         aria-label=\"the function, and its derivative as a broken line\">",
        WIDTH + 4.0,
        HEIGHT + 18.0
    );
    let level = y(0.0).clamp(0.0, HEIGHT);
    // Writing to a string does not fail.
    let _ = write!(
        text,
        "<path class=\"axis\" d=\"M0 {level:.1}H{WIDTH}M{0:.1} 0V{HEIGHT}\"/>",
        x(0.0)
    );
    for (class, points) in [("value", &value), ("slope", &slope)] {
        let path = path(&places, points, (low, high), x, y);
        let _ = write!(text, "<path class=\"{class}\" d=\"{path}\"/>");
    }
    let (top, bottom) = (label(high), label(low));
    let _ = write!(
        text,
        "<text x=\"2\" y=\"{0:.0}\">{1} = -{REACH}</text><text x=\"{WIDTH}\" y=\"{0:.0}\" \
         text-anchor=\"end\">{REACH}</text><text x=\"{2:.1}\" y=\"9\">{top}</text>\
         <text x=\"{2:.1}\" y=\"{HEIGHT}\">{bottom}</text></svg>",
        HEIGHT + 13.0,
        curve.variable,
        x(0.0) + 3.0
    );
    Some(text)
}

/// The values of the function and of the derivative.
fn values(curve: &Curve, places: &[f64]) -> Option<[Vec<f64>; 2]> {
    let (mut arena, mut scope) = (Arena::new(), Scope::new(Mode::Inferred));
    let mut read = |text: &str| Some(parse_expression(&mut arena, &mut scope, text).ok()?.0);
    let exprs = [read(&curve.value)?, read(&curve.slope)?];
    let evaluator = compile_all(&arena, &exprs, &Options::default()).ok()?;
    let points = [(curve.variable.as_str(), Argument::Column(places))];
    let mut found = evaluator.evaluate(&points).ok()?.into_iter();
    // What does not depend on the variable has one value.
    let full = |it: Vec<f64>| match it[..] {
        [constant] => vec![constant; places.len()],
        _ => it,
    };
    Some([full(found.next()?), full(found.next()?)])
}

/// The least and the greatest value that is shown: zero and, of what grows, a part.
fn range(curves: &[&Vec<f64>]) -> Option<(f64, f64)> {
    let finite = || curves.iter().flat_map(|it| it.iter()).filter(|it| it.is_finite());
    finite().next()?;
    let low = finite().copied().fold(0.0, f64::min).max(-TALL);
    let high = finite().copied().fold(0.0, f64::max).min(TALL);
    let margin = (high - low).max(0.5) * 0.06;
    Some((low - margin, high + margin))
}

fn path(
    places: &[f64],
    values: &[f64],
    (low, high): (f64, f64),
    x: impl Fn(f64) -> f64,
    y: impl Fn(f64) -> f64,
) -> String {
    let mut path = String::new();
    let mut last: Option<f64> = None;
    for (&place, &value) in places.iter().zip(values) {
        let inside = Some(value).filter(|it| it.is_finite() && (low..=high).contains(it));
        if let Some(value) = inside {
            // A jump is no line.
            let jumps = last.is_none_or(|it| (it - value).abs() > (high - low) / 3.0);
            let _ =
                write!(path, "{}{:.1} {:.1}", if jumps { "M" } else { "L" }, x(place), y(value));
        }
        last = inside;
    }
    path
}

fn label(value: f64) -> String {
    let text = format!("{value:.1}");
    text.trim_end_matches(".0").to_owned()
}
