//! What is printed is read as what was printed.

use chainrule::expr::{
    Arena, BinaryOp, Constant, ExprId, Extremum, FUNCTIONS, Fold, FoldKind, Node, Proposition,
    Relation,
};
use chainrule::number::Rational;
use chainrule::print;
use chainrule::syntax::{Mode, Scope, parse_expression, parse_proposition};
use proptest::prelude::*;

/// A recipe for an expression that reading can produce.
#[derive(Debug, Clone)]
enum Recipe {
    Number(u16, u8),
    Constant(bool),
    Variable(usize),
    Component(usize, usize),
    Negate(Box<Recipe>),
    Binary(usize, Box<Recipe>, Box<Recipe>),
    Call(usize, u32, Box<Recipe>),
    Extremum(bool, Box<Recipe>, Box<Recipe>),
    Unary(u32, Box<Recipe>),
    Binaries(Box<Recipe>, Box<Recipe>),
    Derivative(usize, usize, Box<Recipe>),
    At(usize, Box<Recipe>, Box<Recipe>),
    Fold(bool, usize, Box<Recipe>),
    Whole(usize, usize, Box<Recipe>),
    Delta(usize, usize),
    Piecewise(Vec<(Recipe, Guard)>, Box<Recipe>, bool),
}

/// A recipe for a statement.
#[derive(Debug, Clone)]
enum Guard {
    Compare(usize, Recipe, Recipe),
    Integer(Recipe),
    And(Vec<Guard>),
    Or(Vec<Guard>),
}

const VARIABLES: [&str; 8] = ["x", "y", "d", "dx", "alpha", "x_1", "rate", "delta"];
const INDICES: [&str; 4] = ["i", "j", "k", "n"];
const RELATIONS: [Relation; 6] = [
    Relation::LESS,
    Relation::EQUAL,
    Relation::GREATER,
    Relation::AT_MOST,
    Relation::AT_LEAST,
    Relation::NOT_EQUAL,
];
const OPERATORS: [BinaryOp; 5] =
    [BinaryOp::Add, BinaryOp::Sub, BinaryOp::Mul, BinaryOp::Div, BinaryOp::Pow];

fn recipe() -> impl Strategy<Value = Recipe> + Clone {
    let leaf = prop_oneof![
        (any::<u16>(), 0u8..4).prop_map(|(n, places)| Recipe::Number(n, places)),
        any::<bool>().prop_map(Recipe::Constant),
        (0..VARIABLES.len()).prop_map(Recipe::Variable),
        (0..4usize, 0..4usize).prop_map(|(a, b)| Recipe::Component(a, b)),
        (0..4usize, 0..4usize).prop_map(|(a, b)| Recipe::Delta(a, b)),
    ];
    leaf.prop_recursive(5, 40, 3, |inner| {
        let it = || inner.clone().prop_map(Box::new);
        let branch = || (inner.clone(), guard(inner.clone()));
        prop_oneof![
            1 => it().prop_map(Recipe::Negate),
            6 => (0..OPERATORS.len(), it(), it()).prop_map(|(op, a, b)| Recipe::Binary(op, a, b)),
            1 => (0..FUNCTIONS.len(), 0..3u32, it()).prop_map(|(f, n, a)| Recipe::Call(f, n, a)),
            1 => (any::<bool>(), it(), it()).prop_map(|(m, a, b)| Recipe::Extremum(m, a, b)),
            1 => (0..3u32, it()).prop_map(|(n, a)| Recipe::Unary(n, a)),
            1 => (it(), it()).prop_map(|(a, b)| Recipe::Binaries(a, b)),
            2 => (0..VARIABLES.len() + 1, 1..4usize, it())
                .prop_map(|(v, n, a)| Recipe::Derivative(v, n, a)),
            1 => (0..VARIABLES.len(), it(), it()).prop_map(|(v, a, b)| Recipe::At(v, a, b)),
            1 => (any::<bool>(), 0..4usize, it()).prop_map(|(s, k, a)| Recipe::Fold(s, k, a)),
            1 => (0..3usize, 0..4usize, it()).prop_map(|(m, k, a)| Recipe::Whole(m, k, a)),
            1 => (prop::collection::vec(branch(), 1..3), it(), any::<bool>())
                .prop_map(|(branches, last, otherwise)| Recipe::Piecewise(branches, last, otherwise)),
        ]
    })
}

fn guard(value: impl Strategy<Value = Recipe> + Clone + 'static) -> impl Strategy<Value = Guard> {
    let leaf = prop_oneof![
        4 => (0..RELATIONS.len(), value.clone(), value.clone())
            .prop_map(|(relation, a, b)| Guard::Compare(relation, a, b)),
        1 => value.prop_map(Guard::Integer),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        let parts = prop::collection::vec(inner, 2..4);
        prop_oneof![parts.clone().prop_map(Guard::And), parts.prop_map(Guard::Or)]
    })
}

#[allow(clippy::too_many_lines, reason = "one arm for each kind of expression")]
fn build(arena: &mut Arena, recipe: &Recipe) -> ExprId {
    match recipe {
        Recipe::Number(n, places) => {
            let value = Rational::new(i64::from(*n), 10i64.pow(u32::from(*places)))
                .expect("a power of ten");
            arena.number(value)
        }
        Recipe::Constant(e) => arena.constant(if *e { Constant::E } else { Constant::Pi }),
        Recipe::Variable(v) => arena.named(VARIABLES[*v]),
        Recipe::Component(a, b) => {
            let (array, indices) = (arena.symbol("A"), [INDICES[*a], INDICES[*b]]);
            let indices = indices.iter().map(|it| arena.named(it)).collect();
            arena.indexed(array, indices)
        }
        Recipe::Negate(a) => {
            let a = build(arena, a);
            arena.negate(a)
        }
        Recipe::Binary(op, a, b) => {
            let (a, b) = (build(arena, a), build(arena, b));
            arena.binary(OPERATORS[*op], a, b)
        }
        Recipe::Call(f, order, a) => {
            let a = build(arena, a);
            let function = FUNCTIONS[*f];
            if *order == 0 {
                arena.call(function, a)
            } else {
                arena.intern(Node::Prime(function, *order, a))
            }
        }
        Recipe::Extremum(max, a, b) => {
            let (a, b) = (build(arena, a), build(arena, b));
            arena.extremum(if *max { Extremum::Max } else { Extremum::Min }, a, b)
        }
        Recipe::Unary(order, a) => {
            let a = build(arena, a);
            let function = arena.symbol("u");
            arena.apply(function, vec![*order], vec![a])
        }
        Recipe::Binaries(a, b) => {
            let (a, b) = (build(arena, a), build(arena, b));
            let function = arena.symbol("L");
            arena.apply(function, vec![0, 0], vec![a, b])
        }
        Recipe::Derivative(v, order, a) => {
            let mut expr = build(arena, a);
            let by = match VARIABLES.get(*v) {
                Some(name) => arena.named(name),
                None => build(arena, &Recipe::Component(0, 1)),
            };
            for _ in 0..*order {
                expr = arena.derivative(expr, by);
            }
            expr
        }
        Recipe::At(v, a, b) => {
            let (a, b) = (build(arena, a), build(arena, b));
            let symbol = arena.symbol(VARIABLES[*v]);
            let other = arena.symbol("t");
            arena.at(a, vec![(symbol, b), (other, a)])
        }
        Recipe::Fold(sum, k, a) => {
            let body = build(arena, a);
            let (from, to) = (arena.number(1), arena.named("n"));
            let index = arena.symbol(INDICES[*k]);
            let kind = if *sum { FoldKind::Sum } else { FoldKind::Product };
            arena.fold(Fold { kind, body, index, from, to })
        }
        Recipe::Whole(form, k, a) => {
            let body = build(arena, a);
            let (from, to) = (arena.number(1), arena.named("n"));
            let fold =
                Fold { kind: FoldKind::Array, body, index: arena.symbol(INDICES[*k]), from, to };
            let array = arena.fold(fold);
            let function = arena.symbol("W");
            if *form == 0 {
                return arena.apply(function, vec![0], vec![array]);
            }
            // The array as the value of a name that stands for all of it, or for a component.
            let name = arena.symbol("Y");
            let mut inner = arena.whole_array(name, &[(from, to)]);
            inner = arena.apply(function, vec![0], vec![inner]);
            if *form == 2 {
                let index = arena.named("n");
                let component = arena.indexed(name, vec![index]);
                inner = arena.derivative(inner, component);
            }
            arena.at(inner, vec![(name, array)])
        }
        Recipe::Delta(a, b) => {
            let (a, b) = (arena.named(INDICES[*a]), arena.named(INDICES[*b]));
            arena.intern(Node::Delta(a, b))
        }
        Recipe::Piecewise(branches, last, otherwise) => {
            let mut built: Vec<_> = branches
                .iter()
                .map(|(value, guard)| (build(arena, value), proposition(arena, guard)))
                .collect();
            if *otherwise {
                built.push((build(arena, last), Proposition::TRUE));
            }
            arena.piecewise(built)
        }
    }
}

fn proposition(arena: &mut Arena, guard: &Guard) -> Proposition {
    match guard {
        Guard::Compare(relation, a, b) => {
            Proposition::Compare(RELATIONS[*relation], build(arena, a), build(arena, b))
        }
        Guard::Integer(a) => Proposition::Integer(build(arena, a)),
        Guard::And(parts) => {
            Proposition::And(parts.iter().map(|it| proposition(arena, it)).collect())
        }
        Guard::Or(parts) => {
            Proposition::Or(parts.iter().map(|it| proposition(arena, it)).collect())
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_500) })]

    #[test]
    fn a_printed_expression_is_read_as_itself(recipe in recipe()) {
        let mut arena = Arena::new();
        let expr = build(&mut arena, &recipe);
        let line = print::text(&arena, expr);
        let mut scope = Scope::new(Mode::Inferred);
        let read = parse_expression(&mut arena, &mut scope, &line).map(|it| it.0);
        prop_assert_eq!(read, Ok(expr), "printed as {}", line);
    }

    #[test]
    fn a_printed_expression_may_be_broken_anywhere_it_is_broken(recipe in recipe(), width in 1..80usize) {
        let mut arena = Arena::new();
        let expr = build(&mut arena, &recipe);
        let lines = print::text_to_width(&arena, expr, width);
        for line in lines.lines().rev().skip(1) {
            prop_assert!(line.trim_end().ends_with(['+', '-', '*', '/', '(', '[', ',']), "{}", lines);
        }
        let mut scope = Scope::new(Mode::Inferred);
        let read = parse_expression(&mut arena, &mut scope, &lines).map(|it| it.0);
        prop_assert_eq!(read, Ok(expr), "printed as {}", lines);
    }

    #[test]
    fn a_printed_statement_is_read_as_itself(guard in guard(recipe())) {
        let mut arena = Arena::new();
        let built = proposition(&mut arena, &guard);
        let line = print::proposition(&arena, &built);
        let mut scope = Scope::new(Mode::Inferred);
        let read = parse_proposition(&mut arena, &mut scope, &line).map(|it| it.0);
        prop_assert_eq!(read, Ok(built), "printed as {}", line);
    }

    #[test]
    fn braces_of_latex_match(recipe in recipe()) {
        let mut arena = Arena::new();
        let expr = build(&mut arena, &recipe);
        let latex = print::latex(&arena, expr);
        let mut open = 0i64;
        for byte in latex.bytes() {
            open += i64::from(byte == b'{') - i64::from(byte == b'}');
            prop_assert!(open >= 0, "{}", latex);
        }
        prop_assert_eq!(open, 0, "{}", latex);
        prop_assert_eq!(latex.matches("\\left").count(), latex.matches("\\right").count());
    }
}
