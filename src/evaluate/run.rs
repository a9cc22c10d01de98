//! Runs programs on blocks of points.

use std::ops::Range;

use super::block::{self, Side};
use super::graph::Folding;
use super::program::{Address, Instruction, Operand, Program, Register};
use super::real::Real;
use crate::lanes::{Isa, Work, dispatch};

/// The number of points in a block: as many as keep the registers in the first-level cache, of 32 KiB or
/// more.
fn block_length(program: &Program) -> usize {
    (3072 / program.registers.max(1)).clamp(32, 128) / LANES * LANES
}

/// Blocks are computed in multiples of this, so that no loop ends with single lanes.
const LANES: usize = 16;

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
    pub(super) inputs: &'a [Strided<'a, T>],
    pub(super) arrays: &'a [Strided<'a, T>],
    pub(super) sizes: &'a [i64],
}

/// The memory that a program needs, which is allocated once.
#[derive(Debug, Clone)]
pub(super) struct Memory<T> {
    registers: Vec<Vec<T>>,
    /// Where an instruction writes, before it changes places with its register.
    target: Vec<T>,
    slots: Vec<i64>,
    ends: Vec<i64>,
    indices: Vec<i64>,
}

impl<T: Real> Memory<T> {
    pub(super) fn new(program: &Program) -> Self {
        let block = || vec![T::ZERO; block_length(program)];
        Self {
            registers: (0..program.registers).map(|_| block()).collect(),
            target: block(),
            slots: vec![0; program.slots],
            ends: vec![0; program.slots],
            indices: Vec::new(),
        }
    }
}

/// Where results go.
pub(super) trait Sink<T> {
    /// Takes a component of a result at the points of a block.
    fn put(&mut self, root: usize, indices: &[i64], first: usize, values: &[T]);
}

impl Address {
    pub(super) fn value(&self, slots: &[i64]) -> i64 {
        self.terms.iter().fold(self.constant, |sum, &(slot, factor)| {
            sum.saturating_add(factor.saturating_mul(slots[slot]))
        })
    }
}

/// Runs a program at some points.
pub(super) fn run<T: Real>(
    program: &Program,
    memory: &mut Memory<T>,
    data: &Data<'_, T>,
    points: Range<usize>,
    sink: &mut impl Sink<T>,
) {
    memory.slots[..data.sizes.len()].copy_from_slice(data.sizes);
    dispatch(Blocks { program, memory, data, points, sink });
}

/// A program to run at some points.
struct Blocks<'a, 'd, T, S> {
    program: &'a Program,
    memory: &'a mut Memory<T>,
    data: &'a Data<'d, T>,
    points: Range<usize>,
    sink: &'a mut S,
}

impl<T: Real, S: Sink<T>> Work for Blocks<'_, '_, T, S> {
    type Output = ();

    #[inline(always)]
    fn run<I: Isa>(self) {
        let Self { program, memory, data, points, sink } = self;
        let block = memory.target.len();
        for first in points.clone().step_by(block) {
            let length = block.min(points.end - first);
            let lanes = length.next_multiple_of(LANES);
            Run { memory: &mut *memory, data, first, length, lanes }.block::<I>(program, sink);
        }
    }
}

/// A program on a block.
struct Run<'a, 'd, T> {
    memory: &'a mut Memory<T>,
    data: &'a Data<'d, T>,
    first: usize,
    /// The number of points.
    length: usize,
    /// The number of points that are computed; what comes out for those beyond `length` is not used.
    lanes: usize,
}

impl<T: Real> Run<'_, '_, T> {
    #[inline(always)]
    fn block<I: Isa>(&mut self, program: &Program, sink: &mut impl Sink<T>) {
        let mut position = 0;
        while let Some(instruction) = program.instructions.get(position) {
            position += 1;
            match instruction {
                Instruction::Begin { slot, from, to, end } => {
                    let memory = &mut *self.memory;
                    let (from, to) = (from.value(&memory.slots), to.value(&memory.slots));
                    memory.slots[*slot] = from;
                    memory.ends[*slot] = to;
                    if from > to {
                        position = end + 1;
                    }
                }
                Instruction::End { begin } => {
                    if let Instruction::Begin { slot, .. } = &program.instructions[*begin] {
                        let memory = &mut *self.memory;
                        if memory.slots[*slot] < memory.ends[*slot] {
                            memory.slots[*slot] += 1;
                            position = begin + 1;
                        }
                    }
                }
                Instruction::Output { root, a, indices } => {
                    let Memory { registers, slots, indices: list, .. } = &mut *self.memory;
                    list.clear();
                    list.extend(indices.iter().map(|it| it.value(slots)));
                    sink.put(*root, list, self.first, &registers[*a as usize][..self.length]);
                }
                _ => self.instruction::<I>(instruction),
            }
        }
    }

    // No closures around the operations: they would not always be inlined.
    #[inline(always)]
    fn instruction<I: Isa>(&mut self, instruction: &Instruction) {
        let Memory { registers, target, slots, .. } = &mut *self.memory;
        let it = Registers { registers, lanes: self.lanes };
        let block = &mut target[..self.lanes];
        // What is written goes to the target; then target and register change places.
        let register = match instruction {
            Instruction::Unary { op, to, a } => {
                block::unary::<I, T>(*op, block, it.get(*a));
                *to
            }
            Instruction::Binary { op, to, a, b } => {
                block::binary::<I, T>(*op, block, it.side(*a), it.side(*b));
                *to
            }
            Instruction::Divide { to, a, b } => {
                block::divide(block, it.side(*a), it.side(*b));
                *to
            }
            Instruction::Power { to, a, index } => {
                T::powi::<I>(block, it.get(*a), index.value(slots));
                *to
            }
            Instruction::Compare { relation, to, a, b } => {
                block::compare(*relation, block, it.side(*a), it.side(*b));
                *to
            }
            Instruction::Select { to, condition, a, b } => {
                block::select(block, it.get(*condition), it.side(*a), it.side(*b));
                *to
            }
            Instruction::Join { folding, to, a } => {
                let (known, a) = (Side::Block(it.get(*to)), Side::Block(it.get(*a)));
                match folding {
                    Folding::Max => block::maximum_of(block, known, a),
                    Folding::Product | Folding::Sum => block::product_of(block, known, a),
                }
                *to
            }
            Instruction::Total { to, sum, errors } => {
                block::total(block, it.get(*sum), it.get(*errors));
                *to
            }
            Instruction::Accumulate { sum, errors, a } => {
                let places = [*sum, *errors, *a].map(|it| it as usize);
                if let Ok([sum, errors, a]) = self.memory.registers.get_disjoint_mut(places) {
                    let lanes = self.lanes;
                    block::accumulate(&mut sum[..lanes], &mut errors[..lanes], &a[..lanes]);
                }
                return;
            }
            _ => return self.read(instruction),
        };
        std::mem::swap(target, &mut registers[register as usize]);
    }

    /// Instructions that bring numbers into registers.
    fn read(&mut self, instruction: &Instruction) {
        match instruction {
            Instruction::Constant { to, value } => self.fill(*to, T::from_f64(*value)),
            Instruction::Input { to, input } => {
                let source = self.data.inputs[*input as usize];
                self.load(*to, source.data, self.first * source.point, source.point);
            }
            Instruction::Element { to, array, indices } => {
                let source = self.data.arrays[*array as usize];
                match component(&source, indices, &self.memory.slots) {
                    Some(offset) => {
                        let offset = offset + self.first * source.point;
                        self.load(*to, source.data, offset, source.point);
                    }
                    None => self.fill(*to, T::NAN),
                }
            }
            Instruction::Integer { to, index } => {
                #[allow(clippy::cast_precision_loss, reason = "the nearest number is meant")]
                let value = T::from_f64(index.value(&self.memory.slots) as f64);
                self.fill(*to, value);
            }
            Instruction::Test { to, relation, index } => {
                let truth = relation.holds(index.value(&self.memory.slots).cmp(&0));
                self.fill(*to, if truth { T::ONE } else { T::ZERO });
            }
            _ => {}
        }
    }

    fn fill(&mut self, to: Register, value: T) {
        self.memory.registers[to as usize][..self.lanes].fill(value);
    }

    /// Reads numbers at a distance from each to the next.
    fn load(&mut self, to: Register, data: &[T], offset: usize, stride: usize) {
        let to = &mut self.memory.registers[to as usize][..self.length];
        match stride {
            0 => to.fill(data[offset]),
            1 => to.copy_from_slice(&data[offset..offset + to.len()]),
            _ => {
                for (to, value) in to.iter_mut().zip(data[offset..].iter().step_by(stride)) {
                    *to = *value;
                }
            }
        }
    }
}

struct Registers<'a, T> {
    registers: &'a [Vec<T>],
    lanes: usize,
}

impl<'a, T: Real> Registers<'a, T> {
    #[inline(always)]
    fn get(&self, register: Register) -> &'a [T] {
        &self.registers[register as usize][..self.lanes]
    }

    #[inline(always)]
    fn side(&self, operand: Operand) -> Side<'a, T> {
        match operand {
            Operand::Register(register) => Side::Block(self.get(register)),
            Operand::Constant(value) => Side::Number(T::from_f64(value)),
        }
    }
}

/// The place of a component, if there is one.
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
