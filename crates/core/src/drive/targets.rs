//! Arrays of targets: what a strategy wants to hold, bar by bar.

use crate::drive::{Instruction, Instructions};
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

    /// Whether any target of a row is another one than the last.
    #[inline]
    fn any_changes(&self, row: &[f64]) -> bool {
        #[expect(clippy::float_cmp, reason = "the same number as the last is no change")]
        let changes = |(target, last): (&f64, &f64)| !((target == last) | target.is_nan());
        // Without branches, so that several are compared at once.
        row.iter().zip(&self.last).fold(false, |any, pair| any | changes(pair))
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

/// Instructions from an array of `rows * assets` targets, time first.
#[derive(Debug)]
pub struct Targets<'a> {
    values: &'a [f64],
    unit: TargetUnit,
    rebalance: bool,
    memory: TargetMemory,
    assets: usize,
}

impl<'a> Targets<'a> {
    /// Targets of `assets` instruments; with `rebalance` every bar leads back to its target.
    pub fn new(values: &'a [f64], assets: usize, unit: TargetUnit, rebalance: bool) -> Self {
        Targets { values, unit, rebalance, memory: TargetMemory::new(assets), assets }
    }
}

impl Instructions for Targets<'_> {
    #[inline]
    fn at(&mut self, row: usize, instructions: &mut Vec<Instruction>) {
        let row = &self.values[row * self.assets..(row + 1) * self.assets];
        if !self.rebalance && !self.memory.any_changes(row) {
            return;
        }
        for (asset, &target) in row.iter().enumerate() {
            let ticket = self.memory.ticket(asset, target, self.rebalance, self.unit);
            instructions.extend(ticket.map(Instruction::Give));
        }
    }
}
