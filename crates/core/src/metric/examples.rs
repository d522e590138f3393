//! Marks, trades and random numbers for the tests of the folder.

use crate::kernel::Mark;
use crate::ledger::Trade;
use crate::money::Narrow;

/// The account of one bar.
pub(super) fn mark(equity: i64, gross: i64, largest: i64, held: u32) -> Mark<Narrow> {
    Mark { equity, cash: equity - gross, gross, largest, held }
}

/// A trade from one row to another.
pub(super) fn trade(
    (opened, closed): (u32, u32),
    cost: i64,
    proceeds: i64,
    fees: i64,
) -> Trade<Narrow> {
    Trade {
        asset: 0,
        opened,
        closed,
        opened_at_close: false,
        closed_at_close: false,
        quantity: 1,
        cost,
        proceeds,
        fees,
    }
}

/// A small generator of numbers that look random: a 64-bit linear congruence, its high bits.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// A number from `least` to `most`, both included.
    pub(super) fn roll(&mut self, least: i64, most: i64) -> i64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let span = u64::try_from(most - least).unwrap() + 1;
        least + i64::try_from((self.0 >> 33) % span).unwrap()
    }
}
