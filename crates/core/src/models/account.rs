//! What an account may hold: the guard of a fill that makes a position larger.

use crate::money::{Amount, Number};
use crate::order::Refusal;

/// The rule of buying power. It is asked when an order fills, after the fee is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountModel {
    /// Anything goes: cash may be negative. The way of Zipline.
    Unlimited,
    /// Nothing is bought on credit and nothing is sold short.
    Cash,
    /// The value held, long and short, is at most `numerator / denominator` times the equity.
    Margin {
        /// Numerator of the leverage.
        numerator: i64,
        /// Denominator of the leverage.
        denominator: i64,
    },
    /// Half of what is held, long and short, is paid; see [`MaintenanceRule`] for what keeps it.
    ///
    /// Regulation T of the Federal Reserve (12 CFR 220.12) and FINRA rule 4210, 2024.
    RegT,
    /// As [`AccountModel::Margin`], with a leverage at which what is held may stay.
    Portfolio {
        /// Numerator and denominator of the leverage at a fill.
        leverage: (i64, i64),
        /// Those of the leverage at a mark.
        maintenance: (i64, i64),
    },
}

/// What has to be there to keep what is held, in parts of `whole`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaintenanceRule {
    /// So many parts of the value of what is long.
    pub long: i64,
    /// So many of the magnitude of what is short.
    pub short: i64,
    /// What the parts are of.
    pub whole: i64,
}

/// The account as it would be after a fill.
#[derive(Clone, Copy, Debug)]
pub struct AccountContext<N: Number> {
    /// The position in the instrument of the fill.
    pub position: N::Quantity,
    /// Cash.
    pub cash: N::Money,
    /// Cash, receivables and holdings, the filled instrument at the price of the fill.
    pub equity: N::Money,
    /// Holdings without their signs, the filled instrument at the price of the fill; without those
    /// that have a margin per contract.
    pub gross: N::Money,
    /// The initial margin of contracts.
    pub required: N::Money,
    /// What contracts have gained and not paid yet.
    pub unsettled: N::Money,
    /// Whether the instrument of the fill has a margin per contract: it is short of nothing.
    pub has_margin: bool,
}

impl<N: Number> AccountContext<N> {
    /// An account without instruments that have a margin of their own.
    pub fn of(position: N::Quantity, cash: N::Money, equity: N::Money, gross: N::Money) -> Self {
        let (required, unsettled) = (N::Money::ZERO, N::Money::ZERO);
        AccountContext { position, cash, equity, gross, required, unsettled, has_margin: false }
    }
}

impl AccountModel {
    /// Whether the guard looks at equity and gross holdings, which cost a pass over all positions.
    pub const fn needs_equity(self) -> bool {
        !matches!(self, AccountModel::Unlimited | AccountModel::Cash)
    }

    /// Whether margins per contract count.
    pub const fn counts_margins(self) -> bool {
        !matches!(self, AccountModel::Unlimited)
    }

    /// What has to be there to keep what is held without a margin per contract; nothing where the
    /// account never asks.
    pub const fn maintenance(self) -> Option<MaintenanceRule> {
        match self {
            AccountModel::Unlimited => None,
            AccountModel::Cash | AccountModel::Margin { .. } => {
                Some(MaintenanceRule { long: 0, short: 0, whole: 1 })
            }
            // 25 % and 30 %.
            AccountModel::RegT => Some(MaintenanceRule { long: 5, short: 6, whole: 20 }),
            AccountModel::Portfolio { maintenance: (numerator, denominator), .. } => {
                let (long, short) = (denominator, denominator);
                Some(MaintenanceRule { long, short, whole: numerator })
            }
        }
    }

    /// Refuses the fill that leads to this account, if it has to be refused.
    ///
    /// # Errors
    /// The refusal, by precedence.
    #[inline]
    pub fn check<N: Number>(self, after: &AccountContext<N>) -> Result<(), Refusal> {
        match self {
            AccountModel::Unlimited => Ok(()),
            AccountModel::Cash => paid_in_full(after),
            AccountModel::Margin { numerator, denominator } => {
                within(after, numerator, denominator)
            }
            AccountModel::RegT => within(after, 2, 1),
            AccountModel::Portfolio { leverage: (numerator, denominator), .. } => {
                within(after, numerator, denominator)
            }
        }
    }
}

/// Nothing is short and nothing is owed, and what is left of cash carries the contracts.
#[inline]
fn paid_in_full<N: Number>(after: &AccountContext<N>) -> Result<(), Refusal> {
    if after.position < N::Quantity::ZERO && !after.has_margin {
        return Err(Refusal::ShortNotAllowed);
    }
    if after.cash < N::Money::ZERO {
        return Err(Refusal::InsufficientCash);
    }
    match after.cash.plus(after.unsettled) {
        Some(free) if free >= after.required => Ok(()),
        _ => Err(Refusal::InsufficientMargin),
    }
}

/// Whether what contracts leave of the equity carries the other holdings.
#[inline]
fn within<N: Number>(
    after: &AccountContext<N>,
    numerator: i64,
    denominator: i64,
) -> Result<(), Refusal> {
    let free = after.equity.minus(after.required);
    let fits =
        free.is_some_and(|free| N::within_leverage(after.gross, free, numerator, denominator));
    if fits { Ok(()) } else { Err(Refusal::InsufficientMargin) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::{Narrow, Twin};

    fn after(position: i64, cash: i64, equity: i64, gross: i64) -> AccountContext<Narrow> {
        let (required, unsettled, has_margin) = (0, 0, false);
        AccountContext { position, cash, equity, gross, required, unsettled, has_margin }
    }

    #[test]
    fn half_of_what_is_held_is_paid_under_regulation_t() {
        let check = |equity, gross| AccountModel::RegT.check(&after(1, 0, equity, gross));
        assert_eq!(check(100, 200), Ok(()));
        assert_eq!(check(100, 201), Err(Refusal::InsufficientMargin));
        let rule = AccountModel::RegT.maintenance().expect("a rule");
        assert_eq!((rule.long * 100 / rule.whole, rule.short * 100 / rule.whole), (25, 30));
    }

    #[test]
    fn a_portfolio_account_opens_at_one_leverage_and_keeps_at_another() {
        let model = AccountModel::Portfolio { leverage: (3, 1), maintenance: (9, 2) };
        assert_eq!(model.check(&after(1, 0, 100, 300)), Ok(()));
        assert_eq!(model.check(&after(1, 0, 100, 301)), Err(Refusal::InsufficientMargin));
        let rule = MaintenanceRule { long: 2, short: 2, whole: 9 };
        assert_eq!(model.maintenance(), Some(rule));
        assert_eq!(AccountModel::Unlimited.maintenance(), None);
    }

    #[test]
    fn the_margin_of_contracts_comes_off_what_there_is() {
        let with = |required, equity, gross, cash| AccountContext::<Narrow> {
            required,
            ..after(1, cash, equity, gross)
        };
        let model = AccountModel::Margin { numerator: 2, denominator: 1 };
        assert_eq!(model.check(&with(40, 100, 120, 0)), Ok(())); // 120 <= 2 * 60
        assert_eq!(model.check(&with(41, 100, 120, 0)), Err(Refusal::InsufficientMargin));
        assert_eq!(AccountModel::Cash.check(&with(40, 0, 0, 40)), Ok(()));
        assert_eq!(AccountModel::Cash.check(&with(41, 0, 0, 40)), Err(Refusal::InsufficientMargin));
        let gained = AccountContext { unsettled: 1, ..with(41, 0, 0, 40) };
        assert_eq!(AccountModel::Cash.check(&gained), Ok(()));
        let short = AccountContext { position: -1, has_margin: true, ..with(40, 0, 0, 40) };
        assert_eq!(AccountModel::Cash.check(&short), Ok(()));
        assert_eq!(AccountModel::Unlimited.check(&with(41, 0, 0, 0)), Ok(()));
        assert!(AccountModel::Cash.counts_margins() && !AccountModel::Unlimited.counts_margins());
    }

    #[test]
    fn a_cash_account_refuses_shorts_before_credit() {
        let check = |position, cash| AccountModel::Cash.check(&after(position, cash, 0, 0));
        assert_eq!(check(1, 0), Ok(()));
        assert_eq!(check(1, -1), Err(Refusal::InsufficientCash));
        assert_eq!(check(-1, 5), Err(Refusal::ShortNotAllowed));
        assert_eq!(check(-1, -5), Err(Refusal::ShortNotAllowed));
    }

    #[test]
    fn a_margin_account_holds_at_most_its_leverage() {
        let model = AccountModel::Margin { numerator: 3, denominator: 2 };
        assert!(model.needs_equity() && !AccountModel::Cash.needs_equity());
        assert_eq!(model.check(&after(1, -50, 100, 150)), Ok(()));
        assert_eq!(model.check(&after(1, -50, 100, 151)), Err(Refusal::InsufficientMargin));
        assert_eq!(model.check(&after(1, -50, 101, 152)), Err(Refusal::InsufficientMargin));
        assert_eq!(model.check(&after(1, -50, -1, 1)), Err(Refusal::InsufficientMargin));
        let float = AccountContext::<Twin> {
            position: 1.0,
            cash: 0.0,
            equity: 1.0,
            gross: 1.6,
            required: 0.0,
            unsettled: 0.0,
            has_margin: false,
        };
        assert_eq!(model.check(&float), Err(Refusal::InsufficientMargin));
    }

    #[test]
    fn an_unlimited_account_refuses_nothing() {
        assert_eq!(AccountModel::Unlimited.check(&after(-9, -9, -9, 9)), Ok(()));
    }
}
