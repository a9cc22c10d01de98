//! Makes calls: everything that is done for each number.

#![allow(
    clippy::inline_always,
    reason = "an operand that is passed in memory costs as much as the rest of an instruction"
)]

use std::ops::Range;

use super::call::{Call, From, Kernel, Part, Place, Source, Target, later};
use super::columns;
use super::graph::{self, Folding};
use super::memory::{Data, Numbers, stepped};
use super::program::Signs;
use super::real::{self, Real, Side, block, maximum};
use super::sums::{self, Blocks};
use crate::expr::Relation;
use crate::lanes::{Isa, Work};

/// Where results go.
pub(super) trait Sink<T> {
    /// The position of a component among those of a result.
    fn component(&self, root: usize, indices: impl Iterator<Item = i64>) -> usize;
    /// The number of components of a result that gets one point after the other; otherwise 0.
    fn width(&self, root: usize) -> usize;
    /// Where a component of another result at the points of a block goes.
    fn place(&mut self, root: usize, component: usize, points: Range<usize>) -> &mut [T];
    /// Asks the cache for where results at some points go.
    fn prefetch(&self, points: Range<usize>);
    /// Where all components of a result at the points of a block go, if it gets one point after the other.
    fn rows(&mut self, root: usize, points: Range<usize>) -> Option<&mut [T]>;
}

/// What calls work on.
pub(super) struct Machine<'a, 'd, T, S> {
    pub(super) numbers: &'a mut Numbers<T>,
    pub(super) data: &'a Data<'d, T>,
    pub(super) sink: &'a mut S,
    /// The first point of the block, and how many it has.
    pub(super) first: usize,
    pub(super) lanes: usize,
}

/// Numbers that can be read while others are written.
struct Readable<'a, T> {
    /// In front of those that are written, and behind them.
    below: &'a [T],
    above: &'a [T],
    /// How many are written.
    written: usize,
    filled: &'a [Vec<T>],
    data: &'a Data<'a, T>,
    first: usize,
}

/// An operand at all turns.
#[derive(Clone, Copy)]
enum Along<'a, T> {
    Constant(T),
    Blocks(Blocks<'a, T>),
}

impl<'a, T: Real> Along<'a, T> {
    /// The operand at a turn.
    #[inline(always)]
    fn side(self, turn: usize, length: usize) -> Side<'a, T> {
        match self {
            Along::Constant(value) => Side::Constant(value),
            Along::Blocks(blocks) => Side::Block(blocks.at(turn, length)),
        }
    }

    /// The operand as blocks; a constant is written into the scratch block.
    #[inline(always)]
    fn blocks(self, scratch: &'a mut [T]) -> Blocks<'a, T> {
        match self {
            Along::Constant(value) => {
                scratch.fill(value);
                Blocks(scratch, 0, 0)
            }
            Along::Blocks(blocks) => blocks,
        }
    }
}

impl<'a, T: Real> Readable<'a, T> {
    /// The numbers that a place is in, and where it is there.
    #[inline(always)]
    fn find(&self, it: Place) -> Blocks<'a, T> {
        let (data, place) = match it.from {
            From::Kept => match it.first.checked_sub(self.below.len() + self.written) {
                Some(place) => (self.above, place),
                None => (self.below, it.first),
            },
            From::Filled(view) => (&self.filled[view as usize][..], it.first),
            From::Input(input) => {
                (self.data.inputs[input as usize], it.first + self.first * it.point)
            }
            From::Array(array) => (self.data.arrays[array].data, it.first + self.first * it.point),
        };
        Blocks(data, place, it.step)
    }

    #[inline(always)]
    fn along(&self, source: Source<T>) -> Along<'a, T> {
        match source {
            Source::Constant(value) => Along::Constant(value),
            Source::Block(it) => Along::Blocks(self.find(it)),
            Source::Single(it) => Along::Constant(self.find(it).at(0, 1)[0]),
        }
    }
}

/// Kernels that compute numbers from numbers, each a function of its own for [`Isa::call`]: parameters, operands,
/// and what is done at a turn to what is written, with two scratch blocks. Operands are found in the same function,
/// because what is passed in memory is written and read back, at the cost of a whole call.
macro_rules! kernels {
    ($(
        $name:ident { $($parameter:ident: $kind:ty),* } [$($read:ident),*]
        |$turn:ident, $to:ident, $x:ident, $y:ident| $work:expr;
    )*) => {$(
        struct $name<'c, 'm, 'd, T, S> {
            machine: &'c mut Machine<'m, 'd, T, S>,
            call: &'c Call<T>,
            $($parameter: $kind,)*
        }

        impl<T: Real, S: Sink<T>> Work for $name<'_, '_, '_, T, S> {
            type Output = ();
            #[inline(always)]
            fn run<I: Isa>(self, _: I) {
                let Self { machine, call, $($parameter),* } = self;
                let Call { reads: [$($read,)* ..], turns, length, .. } = *call;
                let step = call.step();
                let (_it, to, [x, y]) = machine.split(call.to, (turns - 1) * step + length);
                $(let $read = _it.along($read);)*
                for $turn in 0..turns {
                    let $to = &mut to[$turn * step..][..length];
                    let ($x, $y) = (&mut x[..length], &mut y[$turn * length..][..length]);
                    $(let $read = $read.side($turn, length);)*
                    $work;
                }
            }
        }
    )*};
}

kernels! {
    Unary { op: graph::Unary } [a] |turn, to, x, _y| real::unary::<I, T>(op, to, block(a, x));
    Pow {} [a, b] |turn, to, x, y| T::pow::<I>(to, block(a, x), block(b, y));
    ExpDifference {} [a, b] |turn, to, x, y| {
        T::exp_of_difference::<I>(to, block(a, x), block(b, y));
    };
    Binary { op: graph::Binary } [a, b] |turn, to, _x, _y| real::binary(op, to, a, b);
    Ratio {} [a, b] |turn, to, _x, _y| real::ratio(to, a, b);
    Product {} [a, b, c] |turn, to, x, y| real::product(to, a, block(b, x), block(c, y));
    MultiplyAdd { signs: Signs } [a, b, c] |turn, to, x, _y| {
        real::multiply_add::<I, T>(to, (block(a, x), b), c, signs);
    };
    FactoredAdd { signs: Signs } [a, b, c, d] |turn, to, x, y| {
        real::factored_add::<I, T>(to, block(a, x), (b, block(c, y)), d, signs);
    };
    ScaledAdd { factor: f64, minus: bool } [a, b, c] |turn, to, x, y| {
        real::scaled_add::<I, T>(to, (block(a, x), block(b, y)), T::from_f64(factor), c, minus);
    };
    Compare { relation: Relation } [a, b] |turn, to, _x, _y| real::compare(relation, to, a, b);
    Select {} [condition, a, b] |turn, to, x, _y| real::select(to, block(condition, x), a, b);
    SinCos {} [a] |turn, sin, x, cos| T::sin_cos::<I>(sin, cos, block(a, x));
    Power { exponent: i64, step: i64 } [a] |turn, to, x, _y| {
        T::powi::<I>(to, block(a, x), later(exponent, step, turn));
    };
    Copy {} [a] |turn, to, _x, _y| a.copy_to(to);
    Fill { value: f64 } [] |turn, to, _x, _y| to.fill(T::from_f64(value));
}

/// Powers of `e` below common exponents.
struct ExpScaled<'c, 'm, 'd, T, S> {
    machine: &'c mut Machine<'m, 'd, T, S>,
    call: &'c Call<T>,
}

impl<T: Real, S: Sink<T>> Work for ExpScaled<'_, '_, '_, T, S> {
    type Output = ();
    #[inline(always)]
    fn run<I: Isa>(self, _: I) {
        let Self { machine, call } = self;
        let Call { reads: [a, exponent, number, _], turns, length, .. } = *call;
        let step = call.step();
        let is_moderate = step == length && machine.numbers.moderate == Some((a, turns * length));
        let (it, to, [x, y]) = machine.split(call.to, (turns - 1) * step + length);
        let (a, exponent, number) = (it.along(a), it.along(exponent), it.along(number));
        if let (true, Along::Blocks(a)) = (is_moderate, a) {
            return T::exp_of_moderate::<I>(to, a.at(0, turns * length));
        }
        if are_moderate(exponent, length)
            && exp_near_moderate::<I, T>(to, a, (turns, length, step), x)
        {
            return;
        }
        let (x, y) = (&mut x[..length], &mut y[..length]);
        for turn in 0..turns {
            let to = &mut to[turn * step..][..length];
            let [a, exponent, number] = [a, exponent, number].map(|it| it.side(turn, length));
            let numbers = match &number {
                Side::Block(block) => block,
                Side::Constant(value) => std::slice::from_ref(value),
            };
            T::exp_scaled::<I>(to, block(a, x), block(exponent, y), numbers);
        }
    }
}

/// Finds out whether numbers are moderate, and then writes the exponents that these have.
struct Moderate<'c, 'm, 'd, T, S> {
    machine: &'c mut Machine<'m, 'd, T, S>,
    call: &'c Call<T>,
}

impl<T: Real, S: Sink<T>> Work for Moderate<'_, '_, '_, T, S> {
    type Output = ();
    #[inline(always)]
    fn run<I: Isa>(self, _: I) {
        let Self { machine, call } = self;
        let Call { reads: [source, ..], turns, length, .. } = *call;
        let (it, to, _) = machine.split(call.to, length);
        let all = match it.along(source) {
            Along::Blocks(a) => T::moderate_exponents::<I>(to, a.at(0, turns * length)),
            Along::Constant(_) => false,
        };
        machine.numbers.moderate = all.then_some((source, turns * length));
    }
}

/// Whether exponents, the same at all turns, are those of moderate numbers.
#[inline(always)]
fn are_moderate<T: Real>(exponents: Along<'_, T>, length: usize) -> bool {
    match exponents {
        Along::Constant(it) => T::are_moderate(&[it]),
        Along::Blocks(it) => it.2 == 0 && T::are_moderate(it.at(0, length)),
    }
}

/// Powers below the exponent of moderate numbers, at all turns together if they lie together; whether that went well.
#[inline(always)]
fn exp_near_moderate<I: Isa, T: Real>(
    to: &mut [T],
    a: Along<'_, T>,
    (mut turns, mut length, mut step): (usize, usize, usize),
    scratch: &mut [T],
) -> bool {
    if step == length && matches!(a, Along::Blocks(a) if a.2 == length.cast_signed()) {
        (turns, length, step) = (1, turns * length, 0);
    }
    let mut all = true;
    for turn in 0..turns {
        let to = &mut to[turn * step..][..length];
        all &= T::exp_near_moderate::<I>(to, block(a.side(turn, length), &mut scratch[..length]));
    }
    all
}

/// What is taken over all turns of a loop, or over some of them.
struct Fold<'c, 'm, 'd, T, S> {
    machine: &'c mut Machine<'m, 'd, T, S>,
    call: &'c Call<T>,
    folding: Folding,
    part: Part,
}

impl<T: Real, S: Sink<T>> Work for Fold<'_, '_, '_, T, S> {
    type Output = ();
    #[inline(always)]
    fn run<I: Isa>(self, _: I) {
        let Self { machine, call, folding, part } = self;
        let Call { reads: [a, ..], turns, length, .. } = *call;
        let (it, values, [x, _]) = machine.split(call.to, length);
        let a = it.along(a).blocks(&mut x[..length]);
        match folding {
            Folding::Max => sums::join(values, turns, a, part, maximum),
            Folding::Product | Folding::Sum => sums::join(values, turns, a, part, |a, b| a * b),
        }
    }
}

/// Sums, with what is added up.
macro_rules! sums {
    ($($name:ident [$($read:ident, $scratch:ident),*];)*) => {$(
        struct $name<'c, 'm, 'd, T, S> {
            machine: &'c mut Machine<'m, 'd, T, S>,
            call: &'c Call<T>,
            errors: usize,
            part: Part,
            grouped: bool,
        }

        impl<T: Real, S: Sink<T>> Work for $name<'_, '_, '_, T, S> {
            type Output = ();
            #[inline(always)]
            fn run<I: Isa>(self, _: I) {
                let Self { machine, call, errors: place, part, grouped } = self;
                let Call { reads: [$($read,)* ..], turns, length, .. } = *call;
                let mut errors = std::mem::take(&mut machine.numbers.errors);
                let (it, sums, [$($scratch,)* ..]) = machine.split(call.to, length);
                let terms = [$(it.along($read).blocks(&mut $scratch[..length])),*];
                let errors_here = &mut errors[place..][..length];
                sums::sum::<I, T, _>(sums, errors_here, turns, &terms, (part, grouped));
                machine.numbers.errors = errors;
            }
        }
    )*};
}

sums! {
    Sum [a, x];
    SumOfProducts [a, x, b, y];
}

/// Reads components of an array.
struct Columns<'c, 'm, 'd, T, S> {
    machine: &'c mut Machine<'m, 'd, T, S>,
    call: &'c Call<T>,
    array: usize,
    width: usize,
    first: usize,
}

impl<T: Real, S: Sink<T>> Work for Columns<'_, '_, '_, T, S> {
    type Output = ();
    #[inline(always)]
    fn run<I: Isa>(self, isa: I) {
        let Self { machine, call, array, width, first } = self;
        let lanes = machine.lanes;
        let (it, to, _) = machine.split(call.to, call.length);
        let rows = &it.data.arrays[array].data[it.first * width..][..lanes * width];
        columns::read(isa, to, rows, (width, first), lanes);
    }
}

/// Writes components of a result.
struct Rows<'c, 'm, 'd, T, S> {
    machine: &'c mut Machine<'m, 'd, T, S>,
    root: usize,
    width: usize,
    place: usize,
}

impl<T: Real, S: Sink<T>> Work for Rows<'_, '_, '_, T, S> {
    type Output = ();
    #[inline(always)]
    fn run<I: Isa>(self, isa: I) {
        let Self { machine, root, width, place } = self;
        let Machine { numbers, sink, first, lanes, .. } = machine;
        let points = *first..*first + *lanes;
        if let Some(rows) = sink.rows(root, points) {
            let columns = Blocks(&numbers.kept, place, lanes.cast_signed());
            columns::write(isa, rows, width, columns);
        }
    }
}

impl<T: Real, S: Sink<T>> Machine<'_, '_, T, S> {
    /// What can be read, the numbers that are written, and scratch blocks.
    #[inline(always)]
    fn split(&mut self, to: Target, length: usize) -> (Readable<'_, T>, &mut [T], [&mut [T]; 2]) {
        let Self { numbers: Numbers { kept, filled, scratch: [x, y], .. }, data, first, .. } = self;
        let (first, data, scratch) = (*first, *data, [&mut x[..], &mut y[..]]);
        match to {
            Target::Kept { place, .. } => {
                let (below, rest) = kept.split_at_mut(place);
                let (to, above) = rest.split_at_mut(length);
                (Readable { below, above, written: length, filled, data, first }, to, scratch)
            }
            Target::Result { root, component } => {
                let to = self.sink.place(root, component, first..first + self.lanes);
                (Readable { below: kept, above: &[], written: 0, filled, data, first }, to, scratch)
            }
        }
    }

    /// Makes a call.
    pub(super) fn call<I: Isa>(&mut self, isa: I, call: &Call<T>) {
        let machine = self;
        match call.kernel {
            Kernel::Unary(op) => isa.call(Unary { machine, call, op }),
            Kernel::Binary(graph::Binary::Pow) => isa.call(Pow { machine, call }),
            Kernel::Binary(graph::Binary::ExpDifference) => {
                isa.call(ExpDifference { machine, call });
            }
            Kernel::Binary(op) => isa.call(Binary { machine, call, op }),
            Kernel::Ratio => isa.call(Ratio { machine, call }),
            Kernel::Product => isa.call(Product { machine, call }),
            Kernel::ExpScaled => isa.call(ExpScaled { machine, call }),
            Kernel::MultiplyAdd(signs) => isa.call(MultiplyAdd { machine, call, signs }),
            Kernel::FactoredAdd(signs) => isa.call(FactoredAdd { machine, call, signs }),
            Kernel::ScaledAdd { factor, minus } => {
                isa.call(ScaledAdd { machine, call, factor, minus });
            }
            Kernel::Moderate => isa.call(Moderate { machine, call }),
            Kernel::Compare(relation) => isa.call(Compare { machine, call, relation }),
            Kernel::Select => isa.call(Select { machine, call }),
            Kernel::SinCos { cos } => {
                let length = call.length * call.turns;
                isa.call(SinCos { machine: &mut *machine, call });
                let Numbers { kept, scratch: [_, second], .. } = &mut *machine.numbers;
                kept[cos..cos + length].copy_from_slice(&second[..length]);
            }
            Kernel::Power { exponent, step } => isa.call(Power { machine, call, exponent, step }),
            Kernel::Copy => isa.call(Copy { machine, call }),
            Kernel::Fill(value) => isa.call(Fill { machine, call, value }),
            Kernel::Sum { errors, part, grouped } => {
                isa.call(Sum { machine, call, errors, part, grouped });
            }
            Kernel::SumOfProducts { errors, part, grouped } => {
                isa.call(SumOfProducts { machine, call, errors, part, grouped });
            }
            Kernel::Fold { folding, part } => isa.call(Fold { machine, call, folding, part }),
            Kernel::Columns { array, width, first } => {
                isa.call(Columns { machine, call, array, width, first });
            }
            Kernel::Rows { root, width, place } => isa.call(Rows { machine, root, width, place }),
            Kernel::Spread { view, array, place, step } => {
                let data = machine.data.arrays[array].data;
                machine.spread(view, call, |turn| data[stepped(place, turn, step)]);
            }
            Kernel::Integers { view, first, step } => {
                #[allow(clippy::cast_precision_loss, reason = "the nearest number is meant")]
                machine.spread(view, call, |turn| T::from_f64(later(first, step, turn) as f64));
            }
            Kernel::Tests { view, relation, first, step } => machine
                .spread(view, call, |turn| truth(relation.holds(later(first, step, turn).cmp(&0)))),
        }
    }

    /// Writes a number for each turn into the numbers of a view.
    fn spread(&mut self, view: u32, call: &Call<T>, value: impl Fn(usize) -> T) {
        let filled = &mut self.numbers.filled[view as usize];
        filled.resize(call.length * call.turns, T::ZERO);
        for (turn, block) in filled.chunks_exact_mut(call.length).enumerate() {
            block.fill(value(turn));
        }
    }
}

/// One where something holds, and otherwise zero.
pub(super) fn truth<T: Real>(holds: bool) -> T {
    if holds { T::ONE } else { T::ZERO }
}
