//! The volume of a bar, which all orders of an instrument share.

use super::Kernel;
use super::bar::Row;
use crate::money::{Amount, Number, Volume};

/// What orders have taken of the bars of a row.
#[derive(Clone, Debug)]
pub(super) struct Taken<N: Number> {
    /// The share that they may take together, in parts of 10^9.
    pub limit: Option<i64>,
    /// By instrument: the row, and the units taken in it, without sign.
    units: Vec<(u32, N::Quantity)>,
}

impl<N: Number> Taken<N> {
    pub fn new(limit: Option<i64>, assets: usize) -> Taken<N> {
        Taken { limit, units: vec![(u32::MAX, N::Quantity::ZERO); assets] }
    }

    /// What has been taken of an instrument in a row.
    fn of(&self, asset: u32, row: u32) -> N::Quantity {
        let (last, units) = self.units[asset as usize];
        if last == row { units } else { N::Quantity::ZERO }
    }

    /// Adds what a fill took; `None` when the sum does not fit.
    fn add(&mut self, asset: u32, row: u32, quantity: N::Quantity) -> Option<()> {
        let units = self.of(asset, row).plus(quantity.magnitude())?;
        self.units[asset as usize] = (row, units);
        Some(())
    }
}

impl<N: Number> Kernel<N> {
    /// How many units of an instrument the bar has left for orders; nothing where there is no
    /// limit.
    pub(super) fn room(&self, at: Row<'_, N>, asset: u32) -> Option<N::Quantity> {
        let parts = self.desk.taken.limit?;
        let volume = self.volume(at, asset)?;
        let most = N::volume_part(volume, parts, self.terms[asset as usize].lot)?;
        let left = most.minus(self.desk.taken.of(asset, self.row))?;
        Some(left.at_least(N::Quantity::ZERO))
    }

    /// The share of the bar's volume that is taken with a fill of `quantity`; 0 where slippage
    /// does not ask or the data has no volumes. `None` when it does not fit.
    pub(super) fn share(&self, at: Row<'_, N>, asset: u32, quantity: N::Quantity) -> Option<i64> {
        if !self.slippage.needs_volume() {
            return Some(0);
        }
        let Some(volume) = self.volume(at, asset) else { return Some(0) };
        let taken = self.desk.taken.of(asset, self.row).plus(quantity.magnitude())?;
        N::volume_share(taken, volume)
    }

    /// Notes what a fill took of the bar.
    pub(super) fn take_volume(&mut self, asset: u32, quantity: N::Quantity) -> Option<()> {
        if self.desk.taken.limit.is_none() && !self.slippage.needs_volume() {
            return Some(());
        }
        self.desk.taken.add(asset, self.row, quantity)
    }

    fn volume(&self, at: Row<'_, N>, asset: u32) -> Option<Volume> {
        let mantissa = at.panel.volume(at.local, asset as usize)?;
        let (quantity_scale, scale) = self.terms[asset as usize].digits;
        Some(Volume { mantissa, scale, quantity_scale })
    }
}
