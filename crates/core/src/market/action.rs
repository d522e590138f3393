//! What companies do to their shares: dividends and splits, by session.

use crate::money::Decimal;

/// Cash per share to those who held at the close before the ex-date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dividend {
    /// Index of the instrument.
    pub asset: u32,
    /// The session of the ex-date.
    pub session: u32,
    /// The session in whose first bar the cash arrives.
    pub pay_session: u32,
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
    /// So many new shares ...
    pub new: i64,
    /// ... for so many old ones.
    pub old: i64,
}

/// All corporate actions of a run, in the order in which they act.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actions {
    dividends: Vec<Dividend>,
    splits: Vec<Split>,
}

impl Actions {
    /// Sorts the actions by session, then by instrument.
    pub fn new(mut dividends: Vec<Dividend>, mut splits: Vec<Split>) -> Actions {
        dividends.sort_by_key(|dividend| (dividend.session, dividend.asset));
        splits.sort_by_key(|split| (split.session, split.asset));
        Actions { dividends, splits }
    }

    /// Dividends, by session and instrument.
    pub fn dividends(&self) -> &[Dividend] {
        &self.dividends
    }

    /// Splits, by session and instrument.
    pub fn splits(&self) -> &[Split] {
        &self.splits
    }
}
