//! A signal for every instrument of a panel: the fold of the stream, by rows.

use crate::market::{Panel, Split};
use crate::signal::{Quote, SPLIT_DIGITS, Signal};

/// One rule per instrument, and what each said last.
///
/// A rule hears only the bars that its instrument has; what it said stands until the next one.
#[derive(Clone, Debug)]
pub struct PanelSignal<S: Signal> {
    rules: Vec<S>,
    last: Vec<S::Output>,
    splits: Vec<Split>,
    splits_done: usize,
    factors: Vec<i64>,
    session: Option<u32>,
}

impl<S: Signal> PanelSignal<S> {
    /// One rule per instrument, each saying `unknown` until it has heard enough.
    ///
    /// `factors` turns the prices of the bars into those of the rules, by instrument: see
    /// [`window_digits`].
    pub fn new(
        rules: Vec<S>,
        unknown: S::Output,
        factors: Vec<i64>,
        splits: Vec<Split>,
    ) -> PanelSignal<S> {
        let last = vec![unknown; rules.len()];
        PanelSignal {
            rules,
            last,
            splits,
            splits_done: 0,
            factors,
            session: None,
        }
    }

    /// Hears the rows of a panel from `start`, and tells what was said of each, row by row.
    pub fn extend(
        &mut self,
        panel: &Panel<i64>,
        start: usize,
        input: impl Fn(&Quote) -> S::Input,
        mut tell: impl FnMut(&[S::Output]),
    ) {
        for row in start..panel.rows() {
            let session = panel.sessions()[row];
            if self.session != Some(session) {
                self.session = Some(session);
                self.split(session);
            }
            for asset in 0..self.rules.len() {
                if panel.is_present(row, asset) {
                    let quote = quote(panel, row, asset, self.factors[asset]);
                    self.last[asset] = self.rules[asset].update(input(&quote));
                }
            }
            tell(&self.last);
        }
    }

    fn split(&mut self, session: u32) {
        while let Some(split) = self
            .splits
            .get(self.splits_done)
            .filter(|s| s.session <= session)
        {
            self.rules[split.asset as usize].rebase(split.new, split.old);
            self.splits_done += 1;
        }
    }
}

#[inline]
fn quote(panel: &Panel<i64>, row: usize, asset: usize, factor: i64) -> Quote {
    let bar = panel.bar(row, asset);
    Quote {
        open: bar.open * factor,
        high: bar.high * factor,
        low: bar.low * factor,
        close: bar.close * factor,
        volume: panel
            .volumes()
            .get(row * panel.assets() + asset)
            .copied()
            .unwrap_or(0),
        session: panel.sessions()[row],
    }
}

/// The digits by which the windows of an instrument are finer than its prices.
///
/// None where it has no split. `None` when its prices are too large to be rebased exactly.
pub fn window_digits(asset: u32, price_max: i64, splits: &[Split]) -> Option<u8> {
    let mut largest = i128::from(price_max).checked_mul(10_i128.pow(u32::from(SPLIT_DIGITS)))?;
    let mut digits = 0;
    for split in splits.iter().filter(|split| split.asset == asset) {
        digits = SPLIT_DIGITS;
        largest = largest.max(largest.checked_mul(i128::from(split.old))? / i128::from(split.new));
    }
    (digits == 0 || largest < 1 << 62).then_some(digits)
}
