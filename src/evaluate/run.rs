//! Runs programs on blocks of points, compiled for the widest instructions of the machine.

#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the wide instructions"
)]

use std::ops::Range;

use super::aligned::Aligned;
use super::columns::{Rows, rows_of_columns};
use super::graph::{Binary, Folding};
use super::memory::{Data, Memory, Readable, Strided, View};
use super::program::{Address, Destination, Instruction, Program, Signs};
use super::real::{self, Real, Side};
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

impl Address {
    #[inline(always)]
    pub(super) fn value(&self, slots: &[i64]) -> i64 {
        if let [(slot, 1)] = self.terms[..] {
            return self.constant.saturating_add(slots[slot]);
        }
        self.terms.iter().fold(self.constant, |sum, &(slot, factor)| {
            sum.saturating_add(factor.saturating_mul(slots[slot]))
        })
    }
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
    fn run<I: Isa>(self, isa: I) {
        let sizes = self.data.sizes;
        self.memory.slots[..sizes.len()].copy_from_slice(sizes);
        let (mut first, lanes, mut turns) = (self.range.start, self.lanes, 1);
        while first < self.range.end {
            let length = lanes.min(self.range.end - first);
            let next = first + length..self.range.end.min(first + length + lanes);
            let ahead = Ahead { step: next.len().div_ceil(turns.max(1)), points: next };
            let (memory, data) = (&mut *self.memory, self.data);
            let mut block = Block { memory, data, first, length, lanes, ahead };
            turns = block.run(isa, self.program, self.sink);
            first += length;
        }
    }
}

/// Writes a register, or what is written in its place, while all others can be read. A macro, because a
/// closure around the functions would not be inlined, and then not be compiled for the wide instructions.
macro_rules! write {
    ($block:expr, $to:expr, $direct:expr, |$target:ident, $it:ident, $x:ident, $y:ident| $work:expr) => {{
        let Memory { registers, views, temporaries, columns, scratch: [$x, $y], .. } =
            &mut *$block.memory;
        let Block { data, first, length, lanes, .. } = *$block;
        let (below, rest) = registers.split_at_mut($to as usize * lanes);
        let (register, above) = rest.split_at_mut(lanes);
        let $it =
            Readable { below, above, views, temporaries, columns, data, first, length, lanes };
        let ($x, $y) = (&mut $x[..length], &mut $y[..length]);
        let $target = match $direct {
            Some(result) => result,
            None => &mut register[..length],
        };
        $work
    }};
}

/// Adds to a sum, while all registers can be read.
macro_rules! accumulate {
    ($block:expr, $sum:expr, |$lanes:ident, $errors:ident, $it:ident| $work:expr) => {{
        let Memory { registers, views, temporaries, columns, sums, .. } = &mut *$block.memory;
        let Block { data, first, length, lanes, .. } = *$block;
        let (below, above) = (&registers[..], [].as_slice());
        let $it =
            Readable { below, above, views, temporaries, columns, data, first, length, lanes };
        let (sum, errors) = sums[2 * $sum * lanes..][..2 * lanes].split_at_mut(lanes);
        let ($lanes, $errors) = (&mut sum[..length], &mut errors[..length]);
        $work
    }};
}

struct Block<'a, 'd, T> {
    memory: &'a mut Memory<T>,
    data: &'a Data<'d, T>,
    first: usize,
    length: usize,
    lanes: usize,
    ahead: Ahead,
}

/// The points of the next block whose rows the cache has not been asked for: while a block is being computed,
/// each turn of a loop asks for some, so that memory and processor work side by side.
struct Ahead {
    points: Range<usize>,
    step: usize,
}

impl Ahead {
    #[inline(always)]
    fn next(&mut self) -> Range<usize> {
        let end = self.points.end.min(self.points.start + self.step);
        std::mem::replace(&mut self.points.start, end)..end
    }
}
impl<T: Real> Block<'_, '_, T> {
    /// Runs the program; the number of turns that its loops took.
    #[inline(always)]
    fn run<I: Isa, S: Sink<T>>(&mut self, isa: I, program: &Program, sink: &mut S) -> usize {
        self.memory.block += 1;
        let (mut position, mut turns) = (0, 0);
        while let Some(instruction) = program.instructions.get(position) {
            position += 1;
            match instruction {
                Instruction::Begin { slot, from, to, end } => {
                    let (from, to) = (from.value(&self.memory.slots), to.value(&self.memory.slots));
                    self.memory.slots[*slot] = from;
                    self.memory.ends[*slot] = to;
                    if from > to {
                        position = end + 1;
                    }
                }
                Instruction::End { begin } => {
                    turns += 1;
                    self.look_ahead(sink);
                    if let Instruction::Begin { slot, .. } = &program.instructions[*begin] {
                        if self.memory.slots[*slot] < self.memory.ends[*slot] {
                            self.memory.slots[*slot] += 1;
                            position = begin + 1;
                        }
                    }
                }
                Instruction::Output { root, a, indices } => {
                    let mut taken = std::mem::take(&mut self.memory.results[*root]);
                    let to = self.result(*root, indices, sink, &mut taken);
                    match self.readable().side(*a) {
                        Side::Block(values) => to.copy_from_slice(values),
                        Side::Constant(value) => to.fill(value),
                    }
                    self.memory.results[*root] = taken;
                }
                _ => {
                    let destination = program.destinations[position - 1].as_ref();
                    let mut taken = Aligned::default();
                    let direct = destination.map(|it| self.take(it, sink, &mut taken));
                    self.instruction(isa, instruction, direct);
                    match destination {
                        Some(Destination::Result { root, .. }) => {
                            self.memory.results[*root] = taken;
                        }
                        Some(Destination::Temporary { temporary, .. }) => {
                            self.memory.temporaries[*temporary] = taken;
                        }
                        None => {}
                    }
                }
            }
        }
        self.put_rows(isa, sink);
        turns
    }

    #[inline(always)]
    fn look_ahead<S: Sink<T>>(&mut self, sink: &S) {
        if !self.ahead.points.is_empty() {
            let points = self.ahead.next();
            self.data.prefetch(points.clone());
            sink.prefetch(points);
        }
    }

    /// Takes the columns that a destination is among out of the memory; the place in them, or with the caller.
    #[inline(always)]
    fn take<'s, S: Sink<T>>(
        &mut self,
        destination: &Destination,
        sink: &'s mut S,
        taken: &'s mut Aligned<T>,
    ) -> &'s mut [T] {
        match destination {
            Destination::Result { root, indices } => {
                *taken = std::mem::take(&mut self.memory.results[*root]);
                self.result(*root, indices, sink, taken)
            }
            Destination::Temporary { temporary, index } => {
                *taken = std::mem::take(&mut self.memory.temporaries[*temporary]);
                let place = place(index, &self.memory.slots, self.lanes);
                &mut taken[place..place + self.length]
            }
        }
    }

    /// Where a component of a result goes: among its columns, if it gets one point after the other.
    #[inline(always)]
    fn result<'s, S: Sink<T>>(
        &self,
        root: usize,
        indices: &[Address],
        sink: &'s mut S,
        columns: &'s mut [T],
    ) -> &'s mut [T] {
        let indices = indices.iter().map(|it| it.value(&self.memory.slots));
        let component = sink.component(root, indices);
        if sink.width(root) > 0 {
            return &mut columns[component * self.lanes..][..self.length];
        }
        sink.place(root, component, self.first..self.first + self.length)
    }

    /// Results that get one point after the other.
    #[inline(always)]
    fn put_rows<I: Isa, S: Sink<T>>(&self, isa: I, sink: &mut S) {
        for (root, columns) in self.memory.results.iter().enumerate() {
            let width = sink.width(root);
            if let Some(rows) = sink.rows(root, self.first..self.first + self.length) {
                rows_of_columns(isa, rows, columns, (width, self.lanes));
            }
        }
    }

    #[inline(always)]
    #[allow(clippy::too_many_lines, reason = "an arm for each instruction")]
    fn instruction<I: Isa>(&mut self, isa: I, instruction: &Instruction, direct: Option<&mut [T]>) {
        match instruction {
            Instruction::Unary { op, to, a } => write!(self, *to, direct, |to, it, scratch, _y| {
                real::unary::<I, T>(*op, to, it.block(*a, scratch));
            }),
            Instruction::Binary { op: Binary::Pow, to, a, b } => {
                write!(self, *to, direct, |to, it, x, y| {
                    T::pow::<I>(to, it.block(*a, x), it.block(*b, y));
                });
            }
            Instruction::Binary { op: Binary::ExpDifference, to, a, b } => {
                write!(self, *to, direct, |to, it, x, y| {
                    T::exp_of_difference::<I>(to, it.block(*a, x), it.block(*b, y));
                });
            }
            Instruction::Binary { op, to, a, b } => write!(self, *to, direct, |to, it, _x, _y| {
                real::binary(*op, to, it.side(*a), it.side(*b));
            }),
            Instruction::Product { to, a, b, c } => write!(self, *to, direct, |to, it, x, y| {
                real::product(to, it.side(*a), it.block(*b, x), it.block(*c, y));
            }),
            Instruction::ScaledAdd { to, product, factor, c, minus } => {
                write!(self, *to, direct, |to, it, x, y| {
                    let product = (it.block(product.0, x), it.block(product.1, y));
                    let factor = T::from_f64(*factor);
                    real::scaled_add::<I, T>(to, product, factor, it.side(*c), *minus);
                });
            }
            Instruction::MultiplyAdd { to, product, c, signs } => {
                write!(self, *to, direct, |to, it, scratch, _y| {
                    let (a, b) = (it.block(product.0, scratch), it.side(product.1));
                    let signs = match signs {
                        Signs::Plus => (false, false),
                        Signs::MinusSummand => (false, true),
                        Signs::MinusProduct => (true, false),
                    };
                    real::multiply_add::<I, T>(to, (a, b), it.side(*c), signs);
                });
            }
            Instruction::Divide { to, a, b } => write!(self, *to, direct, |to, it, _x, _y| {
                real::arithmetic(to, it.side(*a), it.side(*b), |a, b| a / b);
            }),
            Instruction::Compare { relation, to, a, b } => {
                write!(self, *to, direct, |to, it, _x, _y| {
                    real::compare(*relation, to, it.side(*a), it.side(*b));
                });
            }
            Instruction::Select { to, condition, a, b } => {
                write!(self, *to, direct, |to, it, scratch, _y| {
                    let condition = it.block(*condition, scratch);
                    real::select(to, condition, it.side(*a), it.side(*b));
                });
            }
            Instruction::SinCos { sin, cos, a } => {
                write!(self, *sin, direct, |to, it, scratch, second| {
                    T::sin_cos::<I>(to, second, it.block(*a, scratch));
                });
                let Memory { registers, scratch: [_, second], .. } = &mut *self.memory;
                let place = *cos as usize * self.lanes;
                registers[place..place + self.length].copy_from_slice(&second[..self.length]);
            }
            Instruction::Clear { sum } => {
                let place = 2 * sum * self.lanes;
                self.memory.sums[place..place + 2 * self.lanes].fill(T::ZERO);
            }
            Instruction::Accumulate { sum, a } => accumulate!(self, *sum, |sum, errors, it| {
                real::accumulate(sum, errors, it.side(*a));
            }),
            Instruction::AccumulateProduct { sum, a, b } => {
                accumulate!(self, *sum, |sum, errors, it| {
                    real::accumulate_product(sum, errors, it.side(*a), it.side(*b));
                });
            }
            Instruction::Total { to, sum } => {
                let (length, lanes) = (self.length, self.lanes);
                let Memory { registers, sums, .. } = &mut *self.memory;
                let (sum, errors) = sums[2 * sum * lanes..].split_at(lanes);
                let to = &mut registers[*to as usize * lanes..][..length];
                real::total(to, &sum[..length], &errors[..length]);
            }
            Instruction::Join { folding, to, a } => {
                write!(self, *to, direct, |to, it, scratch, _y| {
                    real::join(*folding, to, it.block(*a, scratch));
                });
            }
            Instruction::Power { to, a, index } => {
                let exponent = index.value(&self.memory.slots);
                write!(self, *to, direct, |to, it, scratch, _y| {
                    T::powi::<I>(to, it.block(*a, scratch), exponent);
                });
            }
            Instruction::Element { to, array, indices } => {
                self.memory.views[*to as usize] = self.element(isa, *array as usize, indices);
            }
            Instruction::Store { temporary, a, index } => {
                let place = place(index, &self.memory.slots, self.lanes);
                let mut memory = std::mem::take(&mut self.memory.temporaries[*temporary]);
                let to = &mut memory[place..place + self.length];
                match self.readable().side(*a) {
                    Side::Block(block) => to.copy_from_slice(block),
                    Side::Constant(value) => to.fill(value),
                }
                self.memory.temporaries[*temporary] = memory;
            }
            Instruction::Load { to, temporary, index } => {
                let place = place(index, &self.memory.slots, self.lanes);
                self.memory.views[*to as usize] = View::Temporary(*temporary, place);
            }
            Instruction::Fill { to, value } => {
                let place = *to as usize * self.lanes;
                self.memory.registers[place..place + self.length].fill(T::from_f64(*value));
            }
            Instruction::Integer { to, index } => {
                #[allow(clippy::cast_precision_loss, reason = "the nearest number is meant")]
                let value = index.value(&self.memory.slots) as f64;
                self.memory.views[*to as usize] = View::Constant(T::from_f64(value));
            }
            Instruction::Test { to, relation, index } => {
                let truth = relation.holds(index.value(&self.memory.slots).cmp(&0));
                let value = if truth { T::ONE } else { T::ZERO };
                self.memory.views[*to as usize] = View::Constant(value);
            }
            Instruction::Begin { .. } | Instruction::End { .. } | Instruction::Output { .. } => {}
        }
    }

    /// A component of an array.
    #[inline(always)]
    fn element<I: Isa>(&mut self, isa: I, array: usize, indices: &[Address]) -> View<T> {
        let source = self.data.arrays[array];
        let (length, lanes) = (self.length, self.lanes);
        match (component(&source, indices, &self.memory.slots), source.point) {
            (None, _) => View::Constant(T::UNDEFINED),
            (Some(offset), 0) => View::Constant(source.data[offset]),
            (Some(offset), 1) => View::Array(array, offset + self.first),
            (Some(offset), width) => {
                let data = &source.data[self.first * width..];
                let rows = Rows { data, width, length, lanes };
                let Memory { columns, block, .. } = &mut *self.memory;
                View::Column(array, columns[array].place(isa, offset, *block, &rows))
            }
        }
    }

    fn readable(&self) -> Readable<'_, T> {
        let Memory { registers, views, temporaries, columns, .. } = &*self.memory;
        let Block { data, first, length, lanes, .. } = *self;
        let (below, above) = (&registers[..], [].as_slice());
        Readable { below, above, views, temporaries, columns, data, first, length, lanes }
    }
}

/// The place of a component in a temporary; one that is not there is never asked for.
#[inline(always)]
fn place(index: &Address, slots: &[i64], lanes: usize) -> usize {
    usize::try_from(index.value(slots)).unwrap_or(0) * lanes
}

/// The place of a component, if there is one.
#[inline(always)]
fn component<T>(source: &Strided<'_, T>, indices: &[Address], slots: &[i64]) -> Option<usize> {
    let mut offset = 0;
    for (index, &(stride, extent)) in indices.iter().zip(source.indices) {
        let index = usize::try_from(index.value(slots).checked_sub(1)?).ok()?;
        if index >= extent {
            return None;
        }
        offset += index * stride;
    }
    Some(offset)
}
