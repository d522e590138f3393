//! Commission: what is owed for an order so far. A fill is charged the difference.
//!
//! A minimum therefore holds per order, over all its partial fills, and no rounding is lost
//! between them.

mod bps;
mod maker_taker;
mod per_share;
mod per_trade;
mod tiered;

pub use tiered::Tiers;

use std::fmt;

use crate::money::{Amount, Decimal, Number, Rounding};

/// The commission of a run, in exact numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// A share of the value: one of what waited at its limit, another of all else.
    MakerTaker {
        /// Hundredths of a percent of what a limit fills at its limit; negative is a rebate.
        maker: Decimal,
        /// Hundredths of a percent of all else.
        taker: Decimal,
    },
    /// An amount per unit that depends on the units traded in the month, with a minimum per order.
    Tiered {
        /// Units from which a rate holds, and the rate; ascending, from 0.
        tiers: Vec<(Decimal, Decimal)>,
        /// Money per order at least.
        minimum: Decimal,
    },
    /// Another commission, with a maximum per order.
    Capped {
        /// What is charged up to the maximum.
        model: Box<FeeModel>,
        /// The most that is charged.
        maximum: Maximum,
    },
}

/// The most that an order is charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Maximum {
    /// So much money.
    Amount(Decimal),
    /// Such a share of its value, in percent.
    Percent(Decimal),
}

/// As on the command line.
impl fmt::Display for FeeModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FeeModel::None => f.write_str("none"),
            FeeModel::PerShare { rate, minimum } => write!(f, "per-share:{rate}:{minimum}"),
            FeeModel::PerTrade { amount } => write!(f, "per-trade:{amount}"),
            FeeModel::Bps { rate, minimum } => write!(f, "bps:{rate}:{minimum}"),
            FeeModel::MakerTaker { maker, taker } => write!(f, "maker-taker:{maker}:{taker}"),
            FeeModel::Tiered { tiers, minimum } => {
                f.write_str("tiered")?;
                tiers.iter().try_for_each(|(units, rate)| write!(f, ":{units}={rate}"))?;
                write!(f, ":min={minimum}")
            }
            FeeModel::Capped { model, maximum } => {
                let word = if matches!(**model, FeeModel::Tiered { .. }) { "max=" } else { "" };
                write!(f, "{model}:{word}{maximum}")
            }
        }
    }
}

/// As on the command line.
impl fmt::Display for Maximum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Maximum::Amount(most) => write!(f, "{most}"),
            Maximum::Percent(most) => write!(f, "{most}%"),
        }
    }
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
    /// Value that limits filled at their limits, each fill's without its sign.
    pub made: N::Money,
    /// That of all other fills.
    pub taken: N::Money,
    /// Units of the ledger traded in the month before the order's first fill.
    pub traded: N::Money,
}

/// A [`FeeModel`] in the numbers of one kernel.
#[derive(Clone, Debug)]
pub enum Fee<N: Number> {
    /// No commission.
    None,
    /// See [`FeeModel::PerShare`].
    PerShare(N::Ratio, N::Money),
    /// See [`FeeModel::PerTrade`].
    PerTrade(N::Money),
    /// See [`FeeModel::Bps`].
    Bps(N::Ratio, N::Money),
    /// See [`FeeModel::MakerTaker`].
    MakerTaker(N::Ratio, N::Ratio),
    /// See [`FeeModel::Tiered`].
    Tiered(Tiers<N>, N::Money),
    /// See [`FeeModel::Capped`].
    Capped(Box<Fee<N>>, Cap<N>),
}

/// A [`Maximum`] in the numbers of one kernel.
#[derive(Clone, Copy, Debug)]
pub enum Cap<N: Number> {
    /// So much money.
    Amount(N::Money),
    /// Such a share of the value.
    Share(N::Ratio),
}

/// The scales to which amounts and rates of a model are brought.
#[derive(Clone, Copy)]
struct Scales {
    ledger: u8,
    unit: u8,
}

impl Scales {
    fn ratio<N: Number>(self, rate: Decimal) -> Option<N::Ratio> {
        N::ratio(rate, self.ledger, self.unit)
    }

    /// A rate in parts of `10^digits`.
    fn parts<N: Number>(self, rate: Decimal, digits: u8) -> Option<N::Ratio> {
        self.ratio::<N>(Decimal::new(rate.mantissa(), rate.scale().checked_add(digits)?)?)
    }

    /// What is charged is whole units: rounding the larger is taking the larger of the rounded.
    fn money<N: Number>(self, amount: Decimal) -> Option<N::Money> {
        let units = amount.rounded_to_scale(self.unit, Rounding::HalfEven)?;
        N::money(Decimal::new(units, self.unit)?, self.ledger)
    }
}

impl<N: Number> Fee<N> {
    /// The model in a ledger; `None` when a rate or an amount does not fit it.
    pub fn new(model: &FeeModel, ledger_scale: u8, unit_scale: u8) -> Option<Fee<N>> {
        let scales = Scales { ledger: ledger_scale, unit: unit_scale };
        Some(match *model {
            FeeModel::None => Fee::None,
            FeeModel::PerShare { rate, minimum } => {
                Fee::PerShare(scales.ratio::<N>(rate)?, scales.money::<N>(minimum)?)
            }
            FeeModel::PerTrade { amount } => Fee::PerTrade(scales.money::<N>(amount)?),
            FeeModel::Bps { rate, minimum } => {
                Fee::Bps(scales.parts::<N>(rate, 4)?, scales.money::<N>(minimum)?)
            }
            FeeModel::MakerTaker { maker, taker } => {
                Fee::MakerTaker(scales.parts::<N>(maker, 4)?, scales.parts::<N>(taker, 4)?)
            }
            FeeModel::Tiered { ref tiers, minimum } => {
                let tiers = Tiers::new(tiers, ledger_scale, unit_scale)?;
                Fee::Tiered(tiers, scales.money::<N>(minimum)?)
            }
            FeeModel::Capped { ref model, maximum } => {
                let cap = match maximum {
                    Maximum::Amount(amount) => Cap::Amount(scales.money::<N>(amount)?),
                    Maximum::Percent(rate) => Cap::Share(scales.parts::<N>(rate, 2)?),
                };
                Fee::Capped(Box::new(Fee::new(model, ledger_scale, unit_scale)?), cap)
            }
        })
    }

    /// Whether what is owed depends on more than the order's value and units.
    #[inline]
    pub fn looks_back(&self) -> bool {
        match self {
            Fee::None | Fee::PerShare(..) | Fee::PerTrade(_) | Fee::Bps(..) => false,
            Fee::MakerTaker(..) | Fee::Tiered(..) => true,
            Fee::Capped(fee, _) => fee.looks_back(),
        }
    }

    /// What is owed for the order so far; `None` when it does not fit.
    #[inline(always)] // a call of it would come to a fifth of a fill
    pub fn owed(&self, order: &FeeContext<N>) -> Option<N::Money> {
        match *self {
            Fee::None => Some(N::Money::ZERO),
            Fee::PerShare(rate, minimum) => per_share::owed(order, rate, minimum),
            Fee::PerTrade(amount) => Some(per_trade::owed(amount)),
            Fee::Bps(rate, minimum) => bps::owed(order, rate, minimum),
            _ => self.owed_by_rule(order),
        }
    }

    #[cold]
    fn owed_by_rule(&self, order: &FeeContext<N>) -> Option<N::Money> {
        match self {
            Fee::MakerTaker(maker, taker) => maker_taker::owed(order, *maker, *taker),
            Fee::Tiered(tiers, minimum) => {
                let units = N::units(order.quantity, order.units)?;
                tiered::owed(tiers, order.traded, units, *minimum)
            }
            Fee::Capped(fee, Cap::Amount(maximum)) => Some(fee.owed(order)?.at_most(*maximum)),
            Fee::Capped(fee, Cap::Share(share)) => {
                let maximum = N::times(order.value, *share, Rounding::HalfEven)?;
                Some(fee.owed(order)?.at_most(maximum))
            }
            _ => self.owed(order),
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
    fn owed(model: &FeeModel, value: i64, units: i64) -> Option<i64> {
        owed_of(model, value, units, 0, 0)
    }

    fn owed_of(model: &FeeModel, value: i64, units: i64, made: i64, traded: i64) -> Option<i64> {
        let fee = Fee::<Narrow>::new(model, 4, 2).expect("fits");
        fee.owed(&FeeContext {
            value,
            quantity: units / 10_000,
            units: 10_000,
            made,
            taken: value - made,
            traded,
        })
    }

    #[test]
    fn a_maker_is_paid_and_a_taker_pays() {
        let model = FeeModel::MakerTaker { maker: decimal("-1"), taker: decimal("5") };
        let owed = |value, made| owed_of(&model, value, 0, made, 0);
        assert_eq!(owed(10_000_000, 0), Some(5_000)); // 1000.00 * 0.0005 = 0.50
        assert_eq!(owed(10_000_000, 10_000_000), Some(-1_000)); // 1000.00 * -0.0001 = -0.10
        // 600.00 made, 400.00 taken: -0.06 + 0.20 = 0.14
        assert_eq!(owed(10_000_000, 6_000_000), Some(1_400));
        // 50.00 * -0.0001 + 10.00 * 0.0005 = -0.005 + 0.005 = 0, though each rounds to nothing too.
        assert_eq!(owed(600_000, 500_000), Some(0));
        // 1150.00 * -0.0001 + 50.00 * 0.0005 = -0.115 + 0.025 = -0.09; apart -0.12 + 0.02 = -0.10.
        assert_eq!(owed(12_000_000, 11_500_000), Some(-900));
    }

    #[test]
    fn a_tier_holds_from_its_threshold_on() {
        let tiers = [("0", "0.01"), ("100", "0.005"), ("1000", "0.002")];
        let tiers = tiers.map(|(units, rate)| (decimal(units), decimal(rate))).into();
        let model = FeeModel::Tiered { tiers, minimum: decimal("0.35") };
        let owed = |units: i64, traded: i64| owed_of(&model, 0, units * 10_000, 0, traded * 10_000);
        assert_eq!(owed(200, 0), Some(20_000)); // 200 * 0.01 = 2.00
        assert_eq!(owed(200, 99), Some(20_000));
        assert_eq!(owed(200, 100), Some(10_000)); // 200 * 0.005 = 1.00
        assert_eq!(owed(200, 5_000), Some(4_000)); // 200 * 0.002 = 0.40
        assert_eq!(owed(100, 5_000), Some(3_500)); // 0.20: the minimum
    }

    #[test]
    fn tiers_begin_at_nothing_and_ascend() {
        let fits = |tiers: &[(&str, &str)]| {
            let tiers = tiers.iter().map(|(units, rate)| (decimal(units), decimal(rate))).collect();
            let model = FeeModel::Tiered { tiers, minimum: Decimal::ZERO };
            Fee::<Narrow>::new(&model, 4, 2).is_some()
        };
        assert!(fits(&[("0", "1"), ("5", "1")]));
        assert!(!fits(&[]) && !fits(&[("1", "1")]) && !fits(&[("0", "1"), ("0", "2")]));
    }

    #[test]
    fn each_is_told_as_on_the_command_line() {
        let tiers = [("0", "0.01"), ("100", "0.005")];
        let tiers = tiers.map(|(units, rate)| (decimal(units), decimal(rate))).into();
        let tiered = FeeModel::Tiered { tiers, minimum: decimal("0.35") };
        let bps = FeeModel::Bps { rate: decimal("10"), minimum: decimal("1") };
        let at_most = |model: &FeeModel, maximum| FeeModel::Capped {
            model: Box::new(model.clone()),
            maximum,
        };
        let told = [
            (FeeModel::None, "none"),
            (
                FeeModel::PerShare { rate: decimal("0.005"), minimum: decimal("1") },
                "per-share:0.005:1",
            ),
            (FeeModel::Bps { rate: decimal("10"), minimum: Decimal::ZERO }, "bps:10:0"),
            (
                FeeModel::MakerTaker { maker: decimal("-1"), taker: decimal("5") },
                "maker-taker:-1:5",
            ),
            (FeeModel::PerTrade { amount: decimal("4.95") }, "per-trade:4.95"),
            (at_most(&bps, Maximum::Amount(decimal("50"))), "bps:10:1:50"),
            (at_most(&bps, Maximum::Percent(decimal("0.5"))), "bps:10:1:0.5%"),
            (
                at_most(&tiered, Maximum::Percent(decimal("1"))),
                "tiered:0=0.01:100=0.005:min=0.35:max=1%",
            ),
            (tiered, "tiered:0=0.01:100=0.005:min=0.35"),
        ];
        for (model, words) in told {
            assert_eq!(model.to_string(), words);
        }
    }

    #[test]
    fn a_maximum_goes_before_a_minimum() {
        let per_share = FeeModel::PerShare { rate: decimal("0.005"), minimum: decimal("1") };
        let capped = |maximum| FeeModel::Capped { model: Box::new(per_share.clone()), maximum };
        let amount = capped(Maximum::Amount(decimal("2")));
        assert_eq!(owed_of(&amount, 0, 3_000_000, 0, 0), Some(15_000)); // 300 * 0.005 = 1.50
        assert_eq!(owed_of(&amount, 0, 5_000_000, 0, 0), Some(20_000)); // 2.50: the maximum
        let percent = capped(Maximum::Percent(decimal("1")));
        // 10 shares for 2.00: 0.05, the minimum is 1.00, one percent of 2.00 is 0.02.
        assert_eq!(owed_of(&percent, 20_000, 100_000, 0, 0), Some(200));
        // 10 shares for 200.00: the minimum is below one percent.
        assert_eq!(owed_of(&percent, 2_000_000, 100_000, 0, 0), Some(10_000));
        assert!(!Fee::<Narrow>::new(&percent, 4, 2).expect("fits").looks_back());
    }

    #[test]
    fn no_fee_is_nothing() {
        assert_eq!(owed(&FeeModel::None, 1_000_000, 10_000), Some(0));
    }

    #[test]
    fn a_fee_in_basis_points_rounds_half_even_to_the_cent() {
        let model = FeeModel::Bps { rate: decimal("10"), minimum: Decimal::ZERO };
        assert_eq!(owed(&model, 150_000, 0), Some(200)); // 15.00 -> 0.015 -> 0.02
        assert_eq!(owed(&model, 50_000, 0), Some(0)); // 5.00 -> 0.005 -> 0.00
        assert_eq!(owed(&model, 50_001, 0), Some(100)); // 5.0001 -> 0.0050001 -> 0.01
        assert_eq!(owed(&model, 250_000, 0), Some(200)); // 25.00 -> 0.025 -> 0.02
    }

    #[test]
    fn a_fee_per_share_rounds_half_even_and_has_a_minimum() {
        let model = FeeModel::PerShare { rate: decimal("0.005"), minimum: decimal("1") };
        assert_eq!(owed(&model, 0, 2_000_000), Some(10_000)); // 200 shares: 1.00
        assert_eq!(owed(&model, 0, 2_010_000), Some(10_000)); // 201 shares: 1.005 -> 1.00
        assert_eq!(owed(&model, 0, 2_030_000), Some(10_200)); // 203 shares: 1.015 -> 1.02
        assert_eq!(owed(&model, 0, 10_000), Some(10_000)); // 1 share: the minimum
    }

    #[test]
    fn a_minimum_holds_in_basis_points_too() {
        let model = FeeModel::Bps { rate: decimal("0.5"), minimum: decimal("2.5") };
        assert_eq!(owed(&model, 10_000_000, 0), Some(25_000));
        assert_eq!(owed(&model, 1_000_000_000, 0), Some(50_000));
    }

    #[test]
    fn a_fee_per_trade_knows_no_size() {
        let model = FeeModel::PerTrade { amount: decimal("4.95") };
        assert_eq!(owed(&model, 1, 1), Some(49_500));
        assert_eq!(owed(&model, 1_000_000_000, 1_000_000), Some(49_500));
    }

    #[test]
    fn an_amount_finer_than_the_unit_is_rounded_half_even() {
        let amount = |text| owed(&FeeModel::PerTrade { amount: decimal(text) }, 1, 1);
        assert_eq!(
            (amount("0.005"), amount("0.015"), amount("0.00501")),
            (Some(0), Some(200), Some(100))
        );
        let minimum = FeeModel::Bps { rate: decimal("0"), minimum: decimal("0.015") };
        assert_eq!(owed(&minimum, 1, 1), Some(200));
    }

    #[test]
    fn an_amount_beyond_the_ledger_does_not_fit() {
        let model = FeeModel::PerTrade { amount: decimal("1e17") };
        assert!(Fee::<Narrow>::new(&model, 4, 2).is_none());
    }
}
