//! Runs programs on blocks of points: an interpreter, whose loops over numbers are compiled for the widest
//! instructions of the machine.

use std::ops::Range;

use super::aligned::Aligned;
use super::block::{Ahead, Block, Strip, frame, place};
use super::graph::Binary;
use super::memory::{Data, Memory, STRIP, Target, View, stepped};
use super::program::{Destination, Instruction, Operand, Program, Signs};
use super::real::{Real, kernels};
use super::sums::Join;
use crate::lanes::{Isa, Work};

/// Where results go.
pub(super) trait Sink<T> {
    /// The position of a component among those of a result.
    fn component(&self, root: usize, indices: impl Iterator<Item = i64>) -> usize;
    /// The number of components of a result that gets one point after the other; otherwise 0.
    fn width(&self, root: usize) -> usize;
    /// Where a component of another result at the points of a block goes.
    fn place(&mut self, root: usize, component: usize, points: Range<usize>) -> &mut [T];
    /// Where all components of a result at the points of a block go, if it gets one point after the other.
    fn rows(&mut self, root: usize, points: Range<usize>) -> Option<&mut [T]>;
    /// Asks the cache for where the results at some points go.
    fn prefetch(&self, points: Range<usize>);
}

/// The evaluation of a program at a range of points.
pub(super) struct Points<'a, 'd, T, S> {
    pub(super) program: &'a Program,
    pub(super) memory: &'a mut Memory<T>,
    pub(super) data: &'a Data<'d, T>,
    pub(super) range: Range<usize>,
    /// The number of points in a block.
    pub(super) lanes: usize,
    pub(super) sink: &'a mut S,
}

impl<T: Real, S: Sink<T>> Work for Points<'_, '_, T, S> {
    type Output = ();

    fn run<I: Isa>(self, isa: I) {
        let sizes = self.data.sizes;
        self.memory.slots[..sizes.len()].copy_from_slice(sizes);
        let (mut first, lanes, mut turns) = (self.range.start, self.lanes, 1);
        while first < self.range.end {
            let length = lanes.min(self.range.end - first);
            let next = first + length..self.range.end.min(first + length + lanes);
            let ahead = Ahead { step: next.len().div_ceil(turns.max(1)), points: next };
            let (program, memory, data) = (self.program, &mut *self.memory, self.data);
            let strip = Strip::default();
            let mut block = Block { program, memory, data, first, lanes: length, strip, ahead };
            turns = block.run(isa, self.sink);
            first += length;
        }
    }
}

/// Computes a register, or what is written in its place, while all others can be read: at all turns of a straight
/// loop at once if that is possible and wanted, or at one after the other. A macro, because operands that are
/// passed as an array are written to memory and read back, at the cost of a whole instruction.
macro_rules! write {
    (
        $block:expr, $to:expr, $direct:ident, [$($read:ident),*],
        |$target:ident, $x:ident, $y:ident| $work:expr
    ) => {
        write!($block, $to, ($direct, true), [$($read),*], turn, |$target, $x, $y| $work)
    };
    (
        $block:expr, $to:expr, ($direct:expr, $together:expr), [$($read:ident),*], $turn:ident,
        |$target:ident, $x:ident, $y:ident| $work:expr
    ) => {{
        let (frame, written) = (frame($block), $block.register($to));
        let (it, register, [first, second]) = $block.memory.split(frame, written);
        $(let $read = it.along(*$read);)*
        let along = frame.lanes.cast_signed();
        let target = $direct.unwrap_or(Target { data: register, step: along });
        let mut piece = |$turn: usize, length: usize| {
            let ($x, $y) = (&mut first[..length], &mut second[$turn * length..][..length]);
            let $target = &mut target.data[stepped(0, $turn, target.step)..][..length];
            $(let $read = $read.side($turn, length);)*
            $work
        };
        if frame.turns == 1 {
            piece(0, frame.lanes);
        } else if $together && target.step == along && $($read.is_even(&frame))&&* {
            piece(0, frame.lanes * frame.turns);
        } else {
            (0..frame.turns).for_each(|turn| piece(turn, frame.lanes));
        }
    }};
}

impl<T: Real> Block<'_, '_, T> {
    /// Runs the program; the number of times that it looked ahead.
    fn run<I: Isa, S: Sink<T>>(&mut self, isa: I, sink: &mut S) -> usize {
        self.memory.block += 1;
        let program = self.program;
        let (mut position, mut looks) = (0, 0);
        while let Some(instruction) = program.instructions.get(position) {
            position += 1;
            match instruction {
                Instruction::Begin { slot, from, to, end, straight } => {
                    let (from, to) = (from.value(&self.memory.slots), to.value(&self.memory.slots));
                    self.memory.slots[*slot] = from;
                    self.memory.ends[*slot] = to;
                    if from > to {
                        position = end + 1;
                    } else if *straight {
                        self.begin_strip(*slot, &program.instructions[position..*end]);
                    }
                }
                Instruction::End { begin } => {
                    looks += 1;
                    self.look_ahead(sink);
                    if self.next_turn(*begin, position) {
                        position = begin + 1;
                    }
                }
                Instruction::Output { root, a, indices } => self.output(*root, *a, indices, sink),
                _ => {
                    if self.strip.straight {
                        looks += 1;
                        self.look_ahead(sink);
                    }
                    let destination = program.destinations[position - 1].as_ref();
                    self.compute(isa, instruction, destination, sink);
                }
            }
        }
        self.put_rows(isa, sink);
        looks
    }

    /// Takes as many turns of a straight loop together as there is room for, if all components that they need
    /// are there.
    fn begin_strip(&mut self, slot: usize, body: &[Instruction]) {
        let left = self.memory.ends[slot].abs_diff(self.memory.slots[slot]).saturating_add(1);
        let left = usize::try_from(left).unwrap_or(usize::MAX);
        let most = (STRIP / self.lanes).max(1);
        let mut turns = left.div_ceil(left.div_ceil(most));
        while turns > 1 && !self.has_components(slot, turns, body) {
            turns /= 2;
        }
        self.strip = Strip { slot, turns, straight: true };
    }

    /// Whether all components of arrays that some turns need are there.
    fn has_components(&self, slot: usize, turns: usize, body: &[Instruction]) -> bool {
        body.iter().all(|instruction| {
            let Instruction::Element { array, indices, .. } = instruction else { return true };
            let extents = self.data.arrays[*array as usize].indices;
            indices.iter().zip(extents).all(|(index, &(_, extent))| {
                let first = index.value(&self.memory.slots);
                let turns = i64::try_from(turns - 1).unwrap_or(i64::MAX);
                let last = first.saturating_add(index.step(slot).saturating_mul(turns));
                let extent = i64::try_from(extent).unwrap_or(i64::MAX);
                [first, last].iter().all(|it| (1..=extent).contains(it))
            })
        })
    }

    /// Whether the loop goes on, with the turns behind those that are done.
    fn next_turn(&mut self, begin: usize, end: usize) -> bool {
        let Instruction::Begin { slot, straight, .. } = &self.program.instructions[begin] else {
            return false;
        };
        let done = if *straight { self.strip.turns } else { 1 };
        self.strip = Strip::default();
        let last = self.memory.slots[*slot].saturating_add_unsigned(done as u64 - 1);
        if last >= self.memory.ends[*slot] {
            return false;
        }
        self.memory.slots[*slot] = last + 1;
        if *straight {
            let program = self.program;
            self.begin_strip(*slot, &program.instructions[begin + 1..end - 1]);
        }
        true
    }

    fn look_ahead<S: Sink<T>>(&mut self, sink: &S) {
        if !self.ahead.points.is_empty() {
            let points = self.ahead.next();
            self.data.prefetch(points.clone());
            sink.prefetch(points);
        }
    }

    /// Carries out an instruction whose value goes to a register or to a destination.
    fn compute<I: Isa, S: Sink<T>>(
        &mut self,
        isa: I,
        instruction: &Instruction,
        destination: Option<&Destination>,
        sink: &mut S,
    ) {
        let Some(destination) = destination else {
            return self.instruction(isa, instruction, None);
        };
        let mut taken = Aligned::default();
        let direct = self.take(destination, sink, &mut taken);
        let copied = direct.is_none();
        self.instruction(isa, instruction, direct);
        match destination {
            Destination::Temporary { temporary, .. } => {
                self.memory.temporaries[*temporary] = taken;
            }
            Destination::Result { root, indices } => {
                if sink.width(*root) > 0 {
                    self.memory.results[*root] = taken;
                }
                if let Some(to) = instruction.written().filter(|_| copied) {
                    self.output(*root, Operand::Turn(to), indices, sink);
                }
            }
        }
    }

    #[allow(clippy::too_many_lines, reason = "an arm for each instruction")]
    fn instruction<I: Isa>(
        &mut self,
        isa: I,
        instruction: &Instruction,
        direct: Option<Target<'_, T>>,
    ) {
        match instruction {
            Instruction::Unary { op, to, a } => write!(self, *to, direct, [a], |to, x, _y| {
                isa.call(kernels::Unary { op: *op, to, a: (a, x) });
            }),
            Instruction::Binary { op: Binary::Pow, to, a, b } => {
                write!(self, *to, direct, [a, b], |to, x, y| {
                    isa.call(kernels::Pow { to, a: (a, x), b: (b, y) });
                });
            }
            Instruction::Binary { op: Binary::ExpDifference, to, a, b } => {
                write!(self, *to, direct, [a, b], |to, x, y| {
                    isa.call(kernels::ExpDifference { to, a: (a, x), b: (b, y) });
                });
            }
            Instruction::Binary { op, to, a, b } => {
                write!(self, *to, direct, [a, b], |to, _x, _y| {
                    isa.call(kernels::Binary { op: *op, to, a, b });
                });
            }
            Instruction::Product { to, a, b, c } => {
                write!(self, *to, direct, [a, b, c], |to, x, y| {
                    isa.call(kernels::Product { to, a, b: (b, x), c: (c, y) });
                });
            }
            Instruction::ScaledAdd { to, product: (a, b), factor, c, minus } => {
                write!(self, *to, direct, [a, b, c], |to, x, y| {
                    let (factor, minus) = (T::from_f64(*factor), *minus);
                    isa.call(kernels::ScaledAdd { to, a: (a, x), b: (b, y), factor, c, minus });
                });
            }
            Instruction::MultiplyAdd { to, product: (a, b), c, signs } => {
                write!(self, *to, direct, [a, b, c], |to, x, _y| {
                    let signs = match signs {
                        Signs::Plus => (false, false),
                        Signs::MinusSummand => (false, true),
                        Signs::MinusProduct => (true, false),
                    };
                    isa.call(kernels::MultiplyAdd { to, a: (a, x), b, c, signs });
                });
            }
            Instruction::Divide { to, a, b } => {
                write!(self, *to, direct, [a, b], |to, _x, _y| {
                    isa.call(kernels::Ratio { to, a, b });
                });
            }
            Instruction::Compare { relation, to, a, b } => {
                write!(self, *to, direct, [a, b], |to, _x, _y| {
                    isa.call(kernels::Compare { relation: *relation, to, a, b });
                });
            }
            Instruction::Select { to, condition, a, b } => {
                write!(self, *to, direct, [condition, a, b], |to, x, _y| {
                    isa.call(kernels::Select { to, condition: (condition, x), a, b });
                });
            }
            Instruction::SinCos { sin, cos, a } => {
                write!(self, *sin, direct, [a], |to, x, second| {
                    isa.call(kernels::SinCos { sin: to, cos: second, a: (a, x) });
                });
                let to = self.register(*cos).start;
                let length = self.lanes * self.strip.turns;
                let Memory { registers, scratch: [_, second], .. } = &mut *self.memory;
                registers[to..to + length].copy_from_slice(&second[..length]);
            }
            Instruction::Clear { sum } => {
                let place = 2 * sum * self.lanes;
                self.memory.sums[place..place + 2 * self.lanes].fill(T::ZERO);
            }
            Instruction::Accumulate { sum, a } => {
                let sum = self.sum(*sum, [*a]);
                isa.call(sum);
            }
            Instruction::AccumulateProduct { sum, a, b } => {
                let sum = self.sum(*sum, [*a, *b]);
                isa.call(sum);
            }
            Instruction::Total { to, sum } => {
                let lanes = self.lanes;
                let Memory { registers, sums, .. } = &mut *self.memory;
                let (sum, errors) = sums[2 * sum * lanes..][..2 * lanes].split_at(lanes);
                let to = &mut registers[*to as usize * lanes..][..lanes];
                isa.call(kernels::Total { to, sums: sum, errors });
            }
            Instruction::Join { folding, to, a } => {
                let (values, turns, a) = self.running(*to, *a);
                isa.call(Join { folding: *folding, values, turns, a });
            }
            Instruction::Power { to, a, index } => {
                let exponent = index.value(&self.memory.slots);
                let step = index.step(self.strip.slot);
                // Turns have exponents of their own, unless all have the same.
                write!(self, *to, (direct, step == 0), [a], turn, |to, x, _y| {
                    let turn = i64::try_from(turn).unwrap_or(i64::MAX);
                    let exponent = exponent.saturating_add(step.saturating_mul(turn));
                    isa.call(kernels::Power { to, a: (a, x), exponent });
                });
            }
            Instruction::Element { to, array, indices } => {
                self.element(isa, *to, *array as usize, indices);
            }
            Instruction::Store { temporary, a, index } => {
                let place = place(index, &self.memory.slots, self.lanes);
                let mut memory = std::mem::take(&mut self.memory.temporaries[*temporary]);
                let a = self.readable().along(*a);
                for turn in 0..self.strip.turns {
                    let to = &mut memory[place + turn * self.lanes..][..self.lanes];
                    a.side(turn, self.lanes).copy_to(to);
                }
                self.memory.temporaries[*temporary] = memory;
            }
            Instruction::Load { to, temporary, index } => {
                let place = place(index, &self.memory.slots, self.lanes);
                let step = self.step(index, self.lanes);
                let view = View::Temporary { temporary: *temporary, place, step };
                self.memory.views[*to as usize] = view;
            }
            Instruction::Fill { to, value } => {
                let place = *to as usize * self.lanes;
                self.memory.registers[place..place + self.lanes].fill(T::from_f64(*value));
            }
            Instruction::Integer { to, index } => {
                let (first, step) = (index.value(&self.memory.slots), index.step(self.strip.slot));
                self.fill(*to, step == 0, |turn| {
                    #[allow(clippy::cast_precision_loss, reason = "the nearest number is meant")]
                    T::from_f64(first.saturating_add(step.saturating_mul(turn)) as f64)
                });
            }
            Instruction::Test { to, relation, index } => {
                let (first, step) = (index.value(&self.memory.slots), index.step(self.strip.slot));
                self.fill(*to, step == 0, |turn| {
                    let value = first.saturating_add(step.saturating_mul(turn));
                    if relation.holds(value.cmp(&0)) { T::ONE } else { T::ZERO }
                });
            }
            Instruction::Begin { .. } | Instruction::End { .. } | Instruction::Output { .. } => {}
        }
    }
}
