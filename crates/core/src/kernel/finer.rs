//! Finer bars: what a bar cannot tell, they may.

use super::Kernel;
use super::bar::{Candidate, Row};
use super::group::worse_of;
use crate::market::Bar;
use crate::models::fill::{Hit, Moment, Phase, Reach, reach};
use crate::money::{Amount, Number};
use crate::order::OrderId;

/// What finer bars say about several orders of which one fills.
#[derive(Clone, Debug)]
pub(super) struct Decision<P> {
    /// The order that was first, if any.
    pub winner: Option<Candidate<P>>,
    /// Whether no finer bar left it open.
    pub is_decided: bool,
    /// Stop-limits that were triggered and wait for their limits.
    pub triggered: Vec<OrderId>,
}

impl<N: Number> Kernel<N> {
    /// Walks the finer bars of a row until one decides which of several orders of an instrument
    /// fills: from the first on, or from the fill of their parent. Nothing where there are none, or
    /// where they do not come to the question.
    pub(super) fn decided_by_finer(
        at: Row<'_, N>,
        mut orders: Vec<Candidate<N::Price>>,
        parent: Option<Hit<N::Price>>,
    ) -> Option<Decision<N::Price>> {
        let (finer, rows) = at.panel.finer(at.local)?;
        let asset = orders.first()?.asset as usize;
        let (mut has_begun, mut triggered) = (parent.is_none(), Vec::new());
        for row in rows.filter(|&row| finer.is_tradable(row, asset)) {
            let bar = finer.bar(row, asset);
            let mut phase = Phase::Bar { opens: false };
            if let Some(parent) = parent.filter(|_| !has_begun) {
                let Some(moment) = moment_of(&parent, &bar) else { continue };
                has_begun = true;
                if moment == Moment::Within {
                    phase = Phase::Rest { after: parent.price };
                }
            }
            let filling = tried(&mut orders, phase, &bar, &mut triggered);
            if !filling.is_empty() {
                let mut winner = orders[worse_of(&orders, &filling)];
                let opens = filling.iter().any(|&place| orders[place].hit.opened);
                let is_rest = matches!(phase, Phase::Rest { .. });
                let is_decided = !is_rest && (filling.len() == 1 || opens);
                // For the children of the winner, this is somewhere in the bar.
                winner.hit.at = Moment::Within;
                return Some(Decision { winner: Some(winner), is_decided, triggered });
            }
        }
        let is_over = parent.is_some() && has_begun;
        is_over.then_some(Decision { winner: None, is_decided: true, triggered })
    }
}

/// When a bar reaches the price at which a parent filled.
fn moment_of<P: Amount>(parent: &Hit<P>, bar: &Bar<P>) -> Option<Moment> {
    let (is_passed, is_reached) = if parent.falls {
        (bar.open <= parent.price, bar.low <= parent.price)
    } else {
        (bar.open >= parent.price, bar.high >= parent.price)
    };
    match (is_reached, is_passed) {
        (true, true) => Some(Moment::Open),
        (true, false) => Some(Moment::Within),
        (false, _) => None,
    }
}

/// Tries orders on a finer bar: the places of those that it fills. A stop-limit may be triggered by
/// one bar and fill in a later one.
fn tried<P: Amount>(
    orders: &mut [Candidate<P>],
    phase: Phase<P>,
    bar: &Bar<P>,
    triggered: &mut Vec<OrderId>,
) -> Vec<usize> {
    let mut filling = Vec::new();
    for (place, order) in orders.iter_mut().enumerate() {
        match reach(&order.working, phase, bar) {
            Reach::Fill(hit) => {
                order.hit = hit;
                filling.push(place);
            }
            Reach::Triggered => {
                order.working.triggered = true;
                triggered.push(order.id);
            }
            Reach::Nothing | Reach::Over => {}
        }
    }
    filling
}
