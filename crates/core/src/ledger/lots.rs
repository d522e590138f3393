//! Cost basis: lots closed first in, first out, each holding its total cost.

use std::collections::VecDeque;

use crate::money::{Amount, Number};

/// Units bought (or sold short) together and still held.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lot<N: Number> {
    /// Signed: negative is short.
    pub quantity: N::Quantity,
    /// What all of it cost, signed as the quantity: what a short received is negative.
    pub cost: N::Money,
    /// The fees paid to open it.
    pub fee: N::Money,
    /// Row of the bar in which it was opened.
    pub row: u32,
    /// Whether that was at its close.
    pub at_close: bool,
}

/// A lot, or a part of one, that was closed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trade<N: Number> {
    /// Index of the instrument.
    pub asset: u32,
    /// Row of the bar in which it was opened.
    pub opened: u32,
    /// Row of the bar in which it was closed.
    pub closed: u32,
    /// Whether it was opened at the close of that bar: the bar says nothing of it.
    pub opened_at_close: bool,
    /// Whether it was closed at the close of that bar: it was open all through it.
    pub closed_at_close: bool,
    /// Signed as the position was: negative was short.
    pub quantity: N::Quantity,
    /// Its cost, signed as the quantity.
    pub cost: N::Money,
    /// What its end brought, signed as the quantity.
    pub proceeds: N::Money,
    /// Fees of both ends.
    pub fees: N::Money,
}

impl<N: Number> Trade<N> {
    /// Profit after fees.
    #[inline]
    pub fn profit(&self) -> Option<N::Money> {
        self.proceeds.minus(self.cost)?.minus(self.fees)
    }
}

/// A fill as the lots see it.
#[derive(Clone, Copy, Debug)]
pub struct Fill<N: Number> {
    /// Index of the instrument.
    pub asset: u32,
    /// Row of the bar.
    pub row: u32,
    /// Whether it is at the close of the bar.
    pub at_close: bool,
    /// Signed.
    pub quantity: N::Quantity,
    /// Signed as the quantity.
    pub value: N::Money,
    /// Fee.
    pub fee: N::Money,
}

/// The lots of one instrument, oldest first. All have the same sign.
#[derive(Clone, Debug)]
pub struct Lots<N: Number> {
    lots: VecDeque<Lot<N>>,
}

impl<N: Number> Default for Lots<N> {
    fn default() -> Self {
        Lots { lots: VecDeque::new() }
    }
}

impl<N: Number> Lots<N> {
    /// The lots, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Lot<N>> {
        self.lots.iter()
    }

    /// What the position cost, signed as it is; `None` when the sum does not fit.
    pub fn cost(&self) -> Option<N::Money> {
        self.lots.iter().try_fold(N::Money::ZERO, |sum, lot| sum.plus(lot.cost))
    }

    /// Books a fill against a position of `held` units: closes what it can, opens the rest.
    ///
    /// `None` when a sum does not fit. The lots are then as before only if nothing was closed;
    /// the caller stops the run.
    #[inline]
    pub fn fill(
        &mut self,
        fill: Fill<N>,
        held: N::Quantity,
        trades: &mut Vec<Trade<N>>,
    ) -> Option<()> {
        let same_side = (held > N::Quantity::ZERO) == (fill.quantity > N::Quantity::ZERO);
        if held.is_zero() || same_side {
            let Fill { quantity, value: cost, fee, row, at_close, .. } = fill;
            self.lots.push_back(Lot { quantity, cost, fee, row, at_close });
            return Some(());
        }
        let size = fill.quantity.magnitude();
        let closed = size.at_most(held.magnitude());
        let value = N::part(fill.value, closed, size)?;
        let fee = N::part(fill.fee, closed, size)?;
        self.close(&fill, closed, value, fee, trades)?;
        let open = size.minus(closed)?;
        if !open.is_zero() {
            let quantity = if held > N::Quantity::ZERO { open.negated() } else { open };
            let (cost, fee) = (fill.value.minus(value)?, fill.fee.minus(fee)?);
            let Fill { row, at_close, .. } = fill;
            self.lots.push_back(Lot { quantity, cost, fee, row, at_close });
        }
        Some(())
    }

    /// Closes `size` units, oldest lot first. Each takes its floor of value and fee; the last
    /// takes what is left, so that nothing is lost.
    fn close(
        &mut self,
        fill: &Fill<N>,
        mut size: N::Quantity,
        mut value: N::Money,
        mut fee: N::Money,
        trades: &mut Vec<Trade<N>>,
    ) -> Option<()> {
        while !size.is_zero() {
            let lot = self.lots.front_mut()?;
            let whole = lot.quantity.magnitude();
            let part = whole.at_most(size);
            let cost = N::part(lot.cost, part, whole)?;
            let fee_in = N::part(lot.fee, part, whole)?;
            let end_value = N::part(value, part, size)?;
            let fee_out = N::part(fee, part, size)?;
            let quantity = if lot.quantity > N::Quantity::ZERO { part } else { part.negated() };
            trades.push(Trade {
                asset: fill.asset,
                opened: lot.row,
                closed: fill.row,
                opened_at_close: lot.at_close,
                closed_at_close: fill.at_close,
                quantity,
                cost,
                // The closing fill has the other sign than the position.
                proceeds: end_value.negated(),
                fees: fee_in.plus(fee_out)?,
            });
            (size, value, fee) = (size.minus(part)?, value.minus(end_value)?, fee.minus(fee_out)?);
            if part == whole {
                self.lots.pop_front();
            } else {
                lot.quantity = lot.quantity.minus(quantity)?;
                lot.cost = lot.cost.minus(cost)?;
                lot.fee = lot.fee.minus(fee_in)?;
            }
        }
        Some(())
    }

    /// Books a split that leaves `after` of `before` units and pays `cash` for the rest.
    ///
    /// Each lot keeps its cost; its end on the new count is floored to the lot size, so that the
    /// sum is the new position. A lot that is left without units gives its cost to the next one.
    /// When nothing at all is left, every lot is closed for its part of the cash.
    ///
    /// `None` when a number does not fit.
    pub fn split(&mut self, split: LotSplit<N>, trades: &mut Vec<Trade<N>>) -> Option<()> {
        if split.after.is_zero() {
            let Fill { row, asset, at_close, .. } = split.fill;
            let quantity = split.before.negated();
            let value = split.cash.negated();
            let fee = N::Money::ZERO;
            let fill = Fill { asset, row, at_close, quantity, value, fee };
            return self.fill(fill, split.before, trades);
        }
        let (mut before, mut after) = (N::Quantity::ZERO, N::Quantity::ZERO);
        let (mut cost, mut fee) = (N::Money::ZERO, N::Money::ZERO);
        let mut kept: VecDeque<Lot<N>> = VecDeque::with_capacity(self.lots.len());
        for lot in &self.lots {
            before = before.plus(lot.quantity)?;
            let end = N::quantity_times(before, split.new, split.old, split.lot)?;
            (cost, fee) = (cost.plus(lot.cost)?, fee.plus(lot.fee)?);
            let quantity = end.minus(after)?;
            if !quantity.is_zero() {
                kept.push_back(Lot { quantity, cost, fee, ..*lot });
                (cost, fee) = (N::Money::ZERO, N::Money::ZERO);
            }
            after = end;
        }
        if let Some(last) = kept.back_mut() {
            last.cost = last.cost.plus(cost)?;
            last.fee = last.fee.plus(fee)?;
        }
        self.lots = kept;
        Some(())
    }
}

/// A split as the lots see it.
#[derive(Clone, Copy, Debug)]
pub struct LotSplit<N: Number> {
    /// Instrument and row; the rest of it is zero.
    pub fill: Fill<N>,
    /// Units before.
    pub before: N::Quantity,
    /// Units after.
    pub after: N::Quantity,
    /// So many new shares ...
    pub new: i64,
    /// ... for so many old ones.
    pub old: i64,
    /// The lot size.
    pub lot: N::Quantity,
    /// What is paid for the rest.
    pub cash: N::Money,
}
