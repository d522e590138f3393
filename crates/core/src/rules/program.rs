//! A program: what is held when, and how much of it.

use std::fmt;

use super::node::{Node, Place};
use crate::order::Intent;

/// When a position is opened and closed, by conditions; what is nothing never holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sides {
    /// Opens a long position.
    pub long: Option<Place>,
    /// Closes it.
    pub exit: Option<Place>,
    /// Opens a short position.
    pub short: Option<Place>,
    /// Closes it.
    pub cover: Option<Place>,
}

/// How much is held, and where it is given up: numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizing {
    /// What the size means: a target.
    pub intent: Intent,
    /// The size, without a sign.
    pub size: Place,
    /// How far the price may go against the position, from the close at which it was ordered.
    pub stop_loss: Option<Place>,
    /// How far it has to go with it.
    pub take_profit: Option<Place>,
}

/// Rules that were found to make sense.
#[derive(Clone, Debug, PartialEq)]
pub struct Program {
    nodes: Vec<Node>,
    parameters: usize,
    sides: Sides,
    sizing: Sizing,
    /// By node: whether it is a number of constants and parameters alone.
    scalar: Vec<bool>,
    /// By node: whether it depends on the position.
    stateful: Vec<bool>,
    /// By node: which parameters it depends on.
    depends: Vec<Vec<usize>>,
}

/// Nodes that are no program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProgramError {
    /// A node names one that is not before it, or that there is not.
    Order(Place),
    /// A node is a condition where a number is needed, or the other way round.
    Kind(Place),
    /// A window or a parameter of an indicator depends on bars.
    NotScalar(Place),
    /// A node names a parameter that there is not.
    Parameter(usize),
    /// No position is ever opened.
    NoEntry,
    /// The size is no target.
    Intent,
}

impl fmt::Display for ProgramError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ProgramError::Order(place) => write!(f, "node {place} names one that is not before it"),
            ProgramError::Kind(place) => {
                write!(f, "node {place} takes a condition for a number, or a number for one")
            }
            ProgramError::NotScalar(place) => {
                write!(f, "node {place}: a window is a whole number or a parameter, not of bars")
            }
            ProgramError::Parameter(place) => write!(f, "there is no parameter {place}"),
            ProgramError::NoEntry => f.write_str("no condition opens a position"),
            ProgramError::Intent => f.write_str("the size of rules is a target"),
        }
    }
}

impl std::error::Error for ProgramError {}

impl Program {
    /// The program of these nodes, for sets of so many parameters.
    ///
    /// # Errors
    /// The first thing that makes no sense.
    pub fn new(
        nodes: Vec<Node>,
        parameters: usize,
        sides: Sides,
        sizing: Sizing,
    ) -> Result<Program, ProgramError> {
        let mut program = Program {
            parameters,
            sides,
            sizing,
            scalar: Vec::new(),
            stateful: Vec::new(),
            depends: Vec::new(),
            nodes,
        };
        for place in 0..program.nodes.len() {
            program.check(place)?;
            program.note(place);
        }
        program.check_roots()?;
        Ok(program)
    }

    /// Every node, each behind its parts.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// How many parameters a set has.
    pub fn parameters(&self) -> usize {
        self.parameters
    }

    /// When positions are opened and closed.
    pub fn sides(&self) -> &Sides {
        &self.sides
    }

    /// How much is held.
    pub fn sizing(&self) -> &Sizing {
        &self.sizing
    }

    /// Whether a node is a number that does not depend on bars.
    pub(super) fn is_scalar(&self, place: Place) -> bool {
        self.scalar[place]
    }

    /// Whether a node depends on the position.
    pub(super) fn is_stateful(&self, place: Place) -> bool {
        self.stateful[place]
    }

    /// Whether any does: such rules are asked at every bar.
    pub(super) fn looks_at_positions(&self) -> bool {
        self.stateful.iter().any(|&stateful| stateful)
    }

    /// Whether an entry has ways out that work by themselves.
    pub(super) fn has_brackets(&self) -> bool {
        self.sizing.stop_loss.is_some() || self.sizing.take_profit.is_some()
    }

    /// Which parameters a node depends on, ascending.
    pub(super) fn depends(&self, place: Place) -> &[usize] {
        &self.depends[place]
    }

    fn check(&self, place: Place) -> Result<(), ProgramError> {
        let node = &self.nodes[place];
        let parts = node.parts();
        if parts.iter().any(|&part| part >= place) {
            return Err(ProgramError::Order(place));
        }
        if parts.iter().any(|&part| self.nodes[part].is_condition() != node.takes_conditions()) {
            return Err(ProgramError::Kind(place));
        }
        match node {
            Node::Parameter(parameter) if *parameter >= self.parameters => {
                Err(ProgramError::Parameter(*parameter))
            }
            Node::Indicator(_) if parts.iter().any(|&part| !self.scalar[part]) => {
                Err(ProgramError::NotScalar(place))
            }
            Node::Ago(_, bars) if !self.scalar[*bars] => Err(ProgramError::NotScalar(place)),
            _ => Ok(()),
        }
    }

    fn note(&mut self, place: Place) {
        let node = &self.nodes[place];
        let parts = node.parts();
        let mut depends: Vec<usize> =
            parts.iter().flat_map(|&part| self.depends[part].iter().copied()).collect();
        if let Node::Parameter(parameter) = node {
            depends.push(*parameter);
        }
        depends.sort_unstable();
        depends.dedup();
        let scalar = match node {
            Node::Constant(_) | Node::Parameter(_) => true,
            Node::Arithmetic(..) => parts.iter().all(|&part| self.scalar[part]),
            _ => false,
        };
        let is_state = matches!(node, Node::InPosition | Node::BarsInPosition);
        self.stateful.push(is_state || parts.iter().any(|&part| self.stateful[part]));
        self.scalar.push(scalar);
        self.depends.push(depends);
    }

    fn check_roots(&self) -> Result<(), ProgramError> {
        let Sides { long, exit, short, cover } = self.sides;
        let Sizing { intent, size, stop_loss, take_profit } = self.sizing;
        let conditions = [long, exit, short, cover].into_iter().flatten();
        let numbers = [Some(size), stop_loss, take_profit].into_iter().flatten();
        let roots = conditions.map(|root| (root, true)).chain(numbers.map(|root| (root, false)));
        for (root, is_condition) in roots {
            let node = self.nodes.get(root).ok_or(ProgramError::Order(root))?;
            if node.is_condition() != is_condition {
                return Err(ProgramError::Kind(root));
            }
        }
        if long.is_none() && short.is_none() {
            return Err(ProgramError::NoEntry);
        }
        if intent.is_target() { Ok(()) } else { Err(ProgramError::Intent) }
    }
}
