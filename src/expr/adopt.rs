//! Copies expressions from one store into another.

use super::{Application, Arena, Evaluation, ExprId, Fold, Indexed, Node, Piecewise, Symbol};

impl Arena {
    /// The same expression, with the same names, as one of another store.
    pub fn adopt(&mut self, other: &Self, expr: ExprId) -> ExprId {
        let node = match other.node(expr) {
            Node::Number(side) => return self.number(other.get(side).clone()),
            Node::Constant(constant) => Node::Constant(constant),
            Node::Variable(symbol) => Node::Variable(self.adopt_name(other, symbol)),
            Node::Negate(a) => Node::Negate(self.adopt(other, a)),
            Node::Call(function, a) => Node::Call(function, self.adopt(other, a)),
            Node::Prime(function, order, a) => Node::Prime(function, order, self.adopt(other, a)),
            Node::Binary(op, a, b) => {
                let a = self.adopt(other, a);
                Node::Binary(op, a, self.adopt(other, b))
            }
            Node::Extremum(kind, a, b) => {
                let a = self.adopt(other, a);
                Node::Extremum(kind, a, self.adopt(other, b))
            }
            Node::Delta(a, b) => {
                let a = self.adopt(other, a);
                Node::Delta(a, self.adopt(other, b))
            }
            Node::Derivative { by, body } => {
                let by = self.adopt(other, by);
                Node::Derivative { by, body: self.adopt(other, body) }
            }
            Node::Apply(side) => {
                let Application { function, orders, arguments, components } = other.get(side);
                let application = Application {
                    function: self.adopt_name(other, *function),
                    orders: orders.clone(),
                    arguments: self.adopt_all(other, arguments),
                    components: components
                        .iter()
                        .map(|(argument, indices)| (*argument, self.adopt_all(other, indices)))
                        .collect(),
                };
                Node::Apply(self.side(application))
            }
            Node::At(side) => {
                let Evaluation { body, bindings } = other.get(side);
                let body = self.adopt(other, *body);
                let bindings = bindings
                    .iter()
                    .map(|&(name, value)| (self.adopt_name(other, name), self.adopt(other, value)))
                    .collect();
                Node::At(self.side(Evaluation { body, bindings }))
            }
            Node::Piecewise(side) => {
                let branches = other.get(side).branches.iter();
                let branches = branches
                    .map(|(value, guard)| {
                        let value = self.adopt(other, *value);
                        (value, guard.map(&mut |part| self.adopt(other, part)))
                    })
                    .collect();
                Node::Piecewise(self.side(Piecewise { branches }))
            }
            Node::Indexed(side) => {
                let Indexed { array, indices } = other.get(side);
                let array = self.adopt_name(other, *array);
                let indices = self.adopt_all(other, indices);
                Node::Indexed(self.side(Indexed { array, indices }))
            }
            Node::Fold(side) => {
                let Fold { kind, body, index, from, to } = other.get(side);
                let index = self.adopt_name(other, *index);
                let [body, from, to] = [body, from, to].map(|&part| self.adopt(other, part));
                Node::Fold(self.side(Fold { kind: *kind, body, index, from, to }))
            }
        };
        self.intern(node)
    }

    /// The symbol of the same name as one of another store.
    pub fn adopt_name(&mut self, other: &Self, symbol: Symbol) -> Symbol {
        self.symbol(other.name(symbol))
    }

    fn adopt_all(&mut self, other: &Self, exprs: &[ExprId]) -> Vec<ExprId> {
        exprs.iter().map(|&it| self.adopt(other, it)).collect()
    }
}
