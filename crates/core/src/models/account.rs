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
    /// Holdings without their signs, the filled instrument at the price of the fill.
    pub gross: N::Money,
}

impl AccountModel {
    /// Whether the guard looks at equity and gross holdings, which cost a pass over all positions.
    pub const fn needs_equity(self) -> bool {
        matches!(self, AccountModel::Margin { .. })
    }

    /// Refuses the fill that leads to this account, if it has to be refused.
    ///
    /// # Errors
    /// The refusal, by precedence.
    #[inline]
    pub fn check<N: Number>(self, after: &AccountContext<N>) -> Result<(), Refusal> {
        match self {
            AccountModel::Unlimited => Ok(()),
            AccountModel::Cash if after.position < N::Quantity::ZERO => {
                Err(Refusal::ShortNotAllowed)
            }
            AccountModel::Cash if after.cash < N::Money::ZERO => Err(Refusal::InsufficientCash),
            AccountModel::Cash => Ok(()),
            AccountModel::Margin { numerator, denominator } => {
                let fits = N::within_leverage(after.gross, after.equity, numerator, denominator);
                if fits { Ok(()) } else { Err(Refusal::InsufficientMargin) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::{Narrow, Twin};

    fn after(position: i64, cash: i64, equity: i64, gross: i64) -> AccountContext<Narrow> {
        AccountContext { position, cash, equity, gross }
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
        let float = AccountContext::<Twin> { position: 1.0, cash: 0.0, equity: 1.0, gross: 1.6 };
        assert_eq!(model.check(&float), Err(Refusal::InsufficientMargin));
    }

    #[test]
    fn an_unlimited_account_refuses_nothing() {
        assert_eq!(AccountModel::Unlimited.check(&after(-9, -9, -9, 9)), Ok(()));
    }
}
