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
            let name = result_name(description, position);
            let name = (!extents.is_empty()).then(|| names.like(&name));
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

    /// The names of results that are numbers.
    pub(super) fn values(&self) -> Vec<String> {
        let outputs = self.outputs.iter().enumerate().filter(|it| it.1.name.is_none());
        outputs.map(|it| result_name(&self.description, it.0)).collect()
    }

    /// The results that are derivatives: what by, and the result.
    fn derivatives(&self) -> impl Iterator<Item = (&String, &Output)> {
        let first = usize::from(!self.description.products);
        self.description.gradient.iter().zip(self.outputs.iter().skip(first))
    }

    /// The derivatives that are written to arrays, as lines of text.
    pub(super) fn written(&self) -> impl Iterator<Item = String> {
        let what = if self.description.products { "products with" } else { "derivatives by" };
        self.derivatives().filter_map(move |(by, output)| {
            let name = output.name.as_ref()?;
            Some(format!("The {what} the components of `{by}` go to `{name}`."))
        })
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
        let by = self.description.gradient.join("`, `");
        if self.description.products {
            lines.extend([String::new(), format!("Returns the products by `{by}`.")]);
        } else if self.outputs.len() > 1 {
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
        let by = it.gradient.join(", ");
        if it.products {
            lines.extend([
                format!(
                    "Vector-Jacobian products: derivatives by {by}, times `cotangent` and added up"
                ),
                "over the components, from the operations of the value in reverse order."
                    .to_owned(),
            ]);
        } else if !it.gradient.is_empty() {
            lines.push(format!(
                "Derivatives: by {by}, from the operations of the value in reverse order."
            ));
        }
        if it.as_written {
            lines.push("Operations are done as written.".to_owned());
        }
        lines
    }

    /// What is returned, in words.
    pub(super) fn returns(&self) -> Vec<String> {
        let numbers = self.derivatives().filter(|it| it.1.name.is_none());
        let numbers: Vec<_> = numbers.map(|it| format!("`{}`", it.0)).collect();
        let mut lines = Vec::new();
        if !numbers.is_empty() {
            let what = if self.description.products {
                "the products by"
            } else {
                "the value, then the derivatives by"
            };
            lines.push(format!("Returns {what} {}.", numbers.join(", ")));
        }
        lines.extend(self.written());
        lines
    }
}

/// What a result is called, if it has a name of its own.
fn result_name(description: &Description, position: usize) -> String {
    let by = |position: usize| description.gradient.get(position);
    let derivative =
        if description.products { by(position) } else { position.checked_sub(1).and_then(by) };
    derivative.map_or("value".to_owned(), |it| format!("d_{}", it.replace('\'', "_")))
}
