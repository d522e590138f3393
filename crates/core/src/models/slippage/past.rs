//! The last bars of each instrument, for models that look back.

use std::collections::VecDeque;

use crate::market::{Panel, Range, Split, Terms};
use crate::money::{Number, Rounding, divide};

/// A bar of the past, in price mantissa.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastBar {
    /// Row of the run; [`BEFORE`] for a bar before it.
    row: u32,
    /// Highest and lowest price.
    pub range: Range,
    /// Last price.
    pub close: i64,
}

/// The row of bars before the run.
pub const BEFORE: u32 = u32::MAX;

/// The last bars of each instrument; none are kept where no model asks for them.
#[derive(Clone, Debug, Default)]
pub struct Past {
    depth: usize,
    bars: Vec<VecDeque<PastBar>>,
}

impl Past {
    /// Keeps so many bars before the present one, of so many instruments.
    pub fn new(depth: usize, assets: usize) -> Past {
        if depth == 0 {
            return Past::default();
        }
        let room = depth + 1;
        Past { depth: room, bars: vec![VecDeque::with_capacity(room); assets] }
    }

    /// Whether any bars are kept.
    #[inline]
    pub fn is_kept(&self) -> bool {
        self.depth > 0
    }

    /// Takes the bars of a row of a panel.
    pub fn take<N: Number>(
        &mut self,
        panel: &Panel<N::Price>,
        local: usize,
        row: u32,
        terms: &[Terms<N>],
    ) {
        for (asset, (bars, terms)) in self.bars.iter_mut().zip(terms).enumerate() {
            if !panel.is_present(local, asset) {
                continue;
            }
            if bars.len() == self.depth {
                bars.pop_front();
            }
            let bar = panel.bar(local, asset);
            let digits = |price| N::price_mantissa(price, terms.price_scale);
            let range = Range { high: digits(bar.high), low: digits(bar.low) };
            bars.push_back(PastBar { row, range, close: digits(bar.close) });
        }
    }

    /// Takes the bars of an instrument along with a split, as its last price.
    ///
    /// `None` when a price does not fit.
    pub fn split(&mut self, split: &Split) -> Option<()> {
        let rebased = |price: i64| {
            let product = i128::from(price).checked_mul(i128::from(split.old))?;
            i64::try_from(divide(product, i128::from(split.new), Rounding::HalfEven)?).ok()
        };
        for bar in self.bars.get_mut(split.asset as usize)? {
            bar.range = Range { high: rebased(bar.range.high)?, low: rebased(bar.range.low)? };
            bar.close = rebased(bar.close)?;
        }
        Some(())
    }

    /// The last `count` bars of an instrument before a row, oldest first; nothing when there are
    /// fewer.
    pub fn before(
        &self,
        asset: u32,
        row: u32,
        count: usize,
    ) -> Option<impl Iterator<Item = &PastBar> + Clone> {
        let bars = self.bars.get(asset as usize)?;
        let is_known = bars.back().is_some_and(|bar| bar.row == row);
        let end = bars.len() - usize::from(is_known);
        Some(bars.range(end.checked_sub(count)?..end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::examples::{bars, share};
    use crate::money::Narrow;

    fn closes(past: &Past, asset: u32, row: u32, count: usize) -> Option<Vec<i64>> {
        past.before(asset, row, count).map(|bars| bars.map(|bar| bar.close).collect())
    }

    #[test]
    fn the_bars_before_a_row_are_those_that_an_instrument_has() {
        let terms = Terms::<Narrow>::new(&share("A"), 2).expect("fits");
        let (panel, mut past) = (bars(), Past::new(2, 2));
        past.take(&panel, 0, BEFORE, &[terms; 2]);
        for row in 0..3 {
            past.take(&panel, row as usize + 1, row, &[terms; 2]);
        }
        // The first has the closes 400, 404, 101, 102, the second 10, none, 20, 30.
        assert_eq!(closes(&past, 0, 2, 2), Some(vec![404, 101]));
        assert_eq!(closes(&past, 0, 3, 2), Some(vec![101, 102]));
        assert_eq!(closes(&past, 1, 2, 2), Some(vec![10, 20]));
        assert_eq!(closes(&past, 1, 2, 3), None);
        past.split(&Split { asset: 0, session: 0, day: 0, new: 4, old: 1 }).expect("fits");
        assert_eq!(closes(&past, 0, 3, 2), Some(vec![25, 26])); // 25.25, 25.5: half-even
    }

    #[test]
    fn nothing_is_kept_where_nothing_is_asked_for() {
        assert!(!Past::new(0, 2).is_kept() && Past::new(1, 2).is_kept());
        assert_eq!(closes(&Past::new(0, 2), 0, 0, 1), None);
    }
}
