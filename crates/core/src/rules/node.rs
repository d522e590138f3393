//! What rules are made of: an expression is a list of nodes, each behind those that it is made of.

use crate::market::Field;

/// The place of a node in its list.
pub type Place = usize;

/// What is computed of two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// The sum.
    Add,
    /// The difference.
    Subtract,
    /// The product.
    Multiply,
    /// The quotient.
    Divide,
}

/// How two numbers are compared. What is not defined compares as false.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// The first is larger.
    Above,
    /// The first is smaller.
    Below,
    /// The first is not smaller.
    AtLeast,
    /// The first is not larger.
    AtMost,
}

impl Operation {
    /// Two numbers under the operation, in 64-bit floats.
    #[inline]
    pub(super) fn of(self, one: f64, other: f64) -> f64 {
        match self {
            Operation::Add => one + other,
            Operation::Subtract => one - other,
            Operation::Multiply => one * other,
            Operation::Divide => one / other,
        }
    }
}

impl Comparison {
    /// Whether two numbers are as asked; what is not defined is not.
    #[inline]
    pub(super) fn holds<T: PartialOrd>(self, one: T, other: T) -> bool {
        match self {
            Comparison::Above => one > other,
            Comparison::Below => one < other,
            Comparison::AtLeast => one >= other,
            Comparison::AtMost => one <= other,
        }
    }

    /// The same question with its sides exchanged.
    pub(super) fn turned(self) -> Comparison {
        match self {
            Comparison::Above => Comparison::Below,
            Comparison::Below => Comparison::Above,
            Comparison::AtLeast => Comparison::AtMost,
            Comparison::AtMost => Comparison::AtLeast,
        }
    }
}

/// An indicator, whose windows and parameter are nodes that do not depend on bars.
#[derive(Clone, Debug, PartialEq)]
pub struct Indicator {
    /// As [`crate::signal::Rule::named`] takes it.
    pub name: String,
    /// What it hears, where it hears one field.
    pub field: Field,
    /// Bars in its windows.
    pub lengths: Vec<Place>,
    /// Degrees of freedom or width, where it has one.
    pub parameter: Option<Place>,
    /// Which of the values that it says.
    pub output: usize,
}

/// A part of an expression, of one instrument at the close of one of its bars.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// A number.
    Constant(f64),
    /// A number that each set has for itself, by its place in the set.
    Parameter(usize),
    /// A field of the bar.
    Field(Field),
    /// What an indicator says.
    Indicator(Indicator),
    /// A number of two.
    Arithmetic(Operation, Place, Place),
    /// A condition of two numbers.
    Compare(Comparison, Place, Place),
    /// Both conditions.
    And(Place, Place),
    /// One of them or both.
    Or(Place, Place),
    /// Not the condition.
    Not(Place),
    /// Whether a condition held at the bar before; at the first one of the run it did not.
    Before(Place),
    /// A number so many bars ago; not defined until the run has so many.
    Ago(Place, Place),
    /// Bars since a condition held: 0 where it does; not defined until it did in the run.
    BarsSince(Place),
    /// Whether something is held.
    InPosition,
    /// At how many closes the position was held so far, this one included; 0 without one.
    BarsInPosition,
}

impl Node {
    /// The nodes that it is made of.
    pub(super) fn parts(&self) -> Vec<Place> {
        match self {
            Node::Constant(_)
            | Node::Parameter(_)
            | Node::Field(_)
            | Node::InPosition
            | Node::BarsInPosition => Vec::new(),
            Node::Indicator(Indicator { lengths, parameter, .. }) => {
                lengths.iter().chain(parameter).copied().collect()
            }
            Node::Not(part) | Node::Before(part) | Node::BarsSince(part) => vec![*part],
            Node::Arithmetic(_, one, other)
            | Node::Compare(_, one, other)
            | Node::And(one, other)
            | Node::Or(one, other)
            | Node::Ago(one, other) => vec![*one, *other],
        }
    }

    /// Whether it is a condition, and not a number.
    pub(super) fn is_condition(&self) -> bool {
        matches!(
            self,
            Node::Compare(..)
                | Node::And(..)
                | Node::Or(..)
                | Node::Not(_)
                | Node::Before(_)
                | Node::InPosition
        )
    }

    /// Whether its parts have to be conditions.
    pub(super) fn takes_conditions(&self) -> bool {
        matches!(
            self,
            Node::And(..) | Node::Or(..) | Node::Not(_) | Node::Before(_) | Node::BarsSince(_)
        )
    }
}
