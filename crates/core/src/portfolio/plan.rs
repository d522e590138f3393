//! What a portfolio of arrays is told: its strategies, and whose money it is when.

use crate::drive::TargetUnit;

/// Shares of a portfolio are whole numbers of parts of this.
pub const WHOLE: i128 = 1_000_000_000;

/// A strategy that is known before the run.
#[derive(Clone, Debug)]
pub struct ArrayStrategy<'a> {
    /// Targets: rows of the run x instruments, time first; NaN is no target.
    pub targets: &'a [f64],
    /// What they are given in.
    pub unit: TargetUnit,
    /// Whether every bar leads back to them.
    pub rebalance: bool,
    /// What follows an order that makes a position larger.
    pub bracket: Bracket,
}

/// How far from the price of an entry it is closed, in parts of 10^9 of that price.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bracket {
    /// By a stop, at a loss.
    pub stop: Option<i64>,
    /// By a limit, at a profit.
    pub limit: Option<i64>,
}

impl Bracket {
    /// Whether there is any.
    pub const fn is_some(self) -> bool {
        self.stop.is_some() || self.limit.is_some()
    }
}

/// The strategies, and the share of each.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    /// In their order.
    pub strategies: Vec<ArrayStrategy<'a>>,
    /// Of each strategy, in parts of 10^9; the rest is in reserve.
    pub shares: Vec<i64>,
    /// The rows at which money is shared anew, ascending.
    pub shared: Vec<u32>,
}

impl Plan<'_> {
    /// Whether some strategy has a bracket.
    pub fn has_brackets(&self) -> bool {
        self.strategies.iter().any(|strategy| strategy.bracket.is_some())
    }
}
