//! The mirrors that the windows of a run are cut from, kept for as long as they are true.

use std::sync::Arc;

use farthing_core::market::{Adjustment, Digits, Dividend, Epoch, Field, Mirror, Panel, Split};
use pyo3::prelude::*;

use super::Adjust;
use crate::grid::Grid;

/// Mirrors by field and adjustment.
pub(super) struct Views {
    splits: Vec<Adjustment>,
    dated_splits: Vec<Split>,
    dividends: Vec<Dividend>,
    /// Splits and those dividends whose reference close is known.
    all: Vec<Adjustment>,
    dividends_done: usize,
    /// The last close of each asset before the panel at hand, and its session.
    carried: Vec<Option<(i64, u32)>>,
    slots: Vec<Slot>,
}

struct Slot {
    field: Field,
    adjust: Adjust,
    first: usize,
    end: usize,
    /// Rows before its epoch that were wanted so far.
    reach: usize,
    grid: Option<Py<Grid>>,
}

impl Views {
    pub(super) fn new(splits: &[Split], dividends: &[Dividend], assets: usize) -> Views {
        let dated_splits = splits.to_vec();
        let splits: Vec<_> = splits.iter().map(of_split).collect();
        Views {
            all: splits.clone(),
            splits,
            dated_splits,
            dividends: dividends.to_vec(),
            dividends_done: 0,
            carried: vec![None; assets],
            slots: Vec::new(),
        }
    }

    /// Drops every mirror: the panel is another one.
    pub(super) fn forget(&mut self) {
        for slot in &mut self.slots {
            slot.grid = None;
        }
    }

    /// Keeps the last closes of a panel that goes.
    pub(super) fn leave(&mut self, panel: &Panel<i64>) {
        for asset in 0..panel.assets() {
            let last = (0..panel.rows()).rev().find(|&row| panel.is_present(row, asset));
            if let Some(row) = last {
                self.carried[asset] = Some((panel.closes(row)[asset], panel.sessions()[row]));
            }
        }
        self.forget();
    }

    /// The mirror that holds rows `first..=row`, as known in `row`, and the place of `first` in it.
    #[inline]
    pub(super) fn rows(
        &mut self,
        py: Python<'_>,
        panel: &Panel<i64>,
        digits: &[Digits],
        place: ViewPlace,
    ) -> PyResult<(Py<Grid>, usize)> {
        let ViewPlace { field, adjust, first, row } = place;
        let assets = panel.assets();
        for slot in &self.slots {
            let fits = slot.field == field && slot.adjust == adjust;
            let holds = fits && slot.first <= first && row < slot.end;
            if let Some(grid) = slot.grid.as_ref().filter(|_| holds) {
                return Ok((grid.clone_ref(py), (first - slot.first) * assets));
            }
        }
        self.make(py, panel, digits, place)
    }

    #[cold]
    fn make(
        &mut self,
        py: Python<'_>,
        panel: &Panel<i64>,
        digits: &[Digits],
        ViewPlace { field, adjust, first, row }: ViewPlace,
    ) -> PyResult<(Py<Grid>, usize)> {
        if adjust == Adjust::All {
            self.learn_dividends(panel, digits, panel.sessions()[row]);
        }
        let adjustments = match adjust {
            Adjust::Splits => self.splits.as_slice(),
            Adjust::All => self.all.as_slice(),
            Adjust::None => &[],
        };
        let mut epoch = Epoch::of(panel, adjustments, row);
        if let (Adjust::All, Some(next)) = (adjust, self.dividends.get(self.dividends_done)) {
            let before = panel.sessions().partition_point(|&session| session < next.session);
            epoch.end = epoch.end.min(before);
        }
        let at = self.slots.iter().position(|slot| slot.field == field && slot.adjust == adjust);
        let at = at.unwrap_or_else(|| {
            let grid = None;
            self.slots.push(Slot { field, adjust, first: 0, end: 0, reach: 0, grid });
            self.slots.len() - 1
        });
        let slot = &mut self.slots[at];
        slot.reach = slot.reach.max(epoch.first.saturating_sub(first));
        let begin = first.min(epoch.first.saturating_sub(slot.reach));
        let mirror = Mirror::new(panel, field, digits, adjustments, begin, epoch);
        (slot.first, slot.end) = (mirror.first(), mirror.end());
        let grid = Grid::new(py, Arc::new(mirror.into_values()))?;
        slot.grid = Some(grid.clone_ref(py));
        Ok((grid, (first - begin) * panel.assets()))
    }

    /// Turns the dividends that are known by a session into factors of earlier prices.
    fn learn_dividends(&mut self, panel: &Panel<i64>, digits: &[Digits], session: u32) {
        let known = self.dividends[self.dividends_done..].iter();
        let known: Vec<_> =
            known.take_while(|dividend| dividend.session <= session).copied().collect();
        self.dividends_done += known.len();
        for dividend in known {
            let asset = dividend.asset as usize;
            let before = panel.sessions().partition_point(|&other| other < dividend.session);
            let row = (0..before).rev().find(|&row| panel.is_present(row, asset));
            let of_row = |row: usize| (panel.closes(row)[asset], panel.sessions()[row]);
            let close = row.map(of_row).or(self.carried[asset]);
            let factor = close.and_then(|(close, session)| {
                let ratio = self.shares_since(&dividend, session)?;
                factor(&dividend, close, ratio, digits[asset].price)
            });
            self.all.extend(factor);
        }
        self.all.sort_by_key(|adjustment| adjustment.session);
    }

    /// How many shares a dividend is paid on, of so many that a session's close was of: splits
    /// between them come of days without bars.
    fn shares_since(&self, dividend: &Dividend, session: u32) -> Option<(i64, i64)> {
        let between = self.dated_splits.iter().filter(|split| {
            split.asset == dividend.asset
                && split.session > session
                && split.when() < dividend.when()
        });
        let mut between = between.map(|split| (split.new, split.old));
        between.try_fold((1_i64, 1_i64), |(new, old), split| {
            Some((new.checked_mul(split.0)?, old.checked_mul(split.1)?))
        })
    }
}

/// Which rows of which field.
#[derive(Clone, Copy)]
pub(super) struct ViewPlace {
    pub(super) field: Field,
    pub(super) adjust: Adjust,
    /// The first row of the window.
    pub(super) first: usize,
    /// The row at which it is known.
    pub(super) row: usize,
}

fn of_split(split: &Split) -> Adjustment {
    Adjustment {
        asset: split.asset,
        session: split.session,
        price: (split.old, split.new),
        volume: (split.new, split.old),
    }
}

/// `(close - dividend) / close`; nothing where the dividend is the whole price or more.
fn factor(
    dividend: &Dividend,
    close: i64,
    (new, old): (i64, i64),
    price_scale: u8,
) -> Option<Adjustment> {
    let scale = price_scale.max(dividend.amount.scale());
    let close = i128::from(close).checked_mul(10_i128.pow(u32::from(scale - price_scale)))?;
    let close = i64::try_from(close.checked_mul(old.into())?).ok()?;
    let amount = dividend.amount.at_scale(scale)?.checked_mul(new.into())?;
    let after = close.checked_sub(i64::try_from(amount).ok()?)?;
    (after > 0).then_some(Adjustment {
        asset: dividend.asset,
        session: dividend.session,
        price: (after, close),
        volume: (1, 1),
    })
}
