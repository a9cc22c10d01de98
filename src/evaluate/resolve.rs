//! Instructions to calls: indices become places of numbers.

use super::call::{Call, From, Kernel, Part, Place, Source, Target, later};
use super::machine::{Machine, Sink, truth};
use super::memory::{Places, STRIP, stepped};
use super::program::{Address, Destination, Instruction, Operand, Program, Register, Terms};
use super::real::Real;
use crate::lanes::Isa;

impl Address {
    #[inline]
    pub(super) fn value(&self, slots: &[i64]) -> i64 {
        if let [(slot, 1)] = self.terms[..] {
            return self.constant.saturating_add(slots[slot]);
        }
        self.terms.iter().fold(self.constant, |sum, &(slot, factor)| {
            sum.saturating_add(factor.saturating_mul(slots[slot]))
        })
    }

    /// By how much the value grows when a slot does by one.
    pub(super) fn step(&self, slot: usize) -> i64 {
        self.terms.iter().filter(|it| it.0 == slot).fold(0, |sum, it| sum.saturating_add(it.1))
    }
}

/// The most terms of a sum that are added up plainly: strips have a multiple of it, for which the blocks of programs with
/// straight loops are small enough.
const LARGEST_GROUP: usize = 4;

/// The most calls that are kept.
const MOST_CALLS: usize = 4096;

/// The turns of a straight loop that are taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Strip {
    /// The slot of the loop's index, which is that of the first turn.
    slot: usize,
    pub(super) turns: usize,
    straight: bool,
    /// Whether all components are there that the loop needs: then strips begin where groups of terms do.
    whole: bool,
}

/// Outside of straight loops.
const ONCE: Strip = Strip { slot: usize::MAX, turns: 1, straight: false, whole: false };

/// The operands of an instruction, the first of a list.
struct Operands {
    list: [Operand; 4],
    count: usize,
}

#[inline]
fn operands<const N: usize>(list: [Operand; N]) -> Operands {
    let mut operands = [Operand::Constant(0.0); 4];
    operands[..N].copy_from_slice(&list);
    Operands { list: operands, count: N }
}

/// Where values go, with a step from each turn to the next.
#[derive(Debug, Clone, Copy)]
struct Goal {
    first: Target,
    step: isize,
}

/// Carries out a program on one block: finds the calls, and makes them.
pub(super) struct Resolver<'a, 'm, 'd, T, S> {
    pub(super) program: &'a Program,
    pub(super) machine: Machine<'m, 'd, T, S>,
    pub(super) places: &'a Places,
    /// What has been found so far.
    pub(super) state: &'a mut State<T>,
    /// Where the calls go, if they are wanted.
    pub(super) calls: Option<&'a mut Vec<Call<T>>>,
    pub(super) strip: Strip,
}

/// Where a block stands.
#[derive(Debug, Clone)]
pub(super) struct State<T> {
    /// What views see.
    views: Vec<Source<T>>,
    /// Sizes and indices, and where the loops over these end.
    pub(super) slots: Vec<i64>,
    ends: Vec<i64>,
    /// For each loop, whether all components are there that it needs.
    whole: Vec<bool>,
    /// For each array, which groups of its components are there as columns.
    pub(super) columns: Vec<Vec<bool>>,
    /// The folds that nothing has been taken into: their registers, the values that they begin with, and the slots
    /// of their loops.
    begun: Vec<(Register, f64, usize)>,
}

impl<T: Real> State<T> {
    pub(super) fn new(program: &Program) -> Self {
        Self {
            views: vec![Source::Constant(T::UNDEFINED); program.views],
            slots: vec![0; program.slots],
            ends: vec![0; program.slots],
            whole: vec![false; program.slots],
            columns: Vec::new(),
            begun: Vec::new(),
        }
    }

    /// Gets ready for a block.
    fn begin(&mut self, sizes: &[i64], arrays: usize) {
        self.slots[..sizes.len()].copy_from_slice(sizes);
        self.columns.resize_with(arrays, Vec::new);
        self.columns.iter_mut().for_each(Vec::clear);
        self.begun.clear();
    }
}

impl<'a, 'm, 'd, T: Real, S: Sink<T>> Resolver<'a, 'm, 'd, T, S> {
    pub(super) fn new(
        program: &'a Program,
        machine: Machine<'m, 'd, T, S>,
        (places, state): (&'a Places, &'a mut State<T>),
        calls: Option<&'a mut Vec<Call<T>>>,
    ) -> Self {
        state.begin(machine.data.sizes, machine.data.arrays.len());
        Self { program, machine, places, state, calls, strip: ONCE }
    }

    /// Carries out the program.
    pub(super) fn run<I: Isa>(&mut self, isa: I) {
        let program = self.program;
        let mut position = 0;
        while let Some(instruction) = program.instructions.get(position) {
            position += 1;
            match instruction {
                Instruction::Begin { slot, from, to, end, straight } => {
                    let (from, to) = (from.value(&self.state.slots), to.value(&self.state.slots));
                    self.state.slots[*slot] = from;
                    self.state.ends[*slot] = to;
                    if from > to {
                        self.fill(isa, *slot);
                        position = end + 1;
                    } else if *straight {
                        let body = &program.instructions[position..*end];
                        self.state.whole[*slot] =
                            self.has_components(*slot, self.turns_left(*slot), body);
                        self.begin_strip(*slot, body);
                    }
                }
                Instruction::End { begin } => {
                    if self.next_turn(*begin, position) {
                        position = begin + 1;
                    }
                }
                _ => {
                    let destination = program.destinations[position - 1].as_ref();
                    self.instruction(isa, instruction, destination);
                }
            }
        }
        for root in 0..program.outputs.len() {
            let (width, place) = (self.machine.sink.width(root), self.places.results[root]);
            if width > 0 {
                let kernel = Kernel::Rows { root, width, place };
                self.compute(isa, kernel, self.goal(place, 0), &operands([]));
            }
        }
    }

    /// Takes as many turns of a straight loop together as there is room for, if all components that they need
    /// are there.
    fn begin_strip(&mut self, slot: usize, body: &[Instruction]) {
        let (left, whole) = (self.turns_left(slot), self.state.whole[slot]);
        let most = STRIP / self.machine.lanes;
        let mut turns = if whole {
            let most = (most - most % LARGEST_GROUP).max(LARGEST_GROUP);
            left.div_ceil(left.div_ceil(most)).next_multiple_of(LARGEST_GROUP).min(left)
        } else {
            left.div_ceil(left.div_ceil(most.max(1)))
        };
        while turns > 1 && !whole && !self.has_components(slot, turns, body) {
            turns /= 2;
        }
        self.strip = Strip { slot, turns, straight: true, whole };
    }

    /// How many turns of a loop there are from the one at hand on.
    fn turns_left(&self, slot: usize) -> usize {
        let left = self.state.ends[slot].abs_diff(self.state.slots[slot]).saturating_add(1);
        usize::try_from(left).unwrap_or(usize::MAX)
    }

    /// Whether all components of arrays that some turns need are there.
    fn has_components(&self, slot: usize, turns: usize, body: &[Instruction]) -> bool {
        body.iter().all(|instruction| {
            let Instruction::Element { array, indices, .. } = instruction else { return true };
            let extents = self.machine.data.arrays[*array as usize].indices;
            indices.iter().zip(extents).all(|(index, &(_, extent))| {
                let first = index.value(&self.state.slots);
                let last = later(first, index.step(slot), turns - 1);
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
        self.strip = ONCE;
        let last = self.state.slots[*slot].saturating_add_unsigned(done as u64 - 1);
        if last >= self.state.ends[*slot] {
            return false;
        }
        self.state.slots[*slot] = last + 1;
        if *straight {
            let program = self.program;
            self.begin_strip(*slot, &program.instructions[begin + 1..end - 1]);
        }
        true
    }

    /// What an instruction computes, for which register, from what; nothing if it does something else.
    fn operation(&self, instruction: &Instruction) -> Option<(Kernel, Register, Operands)> {
        Some(match instruction {
            Instruction::Unary { op, to, a } => (Kernel::Unary(*op), *to, operands([*a])),
            Instruction::Binary { op, to, a, b } => (Kernel::Binary(*op), *to, operands([*a, *b])),
            Instruction::Divide { to, a, b } => (Kernel::Ratio, *to, operands([*a, *b])),
            Instruction::Compare { relation, to, a, b } => {
                (Kernel::Compare(*relation), *to, operands([*a, *b]))
            }
            Instruction::Product { to, a, b, c } => (Kernel::Product, *to, operands([*a, *b, *c])),
            Instruction::ExpScaled { to, a, exponent, number } => {
                (Kernel::ExpScaled, *to, operands([*a, *exponent, *number]))
            }
            Instruction::FactoredAdd { to, factor, product: (a, b), c, signs } => {
                (Kernel::FactoredAdd(*signs), *to, operands([*factor, *a, *b, *c]))
            }
            Instruction::ScaledAdd { to, product: (a, b), factor, c, minus } => {
                let kernel = Kernel::ScaledAdd { factor: *factor, minus: *minus };
                (kernel, *to, operands([*a, *b, *c]))
            }
            Instruction::MultiplyAdd { to, product: (a, b), c, signs } => {
                (Kernel::MultiplyAdd(*signs), *to, operands([*a, *b, *c]))
            }
            Instruction::Select { to, condition, a, b } => {
                (Kernel::Select, *to, operands([*condition, *a, *b]))
            }
            Instruction::SinCos { sin, cos, a } => {
                let Target::Kept { place: cos, .. } = self.register(*cos).first else {
                    return None;
                };
                (Kernel::SinCos { cos }, *sin, operands([*a]))
            }
            Instruction::Power { to, a, index } => {
                let exponent = index.value(&self.state.slots);
                let step = index.step(self.strip.slot);
                (Kernel::Power { exponent, step }, *to, operands([*a]))
            }
            _ => return None,
        })
    }

    /// Carries out an instruction whose value goes to a register or to a destination.
    fn instruction<I: Isa>(
        &mut self,
        isa: I,
        instruction: &Instruction,
        destination: Option<&Destination>,
    ) {
        if let Some((kernel, to, operands)) = self.operation(instruction) {
            let to = match destination {
                Some(destination) => self.destination(destination),
                None => self.register(to),
            };
            return self.compute(isa, kernel, to, &operands);
        }
        match instruction {
            Instruction::Store { temporary, a, index } => {
                let to = self.temporary(*temporary, index);
                self.compute(isa, Kernel::Copy, to, &operands([*a]));
            }
            Instruction::Output { root, a, indices } => {
                let to = self.result(*root, indices);
                self.compute(isa, Kernel::Copy, to, &operands([*a]));
            }
            Instruction::Fill { to, value, slot } => self.state.begun.push((*to, *value, *slot)),
            Instruction::Accumulate { to, errors, terms, slot } => {
                let (part, errors) = (self.part(*to, *slot), errors * self.machine.lanes);
                let grouped = self.strip.whole;
                let (kernel, operands) = match terms {
                    Terms::Numbers(a) => {
                        (Kernel::Sum { errors, part, grouped: false }, operands([*a]))
                    }
                    Terms::NonNegative(a) => {
                        (Kernel::Sum { errors, part, grouped }, operands([*a]))
                    }
                    Terms::Products(a, b) => {
                        (Kernel::SumOfProducts { errors, part, grouped }, operands([*a, *b]))
                    }
                };
                self.fold(isa, kernel, *to, &operands);
            }
            Instruction::Join { folding, to, a, slot } => {
                let kernel = Kernel::Fold { folding: *folding, part: self.part(*to, *slot) };
                self.fold(isa, kernel, *to, &operands([*a]));
            }
            Instruction::Element { to, array, indices } => {
                let view = self.element(isa, *to, *array as usize, indices);
                self.state.views[*to as usize] = view;
            }
            Instruction::Load { to, temporary, index } => {
                let place = self.places.temporaries[*temporary] + self.place(index);
                let view = self.kept(place, self.step(index, self.machine.lanes));
                self.state.views[*to as usize] = view;
            }
            Instruction::Integer { to, index } => {
                let (first, step) = (index.value(&self.state.slots), index.step(self.strip.slot));
                #[allow(clippy::cast_precision_loss, reason = "the nearest number is meant")]
                let value = T::from_f64(first as f64);
                let kernel = Kernel::Integers { view: *to, first, step };
                let view = self.spread(isa, *to, kernel, value, step != 0);
                self.state.views[*to as usize] = view;
            }
            Instruction::Test { to, relation, index } => {
                let (first, step) = (index.value(&self.state.slots), index.step(self.strip.slot));
                let value = truth(relation.holds(first.cmp(&0)));
                let kernel = Kernel::Tests { view: *to, relation: *relation, first, step };
                let view = self.spread(isa, *to, kernel, value, step != 0);
                self.state.views[*to as usize] = view;
            }
            // The others compute something, or loops.
            _ => {}
        }
    }

    /// Computes for all points at all turns, together if what is read and written at the turns lies together.
    fn compute<I: Isa>(&mut self, isa: I, kernel: Kernel, goal: Goal, operands: &Operands) {
        let (lanes, turns) = (self.machine.lanes, self.strip.turns);
        let to = goal.first;
        let mut call = Call::new(kernel, to, (turns, lanes));
        self.read(&mut call, operands);
        if turns == 1 {
            return self.call(isa, &call);
        }
        if let (Target::Kept { place, .. }, Ok(step)) = (to, usize::try_from(goal.step)) {
            if step >= lanes {
                call.to = Target::Kept { place, step };
                if step == lanes && call.is_even() {
                    (call.turns, call.length) = (1, lanes * turns);
                }
                return self.call(isa, &call);
            }
        }
        let reads = call.reads;
        for turn in 0..turns {
            let to = match to {
                Target::Kept { place, step } => {
                    Target::Kept { place: stepped(place, turn, goal.step), step }
                }
                Target::Result { root, component } => {
                    Target::Result { root, component: stepped(component, turn, goal.step) }
                }
            };
            let [a, b, c, d] = reads;
            let reads = [a.later(turn), b.later(turn), c.later(turn), d.later(turn)];
            let kernel = kernel.later(turn);
            self.call(isa, &Call { kernel, to, reads, turns: 1, length: lanes });
        }
    }

    /// Does something for all turns that writes the same numbers.
    fn fold<I: Isa>(&mut self, isa: I, kernel: Kernel, to: Register, operands: &Operands) {
        let times = (self.strip.turns, self.machine.lanes);
        let mut call = Call::new(kernel, self.value(to).first, times);
        self.read(&mut call, operands);
        self.call(isa, &call);
    }

    #[inline]
    pub(super) fn call<I: Isa>(&mut self, isa: I, call: &Call<T>) {
        self.machine.call(isa, call);
        let Some(calls) = &mut self.calls else { return };
        if calls.len() < MOST_CALLS {
            calls.push(*call);
        } else {
            calls.clear();
            self.calls = None;
        }
    }

    /// Numbers that are kept, from a place on.
    #[inline]
    pub(super) fn kept(&self, place: usize, step: isize) -> Source<T> {
        self.numbers(From::Kept, place, 0, step)
    }

    #[inline]
    pub(super) fn numbers(&self, from: From, first: usize, point: usize, step: isize) -> Source<T> {
        let it = Place { from, first, point, step };
        if self.machine.lanes == 1 && step == 0 { Source::Single(it) } else { Source::Block(it) }
    }

    /// Finds what a call reads.
    #[inline]
    fn read(&self, call: &mut Call<T>, operands: &Operands) {
        for (read, operand) in call.reads.iter_mut().zip(&operands.list[..operands.count]) {
            *read = self.source(*operand);
        }
    }

    #[inline]
    fn source(&self, operand: Operand) -> Source<T> {
        let lanes = self.machine.lanes;
        match operand {
            Operand::Register(register) => self.kept(Places::register(register, lanes), 0),
            Operand::Turn(register) => {
                self.kept(self.places.turn_register(register), lanes.cast_signed())
            }
            Operand::Constant(value) => Source::Constant(T::from_f64(value)),
            Operand::Input(input) => match self.machine.data.inputs[input as usize] {
                [value] => Source::Constant(*value),
                _ => self.numbers(From::Input(input), 0, 1, 0),
            },
            Operand::View(view) => self.state.views[view as usize],
        }
    }

    /// Where an instruction writes a register.
    #[inline]
    fn register(&self, register: Register) -> Goal {
        if self.strip.straight {
            self.goal(self.places.turn_register(register), self.machine.lanes.cast_signed())
        } else {
            self.value(register)
        }
    }

    /// A register outside of straight loops.
    fn value(&self, register: Register) -> Goal {
        self.goal(Places::register(register, self.machine.lanes), 0)
    }

    /// A place in what is kept.
    #[inline]
    fn goal(&self, place: usize, step: isize) -> Goal {
        Goal { first: Target::Kept { place, step: self.machine.lanes }, step }
    }

    /// Which of the turns of a loop are now taken into a fold.
    fn part(&mut self, to: Register, slot: usize) -> Part {
        let begun = self.state.begun.iter().position(|it| it.0 == to);
        if let Some(position) = begun {
            self.state.begun.swap_remove(position);
        }
        let turns = if self.strip.straight { self.strip.turns } else { 1 };
        let last = self.state.slots[slot].saturating_add_unsigned(turns as u64 - 1);
        Part { first: begun.is_some(), last: last >= self.state.ends[slot] }
    }

    /// Gives the folds over a loop without turns the values that they begin with.
    fn fill<I: Isa>(&mut self, isa: I, slot: usize) {
        while let Some(&(to, value, _)) = self.state.begun.last().filter(|it| it.2 == slot) {
            self.state.begun.pop();
            self.compute(isa, Kernel::Fill(value), self.value(to), &operands([]));
        }
    }

    fn destination(&self, destination: &Destination) -> Goal {
        match destination {
            Destination::Temporary { temporary, index } => self.temporary(*temporary, index),
            Destination::Result { root, indices } => self.result(*root, indices),
        }
    }

    fn temporary(&self, temporary: usize, index: &Address) -> Goal {
        let place = self.places.temporaries[temporary] + self.place(index);
        self.goal(place, self.step(index, self.machine.lanes))
    }

    /// A component of a result, with the caller or in the columns of the result.
    fn result(&self, root: usize, indices: &[Address]) -> Goal {
        let at = |turn: usize| {
            let index =
                |it: &Address| later(it.value(&self.state.slots), it.step(self.strip.slot), turn);
            self.machine.sink.component(root, indices.iter().map(index))
        };
        let component = at(0);
        let step =
            if self.strip.turns > 1 { at(1).wrapping_sub(component).cast_signed() } else { 0 };
        if self.machine.sink.width(root) == 0 {
            return Goal { first: Target::Result { root, component }, step };
        }
        let lanes = self.machine.lanes;
        let place = self.places.results[root] + component * lanes;
        self.goal(place, step.wrapping_mul(lanes.cast_signed()))
    }

    /// From one turn to the next, if an index leads to numbers that are so far apart.
    pub(super) fn step(&self, index: &Address, apart: usize) -> isize {
        let step = isize::try_from(index.step(self.strip.slot)).unwrap_or(0);
        step.wrapping_mul(apart.cast_signed())
    }

    /// The place of a component in a temporary; one that is not there is never asked for.
    fn place(&self, index: &Address) -> usize {
        usize::try_from(index.value(&self.state.slots)).unwrap_or(0) * self.machine.lanes
    }
}
