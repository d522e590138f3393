//! What splits and dividends do to earlier bars, as far as it is known.

use farthing_core::market::{Adjustment, Digits, Dividend, Panel, Split};

use super::Adjust;

/// The splits of a run, and those of its dividends whose reference close is known.
pub(super) struct Actions {
    splits: Vec<Adjustment>,
    dated_splits: Vec<Split>,
    dividends: Vec<Dividend>,
    /// Splits and the dividends that were learned.
    all: Vec<Adjustment>,
    dividends_done: usize,
    /// The last close of each asset before the panel at hand, and its session.
    carried: Vec<Option<(i64, u32)>>,
}

/// What windows are adjusted for, each by its session.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) adjustments: &'a [Adjustment],
    /// The session from which on there is more.
    pub(super) until: u32,
}

impl Actions {
    pub(super) fn new(splits: &[Split], dividends: &[Dividend], assets: usize) -> Actions {
        let dated_splits = splits.to_vec();
        let splits: Vec<_> = splits.iter().map(of_split).collect();
        Actions {
            all: splits.clone(),
            splits,
            dated_splits,
            dividends: dividends.to_vec(),
            dividends_done: 0,
            carried: vec![None; assets],
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
    }

    /// What is known in a session; the panel has the bars of the run.
    #[inline]
    pub(super) fn known(
        &mut self,
        adjust: Adjust,
        panel: &Panel<i64>,
        digits: &[Digits],
        session: u32,
    ) -> Known<'_> {
        match adjust {
            Adjust::None => Known { adjustments: &[], until: u32::MAX },
            Adjust::Splits => Known { adjustments: &self.splits, until: u32::MAX },
            Adjust::All => {
                let next = |done: usize| self.dividends.get(done).map(|dividend| dividend.session);
                if next(self.dividends_done).is_some_and(|next| next <= session) {
                    self.learn_dividends(panel, digits, session);
                }
                let until = self.dividends.get(self.dividends_done);
                let until = until.map_or(u32::MAX, |dividend| dividend.session);
                Known { adjustments: &self.all, until }
            }
        }
    }

    /// Turns the dividends that are known by a session into factors of earlier prices.
    #[cold]
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
