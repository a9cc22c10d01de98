//! Whole arrays: what stands for them where a function takes them as an argument.

use super::{Arena, ExprId, Fold, FoldKind, Indexed, Node, Symbol};

/// Names for the indices of a whole array.
const INDICES: [&str; 4] = ["k", "l", "m", "p"];

impl Arena {
    /// The array of that name with components over those ranges, one for each index:
    /// `array(y[k], k, from, to)`. The same name and ranges give the same expression.
    pub fn whole_array(&mut self, name: Symbol, ranges: &[(ExprId, ExprId)]) -> ExprId {
        let mut names: Vec<Symbol> = Vec::new();
        for _ in ranges {
            let next = self.free_index(name, ranges, &names);
            names.push(next);
        }
        let indices = names.iter().map(|&it| self.variable(it)).collect();
        let component = self.indexed(name, indices);
        let levels = names.into_iter().zip(ranges).rev();
        levels.fold(component, |body, (index, &(from, to))| {
            self.fold(Fold { kind: FoldKind::Array, body, index, from, to })
        })
    }

    /// A name that is neither that of the array, nor in its ranges, nor taken.
    fn free_index(
        &mut self,
        array: Symbol,
        ranges: &[(ExprId, ExprId)],
        taken: &[Symbol],
    ) -> Symbol {
        let mut count = 0;
        loop {
            let name = match INDICES.get(count) {
                Some(name) => self.symbol(name),
                None => self.symbol(&format!("k_{count}")),
            };
            let mentioned =
                ranges.iter().any(|&(a, b)| self.mentions(a, name) || self.mentions(b, name));
            if name != array && !mentioned && !taken.contains(&name) {
                return name;
            }
            count += 1;
        }
    }

    /// The parts of an expression that is an array and not a number.
    #[must_use]
    pub fn as_array(&self, expr: ExprId) -> Option<&Fold> {
        match self.node(expr) {
            Node::Fold(side) => Some(self.get(side)).filter(|it| it.kind == FoldKind::Array),
            _ => None,
        }
    }

    /// The number of indices that the components of an expression have: none for a number.
    #[must_use]
    pub fn rank(&self, expr: ExprId) -> usize {
        self.as_array(expr).map_or(0, |it| 1 + self.rank(it.body))
    }

    /// The ranges of an array, outermost first. None if one depends on an outer index.
    #[must_use]
    pub fn ranges(&self, expr: ExprId) -> Option<Vec<(ExprId, ExprId)>> {
        let (mut names, mut ranges, mut part) = (Vec::new(), Vec::new(), expr);
        while let Some(it) = self.as_array(part) {
            let depends = |&name| self.mentions(it.from, name) || self.mentions(it.to, name);
            if names.iter().any(depends) {
                return None;
            }
            names.push(it.index);
            ranges.push((it.from, it.to));
            part = it.body;
        }
        Some(ranges)
    }

    /// The name and the ranges of a whole array, whatever its indices are called.
    #[must_use]
    pub fn as_whole_array(&self, expr: ExprId) -> Option<(Symbol, Vec<(ExprId, ExprId)>)> {
        let (mut names, mut ranges, mut part) = (Vec::new(), Vec::new(), expr);
        while let Some(it) = self.as_array(part) {
            if names.iter().any(|&name| self.mentions(it.from, name) || self.mentions(it.to, name))
            {
                return None;
            }
            names.push(it.index);
            ranges.push((it.from, it.to));
            part = it.body;
        }
        let Node::Indexed(side) = self.node(part) else { return None };
        let Indexed { array, indices } = self.get(side);
        let same = names.len() == indices.len()
            && names.iter().zip(indices).all(|(&name, &it)| self.node(it) == Node::Variable(name));
        let distinct = (1..names.len()).all(|k| !names[..k].contains(&names[k]));
        (same && distinct && !names.is_empty()).then_some((*array, ranges))
    }
}
