//! Value, derivative and error over an interval, as a drawing.

use std::fmt::Write;

use super::judge::Claimed;
use super::line::Line;
use super::slope::{Slope, slope};
use super::sweep::{Derivative, Question};
use super::tableau::ends;
use crate::enclosure::{Fuel, Point, Real};
use crate::expr::Arena;
use crate::number::Rational;

/// Places at which the curves are computed.
const PLACES: i64 = 320;
/// The quotients are computed at every so many of them.
const SPARSE: i64 = 4;
/// The work that one place may cost.
const FUEL: u64 = 100_000;
/// The smallest relative error that is drawn, as a power of ten.
const LEAST_ERROR: f64 = -20.0;

/// A curve: places with values, some of which may be missing.
pub type Points = Vec<(f64, Option<f64>)>;

/// What a plot shows, along the coordinate.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// The function.
    pub value: Points,
    /// The derivative that is claimed.
    pub derivative: Points,
    /// The logarithm to base 10 of the claim's relative distance from the difference quotients.
    pub error: Points,
}

/// Computes what a plot shows, between two places on a line through a point.
pub fn curve(
    arena: &Arena,
    question: &Question,
    derivative: &mut dyn Derivative,
    point: &Point,
    (from, to): (&Rational, &Rational),
) -> Curve {
    let mut curve = Curve { value: Vec::new(), derivative: Vec::new(), error: Vec::new() };
    let step = (to - from).checked_div(&Rational::from(PLACES)).unwrap_or(Rational::ONE);
    for k in 0..=PLACES {
        let x = from + &(&step * &Rational::from(k));
        let mut point = point.clone();
        question.subject.put(&mut point, x.clone());
        let fuel = Fuel::new(FUEL);
        let mut line = Line::new(arena, question.expr, &question.subject, &point, fuel);
        let place = x.to_f64();
        curve.value.push((place, line.value(&x, 96).ok().map(|it| middle(&it))));
        let claimed = match derivative.claimed(arena, &point) {
            Claimed::Value(value, _) => Some(value),
            _ => None,
        };
        curve.derivative.push((place, claimed.as_ref().map(middle)));
        if k % SPARSE == 0 {
            let error = match (slope(&mut line, &x, 0), claimed) {
                (Slope::Smooth(estimate), Some(claimed)) => {
                    Some(distance(middle(&estimate.value), &estimate.value, &claimed))
                }
                _ => None,
            };
            curve.error.push((place, error));
        }
    }
    curve
}

fn middle(value: &Real) -> f64 {
    let (lo, hi) = ends(value);
    lo.to_f64() / 2.0 + hi.to_f64() / 2.0
}

/// The logarithm of the relative distance.
fn distance(size: f64, quotient: &Real, claimed: &Real) -> f64 {
    let ((a, _), (b, _)) = (ends(quotient), ends(claimed));
    let difference = (&a - &b).abs().to_f64();
    let relative = difference / size.abs().max(b.to_f64().abs());
    if relative.is_finite() { relative.log10().max(LEAST_ERROR) } else { LEAST_ERROR }
}

/// The names of the three parts of a plot and their curves.
pub(super) fn panels(curve: &Curve) -> [(&'static str, &Points); 3] {
    [
        ("value", &curve.value),
        ("derivative", &curve.derivative),
        ("log10 of the relative error", &curve.error),
    ]
}

/// The range of the values that are shown: all but the most extreme ones, so that a pole does not
/// flatten the rest. `None` where there are no values.
pub(super) fn range(points: &Points) -> Option<(f64, f64)> {
    let mut values: Vec<f64> =
        points.iter().filter_map(|it| it.1).filter(|it| it.is_finite()).collect();
    values.sort_by(f64::total_cmp);
    let cut = values.len() / 50;
    let (lo, hi) = (*values.get(cut)?, *values.get(values.len() - 1 - cut)?);
    let margin = if hi > lo { (hi - lo) * 0.08 } else { hi.abs().max(1.0) * 0.1 };
    let (lo, hi) = (lo - margin, hi + margin);
    (lo.is_finite() && hi.is_finite()).then_some((lo, hi))
}

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 180.0;
const LEFT: f64 = 76.0;
const GAP: f64 = 46.0;
const COLORS: [&str; 3] = ["#1f6feb", "#b35900", "#6e40c9"];

/// The plot as a drawing of three parts below each other, in SVG.
#[must_use]
pub fn svg(curve: &Curve, title: &str) -> String {
    let height = 3.0 * (HEIGHT + GAP) + 36.0;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0} {height:.0}\" \
         font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n\
         <text x=\"{LEFT}\" y=\"22\" font-size=\"15\">{}</text>\n",
        WIDTH + LEFT + 24.0,
        escaped(title)
    );
    for (position, (name, points)) in panels(curve).into_iter().enumerate() {
        #[allow(clippy::cast_precision_loss, reason = "three parts")]
        let top = 36.0 + position as f64 * (HEIGHT + GAP) + 14.0;
        panel(&mut text, name, points, top, COLORS[position]);
    }
    text.push_str("</svg>\n");
    text
}

fn panel(text: &mut String, name: &str, points: &Points, top: f64, color: &str) {
    let bottom = top + HEIGHT;
    // Writing to a string does not fail.
    let _ = writeln!(
        text,
        "<text x=\"{LEFT}\" y=\"{:.1}\" fill=\"{color}\">{}</text>\n\
         <rect x=\"{LEFT}\" y=\"{top:.1}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"none\" \
         stroke=\"#888\"/>",
        top - 5.0,
        escaped(name)
    );
    let (Some((lo, hi)), Some(first), Some(last)) = (range(points), points.first(), points.last())
    else {
        let _ = writeln!(
            text,
            "<text x=\"{:.1}\" y=\"{:.1}\">no values</text>",
            LEFT + 9.0,
            top + 20.0
        );
        return;
    };
    let x = |at: f64| LEFT + (at - first.0) / (last.0 - first.0) * WIDTH;
    let y = |at: f64| bottom - (at - lo) / (hi - lo) * HEIGHT;
    for tick in ticks(lo, hi, 4) {
        let _ = writeln!(
            text,
            "<path d=\"M{LEFT} {0:.1}h{WIDTH}\" stroke=\"#ddd\"/><text x=\"{1:.1}\" y=\"{2:.1}\" \
             text-anchor=\"end\">{3}</text>",
            y(tick),
            LEFT - 6.0,
            y(tick) + 4.0,
            label(tick)
        );
    }
    for tick in ticks(first.0, last.0, 8) {
        let _ = writeln!(
            text,
            "<path d=\"M{0:.1} {bottom:.1}v4\" stroke=\"#888\"/><text x=\"{0:.1}\" y=\"{1:.1}\" \
             text-anchor=\"middle\">{2}</text>",
            x(tick),
            bottom + 17.0,
            label(tick)
        );
    }
    let mut path = String::new();
    let mut drawing = false;
    for &(at, value) in points {
        let inside = value.filter(|it| it.is_finite()).map(|it| it.clamp(lo, hi));
        match inside {
            Some(value) => {
                let _ =
                    write!(path, "{}{:.1} {:.1}", if drawing { "L" } else { "M" }, x(at), y(value));
                drawing = true;
            }
            None => drawing = false,
        }
    }
    let _ = writeln!(
        text,
        "<path d=\"{path}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"1.6\"/>"
    );
}

/// Round numbers in a range, about so many.
pub(super) fn ticks(lo: f64, hi: f64, count: u32) -> Vec<f64> {
    let raw = (hi - lo) / f64::from(count);
    if raw.is_nan() || raw <= 0.0 || raw.is_infinite() {
        return Vec::new();
    }
    let power = 10.0_f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|it| it * power).into_iter().find(|it| *it >= raw);
    let step = step.unwrap_or(raw);
    let mut tick = (lo / step).ceil() * step;
    let mut all = Vec::new();
    while tick <= hi && all.len() < 20 {
        all.push(if tick.abs() < step / 1e6 { 0.0 } else { tick });
        tick += step;
    }
    all
}

/// A number on an axis.
pub(super) fn label(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-3..1e5).contains(&size) {
        return format!("{value:.1e}");
    }
    let text = format!("{value:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    text.to_owned()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
