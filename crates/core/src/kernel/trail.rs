//! Trailing stops: their levels follow the bars, once these have been tried.

use super::Kernel;
use super::bar::Row;
use super::fault::Fault;
use crate::money::{Amount, Direction, Number, Rounding};
use crate::order::{OrderId, OrderKind, OrderState};

impl<N: Number> Kernel<N> {
    /// Lets the best prices of open trailing stops follow the bars of a row.
    pub(super) fn follow_trails(&mut self, at: Row<'_, N>) -> Result<(), Fault> {
        for place in 0..self.book.trailing().len() {
            let id = self.book.trailing()[place];
            let order = *self.book.order(id);
            let asset = order.asset as usize;
            if order.state != OrderState::Open || !at.panel.is_present(at.local, asset) {
                continue;
            }
            let (row, bar, buys) = (self.row, at.panel.bar(at.local, asset), order.buys());
            let follows = self.book.detail_mut(id).filter(|detail| !detail.triggered);
            if let Some(trail) = follows.and_then(|detail| detail.trail.as_mut())
                && row >= trail.from
            {
                trail.follow(buys, bar.high, bar.low);
                self.set_level(id)?;
            }
        }
        Ok(())
    }

    /// Brings the level of a trailing stop to where its best price puts it.
    pub(super) fn set_level(&mut self, id: OrderId) -> Result<(), Fault> {
        let order = *self.book.order(id);
        let trail = self.book.detail(id).and_then(|detail| detail.trail);
        let terms = &self.terms[order.asset as usize];
        let buys = self.buys(id);
        let done = trail.and_then(|trail| {
            let level = trail.level(buys, terms.step, terms)?;
            let kind = order.kind.map(|_| level);
            self.book.replace(id, crate::order::Order { kind, ..order })
        });
        done.ok_or_else(|| self.fault("the level of a trailing stop", &order, N::Price::default()))
    }

    /// Whether an order is on the buying side; one that waits is on the other side of its parent.
    pub(super) fn buys(&self, id: OrderId) -> bool {
        let order = self.book.order(id);
        let parent = self.book.detail(id).and_then(|detail| detail.parent);
        match parent {
            Some(parent) if order.quantity == N::Quantity::default() => !self.buys(parent),
            _ => order.buys(),
        }
    }

    /// The limit of a trailing stop-limit whose level is `stop`.
    pub(super) fn trailing_limit(
        &self,
        id: OrderId,
        kind: OrderKind<N::Price>,
        buys: bool,
    ) -> Option<N::Price> {
        let OrderKind::TrailingStopLimit(stop) = kind else { return None };
        let offset = self.book.detail(id)?.trail?.offset?;
        let limit = if buys { stop.plus(offset) } else { stop.minus(offset) }?;
        // As any limit: away from an unfair fill.
        let rounding = Rounding::from(if buys { Direction::Down } else { Direction::Up });
        let tick = self.terms[self.book.order(id).asset as usize].ticks.at(limit);
        N::price_times(limit, 1, 1, tick, rounding)
    }
}
