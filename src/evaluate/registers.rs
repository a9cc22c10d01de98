//! Registers for values: a value's register is free again after its last use.

use super::program::{Instruction, Operand, Program, Register, Terms};

impl Instruction {
    /// Calls a function with every register that is read, and another with the one that is written.
    /// What is accumulated is both.
    fn visit(
        &mut self,
        read: &mut impl FnMut(&mut Register),
        write: &mut impl FnMut(&mut Register),
    ) {
        let operand = |it: &mut Operand, read: &mut dyn FnMut(&mut Register)| {
            if let Operand::Register(register) | Operand::Turn(register) = it {
                read(register);
            }
        };
        match self {
            Self::Fill { to, .. } => write(to),
            Self::Unary { to, a, .. } | Self::Power { to, a, .. } => {
                operand(a, read);
                write(to);
            }
            Self::SinCos { sin, cos, a } => {
                operand(a, read);
                write(sin);
                write(cos);
            }
            Self::Binary { to, a, b, .. }
            | Self::Divide { to, a, b }
            | Self::Compare { to, a, b, .. } => {
                operand(a, read);
                operand(b, read);
                write(to);
            }
            Self::Product { to, a, b, c } | Self::ExpScaled { to, a, exponent: b, number: c } => {
                operand(a, read);
                operand(b, read);
                operand(c, read);
                write(to);
            }
            Self::MultiplyAdd { to, product, c, .. } | Self::ScaledAdd { to, product, c, .. } => {
                operand(&mut product.0, read);
                operand(&mut product.1, read);
                operand(c, read);
                write(to);
            }
            Self::FactoredAdd { to, factor, product, c, .. } => {
                operand(factor, read);
                operand(&mut product.0, read);
                operand(&mut product.1, read);
                operand(c, read);
                write(to);
            }
            Self::Select { to, condition, a, b } => {
                operand(condition, read);
                operand(a, read);
                operand(b, read);
                write(to);
            }
            Self::Accumulate { to, terms, .. } => {
                read(to);
                match terms {
                    Terms::Numbers(a) | Terms::NonNegative(a) => operand(a, read),
                    Terms::Products(a, b) => {
                        operand(a, read);
                        operand(b, read);
                    }
                }
            }
            Self::Join { to, a, .. } => {
                read(to);
                operand(a, read);
            }
            Self::Output { a, .. } | Self::Store { a, .. } => operand(a, read),
            Self::Element { .. }
            | Self::Integer { .. }
            | Self::Test { .. }
            | Self::Load { .. }
            | Self::Begin { .. }
            | Self::End { .. } => {}
        }
    }
}

impl Instruction {
    /// The only register that is written, if all of it is written there and at once.
    pub(super) fn written(&self) -> Option<Register> {
        match self {
            Self::Unary { to, .. }
            | Self::Binary { to, .. }
            | Self::Divide { to, .. }
            | Self::MultiplyAdd { to, .. }
            | Self::ScaledAdd { to, .. }
            | Self::Product { to, .. }
            | Self::ExpScaled { to, .. }
            | Self::FactoredAdd { to, .. }
            | Self::Power { to, .. }
            | Self::Compare { to, .. }
            | Self::Select { to, .. } => Some(*to),
            _ => None,
        }
    }
}

/// Registers of one kind, of which some are free.
#[derive(Debug, Default)]
struct Registers {
    free: Vec<Register>,
    count: Register,
}

impl Registers {
    fn take(&mut self) -> Register {
        self.free.pop().unwrap_or_else(|| {
            self.count += 1;
            self.count - 1
        })
    }
}

/// Gives the values of a program, each in a register of its own so far, registers that they share: those of
/// straight loops among themselves, and the others. The register that an instruction writes is none of those
/// that it reads.
pub(super) fn allocate(program: &mut Program) {
    let ends = last_uses(program);
    let (mut outside, mut inside) = (Registers::default(), Registers::default());
    let mut places: Vec<Option<Register>> = vec![None; ends.len()];
    let mut expiring: Vec<Vec<Register>> = vec![Vec::new(); program.instructions.len()];
    for (value, &end) in ends.iter().enumerate() {
        if let Some(list) = end.and_then(|end| expiring.get_mut(end)) {
            list.push(number(value));
        }
    }
    let (mut straight, mut of_turns) = (false, vec![false; ends.len()]);
    for (position, instruction) in program.instructions.iter_mut().enumerate() {
        match instruction {
            Instruction::Begin { straight: it, .. } => straight = *it,
            Instruction::End { .. } => straight = false,
            _ => {}
        }
        let place = |value: &mut Register, places: &[Option<Register>]| {
            *value = places[*value as usize].unwrap_or(0);
        };
        let taken = &mut places;
        // Reads come first, so that the register written can be told from those read.
        instruction.visit(&mut |it| place(it, taken), &mut |_| {});
        instruction.visit(&mut |_| {}, &mut |it| {
            let register = if straight { inside.take() } else { outside.take() };
            of_turns[*it as usize] = straight;
            taken[*it as usize] = Some(register);
            *it = register;
        });
        for &value in &expiring[position] {
            let registers = if of_turns[value as usize] { &mut inside } else { &mut outside };
            registers.free.extend(places[value as usize]);
        }
    }
    program.registers = outside.count as usize;
    program.turn_registers = inside.count as usize;
}

fn number(value: usize) -> Register {
    Register::try_from(value).unwrap_or(Register::MAX)
}

/// For each value, the instruction after which it is not needed any more.
fn last_uses(program: &mut Program) -> Vec<Option<usize>> {
    let mut born: Vec<usize> = Vec::new();
    let mut ends: Vec<Option<usize>> = Vec::new();
    let loops: Vec<(usize, usize)> = program
        .instructions
        .iter()
        .enumerate()
        .filter_map(|(begin, it)| match it {
            Instruction::Begin { end, .. } => Some((begin, *end)),
            _ => None,
        })
        .collect();
    // The loops around the current instruction, outermost first.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut next = loops.iter().peekable();
    for (position, instruction) in program.instructions.iter_mut().enumerate() {
        open.retain(|it| it.1 >= position);
        if let Some(&&it) = next.peek() {
            if it.0 == position {
                open.push(it);
                next.next();
            }
        }
        let mut reads = Vec::new();
        let mut writes = Vec::new();
        instruction.visit(&mut |it| reads.push(*it), &mut |it| writes.push(*it));
        for value in writes {
            let place = value as usize;
            if ends.len() <= place {
                ends.resize(place + 1, None);
                born.resize(place + 1, 0);
            }
            born[place] = position;
            ends[place] = Some(position);
        }
        for value in reads {
            let place = value as usize;
            if place < ends.len() {
                // A loop that began after the value was there uses it in every turn.
                let around = open.iter().find(|it| it.0 > born[place]);
                let end = around.map_or(position, |it| it.1);
                ends[place] = ends[place].max(Some(end));
            }
        }
    }
    ends
}
