//! What a function is called with and what it returns, the same in every language.

use super::names::Names;
use super::{Description, EmitError};
use crate::evaluate::Evaluator;
use crate::evaluate::graph::Integer;

/// An array among the parameters.
#[derive(Debug, Clone)]
pub(super) struct Array {
    pub(super) name: String,
    /// For each index, the position of the size that says how many values it has; `None` for the
    /// first one, where the length says it.
    pub(super) extents: Vec<Option<usize>>,
}

/// Where a size comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SizeSource {
    /// The length of that array of one index.
    Length(usize),
    /// A parameter.
    Parameter,
    /// It is known, and its name is the number.
    Known,
}

/// A derivative, or the value.
#[derive(Debug, Clone)]
pub(super) struct Output {
    /// The name of the place that components are written to; the value and derivatives by numbers are
    /// returned instead.
    pub(super) name: Option<String>,
    /// The sizes along the indices, as positions.
    pub(super) extents: Vec<usize>,
}

/// Names, parameters and results.
#[derive(Debug, Clone)]
pub(super) struct Header {
    pub(super) description: Description,
    /// The numbers, in the order of the graph's inputs.
    pub(super) inputs: Vec<String>,
    /// The positions of the numbers in the order of their names: the order of the parameters.
    pub(super) order: Vec<usize>,
    pub(super) arrays: Vec<Array>,
    pub(super) sizes: Vec<(String, SizeSource)>,
    pub(super) outputs: Vec<Output>,
    /// The names that are still free.
    pub(super) names: Names,
}

impl Header {
    pub(super) fn new(evaluator: &Evaluator, description: &Description) -> Result<Self, EmitError> {
        let graph = evaluator.graph();
        let mut names = Names::default();
        names.like(&description.name);
        let inputs: Vec<String> = graph.inputs.iter().map(|it| names.like(it)).collect();
        let mut order: Vec<usize> = (0..inputs.len()).collect();
        order.sort_by(|&a, &b| graph.inputs[a].cmp(&graph.inputs[b]));
        let extent = |array: usize, dimension: usize| {
            evaluator.extents().find(|it| (it.0, it.1) == (array, dimension)).map(|it| it.2)
        };
        let mut arrays = Vec::new();
        for (position, array) in graph.arrays.iter().enumerate() {
            let extents: Vec<_> = (0..array.rank).map(|it| extent(position, it)).collect();
            if extents.iter().skip(1).any(Option::is_none) {
                return Err(EmitError::Extent(array.name.clone()));
            }
            arrays.push(Array { name: names.like(&array.name), extents });
        }
        let source = |size: usize| {
            let only = |it: &Array| it.extents.len() == 1 && it.extents[0] == Some(size);
            arrays.iter().position(only).map_or(SizeSource::Parameter, SizeSource::Length)
        };
        let sizes = graph.sizes.iter().enumerate();
        let known = |name: &String| description.sizes.iter().find(|it| it.0 == *name);
        let sizes: Vec<_> = sizes
            .map(|(size, name)| match known(name) {
                Some((_, value)) => (value.to_string(), SizeSource::Known),
                None => (names.like(name), source(size)),
            })
            .collect();
        let mut outputs = Vec::new();
        for (position, root) in evaluator.results().iter().enumerate() {
            let mut extents = Vec::new();
            for axis in &root.axes {
                // Axes of derivatives by arrays run from 1 to a size.
                match graph.integer(axis.to).terms.as_slice() {
                    [(Integer::Size(size), 1)] => extents.push(*size as usize),
                    _ => return Err(EmitError::Extent(description.name.clone())),
                }
            }
            let by = description.gradient.get(position.wrapping_sub(1));
            let name = (!extents.is_empty())
                .then(|| names.like(&format!("d_{}", by.map_or("value", String::as_str))));
            outputs.push(Output { name, extents });
        }
        Ok(Self { description: description.clone(), inputs, order, arrays, sizes, outputs, names })
    }

    /// The numbers among the parameters, in their order.
    pub(super) fn numbers(&self) -> impl Iterator<Item = &str> {
        self.order.iter().map(|&it| self.inputs[it].as_str())
    }

    /// The sizes that are not known.
    pub(super) fn open_sizes(&self) -> impl Iterator<Item = &str> {
        self.sizes.iter().filter(|it| it.1 != SizeSource::Known).map(|it| it.0.as_str())
    }

    /// The integers among the parameters.
    pub(super) fn size_parameters(&self) -> impl Iterator<Item = &str> {
        let own = self.sizes.iter().filter(|it| it.1 == SizeSource::Parameter);
        own.map(|it| it.0.as_str())
    }

    /// Whether all parameters and results are numbers, so that there is a version for many points.
    pub(super) fn is_of_numbers(&self) -> bool {
        self.arrays.is_empty() && self.outputs.iter().all(|it| it.name.is_none())
    }

    /// How many results are returned.
    pub(super) fn returned(&self) -> usize {
        self.outputs.iter().filter(|it| it.name.is_none()).count()
    }

    /// Names like those given that no parameter has.
    pub(super) fn free<const N: usize>(&self, wanted: [&str; N]) -> [String; N] {
        let mut names = self.names.clone();
        wanted.map(|it| names.like(it))
    }

    /// Every name that the function takes: numbers, arrays, sizes.
    pub(super) fn parameters(&self) -> Vec<String> {
        let arrays = self.arrays.iter().map(|it| it.name.as_str());
        self.numbers().chain(arrays).chain(self.size_parameters()).map(str::to_owned).collect()
    }

    /// What the function is, and what it returns where that is more than its value.
    pub(super) fn about_results(&self) -> Vec<String> {
        let mut lines = self.about();
        if self.outputs.len() > 1 {
            let by = self.description.gradient.join("`, `");
            let returned = format!("Returns the value and the derivatives by `{by}`.");
            lines.extend([String::new(), returned]);
        }
        lines
    }

    /// What is to be known about the function, as lines of text.
    pub(super) fn about(&self) -> Vec<String> {
        let it = &self.description;
        let mut lines = vec![format!("`{}`", it.formula), String::new()];
        match it.domain.as_slice() {
            [] => lines.push("Domain: all real numbers.".to_owned()),
            conditions => {
                lines.push(format!("Domain: {}; elsewhere NaN.", conditions.join(", ")));
            }
        }
        if !it.gradient.is_empty() {
            lines.push(format!(
                "Derivatives: by {}, from the operations of the value in reverse order.",
                it.gradient.join(", ")
            ));
        }
        if it.as_written {
            lines.push("Operations are done as written.".to_owned());
        }
        lines
    }

    /// What is returned, in words.
    pub(super) fn returns(&self) -> Vec<String> {
        let by = self.description.gradient.iter();
        let numbers = by.zip(self.outputs.iter().skip(1)).filter(|it| it.1.name.is_none());
        let numbers: Vec<_> = numbers.map(|it| format!("`{}`", it.0)).collect();
        let mut lines = Vec::new();
        if !numbers.is_empty() {
            lines.push(format!(
                "Returns the value, then the derivatives by {}.",
                numbers.join(", ")
            ));
        }
        let by = self.description.gradient.iter();
        for (by, output) in by.zip(self.outputs.iter().skip(1)) {
            if let Some(name) = &output.name {
                lines.push(format!("The derivatives by the components of `{by}` go to `{name}`."));
            }
        }
        lines
    }
}
