//! What an evaluator is given, and what may be wrong with it.

use std::fmt;

use rustc_hash::FxHashMap;

use super::graph::Graph;
use super::lower::Extent;
use super::memory::Strided;
use super::real::Real;

/// What stands for a name at the points at which an evaluator is evaluated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Argument<'a, T> {
    /// The same number at every point.
    Number(T),
    /// A number for each point.
    Column(&'a [T]),
    /// The same array at every point: its components, the last index counting fastest.
    Array {
        /// The components.
        data: &'a [T],
        /// The number of values of each index.
        extents: &'a [usize],
    },
    /// An array for each point, one point after the other.
    Rows {
        /// The components, like those of [`Argument::Array`] for each point.
        data: &'a [T],
        /// The number of values of each index.
        extents: &'a [usize],
    },
    /// An array for each point, one component after the other, each at all points.
    Columns {
        /// The components.
        data: &'a [T],
        /// The number of values of each index.
        extents: &'a [usize],
    },
    /// An integer, the same at every point.
    Integer(i64),
}

/// How results with components lie in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Layout {
    /// One point after the other, each with all its components.
    #[default]
    Rows,
    /// One component after the other, each at all points.
    Columns,
}

/// What is wrong with the arguments of an evaluator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArgumentError {
    /// An input has no argument.
    Missing(String),
    /// An argument has the name of no input.
    Unknown(String),
    /// An argument is given twice.
    Twice(String),
    /// An argument is of another kind than the input: a number where an array is needed, an array with
    /// another number of indices, a column for an integer.
    Kind(String),
    /// An argument has another number of points than those before it.
    Points {
        /// The argument.
        name: String,
        /// The number of points before it.
        expected: usize,
        /// Its own number of points.
        found: usize,
    },
    /// The length of an array is not the product of its extents (for each point).
    Length {
        /// The argument.
        name: String,
        /// The length that the extents ask for, a multiple of which is needed where there are points.
        expected: usize,
        /// Its own length.
        found: usize,
    },
    /// Arrays, or an array and an integer, say different things about a size.
    Size {
        /// The name of the size.
        name: String,
        /// One of its values.
        one: i64,
        /// Another one.
        other: i64,
    },
    /// Nothing says how large a size is.
    UnknownSize(String),
    /// There are not as many buffers as results.
    Results {
        /// The number of results.
        expected: usize,
        /// The number of buffers.
        found: usize,
    },
    /// A buffer has another length than its result.
    Buffer {
        /// The position of the result.
        result: usize,
        /// The length of the result.
        expected: usize,
        /// The length of the buffer.
        found: usize,
    },
    /// The workspace belongs to another evaluator.
    Workspace,
    /// A result would have too many components.
    TooLarge,
}

impl fmt::Display for ArgumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(name) => write!(f, "`{name}` has no value"),
            Self::Unknown(name) => write!(f, "no input is called `{name}`"),
            Self::Twice(name) => write!(f, "`{name}` is given twice"),
            Self::Kind(name) => write!(f, "the value of `{name}` is of another kind"),
            Self::Points { name, expected, found } => {
                write!(f, "`{name}` has {found} points, and what comes before it {expected}")
            }
            Self::Length { name, expected, found } => {
                write!(f, "`{name}` has {found} components, and its extents ask for {expected}")
            }
            Self::Size { name, one, other } => write!(f, "`{name}` is both {one} and {other}"),
            Self::UnknownSize(name) => write!(f, "nothing says how large `{name}` is"),
            Self::Results { expected, found } => {
                write!(f, "{found} buffers for {expected} results")
            }
            Self::Buffer { result, expected, found } => {
                write!(f, "the buffer of result {result} has length {found}, not {expected}")
            }
            Self::Workspace => f.write_str("the workspace belongs to another evaluator"),
            Self::TooLarge => f.write_str("a result would have too many components"),
        }
    }
}

impl std::error::Error for ArgumentError {}

/// Arguments that fit the inputs of a graph.
#[derive(Debug, Clone, Default)]
pub(super) struct Bound<'a, T> {
    pub(super) inputs: Vec<&'a [T]>,
    pub(super) arrays: Vec<BoundArray<'a, T>>,
    pub(super) sizes: Vec<i64>,
    /// `None` where all arguments are the same at every point.
    pub(super) points: Option<usize>,
}

/// An array with its strides.
#[derive(Debug, Clone)]
pub(super) struct BoundArray<'a, T> {
    data: &'a [T],
    point: usize,
    indices: Vec<(usize, usize)>,
}

impl<T: Real> BoundArray<'_, T> {
    pub(super) fn strided(&self) -> Strided<'_, T> {
        Strided { data: self.data, point: self.point, indices: &self.indices }
    }
}

/// A name with its argument.
type Named<'n, 'a, T> = (&'n str, Argument<'a, T>);

/// Arguments, to be found by their names.
struct ByName<'l, 'n, 'a, T> {
    arguments: &'l [Named<'n, 'a, T>],
    /// Where there are many.
    positions: Option<FxHashMap<&'n str, usize>>,
}

impl<'l, 'n, 'a, T> ByName<'l, 'n, 'a, T> {
    /// Up to so many are looked through.
    const FEW: usize = 16;

    /// The names must differ.
    fn new(arguments: &'l [Named<'n, 'a, T>]) -> Result<Self, ArgumentError> {
        let twice = |name: &str| Err(ArgumentError::Twice(name.to_owned()));
        if arguments.len() <= Self::FEW {
            for (position, (name, _)) in arguments.iter().enumerate() {
                if arguments[..position].iter().any(|it| it.0 == *name) {
                    return twice(name);
                }
            }
            return Ok(Self { arguments, positions: None });
        }
        let mut positions = FxHashMap::default();
        for (position, (name, _)) in arguments.iter().enumerate() {
            if positions.insert(*name, position).is_some() {
                return twice(name);
            }
        }
        Ok(Self { arguments, positions: Some(positions) })
    }

    fn position(&self, name: &str) -> Option<usize> {
        match &self.positions {
            Some(positions) => positions.get(name).copied(),
            None => self.arguments.iter().position(|it| it.0 == name),
        }
    }

    fn find(&self, name: &str) -> Option<&'l Argument<'a, T>> {
        self.position(name).map(|position| &self.arguments[position].1)
    }
}

impl<'a, T: Real> Bound<'a, T> {
    /// Finds the argument of each input.
    pub(super) fn new(
        graph: &Graph,
        extents: &[Extent],
        arguments: &'a [Named<'_, 'a, T>],
    ) -> Result<Self, ArgumentError> {
        let mut bound =
            Self { inputs: Vec::new(), arrays: Vec::new(), sizes: Vec::new(), points: None };
        let by_name = ByName::new(arguments)?;
        let arrays = graph.arrays.iter().map(|it| &it.name);
        let mut known = vec![false; arguments.len()];
        for name in graph.inputs.iter().chain(arrays).chain(&graph.sizes) {
            by_name.position(name).into_iter().for_each(|it| known[it] = true);
        }
        if let Some(unknown) = known.iter().position(|it| !it) {
            return Err(ArgumentError::Unknown(arguments[unknown].0.to_owned()));
        }
        for (name, argument) in arguments {
            bound.note_points(name, *argument)?;
        }
        let find =
            |name: &str| by_name.find(name).ok_or_else(|| ArgumentError::Missing(name.to_owned()));
        for name in &graph.inputs {
            bound.inputs.push(match find(name)? {
                Argument::Number(value) => std::slice::from_ref(value),
                Argument::Column(data) => *data,
                _ => return Err(ArgumentError::Kind(name.clone())),
            });
        }
        for input in &graph.arrays {
            let array = bound.array(*find(&input.name)?);
            let array = array.filter(|it| it.indices.len() == input.rank);
            bound.arrays.push(array.ok_or_else(|| ArgumentError::Kind(input.name.clone()))?);
        }
        bound.sizes(graph, extents, &by_name)?;
        Ok(bound)
    }

    /// The number of points that an argument has, and whether its length fits.
    fn note_points(&mut self, name: &str, argument: Argument<'_, T>) -> Result<(), ArgumentError> {
        let length = |extents: &[usize]| extents.iter().product::<usize>();
        let points = match argument {
            Argument::Number(_) | Argument::Integer(_) => return Ok(()),
            Argument::Column(data) => data.len(),
            Argument::Array { data, extents } if data.len() == length(extents) => return Ok(()),
            Argument::Rows { data, extents } | Argument::Columns { data, extents }
                if length(extents) != 0 && data.len() % length(extents) == 0 =>
            {
                data.len() / length(extents)
            }
            // Arrays without components do not say how many points there are.
            Argument::Rows { data: [], extents } | Argument::Columns { data: [], extents }
                if length(extents) == 0 =>
            {
                return Ok(());
            }
            Argument::Array { data, extents }
            | Argument::Rows { data, extents }
            | Argument::Columns { data, extents } => {
                let (expected, found) = (length(extents), data.len());
                return Err(ArgumentError::Length { name: name.to_owned(), expected, found });
            }
        };
        match self.points {
            Some(expected) if expected != points => {
                Err(ArgumentError::Points { name: name.to_owned(), expected, found: points })
            }
            _ => {
                self.points = Some(points);
                Ok(())
            }
        }
    }

    fn array(&self, argument: Argument<'a, T>) -> Option<BoundArray<'a, T>> {
        let points = self.points.unwrap_or(1);
        let (data, extents, point, mut step) = match argument {
            Argument::Array { data, extents } => (data, extents, 0, 1),
            Argument::Rows { data, extents } => (data, extents, extents.iter().product(), 1),
            Argument::Columns { data, extents } => (data, extents, 1, points),
            Argument::Number(_) | Argument::Column(_) | Argument::Integer(_) => return None,
        };
        let mut indices = vec![(0, 0); extents.len()];
        for (index, &extent) in indices.iter_mut().zip(extents).rev() {
            *index = (step, extent);
            step = step.saturating_mul(extent);
        }
        Some(BoundArray { data, point, indices })
    }

    fn sizes(
        &mut self,
        graph: &Graph,
        extents: &[Extent],
        arguments: &ByName<'_, '_, 'a, T>,
    ) -> Result<(), ArgumentError> {
        for (position, name) in graph.sizes.iter().enumerate() {
            let mut value = match arguments.find(name) {
                None => None,
                Some(Argument::Integer(value)) => Some(*value),
                Some(_) => return Err(ArgumentError::Kind(name.clone())),
            };
            for it in extents.iter().filter(|it| it.size as usize == position) {
                let extent = self.arrays[it.array as usize].indices[it.dimension].1;
                let other = i64::try_from(extent).unwrap_or(i64::MAX);
                match value {
                    Some(one) if one != other => {
                        return Err(ArgumentError::Size { name: name.clone(), one, other });
                    }
                    _ => value = Some(other),
                }
            }
            self.sizes.push(value.ok_or_else(|| ArgumentError::UnknownSize(name.clone()))?);
        }
        Ok(())
    }
}
