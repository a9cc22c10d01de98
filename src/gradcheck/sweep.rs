//! A claimed derivative over a domain and its special places.

use super::judge::{Claimed, Judgement, is_unresolved, judge};
use super::line::{Line, Subject};
use super::slope::{Slope, slope};
use super::tableau::{ends, least_magnitude};
use super::{samples, special};
use crate::enclosure::{Failure, Fuel, Point, Real, Truth, evaluate, holds};
use crate::expr::{Arena, ExprId, Node, Proposition, Relation};
use crate::number::Rational;

/// How many choices of the other names' values are tried.
const CHOICES: usize = 3;
/// The work that the slope at one place may cost.
const FUEL: u64 = 200_000;
/// Precisions of a claimed expression, in bits.
const CLAIM_BITS: [usize; 3] = [256, 1_024, 4_096];
/// A claim is evaluated with more bits until so many of them are certain.
const SHARP: i64 = 64;
/// Bits that are added where a claim is smaller than what the quotients resolve.
const MORE_BITS: [usize; 2] = [1_024, 4_096];
/// So many places without any slope to be seen make a constant.
const FLAT_PLACES: usize = 8;

/// Whatever claims to be a derivative.
pub trait Derivative {
    /// The slope that is claimed at a point.
    fn claimed(&mut self, arena: &Arena, point: &Point) -> Claimed;

    /// Whether values are computed in double precision, so that digits may be lost at some places.
    fn is_rounded(&self) -> bool {
        false
    }

    /// Expressions whose borders are worth a look.
    fn expressions(&self) -> Vec<ExprId> {
        Vec::new()
    }
}

/// A derivative that is claimed as an expression; it may contain derivatives itself.
#[derive(Debug, Clone, Copy)]
pub struct Expression(pub ExprId);

impl Derivative for Expression {
    fn claimed(&mut self, arena: &Arena, point: &Point) -> Claimed {
        let mut best = None;
        for bits in CLAIM_BITS {
            match evaluate(arena, self.0, point, bits, &mut Fuel::new(FUEL)) {
                Ok(value) => {
                    let sharp = is_sharp(&value);
                    best = Some(Claimed::Value(value, Rational::ZERO));
                    if sharp {
                        break;
                    }
                }
                Err(Failure::Undefined) => return Claimed::Undefined,
                Err(Failure::Unsupported(what)) => return Claimed::Unclear(what.to_owned()),
                Err(_) => {}
            }
        }
        best.unwrap_or_else(|| Claimed::Unclear("the claim's value is not decided".to_owned()))
    }

    fn expressions(&self) -> Vec<ExprId> {
        vec![self.0]
    }
}

/// Whether a value is known to many digits.
fn is_sharp(value: &Real) -> bool {
    let (lo, hi) = ends(value);
    let digits = Rational::from(2).pow(SHARP).unwrap_or(Rational::ONE);
    &(&hi - &lo) * &digits <= least_magnitude(value)
}

/// What was found at one place.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The values of all names.
    pub point: Point,
    /// The coordinate.
    pub x: Rational,
    /// What the quotients say.
    pub slope: Slope,
    /// What is claimed.
    pub claimed: Claimed,
    /// How the two compare.
    pub judgement: Judgement,
}

/// What all places together say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Wherever the quotients say something, the claim agrees to at least so many digits; zero if
    /// no slope is to be seen anywhere.
    Agrees(u32),
    /// At the sample of this position the claim is wrong.
    Disagrees(usize),
    /// Nothing can be said, for this reason.
    Inconclusive(String),
}

/// The samples, in the order of the places, and the verdict.
#[derive(Debug, Clone)]
pub struct Report {
    /// What all samples together say.
    pub verdict: Verdict,
    /// What was found at each place.
    pub samples: Vec<Sample>,
}

/// Of what the derivative is in question, and where.
#[derive(Debug, Clone)]
pub struct Question {
    /// The function.
    pub expr: ExprId,
    /// The coordinate.
    pub subject: Subject,
    /// Names with a value keep it. If the coordinate is one of them, only its place is looked at,
    /// with more effort.
    pub fixed: Point,
    /// Places where one of these does not hold are left out.
    pub assumptions: Vec<Proposition>,
    /// Where to look; if nothing is given, a sweep goes over many places, near and far, and over
    /// those where the expression may have an edge, a kink or a jump.
    pub places: Option<Vec<Rational>>,
}

impl Question {
    /// The derivative of an expression along a coordinate, everywhere.
    #[must_use]
    pub fn new(expr: ExprId, subject: Subject) -> Self {
        let fixed = Point::default();
        Self { expr, subject, fixed, assumptions: Vec::new(), places: None }
    }
}

/// Compares a derivative with difference quotients.
pub fn check(arena: &mut Arena, question: &Question, derivative: &mut dyn Derivative) -> Report {
    check_all(arena, question, &mut [derivative])
        .pop()
        .unwrap_or_else(|| Report::of(Vec::new(), false))
}

/// Compares several derivatives of one function with the same difference quotients; a report for each.
pub fn check_all(
    arena: &mut Arena,
    question: &Question,
    derivatives: &mut [&mut dyn Derivative],
) -> Vec<Report> {
    let Question { expr, subject, fixed, assumptions, .. } = question;
    let mut samples: Vec<Vec<Sample>> = derivatives.iter().map(|_| Vec::new()).collect();
    let single = subject.of(fixed).is_some();
    let mut last: Option<Point> = None;
    let mut looked_at = vec![*expr];
    looked_at.extend(derivatives.iter().flat_map(|it| it.expressions()));
    // Names that occur only in a claim or in what is assumed need values, too.
    let mut whole = *expr;
    for &other in &looked_at[1..] {
        whole = arena.add(whole, other);
    }
    for assumption in assumptions {
        assumption.visit(&mut |it| whole = arena.add(whole, it));
        looked_at.extend(sides(arena, assumption));
    }
    for mut point in samples::choices(arena, whole, fixed, CHOICES) {
        let own = subject.of(&point).cloned().unwrap_or(Rational::ONE);
        subject.put(&mut point, if single { own.clone() } else { Rational::ONE });
        if last.as_ref() == Some(&point) {
            break;
        }
        last = Some(point.clone());
        let places = match &question.places {
            Some(places) => places.clone(),
            None if single => vec![own],
            None => places(arena, &looked_at, subject, &point),
        };
        for x in places {
            subject.put(&mut point, x);
            settle(arena, question, &mut point);
            if assumptions.iter().all(|it| is_true(arena, it, &point)) {
                let place = Place::new(arena, question, &point, single);
                for (samples, derivative) in samples.iter_mut().zip(derivatives.iter_mut()) {
                    samples.push(place.sample(arena, question, *derivative));
                }
            }
        }
    }
    let rounded = derivatives.iter().map(|it| it.is_rounded());
    samples
        .into_iter()
        .zip(rounded)
        .map(|(samples, rounded)| Report::of(samples, rounded))
        .collect()
}

impl Report {
    fn of(mut samples: Vec<Sample>, rounded: bool) -> Self {
        if rounded {
            forgive(&mut samples);
        }
        Self { verdict: verdict(&samples), samples }
    }
}

/// The places of a sweep, in order.
fn places(
    arena: &mut Arena,
    looked_at: &[ExprId],
    subject: &Subject,
    point: &Point,
) -> Vec<Rational> {
    let mut places = samples::places();
    let grid = places.clone();
    for &expr in looked_at {
        for special in special::places(arena, expr, subject, point, &grid) {
            for shift in [10, 30] {
                let step = Rational::from(2).pow(-shift).unwrap_or(Rational::ONE);
                let step = &step * &if special.is_zero() { Rational::ONE } else { special.abs() };
                places.push(&special - &step);
                places.push(&special + &step);
            }
            places.push(special);
        }
    }
    places.sort();
    places.dedup();
    places
}

/// What is zero where an assumption begins or ceases to hold.
fn sides(arena: &mut Arena, assumption: &Proposition) -> Option<ExprId> {
    match *assumption {
        Proposition::Compare(_, a, b) => Some(arena.sub(a, b)),
        _ => None,
    }
}

/// Gives names that are assumed to be equal to something its value.
fn settle(arena: &Arena, question: &Question, point: &mut Point) {
    for assumption in &question.assumptions {
        let Proposition::Compare(Relation::EQUAL, a, b) = *assumption else { continue };
        for (name, value) in [(a, b), (b, a)] {
            let Node::Variable(name) = arena.node(name) else { continue };
            let own = Subject::Variable(name);
            if own == question.subject || question.fixed.variable(name).is_some() {
                continue;
            }
            let value = evaluate(arena, value, point, CLAIM_BITS[0], &mut Fuel::new(FUEL));
            if let Ok(Real::Exact(value)) = value {
                own.put(point, value);
                break;
            }
        }
    }
}

fn is_true(arena: &Arena, statement: &Proposition, point: &Point) -> bool {
    holds(arena, statement, point, CLAIM_BITS[0], &mut Fuel::new(FUEL)) == Truth::True
}

/// A place with the slope that the quotients show there.
struct Place {
    point: Point,
    x: Rational,
    slope: Slope,
    careful: bool,
}

impl Place {
    fn new(arena: &Arena, question: &Question, point: &Point, careful: bool) -> Self {
        let x = question.subject.of(point).cloned().unwrap_or(Rational::ZERO);
        let mut place = Self { point: point.clone(), x, slope: Slope::Undefined, careful };
        place.slope = place.slope(arena, question, 0);
        place
    }

    fn slope(&self, arena: &Arena, question: &Question, more: usize) -> Slope {
        let fuel = Fuel::new(if self.careful { 10 * FUEL } else { FUEL });
        let mut line = Line::new(arena, question.expr, &question.subject, &self.point, fuel);
        slope(&mut line, &self.x, more)
    }

    /// What the place says about a claim; where it says nothing, more bits are taken.
    fn sample(
        &self,
        arena: &Arena,
        question: &Question,
        derivative: &mut dyn Derivative,
    ) -> Sample {
        let claimed = derivative.claimed(arena, &self.point);
        let mut slope = self.slope.clone();
        let more = if self.careful { &MORE_BITS[..] } else { &MORE_BITS[..1] };
        for &more in more {
            if !is_unresolved(&slope, &claimed) {
                break;
            }
            slope = self.slope(arena, question, more);
        }
        let judgement = judge(&slope, &claimed);
        Sample { point: self.point.clone(), x: self.x.clone(), slope, claimed, judgement }
    }
}

/// A wrong derivative is wrong nearly everywhere; one that agrees at more places than it disagrees has
/// lost its digits at the others.
fn forgive(samples: &mut [Sample]) {
    let count =
        |is_it: fn(&Judgement) -> bool| samples.iter().filter(|it| is_it(&it.judgement)).count();
    let right = count(|it| matches!(it, Judgement::Agrees(1..)));
    if right <= count(|it| *it == Judgement::Disagrees) {
        return;
    }
    for sample in samples {
        if sample.judgement == Judgement::Disagrees {
            sample.judgement = Judgement::Lost;
        }
    }
}

fn verdict(samples: &[Sample]) -> Verdict {
    let wrong = |it: &Sample| it.judgement == Judgement::Disagrees;
    if let Some(position) = samples.iter().position(wrong) {
        return Verdict::Disagrees(position);
    }
    let mut digits: Option<u32> = None;
    let (mut flat, mut kinks, mut reason) = (0, 0, None);
    for sample in samples {
        match &sample.judgement {
            Judgement::Agrees(0) => flat += 1,
            Judgement::Agrees(more) => digits = Some(digits.map_or(*more, |it| it.min(*more))),
            Judgement::Kink => kinks += 1,
            Judgement::Unclear(why) if sample.slope != Slope::Undefined => {
                reason = reason.or(Some(why.clone()));
            }
            Judgement::Missing => {
                reason = Some("there is a slope, but the claim has no value".to_owned());
            }
            Judgement::Extended => {
                let why = "the function has values on one side only, so that it has no derivative";
                reason = reason.or(Some(why.to_owned()));
            }
            _ => {}
        }
    }
    if let Some(digits) = digits {
        return Verdict::Agrees(digits);
    }
    if kinks > 0 {
        let why = "there is a kink, and the claim is no more than a convention";
        return Verdict::Inconclusive(why.to_owned());
    }
    if flat >= FLAT_PLACES {
        return Verdict::Agrees(0);
    }
    let reason = match reason {
        Some(reason) => reason,
        None if flat > 0 => "the function is too flat to see a slope".to_owned(),
        None if samples.iter().any(|it| it.judgement == Judgement::Neither) => {
            "there is no derivative, and none is claimed".to_owned()
        }
        None => "the function has no value at any place that was tried".to_owned(),
    };
    Verdict::Inconclusive(reason)
}
