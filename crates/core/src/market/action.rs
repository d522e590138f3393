//! What happens to instruments by itself: dividends and splits by session and day, funding, ends,
//! rates.

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

/// A share of the value of a perpetual that its holders pay to those who are short of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Funding {
    /// Index of the instrument.
    pub asset: u32,
    /// When, in nanoseconds since 1970-01-01 UTC: the first bar that ends then or later pays.
    pub time: i64,
    /// The share; a negative one is paid by those who are short.
    pub rate: Decimal,
}

/// The last session of an instrument: a future expires, a share is not listed any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// Index of the instrument.
    pub asset: u32,
    /// The session with whose last mark it ends.
    pub session: u32,
    /// The price at which positions are closed; nothing is the last price.
    pub price: Option<Decimal>,
}

/// What a unit of one currency costs in another, from a session on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRate {
    /// Code of the currency that is priced.
    pub from: String,
    /// Code of the currency in which it is priced.
    pub to: String,
    /// The session from whose first mark it holds.
    pub session: u32,
    /// The price.
    pub rate: Decimal,
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

/// All that happens by itself in a run, in the order in which it acts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actions {
    dividends: Vec<Dividend>,
    splits: Vec<Split>,
    funding: Vec<Funding>,
    ends: Vec<End>,
    rates: Vec<TableRate>,
}

impl Actions {
    /// Sorts the actions by session and day, then by instrument.
    pub fn new(mut dividends: Vec<Dividend>, mut splits: Vec<Split>) -> Actions {
        dividends.sort_by_key(|dividend| (dividend.when(), dividend.asset));
        splits.sort_by_key(|split| (split.when(), split.asset));
        Actions { dividends, splits, ..Actions::default() }
    }

    /// The same with funding payments, sorted by time, then by instrument.
    #[must_use]
    pub fn with_funding(mut self, mut funding: Vec<Funding>) -> Actions {
        funding.sort_by_key(|payment| (payment.time, payment.asset));
        self.funding = funding;
        self
    }

    /// The same with ends, sorted by session, then by instrument.
    #[must_use]
    pub fn with_ends(mut self, mut ends: Vec<End>) -> Actions {
        ends.sort_by_key(|end| (end.session, end.asset));
        self.ends = ends;
        self
    }

    /// The same with rates of a table, sorted by session.
    #[must_use]
    pub fn with_rates(mut self, mut rates: Vec<TableRate>) -> Actions {
        rates.sort_by_key(|rate| rate.session);
        self.rates = rates;
        self
    }

    /// Dividends, by session, day and instrument.
    pub fn dividends(&self) -> &[Dividend] {
        &self.dividends
    }

    /// Splits, by session, day and instrument.
    pub fn splits(&self) -> &[Split] {
        &self.splits
    }

    /// Funding payments, by time and instrument.
    pub fn funding(&self) -> &[Funding] {
        &self.funding
    }

    /// Ends, by session and instrument.
    pub fn ends(&self) -> &[End] {
        &self.ends
    }

    /// Rates of a table, by session.
    pub fn rates(&self) -> &[TableRate] {
        &self.rates
    }
}
