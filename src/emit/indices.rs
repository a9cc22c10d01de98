//! Integers, and components of arrays.

use super::code::Writer;
use super::dialect::{Helper, Text};
use crate::evaluate::graph::{Affine, Bound, IndexId, IndicesId, Integer};
use crate::evaluate::plan::Step;
use crate::expr::Relation;

impl Writer<'_> {
    /// An integer, in code.
    pub(super) fn integer(&self, index: IndexId) -> String {
        self.affine(self.graph.integer(index))
    }

    pub(super) fn affine(&self, it: &Affine) -> String {
        let mut code = String::new();
        for &(name, factor) in &it.terms {
            let name = match name {
                Integer::Size(size) => self.header.sizes[size as usize].0.clone(),
                Integer::Bound(bound) => {
                    let known = self.bounds.iter().rev().find(|it| it.0 == bound);
                    known.map(|it| it.1.clone()).unwrap_or_default()
                }
            };
            let magnitude = factor.unsigned_abs();
            let term = if magnitude == 1 { name } else { format!("{magnitude} * {name}") };
            code = match (code.is_empty(), factor < 0) {
                (true, false) => term,
                (true, true) => format!("-{term}"),
                (false, false) => format!("{code} + {term}"),
                (false, true) => format!("{code} - {term}"),
            };
        }
        match (code.is_empty(), it.constant) {
            (true, constant) => constant.to_string(),
            (false, 0) => code,
            (false, constant) if constant < 0 => format!("{code} - {}", constant.unsigned_abs()),
            (false, constant) => format!("{code} + {constant}"),
        }
    }

    /// A component of an array, which is inside if all indices run over the array's own ranges.
    pub(super) fn element(&mut self, array: usize, indices: IndicesId) -> Text {
        let it = &self.header.arrays[array];
        let name = self.lane.map_or(&it.name, |lane| &lane.arrays[array]);
        let (name, extents) = (name.clone(), it.extents.clone());
        let list = self.graph.indices(indices).to_vec();
        let mut inside = Vec::new();
        for (&index, extent) in list.iter().zip(&extents) {
            if !self.runs_over(index, *extent) {
                let index = self.integer(index);
                let last = match extent {
                    Some(size) => self.header.sizes[*size].0.clone(),
                    None => String::new(),
                };
                inside.push((index, last));
            }
        }
        let offset = self.offset(&list, &extents);
        if inside.is_empty() {
            return self.component(&name, &offset);
        }
        self.is_inside = false;
        let mut arguments = vec![name, offset];
        arguments.extend(inside.into_iter().flat_map(|it| [it.0, it.1]));
        self.dialect.call(Helper::Component, &arguments)
    }

    /// Whether an index is that of a loop from 1 to the size.
    fn runs_over(&self, index: IndexId, extent: Option<usize>) -> bool {
        let ([(Integer::Bound(bound), 1)], 0, Some(size)) = (
            self.graph.integer(index).terms.as_slice(),
            self.graph.integer(index).constant,
            extent,
        ) else {
            return false;
        };
        self.ranges(*bound).is_some_and(|(from, to)| {
            let to = self.graph.integer(to);
            self.graph.integer(from).literal().is_some_and(|it| it >= 1)
                && to.constant <= 0
                && matches!(to.terms.as_slice(),
                    [(Integer::Size(own), 1)] if *own as usize == size)
        })
    }

    /// Whether an integer is how far the index of a loop is from an end of its range.
    pub(super) fn is_in_range(&self, relation: Relation, index: IndexId) -> bool {
        if relation != Relation::AT_LEAST {
            return false;
        }
        let it = self.graph.integer(index);
        let bounds: Vec<Bound> = it.bounds().collect();
        bounds.into_iter().any(|bound| {
            self.ranges(bound).is_some_and(|(from, to)| {
                let (from, to) = (self.graph.integer(from), self.graph.integer(to));
                let own = Affine::from(bound);
                own.plus(-1, from).as_ref() == Some(it) || to.plus(-1, &own).as_ref() == Some(it)
            })
        })
    }

    pub(super) fn ranges(&self, bound: Bound) -> Option<(IndexId, IndexId)> {
        fn find(steps: &[Step], bound: Bound, open: &mut Vec<(IndexId, IndexId)>) {
            for step in steps {
                if let Step::Loop(it) = step {
                    if it.axis.bound == bound || it.names.contains(&bound) {
                        open.push((it.axis.from, it.axis.to));
                    }
                    find(&it.steps, bound, open);
                }
            }
        }
        // The same index may belong to several loops; all must agree.
        let mut all = Vec::new();
        find(self.operations.plan, bound, &mut all);
        let first = *all.first()?;
        all.iter().all(|it| *it == first).then_some(first)
    }

    /// The place of a component, the last index counting fastest.
    pub(super) fn offset(&self, list: &[IndexId], extents: &[Option<usize>]) -> String {
        let mut code = String::new();
        for (&index, extent) in list.iter().zip(extents) {
            let less = self.graph.integer(index).plus(-1, &Affine::from(1));
            let index = self.affine(&less.unwrap_or_default());
            code = match extent {
                Some(size) if !code.is_empty() => {
                    format!("({code}) * {} + ({index})", self.header.sizes[*size].0)
                }
                _ => index,
            };
        }
        code
    }

    /// A name for the index of a loop: those of the loops around it are others.
    pub(super) fn index_name(&self) -> String {
        let around: Vec<&str> = self.bounds.iter().map(|it| it.1.as_str()).collect();
        let mut names = self.names.clone();
        let letters = ["i", "j", "k", "l", "m"];
        let letter = letters.into_iter().find(|it| !around.contains(it) && names.like(it) == *it);
        letter.map_or_else(|| format!("index{}", around.len()), str::to_owned)
    }
}
