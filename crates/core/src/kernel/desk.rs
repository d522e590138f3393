//! What only orders with conditions need: groups, schedules, changes under way, volume taken.

use super::ambiguity::Ambiguities;
use super::bar::Candidate;
use super::changes::Pending;
use super::children::Born;
use super::schedule::Running;
use super::setup::{Setup, SetupError};
use super::volume::Taken;
use crate::models::latency::Latency;
use crate::money::Number;
use crate::order::{Groups, OrderId, Refusal, WHOLE};

/// The desk of a run. A run of plain orders never looks at it.
#[derive(Clone, Debug)]
pub(super) struct Desk<N: Number> {
    pub groups: Groups,
    pub schedules: Vec<Running<N>>,
    /// Changes and cancellations that are not effective yet.
    pub pending: Vec<Pending<N>>,
    pub refused_changes: Vec<(u32, OrderId, Refusal)>,
    pub ambiguities: Ambiguities,
    pub taken: Taken<N>,
    /// The orders that the row at hand triggers.
    pub candidates: Vec<Candidate<N::Price>>,
    /// Children that became open in the row at hand.
    pub born: Vec<Born<N::Price>>,
    /// Orders that end with the row at hand, filled or not.
    pub tried: Vec<OrderId>,
    /// Orders whose stops the row at hand triggers.
    pub triggered: Vec<OrderId>,
    /// What takes time, where anything does.
    pub latency: Option<Latency>,
}

impl<N: Number> Desk<N> {
    /// An empty desk for so many instruments.
    ///
    /// # Errors
    /// When volume limit or latency of the setup make no sense.
    pub fn new(setup: &Setup, assets: usize) -> Result<Desk<N>, SetupError> {
        let limit = setup.rules.volume_limit.map(|limit| {
            let parts = limit.at_scale(9).and_then(|parts| i64::try_from(parts).ok());
            let parts = parts.filter(|parts| (0..=WHOLE).contains(parts));
            parts.ok_or_else(|| SetupError::VolumeLimit(limit.to_string()))
        });
        let latency = setup.rules.latency;
        if !latency.is_possible() {
            return Err(SetupError::Latency);
        }
        Ok(Desk {
            groups: Groups::default(),
            schedules: Vec::new(),
            pending: Vec::new(),
            refused_changes: Vec::new(),
            ambiguities: Ambiguities::default(),
            taken: Taken::new(limit.transpose()?, assets),
            candidates: Vec::new(),
            born: Vec::new(),
            tried: Vec::new(),
            triggered: Vec::new(),
            latency: latency.is_some().then_some(latency),
        })
    }

    /// Whether nothing of it is under way.
    #[inline]
    pub fn is_idle(&self) -> bool {
        self.schedules.is_empty()
            && self.pending.is_empty()
            && self.born.is_empty()
            && self.tried.is_empty()
    }

    /// Whether fills are limited by the volume of a bar.
    pub fn looks_at_volume(&self) -> bool {
        self.taken.limit.is_some()
    }
}
