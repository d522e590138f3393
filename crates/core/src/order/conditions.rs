//! What an order may ask for beside its size, type and duration; most orders ask for none of it.

use std::sync::Arc;

use crate::order::{Asked, OrderId, Ticket};

/// The conditions of an order as they were asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Conditions {
    /// The limit of a stop-limit order, whose stop is the price of its ticket.
    pub limit: Option<Asked>,
    /// How a trailing stop follows.
    pub trail: Option<AskedTrail>,
    /// The last session of a gtd order.
    pub until: Option<u32>,
    /// Whether it may only make a position smaller.
    pub reduce_only: bool,
    /// The name of its group: one cancels the others.
    pub group: Option<Arc<str>>,
    /// The order on whose fill it waits.
    pub parent: Option<OrderId>,
    /// A text of the strategy.
    pub tag: Option<Arc<str>>,
    /// How it is given over several closes.
    pub schedule: Option<Schedule>,
}

impl Conditions {
    /// One of the ways out of what an order fills: of a group, in which one cancels the others, and
    /// only to make the position smaller. Its parent is named beside it.
    pub fn way_out(group: &str, trail: Option<AskedTrail>) -> Conditions {
        let group = Some(Arc::from(group));
        Conditions { trail, reduce_only: true, group, ..Conditions::default() }
    }
}

/// How a trailing stop follows the best price, as it was asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AskedTrail {
    /// How far behind.
    pub distance: AskedDistance,
    /// How far its limit is beyond its stop, for a trailing stop-limit.
    pub offset: Option<Asked>,
}

/// How far a trailing stop is behind the best price, as it was asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum AskedDistance {
    /// A price.
    Amount(Asked),
    /// A share of the best price.
    Share(Asked),
}

/// How a large order is given in slices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// Equal slices at so many closes.
    Twap(u32),
    /// Slices in proportion to these weights, in parts of 10^9.
    Vwap(Arc<[i64]>),
}

impl Schedule {
    /// At how many closes.
    pub fn steps(&self) -> u32 {
        match self {
            Schedule::Twap(steps) => *steps,
            Schedule::Vwap(weights) => u32::try_from(weights.len()).unwrap_or(u32::MAX),
        }
    }

    /// What has been given after so many closes, as `(numerator, denominator)` of the whole.
    pub fn done(&self, step: u32) -> (i64, i64) {
        match self {
            Schedule::Twap(steps) => (i64::from(step), i64::from(*steps)),
            Schedule::Vwap(weights) => {
                (weights.iter().take(step as usize).sum(), weights.iter().sum())
            }
        }
    }

    /// Whether it has a step, and weights that add up to something.
    pub fn is_possible(&self) -> bool {
        match self {
            Schedule::Twap(steps) => *steps > 0,
            Schedule::Vwap(weights) => {
                let sum = weights.iter().try_fold(0_i64, |sum, &weight| sum.checked_add(weight));
                weights.iter().all(|&weight| weight >= 0) && sum.is_some_and(|sum| sum > 0)
            }
        }
    }
}

/// An order of a batch: by its id, or by the place of its ticket among those given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderRef {
    /// An id.
    Id(OrderId),
    /// The order that the n-th ticket made, counted from 0.
    Ticket(u32),
}

/// A ticket with conditions.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Size, type and duration.
    pub ticket: Ticket,
    /// The rest; a parent is named by `parent`.
    pub conditions: Conditions,
    /// The order on whose fill it waits.
    pub parent: Option<OrderRef>,
}

/// What is to change of an order; what is nothing stays.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Change {
    /// The whole new quantity, signed.
    pub quantity: Option<Asked>,
    /// The new limit.
    pub limit: Option<Asked>,
    /// The new stop.
    pub stop: Option<Asked>,
    /// How far a trailing stop is now to follow.
    pub trail: Option<AskedDistance>,
}
