//! Runs programs on blocks of points, compiled for the widest instructions of the machine.

#![allow(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the wide instructions"
)]

use std::ops::Range;

use super::aligned::Aligned;
use super::graph::{Binary, Folding};
use super::program::{Address, Instruction, Operand, Program, Register, Signs};
use super::real::{self, Real, Side};
use crate::lanes::{Isa, Work, prefetch};

/// The number of points in a block.
pub(super) const BLOCK: usize = 128;

/// The most numbers of an array that are asked for ahead.
pub(super) const MOST_AHEAD: usize = 4096;

/// Numbers with a distance from each to the next in every direction.
#[derive(Debug, Clone, Copy)]
pub(super) struct Strided<'a, T> {
    pub(super) data: &'a [T],
    /// From one point to the next; 0 where all points have the same.
    pub(super) point: usize,
    /// For each index, from one component to the next, and the number of components.
    pub(super) indices: &'a [(usize, usize)],
}

/// What a program computes with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Data<'a, T> {
    /// Numbers for each point, or one for all.
    pub(super) inputs: &'a [&'a [T]],
    pub(super) arrays: &'a [Strided<'a, T>],
    pub(super) sizes: &'a [i64],
}

impl<T> Data<'_, T> {
    /// Asks the cache for what some points need, as far as it lies together.
    fn prefetch(&self, points: Range<usize>) {
        for input in self.inputs {
            prefetch(input.get(points.clone()).unwrap_or_default());
        }
        for array in self.arrays {
            let range = points.start * array.point..points.end * array.point;
            if range.len() <= MOST_AHEAD {
                prefetch(array.data.get(range).unwrap_or_default());
            }
        }
    }
}

/// Where the values of a register are: what lies in memory as it is needed is not copied.
#[derive(Debug, Clone, Copy)]
enum View {
    /// In the register's own block.
    Own,
    /// In a temporary, from a place on.
    Temporary(usize, usize),
    /// In an array of the caller, from a place on.
    Array(usize, usize),
}

/// The memory that a program needs, which is allocated once.
#[derive(Debug, Clone)]
pub(super) struct Memory<T> {
    registers: Vec<Aligned<T>>,
    /// Where the values of registers are.
    views: Vec<View>,
    slots: Vec<i64>,
    ends: Vec<i64>,
    temporaries: Vec<Aligned<T>>,
    indices: Vec<i64>,
    /// Blocks for constants where an instruction wants a block.
    scratch: [Aligned<T>; 2],
}

impl<T: Real> Memory<T> {
    pub(super) fn new(program: &Program) -> Self {
        let block = || Aligned::filled(BLOCK, T::ZERO);
        Self {
            registers: (0..program.registers).map(|_| block()).collect(),
            views: vec![View::Own; program.registers],
            slots: vec![0; program.slots],
            ends: vec![0; program.slots],
            temporaries: program.temporaries.iter().map(|_| Aligned::default()).collect(),
            indices: Vec::new(),
            scratch: [block(), block()],
        }
    }

    /// Makes room for temporaries of these lengths, in blocks of so many points.
    pub(super) fn reserve(&mut self, lengths: &[usize], lanes: usize) {
        for (memory, &length) in self.temporaries.iter_mut().zip(lengths) {
            let length = length.saturating_mul(lanes);
            if memory.len() < length {
                *memory = Aligned::filled(length, T::ZERO);
            }
        }
    }
}

/// Where results go.
pub(super) trait Sink<T> {
    /// Takes a component of a result at the points of a block.
    fn put(
        &mut self,
        root: usize,
        indices: &[i64],
        first: usize,
        values: Side<'_, T>,
        length: usize,
    );
    /// Asks the cache for where the results at some points go.
    fn prefetch(&self, points: Range<usize>);
}

impl Address {
    pub(super) fn value(&self, slots: &[i64]) -> i64 {
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
    fn run<I: Isa>(self) {
        let sizes = self.data.sizes;
        self.memory.slots[..sizes.len()].copy_from_slice(sizes);
        let (mut first, lanes) = (self.range.start, self.lanes);
        while first < self.range.end {
            let length = lanes.min(self.range.end - first);
            let mut block =
                Block { memory: &mut *self.memory, data: self.data, first, length, lanes };
            let next = first + length..self.range.end.min(first + length + lanes);
            self.data.prefetch(next.clone());
            self.sink.prefetch(next);
            block.run::<I, S>(self.program, self.sink);
            first += length;
        }
    }
}

/// Writes a register, while the others can be read. A macro, because a closure around the functions would not
/// be inlined, and then not be compiled for the wide instructions.
macro_rules! write {
    ($block:expr, $to:expr, |$target:ident, $it:ident, $x:ident, $y:ident| $work:expr) => {{
        let mut taken = std::mem::take(&mut $block.memory.registers[$to as usize]);
        {
            let Memory { registers, views, temporaries, scratch: [$x, $y], .. } =
                &mut *$block.memory;
            let (data, first, length) = ($block.data, $block.first, $block.length);
            let (inputs, arrays) = (data.inputs, data.arrays);
            let $it = Readable { registers, views, temporaries, arrays, inputs, first, length };
            let $target = &mut taken[..length];
            $work
        }
        $block.memory.registers[$to as usize] = taken;
        $block.memory.views[$to as usize] = View::Own;
    }};
}

struct Block<'a, 'd, T> {
    memory: &'a mut Memory<T>,
    data: &'a Data<'d, T>,
    first: usize,
    length: usize,
    lanes: usize,
}

/// What can be read while a register is written.
struct Readable<'a, T> {
    registers: &'a [Aligned<T>],
    views: &'a [View],
    temporaries: &'a [Aligned<T>],
    arrays: &'a [Strided<'a, T>],
    inputs: &'a [&'a [T]],
    first: usize,
    length: usize,
}

impl<'a, T: Real> Readable<'a, T> {
    #[inline(always)]
    fn register(&self, register: Register) -> &'a [T] {
        match self.views[register as usize] {
            View::Own => &self.registers[register as usize][..self.length],
            View::Temporary(temporary, place) => {
                &self.temporaries[temporary][place..place + self.length]
            }
            View::Array(array, place) => &self.arrays[array].data[place..place + self.length],
        }
    }

    #[inline(always)]
    fn side(&self, operand: Operand) -> Side<'a, T> {
        match operand {
            Operand::Register(register) => Side::Block(self.register(register)),
            Operand::Constant(value) => Side::Constant(T::from_f64(value)),
            Operand::Input(input) => match self.inputs[input as usize] {
                [value] => Side::Constant(*value),
                column => Side::Block(&column[self.first..self.first + self.length]),
            },
        }
    }

    /// An operand as a block; constants are written into the scratch block.
    #[inline(always)]
    fn block<'b>(&self, operand: Operand, scratch: &'b mut [T]) -> &'b [T]
    where
        'a: 'b,
    {
        match self.side(operand) {
            Side::Block(block) => block,
            Side::Constant(value) => {
                scratch[..self.length].fill(value);
                &scratch[..self.length]
            }
        }
    }
}

impl<T: Real> Block<'_, '_, T> {
    #[inline(always)]
    fn run<I: Isa, S: Sink<T>>(&mut self, program: &Program, sink: &mut S) {
        let mut position = 0;
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
                    if let Instruction::Begin { slot, .. } = &program.instructions[*begin] {
                        if self.memory.slots[*slot] < self.memory.ends[*slot] {
                            self.memory.slots[*slot] += 1;
                            position = begin + 1;
                        }
                    }
                }
                Instruction::Output { root, a, indices } => {
                    let mut values = std::mem::take(&mut self.memory.indices);
                    values.clear();
                    values.extend(indices.iter().map(|it| it.value(&self.memory.slots)));
                    sink.put(*root, &values, self.first, self.readable().side(*a), self.length);
                    self.memory.indices = values;
                }
                _ => self.instruction::<I>(instruction),
            }
        }
    }

    #[inline(always)]
    #[allow(clippy::too_many_lines, reason = "an arm for each instruction")]
    fn instruction<I: Isa>(&mut self, instruction: &Instruction) {
        match instruction {
            Instruction::Unary { op, to, a } => write!(self, *to, |to, it, scratch, _y| {
                real::unary::<I, T>(*op, to, it.block(*a, scratch));
            }),
            Instruction::Binary { op: Binary::Pow, to, a, b } => {
                write!(self, *to, |to, it, x, y| {
                    T::pow::<I>(to, it.block(*a, x), it.block(*b, y));
                });
            }
            Instruction::Binary { op: Binary::ExpDifference, to, a, b } => {
                write!(self, *to, |to, it, x, y| {
                    T::exp_of_difference::<I>(to, it.block(*a, x), it.block(*b, y));
                });
            }
            Instruction::Binary { op, to, a, b } => write!(self, *to, |to, it, _x, _y| {
                real::binary(*op, to, it.side(*a), it.side(*b));
            }),
            Instruction::Product { to, a, b, c } => write!(self, *to, |to, it, x, y| {
                real::product(to, it.side(*a), it.block(*b, x), it.block(*c, y));
            }),
            Instruction::ScaledAdd { to, product, factor, c, minus } => {
                write!(self, *to, |to, it, x, y| {
                    let product = (it.block(product.0, x), it.block(product.1, y));
                    let factor = T::from_f64(*factor);
                    real::scaled_add::<I, T>(to, product, factor, it.side(*c), *minus);
                });
            }
            Instruction::MultiplyAdd { to, product, c, signs } => {
                write!(self, *to, |to, it, scratch, _y| {
                    let (a, b) = (it.block(product.0, scratch), it.side(product.1));
                    let signs = match signs {
                        Signs::Plus => (false, false),
                        Signs::MinusSummand => (false, true),
                        Signs::MinusProduct => (true, false),
                    };
                    real::multiply_add::<I, T>(to, (a, b), it.side(*c), signs);
                });
            }
            Instruction::Divide { to, a, b } => write!(self, *to, |to, it, _x, _y| {
                real::arithmetic(to, it.side(*a), it.side(*b), |a, b| a / b);
            }),
            Instruction::Compare { relation, to, a, b } => write!(self, *to, |to, it, _x, _y| {
                real::compare(*relation, to, it.side(*a), it.side(*b));
            }),
            Instruction::Select { to, condition, a, b } => {
                write!(self, *to, |to, it, scratch, _y| {
                    let condition = it.block(*condition, scratch);
                    real::select(to, condition, it.side(*a), it.side(*b));
                });
            }
            Instruction::SinCos { sin, cos, a } => {
                let mut second = std::mem::take(&mut self.memory.registers[*cos as usize]);
                let length = self.length;
                write!(self, *sin, |to, it, scratch, _y| {
                    T::sin_cos::<I>(to, &mut second[..length], it.block(*a, scratch));
                });
                self.memory.registers[*cos as usize] = second;
                self.memory.views[*cos as usize] = View::Own;
            }
            Instruction::Accumulate { sum, errors, a } => {
                let mut lost = std::mem::take(&mut self.memory.registers[*errors as usize]);
                let length = self.length;
                write!(self, *sum, |sum, it, scratch, _y| {
                    real::accumulate(sum, &mut lost[..length], it.block(*a, scratch));
                });
                self.memory.registers[*errors as usize] = lost;
            }
            Instruction::Total { to, sum, errors } => write!(self, *to, |to, it, _x, _y| {
                real::total(to, it.register(*sum), it.register(*errors));
            }),
            Instruction::Join { folding, to, a } => write!(self, *to, |to, it, scratch, _y| {
                let lanes = to.iter_mut().zip(it.block(*a, scratch));
                match folding {
                    Folding::Max => lanes.for_each(|(to, a)| *to = real::maximum(*to, *a)),
                    Folding::Product | Folding::Sum => lanes.for_each(|(to, a)| *to = *to * *a),
                }
            }),
            Instruction::Power { to, a, index } => {
                let exponent = index.value(&self.memory.slots);
                write!(self, *to, |to, it, scratch, _y| {
                    T::powi::<I>(to, it.block(*a, scratch), exponent);
                });
            }
            Instruction::Element { to, array, indices } => {
                let source = self.data.arrays[*array as usize];
                let offset = component(&source, indices, &self.memory.slots);
                let first = self.first;
                match offset {
                    Some(offset) if source.point == 1 => {
                        self.memory.views[*to as usize] =
                            View::Array(*array as usize, offset + first);
                    }
                    Some(offset) => write!(self, *to, |to, _it, _x, _y| {
                        load(to, &source, offset + first * source.point);
                    }),
                    None => self.fill(*to, T::UNDEFINED),
                }
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
            Instruction::Constant { to, value } => self.fill(*to, T::from_f64(*value)),
            Instruction::Integer { to, index } => {
                #[allow(clippy::cast_precision_loss, reason = "the nearest number is meant")]
                let value = index.value(&self.memory.slots) as f64;
                self.fill(*to, T::from_f64(value));
            }
            Instruction::Test { to, relation, index } => {
                let truth = relation.holds(index.value(&self.memory.slots).cmp(&0));
                self.fill(*to, if truth { T::ONE } else { T::ZERO });
            }
            Instruction::Begin { .. } | Instruction::End { .. } | Instruction::Output { .. } => {}
        }
    }

    fn readable(&self) -> Readable<'_, T> {
        Readable {
            registers: &self.memory.registers,
            views: &self.memory.views,
            temporaries: &self.memory.temporaries,
            arrays: self.data.arrays,
            inputs: self.data.inputs,
            first: self.first,
            length: self.length,
        }
    }

    fn fill(&mut self, to: Register, value: T) {
        let length = self.length;
        self.memory.registers[to as usize][..length].fill(value);
        self.memory.views[to as usize] = View::Own;
    }
}

/// The place of a component in a temporary; one that is not there is never asked for.
#[inline(always)]
fn place(index: &Address, slots: &[i64], lanes: usize) -> usize {
    usize::try_from(index.value(slots)).unwrap_or(0) * lanes
}

#[inline(always)]
fn load<T: Real>(to: &mut [T], source: &Strided<'_, T>, offset: usize) {
    match source.point {
        0 => to.fill(source.data[offset]),
        stride => gather(to, &source.data[offset..], stride),
    }
}

/// Numbers at a distance from each to the next, eight at a time, so that they are written together.
#[inline(always)]
fn gather<T: Real>(to: &mut [T], data: &[T], stride: usize) {
    const TOGETHER: usize = 8;
    let mut groups = to.chunks_exact_mut(TOGETHER);
    let mut rest = data;
    for group in &mut groups {
        for (k, to) in group.iter_mut().enumerate() {
            *to = rest[k * stride];
        }
        rest = rest.get(TOGETHER * stride..).unwrap_or_default();
    }
    for (to, value) in groups.into_remainder().iter_mut().zip(rest.iter().step_by(stride)) {
        *to = *value;
    }
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
