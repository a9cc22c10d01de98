//! Runs programs on blocks of points, compiled for the widest instructions of the machine.

#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the wide instructions"
)]

use std::ops::Range;

use super::access::place;
use super::graph::Binary;
use super::instruction::{Address, Instruction, Operand, Program, Signs};
use super::memory::{Data, Memory, Readable, View, WIDE};
use super::real::{self, Real, Side};
use crate::lanes::{Isa, Work};

/// Where results go.
pub(super) trait Sink<T> {
    /// The number of a component among those of its result.
    fn place(&self, root: usize, indices: &[i64]) -> usize;
    /// Where a component of a result at the points of a block goes, if it lies together.
    fn slot(&mut self, root: usize, place: usize, points: Range<usize>) -> Option<&mut [T]>;
    /// Takes a component of a result at the points of a block.
    fn put(&mut self, root: usize, place: usize, points: Range<usize>, values: Side<'_, T>);
    /// Where all components of a result at the points of a block go, one point after the other.
    fn row(&mut self, root: usize, points: Range<usize>) -> &mut [T];
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

    #[inline(always)]
    fn run<I: Isa>(self) {
        let sizes = self.data.sizes;
        self.memory.slots[..sizes.len()].copy_from_slice(sizes);
        let (mut first, lanes) = (self.range.start, self.lanes);
        // The instructions that the last block took.
        let mut steps = 1;
        while first < self.range.end {
            let length = lanes.min(self.range.end - first);
            let mut block = Block {
                memory: &mut *self.memory,
                data: self.data,
                first,
                length,
                lanes,
                wide: None,
                turns: 1,
            };
            let end = self.range.end.min(first + length + lanes);
            let ahead = Ahead { first: first + length, end, points: lanes.div_ceil(steps) };
            steps = block.run::<I, S>(self.program, self.sink, ahead);
            first += length;
        }
    }
}

/// Writes a register, while the others can be read. A macro, because a closure around the functions would not
/// be inlined, and then not be compiled for the wide instructions.
macro_rules! write {
    ($block:expr, $to:expr, |$target:ident, $it:ident, $x:ident, $y:ident| $work:expr) => {{
        let mut none: Option<&mut [T]> = None;
        write!($block, &mut none, $to, |$target, $it, $x, $y| $work)
    }};
    ($block:expr, $direct:expr, $to:expr, |$target:ident, $it:ident, $x:ident, $y:ident| $work:expr) => {{
        let width = $block.width();
        let mut taken = std::mem::take(&mut $block.memory.registers[$to as usize]);
        {
            let Memory { registers, views, temporaries, columns, scratch: [$x, $y], .. } =
                &mut *$block.memory;
            let (data, first, length) = ($block.data, $block.first, width);
            let $it = Readable { registers, views, temporaries, columns, data, first, length };
            let $target = match $direct {
                Some(direct) => &mut **direct,
                None => &mut taken[..length],
            };
            $work
        }
        $block.memory.registers[$to as usize] = taken;
        $block.memory.views[$to as usize] = View::Own;
    }};
}

/// The points whose numbers the cache is asked for while the block before them is computed, a few with each
/// instruction: all at once would have to wait.
struct Ahead {
    first: usize,
    end: usize,
    /// The number of points for each instruction.
    points: usize,
}

impl Ahead {
    #[inline(always)]
    fn step<T, S: Sink<T>>(&mut self, data: &Data<'_, T>, sink: &S) {
        if self.first < self.end {
            let next = self.first..self.end.min(self.first + self.points);
            self.first = next.end;
            data.prefetch(next.clone());
            sink.prefetch(next);
        }
    }
}

pub(super) struct Block<'a, 'd, T> {
    pub(super) memory: &'a mut Memory<T>,
    pub(super) data: &'a Data<'d, T>,
    pub(super) first: usize,
    pub(super) length: usize,
    pub(super) lanes: usize,
    /// The slot of the loop several of whose turns are taken at once, each a row of `lanes` numbers.
    pub(super) wide: Option<usize>,
    pub(super) turns: usize,
}

/// How many turns of a loop over so many are taken at once: about the same number each time.
fn turns(range: (i64, i64), lanes: usize) -> usize {
    let count = range.1.saturating_sub(range.0).saturating_add(1);
    let count = usize::try_from(count).unwrap_or(0).max(1);
    count.div_ceil(count.div_ceil((WIDE / lanes).max(1)))
}

impl<T: Real> Block<'_, '_, T> {
    #[inline(always)]
    fn run<I: Isa, S: Sink<T>>(
        &mut self,
        program: &Program,
        sink: &mut S,
        mut ahead: Ahead,
    ) -> usize {
        self.begin();
        let (mut position, mut steps) = (0, 0);
        while let Some(instruction) = program.instructions.get(position) {
            position += 1;
            steps += 1;
            ahead.step(self.data, sink);
            match instruction {
                Instruction::Begin { slot, range, end, wide } => {
                    let (from, to) = self.range(range);
                    self.memory.slots[*slot] = from;
                    self.memory.ends[*slot] = to;
                    if from > to {
                        position = end + 1;
                    } else if *wide {
                        self.wide = Some(*slot);
                        self.turns = turns((from, to), self.lanes);
                    }
                }
                Instruction::End { begin } => {
                    if self.turn(&program.instructions[*begin]) {
                        position = begin + 1;
                    }
                }
                Instruction::Output { root, a, indices } => self.output(*root, *a, indices, sink),
                Instruction::Store { temporary, a, index } => self.store(*temporary, *a, index),
                _ => {
                    let next = program.instructions.get(position);
                    let next = next.filter(|_| program.direct[position - 1]);
                    if self.compute::<I, S>(instruction, next, sink) {
                        position += 1;
                    }
                }
            }
        }
        self.finish(sink);
        steps
    }

    #[inline(always)]
    fn range(&self, (from, to): &(Address, Address)) -> (i64, i64) {
        (from.value(&self.memory.slots), to.value(&self.memory.slots))
    }

    /// Goes on to the next turns of a loop, if there are any.
    #[inline(always)]
    fn turn(&mut self, begin: &Instruction) -> bool {
        let Instruction::Begin { slot, .. } = begin else { return false };
        let left = self.memory.ends[*slot].saturating_sub(self.memory.slots[*slot]);
        let left = usize::try_from(left).unwrap_or(0);
        if left < self.turns {
            (self.wide, self.turns) = (None, 1);
            return false;
        }
        self.memory.slots[*slot] += i64::try_from(self.turns).unwrap_or(i64::MAX);
        self.turns = self.turns.min(left + 1 - self.turns);
        true
    }

    /// The number of numbers that an instruction computes.
    #[inline(always)]
    pub(super) fn width(&self) -> usize {
        if self.wide.is_some() { self.turns * self.lanes } else { self.length }
    }

    /// Something in the first turn, and how much more in each of the others, if that is always the same.
    #[inline(always)]
    pub(super) fn affine(
        &mut self,
        mut f: impl FnMut(&mut Self) -> Option<usize>,
    ) -> Option<(usize, usize)> {
        let first = f(self)?;
        let (Some(slot), more @ 1..) = (self.wide, self.turns - 1) else { return Some((first, 1)) };
        let start = self.memory.slots[slot];
        self.memory.slots[slot] += i64::try_from(more).unwrap_or(i64::MAX);
        let last = f(self);
        self.memory.slots[slot] = start;
        // What is computed from indices is affine in each.
        let difference = last?.checked_sub(first)?;
        (difference % more == 0).then_some((first, difference / more))
    }

    /// Does something in each of the turns that are taken at once.
    #[inline(always)]
    pub(super) fn each_turn(&mut self, mut f: impl FnMut(&mut Self, usize)) {
        let Some(slot) = self.wide else { return f(self, 0) };
        let start = self.memory.slots[slot];
        for turn in 0..self.turns {
            f(self, turn);
            self.memory.slots[slot] += 1;
        }
        self.memory.slots[slot] = start;
    }

    /// Reads rows as columns, as far as they lie together.
    #[inline(always)]
    fn begin(&mut self) {
        for (array, &count) in self.data.columns.iter().enumerate() {
            if count > 0 {
                let rows = &self.data.arrays[array].data[self.first * count..];
                let columns = &mut *self.memory.columns[array];
                T::transpose((rows, count), (columns, self.lanes), self.length, count);
            }
        }
    }

    /// Puts rows together from columns.
    #[inline(always)]
    fn finish<S: Sink<T>>(&mut self, sink: &mut S) {
        let points = self.first..self.first + self.length;
        for (root, &count) in self.data.rows.iter().enumerate() {
            if count > 0 {
                let columns = &*self.memory.outputs[root];
                let rows = sink.row(root, points.clone());
                T::transpose((columns, self.lanes), (rows, count), count, self.length);
            }
        }
    }

    /// The number of a component among those of its result.
    #[inline(always)]
    fn component<S: Sink<T>>(&mut self, root: usize, indices: &[Address], sink: &S) -> usize {
        let memory = &mut *self.memory;
        memory.indices.clear();
        memory.indices.extend(indices.iter().map(|it| it.value(&memory.slots)));
        sink.place(root, &memory.indices)
    }

    /// Where components of a result, or of a temporary, go if they follow each other.
    #[inline(always)]
    fn places<S: Sink<T>>(&mut self, output: &Instruction, sink: &S) -> Option<usize> {
        let (first, step) = match output {
            Instruction::Output { root, indices, .. } => {
                self.affine(|block| Some(block.component(*root, indices, sink)))?
            }
            Instruction::Store { index, .. } => {
                self.affine(|block| usize::try_from(index.value(&block.memory.slots)).ok())?
            }
            _ => return None,
        };
        (step == 1).then_some(first * self.lanes)
    }

    #[inline(always)]
    fn output<S: Sink<T>>(&mut self, root: usize, a: Operand, indices: &[Address], sink: &mut S) {
        self.each_turn(|block, turn| {
            let (place, length, lanes) =
                (block.component(root, indices, sink), block.length, block.lanes);
            let row = turn * lanes..turn * lanes + length;
            let points = block.first..block.first + length;
            let mut memory = std::mem::take(&mut block.memory.outputs[root]);
            let to = memory.get_mut(place * lanes..place * lanes + length);
            match (block.readable().side(a), to.filter(|_| block.data.rows[root] > 0)) {
                (Side::Block(values), Some(to)) => to.copy_from_slice(&values[row]),
                (Side::Constant(value), Some(to)) => to.fill(value),
                (Side::Block(values), None) => {
                    sink.put(root, place, points, Side::Block(&values[row]));
                }
                (value, None) => sink.put(root, place, points, value),
            }
            block.memory.outputs[root] = memory;
        });
    }

    #[inline(always)]
    fn store(&mut self, temporary: usize, a: Operand, index: &Address) {
        self.each_turn(|block, turn| {
            let (place, lanes) = (place(index, &block.memory.slots, block.lanes), block.lanes);
            let length = block.length;
            let mut memory = std::mem::take(&mut block.memory.temporaries[temporary]);
            let to = &mut memory[place..place + length];
            match block.readable().side(a) {
                Side::Block(values) => to.copy_from_slice(&values[turn * lanes..][..length]),
                Side::Constant(value) => to.fill(value),
            }
            block.memory.temporaries[temporary] = memory;
        });
    }

    /// Does what an instruction says. If the next one puts the value out, or stores it, and into one place,
    /// it is computed there, and the next one is done.
    #[inline(always)]
    fn compute<I: Isa, S: Sink<T>>(
        &mut self,
        instruction: &Instruction,
        next: Option<&Instruction>,
        sink: &mut S,
    ) -> bool {
        let Some(next) = next else {
            self.instruction::<I>(instruction, &mut None);
            return false;
        };
        let place = self.places(next, sink);
        let (Some(place), width) = (place, self.width()) else {
            self.instruction::<I>(instruction, &mut None);
            return false;
        };
        let mut held = None;
        let mut stored = None;
        let mut to = match next {
            Instruction::Output { root, .. } if self.data.rows[*root] > 0 => {
                let rows = std::mem::take(&mut self.memory.outputs[*root]);
                let rows = &mut held.insert((*root, rows)).1;
                Some(&mut rows[place..place + width])
            }
            Instruction::Output { root, .. } if self.wide.is_none() => {
                sink.slot(*root, place / self.lanes, self.first..self.first + self.length)
            }
            Instruction::Store { temporary, a, .. } => {
                let memory = std::mem::take(&mut self.memory.temporaries[*temporary]);
                let (_, memory, _) = stored.insert((*temporary, memory, *a));
                Some(&mut memory[place..place + width])
            }
            _ => None,
        };
        let done = to.is_some();
        self.instruction::<I>(instruction, &mut to);
        if let Some((root, rows)) = held {
            self.memory.outputs[root] = rows;
        }
        if let Some((temporary, memory, a)) = stored {
            self.memory.temporaries[temporary] = memory;
            if let Operand::Register(register) = a {
                self.memory.views[register as usize] = View::Temporary(temporary, place);
            }
        }
        done
    }

    #[inline(always)]
    #[allow(clippy::too_many_lines, reason = "an arm for each instruction")]
    fn instruction<I: Isa>(&mut self, instruction: &Instruction, direct: &mut Option<&mut [T]>) {
        match instruction {
            Instruction::Unary { op, to, a } => write!(self, direct, *to, |to, it, scratch, _y| {
                real::unary::<I, T>(*op, to, it.block(*a, scratch));
            }),
            Instruction::Binary { op: Binary::Pow, to, a, b } => {
                write!(self, direct, *to, |to, it, x, y| {
                    T::pow::<I>(to, it.block(*a, x), it.block(*b, y));
                });
            }
            Instruction::Binary { op: Binary::ExpDifference, to, a, b } => {
                write!(self, direct, *to, |to, it, x, y| {
                    T::exp_of_difference::<I>(to, it.block(*a, x), it.block(*b, y));
                });
            }
            Instruction::Binary { op, to, a, b } => write!(self, direct, *to, |to, it, _x, _y| {
                real::binary(*op, to, it.side(*a), it.side(*b));
            }),
            Instruction::Product { to, a, b, c } => write!(self, direct, *to, |to, it, x, y| {
                real::product(to, it.side(*a), it.block(*b, x), it.block(*c, y));
            }),
            Instruction::ScaledAdd { to, product, factor, c, minus } => {
                write!(self, direct, *to, |to, it, x, y| {
                    let product = (it.block(product.0, x), it.block(product.1, y));
                    let factor = T::from_f64(*factor);
                    real::scaled_add::<I, T>(to, product, factor, it.side(*c), *minus);
                });
            }
            Instruction::MultiplyAdd { to, product, c, signs } => {
                write!(self, direct, *to, |to, it, scratch, _y| {
                    let (a, b) = (it.block(product.0, scratch), it.side(product.1));
                    let signs = match signs {
                        Signs::Plus => (false, false),
                        Signs::MinusSummand => (false, true),
                        Signs::MinusProduct => (true, false),
                    };
                    real::multiply_add::<I, T>(to, (a, b), it.side(*c), signs);
                });
            }
            Instruction::Divide { to, a, b } => write!(self, direct, *to, |to, it, _x, _y| {
                real::arithmetic(to, it.side(*a), it.side(*b), |a, b| a / b);
            }),
            Instruction::Compare { relation, to, a, b } => {
                write!(self, direct, *to, |to, it, _x, _y| {
                    real::compare(*relation, to, it.side(*a), it.side(*b));
                });
            }
            Instruction::Select { to, condition, a, b } => {
                write!(self, direct, *to, |to, it, scratch, _y| {
                    let condition = it.block(*condition, scratch);
                    real::select(to, condition, it.side(*a), it.side(*b));
                });
            }
            Instruction::SinCos { sin, cos, a } => {
                let mut second = std::mem::take(&mut self.memory.registers[*cos as usize]);
                let length = self.width();
                write!(self, *sin, |to, it, scratch, _y| {
                    T::sin_cos::<I>(to, &mut second[..length], it.block(*a, scratch));
                });
                self.memory.registers[*cos as usize] = second;
                self.memory.views[*cos as usize] = View::Own;
            }
            Instruction::Accumulate { sum, errors, a } => {
                let mut lost = std::mem::take(&mut self.memory.registers[*errors as usize]);
                let lanes = if self.wide.is_some() { self.lanes } else { self.length };
                write!(self, *sum, |sum, it, scratch, _y| {
                    let a = it.block(*a, scratch);
                    real::accumulate(&mut sum[..lanes], &mut lost[..lanes], a);
                });
                self.memory.registers[*errors as usize] = lost;
            }
            Instruction::Total { to, sum, errors } => {
                write!(self, direct, *to, |to, it, _x, _y| {
                    real::total(to, it.register(*sum), it.register(*errors));
                });
            }
            Instruction::Join { folding, to, a } => {
                let lanes = if self.wide.is_some() { self.lanes } else { self.length };
                write!(self, *to, |to, it, scratch, _y| {
                    real::join(*folding, &mut to[..lanes], it.block(*a, scratch));
                });
            }
            Instruction::Power { to, a, index } => {
                let slots = &mut self.memory.slots;
                let exponent = index.value(slots);
                let slope = self.wide.map_or(0, |slot| index.slope(slot));
                let (lanes, width) = (self.lanes, self.width());
                let row = if slope == 0 { width } else { lanes };
                write!(self, direct, *to, |to, it, scratch, _y| {
                    let mut exponent = exponent;
                    let rows =
                        to.chunks_mut(row.max(1)).zip(it.block(*a, scratch).chunks(row.max(1)));
                    for (to, a) in rows {
                        T::powi::<I>(to, a, exponent);
                        exponent = exponent.saturating_add(slope);
                    }
                });
            }
            Instruction::Spread { to, a, range } => {
                let rows = turns(self.range(range), self.lanes) * self.lanes;
                let (length, lanes) = (self.length, self.lanes);
                let mut taken = std::mem::take(&mut self.memory.registers[*to as usize]);
                match self.readable().side(*a) {
                    Side::Block(block) => taken[..rows]
                        .chunks_exact_mut(lanes)
                        .for_each(|row| row[..length].copy_from_slice(block)),
                    Side::Constant(value) => taken[..rows].fill(value),
                }
                self.memory.registers[*to as usize] = taken;
                self.memory.views[*to as usize] = View::Own;
            }
            Instruction::Element { to, array, indices } => {
                self.element(*to, *array as usize, indices);
            }
            Instruction::Load { to, temporary, index } => self.load(*to, *temporary, index),
            Instruction::Constant { to, value } => self.fill(*to, T::from_f64(*value)),
            Instruction::Integer { to, index } => {
                #[allow(clippy::cast_precision_loss, reason = "the nearest number is meant")]
                self.fill_rows(*to, |slots| T::from_f64(index.value(slots) as f64));
            }
            Instruction::Test { to, relation, index } => self.fill_rows(*to, |slots| {
                let truth = relation.holds(index.value(slots).cmp(&0));
                if truth { T::ONE } else { T::ZERO }
            }),
            Instruction::Begin { .. }
            | Instruction::End { .. }
            | Instruction::Output { .. }
            | Instruction::Store { .. } => {}
        }
    }
}
