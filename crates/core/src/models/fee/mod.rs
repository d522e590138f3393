//! Commission: what is owed for an order so far. A fill is charged the difference.
//!
//! A minimum therefore holds per order, over all its partial fills, and no rounding is lost
//! between them.

mod bps;
mod per_share;
mod per_trade;

use crate::money::{Amount, Decimal, Number, Rounding};

/// The commission of a run, in exact numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeeModel {
    /// No commission.
    None,
    /// An amount per unit, with a minimum per order.
    PerShare {
        /// Money per unit.
        rate: Decimal,
        /// Money per order at least.
        minimum: Decimal,
    },
    /// An amount per order.
    PerTrade {
        /// Money per order.
        amount: Decimal,
    },
    /// A share of the value, with a minimum per order.
    Bps {
        /// Hundredths of a percent.
        rate: Decimal,
        /// Money per order at least.
        minimum: Decimal,
    },
}

/// An order as far as it is filled, this fill included.
#[derive(Clone, Copy, Debug)]
pub struct FeeContext<N: Number> {
    /// Value without sign.
    pub value: N::Money,
    /// Quantity without sign.
    pub quantity: N::Quantity,
    /// What turns it into the scale of the ledger.
    pub units: N::Factor,
}

/// A [`FeeModel`] in the numbers of one kernel.
#[derive(Clone, Copy, Debug)]
pub enum Fee<N: Number> {
    /// No commission.
    None,
    /// See [`FeeModel::PerShare`].
    PerShare(N::Ratio, N::Money),
    /// See [`FeeModel::PerTrade`].
    PerTrade(N::Money),
    /// See [`FeeModel::Bps`].
    Bps(N::Ratio, N::Money),
}

impl<N: Number> Fee<N> {
    /// The model in a ledger; `None` when a rate or an amount does not fit it.
    pub fn new(model: FeeModel, ledger_scale: u8, unit_scale: u8) -> Option<Fee<N>> {
        let ratio = |rate| N::ratio(rate, ledger_scale, unit_scale);
        // What is charged is whole units: rounding the larger is taking the larger of the rounded.
        let money = |amount: Decimal| {
            let units = amount.rounded_to_scale(unit_scale, Rounding::HalfEven)?;
            N::money(Decimal::new(units, unit_scale)?, ledger_scale)
        };
        Some(match model {
            FeeModel::None => Fee::None,
            FeeModel::PerShare { rate, minimum } => Fee::PerShare(ratio(rate)?, money(minimum)?),
            FeeModel::PerTrade { amount } => Fee::PerTrade(money(amount)?),
            FeeModel::Bps { rate, minimum } => {
                let per_unit = Decimal::new(rate.mantissa(), rate.scale().checked_add(4)?)?;
                Fee::Bps(ratio(per_unit)?, money(minimum)?)
            }
        })
    }

    /// What is owed for the order so far; `None` when it does not fit.
    #[inline]
    pub fn owed(&self, order: &FeeContext<N>) -> Option<N::Money> {
        match *self {
            Fee::None => Some(N::Money::ZERO),
            Fee::PerShare(rate, minimum) => per_share::owed(order, rate, minimum),
            Fee::PerTrade(amount) => Some(per_trade::owed(amount)),
            Fee::Bps(rate, minimum) => bps::owed(order, rate, minimum),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Narrow;

    fn decimal(text: &str) -> Decimal {
        text.parse().expect(text)
    }

    /// Money and units in a ledger of 4 digits, posted in cents.
    fn owed(model: FeeModel, value: i64, units: i64) -> Option<i64> {
        let fee = Fee::<Narrow>::new(model, 4, 2).expect("fits");
        fee.owed(&FeeContext { value, quantity: units / 10_000, units: 10_000 })
    }

    #[test]
    fn no_fee_is_nothing() {
        assert_eq!(owed(FeeModel::None, 1_000_000, 10_000), Some(0));
    }

    #[test]
    fn a_fee_in_basis_points_rounds_half_even_to_the_cent() {
        let model = FeeModel::Bps { rate: decimal("10"), minimum: Decimal::ZERO };
        assert_eq!(owed(model, 150_000, 0), Some(200)); // 15.00 -> 0.015 -> 0.02
        assert_eq!(owed(model, 50_000, 0), Some(0)); // 5.00 -> 0.005 -> 0.00
        assert_eq!(owed(model, 50_001, 0), Some(100)); // 5.0001 -> 0.0050001 -> 0.01
        assert_eq!(owed(model, 250_000, 0), Some(200)); // 25.00 -> 0.025 -> 0.02
    }

    #[test]
    fn a_fee_per_share_rounds_half_even_and_has_a_minimum() {
        let model = FeeModel::PerShare { rate: decimal("0.005"), minimum: decimal("1") };
        assert_eq!(owed(model, 0, 2_000_000), Some(10_000)); // 200 shares: 1.00
        assert_eq!(owed(model, 0, 2_010_000), Some(10_000)); // 201 shares: 1.005 -> 1.00
        assert_eq!(owed(model, 0, 2_030_000), Some(10_200)); // 203 shares: 1.015 -> 1.02
        assert_eq!(owed(model, 0, 10_000), Some(10_000)); // 1 share: the minimum
    }

    #[test]
    fn a_minimum_holds_in_basis_points_too() {
        let model = FeeModel::Bps { rate: decimal("0.5"), minimum: decimal("2.5") };
        assert_eq!(owed(model, 10_000_000, 0), Some(25_000));
        assert_eq!(owed(model, 1_000_000_000, 0), Some(50_000));
    }

    #[test]
    fn a_fee_per_trade_knows_no_size() {
        let model = FeeModel::PerTrade { amount: decimal("4.95") };
        assert_eq!(owed(model, 1, 1), Some(49_500));
        assert_eq!(owed(model, 1_000_000_000, 1_000_000), Some(49_500));
    }

    #[test]
    fn an_amount_finer_than_the_unit_is_rounded_half_even() {
        let amount = |text| owed(FeeModel::PerTrade { amount: decimal(text) }, 1, 1);
        assert_eq!(
            (amount("0.005"), amount("0.015"), amount("0.00501")),
            (Some(0), Some(200), Some(100))
        );
        let minimum = FeeModel::Bps { rate: decimal("0"), minimum: decimal("0.015") };
        assert_eq!(owed(minimum, 1, 1), Some(200));
    }

    #[test]
    fn an_amount_beyond_the_ledger_does_not_fit() {
        let model = FeeModel::PerTrade { amount: decimal("1e17") };
        assert!(Fee::<Narrow>::new(model, 4, 2).is_none());
    }
}
