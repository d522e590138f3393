//! What a split makes of the orders of its instrument.

use super::Kernel;
use super::fault::Fault;
use crate::market::{Split, Terms};
use crate::money::{Amount, Direction, Number, Rounding};
use crate::order::{Distance, Order, OrderId, OrderState, Trail};

impl<N: Number> Kernel<N> {
    /// Brings the orders of an instrument to its new count; what is no order any more is dropped.
    pub(super) fn split_orders(&mut self, split: &Split) -> Result<(), Fault> {
        let alive = self.book.open().iter().chain(self.book.waiting()).copied();
        let mut ids: Vec<OrderId> =
            alive.filter(|&id| self.book.order(id).asset == split.asset).collect();
        ids.sort_unstable();
        for id in ids {
            let order = *self.book.order(id);
            if order.state.is_alive() {
                let possible = self.split_order(id, &order, split);
                let possible = possible
                    .ok_or_else(|| self.fault("an order after a split", &order, N::Price::ZERO))?;
                if !possible {
                    self.end(id, OrderState::Dropped)?;
                }
            }
        }
        self.book.sweep();
        let lot = self.terms[split.asset as usize].lot;
        let after = |filled| N::quantity_times(filled, split.new, split.old, lot);
        self.book.split_filled(split.asset, after);
        self.split_changes(split)
    }

    /// What is left of the quantity is floored to the lot, prices go to the tick away from an unfair
    /// fill. Tells whether the order is still one.
    fn split_order(&mut self, id: OrderId, order: &Order<N>, split: &Split) -> Option<bool> {
        let terms = self.terms[order.asset as usize];
        let left = N::quantity_times(order.left(), split.new, split.old, terms.lot)?;
        let quantity = order.filled.plus(left)?;
        let buys = self.buys(id);
        let to_tick = |price, up| price_after::<N>(price, up, split, &terms);
        let is_stop = order.kind.is_stop();
        let price = match order.kind.price() {
            Some(price) => Some(to_tick(price, buys == is_stop)?),
            None => None,
        };
        let kind = order.kind.map(|before| price.unwrap_or(before));
        self.book.replace(id, Order { quantity, kind, ..*order })?;
        let limit = self.split_detail(id, buys, split, &terms)?;
        // A level that follows the market may be none for a while.
        let follows = self.book.detail(id).is_some_and(|detail| !detail.triggered);
        let trails = order.kind.is_trailing() && follows;
        let possible = |price: Option<N::Price>| {
            price.is_none_or(|price| self.is_order_price(order.asset, price))
        };
        let is_price = (trails || possible(price)) && possible(limit);
        Some(is_price && (order.state == OrderState::Waiting || !left.is_zero()))
    }

    /// The limit of a stop-limit goes to the tick, and a trail with its price. Gives the limit.
    fn split_detail(
        &mut self,
        id: OrderId,
        buys: bool,
        split: &Split,
        terms: &Terms<N>,
    ) -> Option<Option<N::Price>> {
        let Some(detail) = self.book.detail(id) else { return Some(None) };
        let (is_level, trail) = (detail.trail.is_some() && !detail.triggered, detail.trail);
        let limit = match detail.limit {
            Some(limit) => Some(price_after::<N>(limit, !buys, split, terms)?),
            None => None,
        };
        let trail = match trail {
            Some(trail) => Some(trail_after::<N>(&trail, split, terms.step)?),
            None => None,
        };
        let detail = self.book.detail_mut(id)?;
        (detail.limit, detail.trail) = (limit, trail);
        if is_level && self.set_level(id).is_err() { None } else { Some(limit) }
    }
}

/// The best price goes with the price, half-even at its scale; distances go up to it.
fn trail_after<N: Number>(
    trail: &Trail<N::Price>,
    split: &Split,
    step: N::Price,
) -> Option<Trail<N::Price>> {
    let after = |price, rounding| N::price_times(price, split.old, split.new, step, rounding);
    let up = |amount| after(amount, Rounding::Ceiling);
    let distance = match trail.distance {
        Distance::Amount(amount) => Distance::Amount(up(amount)?),
        share @ Distance::Share(_) => share,
    };
    let offset = match trail.offset {
        Some(offset) => Some(up(offset)?),
        None => None,
    };
    Some(Trail { distance, offset, best: after(trail.best, Rounding::HalfEven)?, from: trail.from })
}

/// A limit or a stop after a split, on the tick.
pub(super) fn price_after<N: Number>(
    price: N::Price,
    up: bool,
    split: &Split,
    terms: &Terms<N>,
) -> Option<N::Price> {
    let rounding = Rounding::from(if up { Direction::Up } else { Direction::Down });
    let rebased = N::price_times(price, split.old, split.new, terms.step, rounding)?;
    N::price_times(rebased, 1, 1, terms.ticks.at(rebased), rounding)
}
