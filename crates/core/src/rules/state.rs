//! What depends on the position: nodes that are evaluated bar by bar, along the run.

use std::collections::VecDeque;

use super::error::{RulesError, bar_count};
use super::evaluation::Evaluation;
use super::node::{Node, Place};
use super::program::Program;

/// The nodes of one instrument that depend on its position.
#[derive(Clone, Debug)]
pub(super) struct State {
    /// By node: its number at the present bar, 1 or 0 of a condition.
    values: Vec<f64>,
    /// By node: what it remembers of earlier bars.
    memories: Vec<Memory>,
    /// 1 while long, -1 while short, else 0.
    side: i8,
    bars: f64,
}

/// What a node remembers.
#[derive(Clone, Debug)]
enum Memory {
    Nothing,
    /// The last number of its part, or the last of its own.
    Last(f64),
    /// The last numbers of its part, so many at most.
    Ring(VecDeque<f64>, usize),
}

impl State {
    /// Nothing has happened yet.
    ///
    /// # Errors
    /// When a number of bars is none.
    pub(super) fn new(program: &Program, evaluation: &Evaluation) -> Result<State, RulesError> {
        let memory = |place: Place| match program.nodes()[place] {
            Node::Ago(_, bars) if program.is_stateful(place) => {
                let bars = bar_count(place, evaluation.scalar(bars))?;
                Ok(Memory::Ring(VecDeque::new(), bars))
            }
            Node::Before(_) => Ok(Memory::Last(0.0)),
            Node::BarsSince(_) => Ok(Memory::Last(f64::NAN)),
            _ => Ok(Memory::Nothing),
        };
        let count = program.nodes().len();
        let memories = (0..count).map(memory).collect::<Result<_, _>>()?;
        Ok(State { values: vec![f64::NAN; count], memories, side: 0, bars: 0.0 })
    }

    /// Goes on to a bar, at whose close the position is on such a side; `known` tells the numbers
    /// that do not depend on it.
    pub(super) fn update(
        &mut self,
        program: &Program,
        side: i8,
        known: impl Fn(Place) -> Option<f64>,
    ) {
        self.bars = match side {
            0 => 0.0,
            side if side == self.side => self.bars + 1.0,
            _ => 1.0,
        };
        self.side = side;
        for place in 0..program.nodes().len() {
            self.values[place] = match known(place) {
                Some(number) => number,
                None => self.evaluated(program, place),
            };
        }
    }

    /// The number of a node at the present bar.
    pub(super) fn at(&self, place: Place) -> f64 {
        self.values[place]
    }

    fn evaluated(&mut self, program: &Program, place: Place) -> f64 {
        let State { values, memories, side, bars } = self;
        let truth = |holds: bool| f64::from(u8::from(holds));
        let holds = |place: Place| values[place] > 0.0;
        match (&program.nodes()[place], &mut memories[place]) {
            (Node::InPosition, _) => truth(*side != 0),
            (Node::BarsInPosition, _) => *bars,
            (Node::Arithmetic(operation, one, other), _) => {
                operation.of(values[*one], values[*other])
            }
            (Node::Compare(asked, one, other), _) => {
                truth(asked.holds(values[*one], values[*other]))
            }
            (Node::And(one, other), _) => truth(holds(*one) && holds(*other)),
            (Node::Or(one, other), _) => truth(holds(*one) || holds(*other)),
            (Node::Not(part), _) => truth(!holds(*part)),
            (Node::Before(part), Memory::Last(last)) => std::mem::replace(last, values[*part]),
            (Node::BarsSince(part), Memory::Last(since)) => {
                *since = if holds(*part) { 0.0 } else { *since + 1.0 };
                *since
            }
            (Node::Ago(part, _), Memory::Ring(ring, bars)) => {
                ring.push_back(values[*part]);
                if ring.len() > *bars { ring.pop_front().unwrap_or(f64::NAN) } else { f64::NAN }
            }
            (node, _) => unreachable!("{node:?} does not depend on the position"),
        }
    }
}
