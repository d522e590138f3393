//! What companies do to their shares: dividends and splits, by session and day.

use crate::money::Decimal;

/// Cash per share to those who held at the close before the ex-date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dividend {
    /// Index of the instrument.
    pub asset: u32,
    /// The session of the ex-date: the first on or after it.
    pub session: u32,
    /// The ex-date itself, a day that may be no session: the order among actions of one session.
    pub day: i32,
    /// The session in whose first bar the cash arrives.
    pub pay_session: u32,
    /// The pay date itself: the order among payments of one session.
    pub pay_day: i32,
    /// Money per share, as before a split of the same day.
    pub amount: Decimal,
}

/// `new` shares for `old` ones, from the first bar of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// Index of the instrument.
    pub asset: u32,
    /// The session from whose first bar the new count holds.
    pub session: u32,
    /// Its date itself, which may be no session.
    pub day: i32,
    /// So many new shares ...
    pub new: i64,
    /// ... for so many old ones.
    pub old: i64,
}

impl Dividend {
    /// When it acts: in which session, and for which day there.
    pub const fn when(&self) -> (u32, i32) {
        (self.session, self.day)
    }

    /// When its cash arrives, likewise.
    pub const fn paid(&self) -> (u32, i32) {
        (self.pay_session, self.pay_day)
    }
}

impl Split {
    /// When it acts: in which session, and for which day there.
    pub const fn when(&self) -> (u32, i32) {
        (self.session, self.day)
    }
}

/// All corporate actions of a run, in the order in which they act.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actions {
    dividends: Vec<Dividend>,
    splits: Vec<Split>,
}

impl Actions {
    /// Sorts the actions by session and day, then by instrument.
    pub fn new(mut dividends: Vec<Dividend>, mut splits: Vec<Split>) -> Actions {
        dividends.sort_by_key(|dividend| (dividend.when(), dividend.asset));
        splits.sort_by_key(|split| (split.when(), split.asset));
        Actions { dividends, splits }
    }

    /// Dividends, by session, day and instrument.
    pub fn dividends(&self) -> &[Dividend] {
        &self.dividends
    }

    /// Splits, by session, day and instrument.
    pub fn splits(&self) -> &[Split] {
        &self.splits
    }
}
