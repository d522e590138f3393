//! Arrays of targets: what a strategy wants to hold, bar by bar.

use crate::drive::{Given, Instructions};
use crate::kernel::Kernel;
use crate::money::Number;
use crate::order::{Asked, Duration, Intent, Ticket, TicketKind};

/// What a target is given in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetUnit {
    /// A share of equity.
    Weight,
    /// Units of the instrument.
    Shares,
}

/// Remembers what was asked for last, so that only what changes is ordered.
#[derive(Clone, Debug)]
pub struct TargetMemory {
    last: Vec<f64>,
}

impl TargetMemory {
    /// Nothing is held and nothing was asked for.
    pub fn new(assets: usize) -> TargetMemory {
        TargetMemory { last: vec![0.0; assets] }
    }

    /// Forgets what was asked for of an instrument: its next target is given, whichever it is.
    #[inline]
    fn forget(&mut self, asset: usize) {
        self.last[asset] = f64::NAN;
    }

    /// Whether any target of a row is another one than the last.
    #[inline]
    fn any_changes(&self, targets: &[f64]) -> bool {
        targets.iter().zip(&self.last).fold(false, |any, pair| any | is_change(pair))
    }

    /// Which targets of up to 64 instruments from `first` on are other ones than the last, a bit
    /// for each. Without branches: whether a target changes cannot be foreseen.
    #[inline]
    fn changes(&self, first: usize, targets: &[f64]) -> u64 {
        let pairs = targets.iter().zip(&self.last[first..]).enumerate();
        pairs.fold(0, |bits, (place, pair)| bits | u64::from(is_change(pair)) << place)
    }

    /// The ticket of a target, where it is another one than the last, or always with `rebalance`;
    /// NaN is no target.
    #[inline]
    pub fn ticket(
        &mut self,
        asset: usize,
        target: f64,
        rebalance: bool,
        unit: TargetUnit,
    ) -> Option<Ticket> {
        let last = &mut self.last[asset];
        #[expect(clippy::float_cmp, reason = "the same number as the last is no change")]
        let same = target == *last && !rebalance;
        if same || target.is_nan() {
            return None;
        }
        *last = target;
        let intent = match unit {
            TargetUnit::Weight => Intent::TargetPercent,
            TargetUnit::Shares => Intent::TargetQuantity,
        };
        let asset = u32::try_from(asset).ok()?;
        let (kind, duration) = (TicketKind::Market, Duration::GoodTillCancelled);
        Some(Ticket { asset, intent, size: Asked::Float(target), kind, duration })
    }
}

/// Whether a target is another one than the last; NaN is none.
#[inline]
#[expect(clippy::float_cmp, reason = "the same number as the last is no change")]
fn is_change((target, last): (&f64, &f64)) -> bool {
    !((target == last) | target.is_nan())
}

/// The targets that a strategy states in one bar. Those stated last count; they are given when
/// the bar ends, in the order of the instruments.
#[derive(Clone, Debug)]
pub struct TargetSheet {
    memory: TargetMemory,
    stated: Vec<Stated>,
    is_blank: bool,
}

#[derive(Clone, Copy, Debug)]
struct Stated {
    target: f64,
    unit: TargetUnit,
    rebalance: bool,
}

impl Stated {
    const NOTHING: Stated = Stated { target: f64::NAN, unit: TargetUnit::Weight, rebalance: false };
}

impl TargetSheet {
    /// A sheet for so many instruments.
    pub fn new(assets: usize) -> TargetSheet {
        let (memory, stated) = (TargetMemory::new(assets), vec![Stated::NOTHING; assets]);
        TargetSheet { memory, stated, is_blank: true }
    }

    /// States a target of one instrument; NaN states nothing.
    #[inline]
    pub fn state(&mut self, asset: usize, target: f64, unit: TargetUnit, rebalance: bool) {
        if !target.is_nan() {
            self.stated[asset] = Stated { target, unit, rebalance };
            self.is_blank = false;
        }
    }

    /// Tells that an order which is no target was given for an instrument.
    #[inline]
    pub fn ordered_otherwise(&mut self, asset: usize) {
        self.memory.forget(asset);
    }

    /// Gives what changes to `give`, and blanks the sheet.
    ///
    /// # Errors
    /// The first that `give` has; what was stated is dropped.
    #[inline]
    pub fn give<E>(&mut self, mut give: impl FnMut(&Ticket) -> Result<(), E>) -> Result<(), E> {
        if self.is_blank {
            return Ok(());
        }
        self.is_blank = true;
        for asset in 0..self.stated.len() {
            let Stated { target, unit, rebalance } =
                std::mem::replace(&mut self.stated[asset], Stated::NOTHING);
            if let Some(ticket) = self.memory.ticket(asset, target, rebalance, unit) {
                give(&ticket)?;
            }
        }
        Ok(())
    }
}

const BITS: usize = u64::BITS as usize;

/// Instructions from an array of `rows * assets` targets, time first.
#[derive(Debug)]
pub struct Targets<'a> {
    values: &'a [f64],
    unit: TargetUnit,
    rebalance: bool,
    memory: TargetMemory,
    assets: usize,
    /// The first row from the last one asked for on that changes a target; it holds until a ticket
    /// is given.
    next_change: usize,
}

impl<'a> Targets<'a> {
    /// Targets of `assets` instruments; with `rebalance` every bar leads back to its target.
    pub fn new(values: &'a [f64], assets: usize, unit: TargetUnit, rebalance: bool) -> Self {
        let memory = TargetMemory::new(assets);
        Targets { values, unit, rebalance, memory, assets, next_change: 0 }
    }

    /// Forgets what was asked for: the next target of each instrument is given, whichever it is.
    pub fn forget(&mut self) {
        (0..self.assets).for_each(|asset| self.memory.forget(asset));
        self.next_change = 0;
    }

    /// The first row from `row` on in which a target is another one than the last; the number of
    /// rows where there is none.
    #[inline]
    fn first_change(&self, row: usize) -> usize {
        let later = self.values.get(row * self.assets..).unwrap_or_default();
        let mut rows = later.chunks_exact(self.assets.max(1));
        let silent = rows.len();
        row + rows.position(|targets| self.memory.any_changes(targets)).unwrap_or(silent)
    }
}

impl Instructions for Targets<'_> {
    #[inline]
    fn silent_until<N: Number>(&mut self, row: usize, _account: &Kernel<N>) -> usize {
        if self.rebalance {
            return row;
        }
        // Asked again in the same silence, as where sessions begin with something, nothing is new.
        if self.next_change <= row {
            self.next_change = self.first_change(row);
        }
        self.next_change
    }

    #[inline]
    fn at<N: Number>(&mut self, row: usize, _account: &Kernel<N>, given: &mut Vec<Given>) {
        let row = &self.values[row * self.assets..(row + 1) * self.assets];
        for (first, targets) in (0..).step_by(BITS).zip(row.chunks(BITS)) {
            let mut left = if self.rebalance {
                u64::MAX >> (BITS - targets.len())
            } else {
                self.memory.changes(first, targets)
            };
            while left != 0 {
                let place = left.trailing_zeros() as usize;
                left &= left - 1;
                let asset = first + place;
                let ticket = self.memory.ticket(asset, targets[place], self.rebalance, self.unit);
                given.extend(ticket.map(Given::Ticket));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: f64 = f64::NAN;

    #[test]
    fn a_row_changes_where_one_of_its_targets_does() {
        let mut memory = TargetMemory::new(3);
        for (row, changed) in [
            ([0.0, -0.0, NONE], 0b000),
            ([NONE, NONE, NONE], 0b000),
            ([0.0, 0.5, NONE], 0b010),
            ([NONE, 0.5, 0.0], 0b000),
            ([0.2, 0.5, 0.3], 0b101),
            ([0.2, NONE, 0.3], 0b000),
        ] {
            assert_eq!(memory.changes(0, &row), changed, "{row:?}");
            assert_eq!(memory.any_changes(&row), changed != 0, "{row:?}");
            for (asset, &target) in row.iter().enumerate() {
                let ticket = memory.ticket(asset, target, false, TargetUnit::Weight);
                assert_eq!(ticket.is_some(), changed >> asset & 1 == 1, "{row:?} {asset}");
            }
        }
        memory.forget(1);
        assert!(memory.any_changes(&[NONE, 0.5, NONE]));
    }

    #[test]
    fn rows_are_silent_until_a_target_changes() {
        let values = [0.0, NONE, NONE, NONE, 0.0, 1.0, NONE, 0.0, 0.0, NONE];
        let targets = Targets::new(&values, 2, TargetUnit::Weight, false);
        let first = |row| targets.first_change(row);
        assert_eq!([0, 1, 2, 3, 4, 5].map(first), [2, 2, 2, 5, 5, 5]);
    }
}
