#[test]
fn dump() {
    use crate::expr::Arena;
    use crate::syntax::{Mode, Scope, parse_expression};
    let (mut arena, mut scope) = (Arena::new(), Scope::new(Mode::Inferred));
    let text = std::env::var("DUMP").unwrap();
    let (expr, _) = parse_expression(&mut arena, &mut scope, &text).unwrap();
    let mut options = super::Options::default();
    if std::env::var("OVER").is_ok() {
        options.over = vec![(arena.symbol("i"), arena.number(1), arena.named("n"))];
    }
    let mut ev = super::compile(&arena, expr, &options).unwrap();
    if std::env::var("OVER").is_ok() {
        ev = ev.vector_jacobian(&["x"]).unwrap();
    }
    for it in &ev.program().instructions {
        eprintln!("{it:?}");
    }
}
