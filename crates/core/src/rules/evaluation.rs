//! One parameter set: the value of every node, as far as it does not depend on the position.

use std::sync::Arc;

use super::column::Column;
use super::exact::Exact;
use super::node::{Node, Place};
use super::program::Program;

/// What a node is for one set.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// A number that does not depend on bars.
    Scalar(f64),
    /// A column that other sets have too.
    Shared(Arc<Column>),
    /// A column of this set.
    Own(Column),
    /// It depends on the position: there is no column.
    State,
}

/// The values of the nodes of one set; its columns are used again for the next one.
#[derive(Clone, Debug, Default)]
pub struct Evaluation {
    parameters: Vec<f64>,
    values: Vec<Value>,
}

impl Evaluation {
    /// Takes the numbers of a set.
    pub(super) fn begin(&mut self, program: &Program, set: &[f64]) {
        self.parameters.clear();
        self.parameters.extend_from_slice(set);
        self.values.resize(program.nodes().len(), Value::State);
        for (place, node) in program.nodes().iter().enumerate() {
            let number = match *node {
                Node::Constant(number) => Some(number),
                Node::Parameter(parameter) => Some(set[parameter]),
                Node::Arithmetic(operation, one, other) if program.is_scalar(place) => {
                    Some(operation.of(self.scalar(one), self.scalar(other)))
                }
                _ => None,
            };
            if let Some(number) = number {
                self.values[place] = Value::Scalar(number);
            }
        }
    }

    /// A parameter of the set.
    pub(super) fn parameter(&self, parameter: usize) -> f64 {
        self.parameters[parameter]
    }

    /// A number that does not depend on bars.
    pub(super) fn scalar(&self, place: Place) -> f64 {
        match self.values[place] {
            Value::Scalar(number) => number,
            _ => unreachable!("a program has scalars where it asks for them"),
        }
    }

    /// Takes a column that other sets have too.
    pub(super) fn share(&mut self, place: Place, column: Arc<Column>) {
        self.values[place] = Value::Shared(column);
    }

    /// The number of a node at a row of the run, 1 or 0 of a condition; nothing where it depends on
    /// the position.
    #[inline]
    pub(super) fn at(&self, place: Place, asset: usize, row: usize, rows: usize) -> Option<f64> {
        match &self.values[place] {
            Value::Scalar(number) => Some(*number),
            Value::Shared(column) => Some(column.at(asset, row, rows)),
            Value::Own(column) => Some(column.at(asset, row, rows)),
            Value::State => None,
        }
    }

    /// The bits of a condition; nothing where it depends on the position.
    #[inline]
    pub(super) fn bits(&self, place: Place) -> Option<&[u64]> {
        match self.column_of(place) {
            Some(Column::Bits(bits)) => Some(bits),
            _ => None,
        }
    }

    fn column_of(&self, place: Place) -> Option<&Column> {
        match &self.values[place] {
            Value::Shared(column) => Some(column),
            Value::Own(column) => Some(column),
            Value::Scalar(_) | Value::State => None,
        }
    }

    /// Takes a node's own column of the last set, for its memory; the node has none then.
    pub(super) fn take_own(&mut self, place: Place) -> Option<Column> {
        match std::mem::replace(&mut self.values[place], Value::State) {
            Value::Own(column) => Some(column),
            _ => None,
        }
    }

    /// Keeps a column of this set.
    pub(super) fn own(&mut self, place: Place, column: Column) {
        self.values[place] = Value::Own(column);
    }

    /// The exact sums of a node that has some.
    pub(super) fn exact(&self, place: Place) -> Option<&Exact> {
        match self.column_of(place) {
            Some(Column::Exact(exact)) => Some(exact),
            _ => None,
        }
    }

    /// The floats of a node whose column is of floats.
    pub(super) fn floats(&self, place: Place) -> Option<&[f64]> {
        match self.column_of(place) {
            Some(Column::Floats(values)) => Some(values),
            _ => None,
        }
    }
}
