//! Runs programs on blocks of points.

use super::graph::Folding;
use super::program::{Address, Instruction, Operand, Program, Register};
use super::real::{self, Real};
use super::scalar;

/// The number of points in a block.
pub(super) const BLOCK: usize = 128;

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
    slots: Vec<i64>,
    ends: Vec<i64>,
    constants: [Vec<T>; 2],
}

impl<T: Real> Memory<T> {
    pub(super) fn new(program: &Program) -> Self {
        let block = || vec![T::from_f64(0.0); BLOCK];
        Self {
            registers: (0..program.registers).map(|_| block()).collect(),
            slots: vec![0; program.slots],
            ends: vec![0; program.slots],
            constants: [block(), block()],
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

struct Run<'a, 'd, T> {
    memory: &'a mut Memory<T>,
    data: &'a Data<'d, T>,
    first: usize,
    length: usize,
}

/// Runs a program at the points `first .. first + length`, at most [`BLOCK`] of them.
pub(super) fn run<T: Real>(
    program: &Program,
    memory: &mut Memory<T>,
    data: &Data<'_, T>,
    points: (usize, usize),
    sink: &mut impl Sink<T>,
) {
    memory.slots[..data.sizes.len()].copy_from_slice(data.sizes);
    let mut run = Run { memory, data, first: points.0, length: points.1 };
    let mut position = 0;
    let mut indices = Vec::new();
    while let Some(instruction) = program.instructions.get(position) {
        position += 1;
        match instruction {
            Instruction::Begin { slot, from, to, end } => {
                let (from, to) = (from.value(&run.memory.slots), to.value(&run.memory.slots));
                run.memory.slots[*slot] = from;
                run.memory.ends[*slot] = to;
                if from > to {
                    position = end + 1;
                }
            }
            Instruction::End { begin } => {
                if let Instruction::Begin { slot, .. } = &program.instructions[*begin] {
                    if run.memory.slots[*slot] < run.memory.ends[*slot] {
                        run.memory.slots[*slot] += 1;
                        position = begin + 1;
                    }
                }
            }
            Instruction::Output { root, a, indices: addresses } => {
                indices.clear();
                indices.extend(addresses.iter().map(|it| it.value(&run.memory.slots)));
                sink.put(
                    *root,
                    &indices,
                    run.first,
                    &run.memory.registers[*a as usize][..run.length],
                );
            }
            _ => run.instruction(instruction),
        }
    }
}

impl<T: Real> Run<'_, '_, T> {
    fn instruction(&mut self, instruction: &Instruction) {
        match instruction {
            Instruction::Constant { to, value } => {
                let value = T::from_f64(*value);
                self.write(*to, |to, _| to.fill(value));
            }
            Instruction::Input { to, input } => {
                let (source, first) = (self.data.inputs[*input as usize], self.first);
                self.write(*to, |to, _| load(to, source.data, first * source.point, source.point));
            }
            Instruction::Element { to, array, indices } => {
                let source = self.data.arrays[*array as usize];
                let offset = component(&source, indices, &self.memory.slots);
                let first = self.first;
                self.write(*to, |to, _| match offset {
                    Some(offset) => {
                        load(to, source.data, offset + first * source.point, source.point);
                    }
                    None => to.fill(T::from_f64(f64::NAN)),
                });
            }
            Instruction::Integer { to, index } => {
                #[allow(clippy::cast_precision_loss, reason = "the nearest number is meant")]
                let value = T::from_f64(index.value(&self.memory.slots) as f64);
                self.write(*to, |to, _| to.fill(value));
            }
            Instruction::Test { to, relation, index } => {
                let truth = relation.holds(index.value(&self.memory.slots).cmp(&0));
                self.write(*to, |to, _| to.fill(T::from_f64(if truth { 1.0 } else { 0.0 })));
            }
            Instruction::Unary { op, to, a } => {
                self.write(*to, |to, it| real::unary(*op, to, it.get(*a)));
            }
            Instruction::Binary { op, to, a, b } => {
                self.pair(*to, *a, *b, |to, a, b| real::binary(*op, to, a, b));
            }
            Instruction::Divide { to, a, b } => self.pair(*to, *a, *b, real::divide),
            Instruction::Power { to, a, index } => {
                let exponent = index.value(&self.memory.slots);
                self.write(*to, |to, it| {
                    for (to, a) in to.iter_mut().zip(it.get(*a)) {
                        *to = T::from_f64(scalar::integer_power(a.to_f64(), exponent));
                    }
                });
            }
            Instruction::Compare { relation, to, a, b } => {
                self.pair(*to, *a, *b, |to, a, b| real::compare(*relation, to, a, b));
            }
            Instruction::Select { to, condition, a, b } => self.select(*to, *condition, *a, *b),
            Instruction::Accumulate { sum, errors, a } => {
                let length = self.length;
                let mut lost = std::mem::take(&mut self.memory.registers[*errors as usize]);
                self.write(*sum, |sum, it| real::accumulate(sum, &mut lost[..length], it.get(*a)));
                self.memory.registers[*errors as usize] = lost;
            }
            Instruction::Join { folding, to, a } => {
                let op = match folding {
                    Folding::Max => super::graph::Binary::Max,
                    Folding::Product | Folding::Sum => super::graph::Binary::Mul,
                };
                self.write(*to, |to, it| {
                    for (to, a) in to.iter_mut().zip(it.get(*a)) {
                        *to = T::from_f64(scalar::binary(op, to.to_f64(), a.to_f64()));
                    }
                });
            }
            Instruction::Total { to, sum, errors } => {
                self.write(*to, |to, it| real::total(to, it.get(*sum), it.get(*errors)));
            }
            Instruction::Begin { .. } | Instruction::End { .. } | Instruction::Output { .. } => {}
        }
    }

    /// Writes a register; the others can be read meanwhile.
    fn write(&mut self, to: Register, f: impl FnOnce(&mut [T], &Registers<'_, T>)) {
        let mut target = std::mem::take(&mut self.memory.registers[to as usize]);
        let others = Registers { registers: &self.memory.registers, length: self.length };
        f(&mut target[..self.length], &others);
        self.memory.registers[to as usize] = target;
    }

    fn pair(&mut self, to: Register, a: Operand, b: Operand, f: impl FnOnce(&mut [T], &[T], &[T])) {
        let [mut first, mut second] = std::mem::take(&mut self.memory.constants);
        let length = self.length;
        self.write(to, |to, it| {
            f(to, it.operand(a, &mut first), it.operand(b, &mut second));
        });
        debug_assert!(length <= BLOCK);
        self.memory.constants = [first, second];
    }

    fn select(&mut self, to: Register, condition: Register, a: Operand, b: Operand) {
        let [mut first, mut second] = std::mem::take(&mut self.memory.constants);
        self.write(to, |to, it| {
            let (a, b) = (it.operand(a, &mut first), it.operand(b, &mut second));
            for (((to, condition), a), b) in to.iter_mut().zip(it.get(condition)).zip(a).zip(b) {
                let condition = condition.to_f64();
                *to = if condition > 0.0 {
                    *a
                } else if condition <= 0.0 {
                    *b
                } else {
                    T::from_f64(f64::NAN)
                };
            }
        });
        self.memory.constants = [first, second];
    }
}

struct Registers<'a, T> {
    registers: &'a [Vec<T>],
    length: usize,
}

impl<T: Real> Registers<'_, T> {
    fn get(&self, register: Register) -> &[T] {
        &self.registers[register as usize][..self.length]
    }

    fn operand<'b>(&'b self, operand: Operand, constant: &'b mut [T]) -> &'b [T] {
        match operand {
            Operand::Register(register) => self.get(register),
            Operand::Constant(value) => {
                constant[..self.length].fill(T::from_f64(value));
                &constant[..self.length]
            }
        }
    }
}

fn load<T: Real>(to: &mut [T], data: &[T], offset: usize, stride: usize) {
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
