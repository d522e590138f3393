//! Carry: what time costs whoever holds, borrows or owes, by calendar days over a year of 360.

use crate::market::{HoldingCost, Instrument, Kind};
use crate::money::{Amount, Decimal, Number, Rounding};

/// Days of the year by which rates are counted, as money markets do.
pub const YEAR_DAYS: i64 = 360;

/// The carry of a run, in exact numbers: rates a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CarryModel {
    /// What a short pays, where its instrument has no rate of its own.
    pub borrow: Option<Decimal>,
    /// What cash earns, and what owed cash costs.
    pub interest: Option<(Decimal, Decimal)>,
}

/// The rates of one instrument in the numbers of one kernel; nothing where it costs nothing.
#[derive(Clone, Copy, Debug)]
pub struct HoldingRates<N: Number> {
    /// Of what is borrowed.
    pub borrow: Option<N::Ratio>,
    /// Of a financed position, long and short.
    pub financing: Option<(N::Ratio, N::Ratio)>,
}

impl<N: Number> HoldingRates<N> {
    /// The rates of an instrument; the outer `None` is for those that do not fit the ledger.
    pub fn new(
        model: &CarryModel,
        instrument: &Instrument,
        ledger_scale: u8,
    ) -> Option<HoldingRates<N>> {
        let ratio = |rate| N::ratio(rate, ledger_scale, instrument.currency.unit_scale);
        let own: HoldingCost = instrument.holding_cost;
        let is_lent = matches!(instrument.kind, Kind::Equity | Kind::Spot);
        let borrow = match own.borrow_rate.or(model.borrow).filter(|_| is_lent) {
            Some(rate) if rate.mantissa() != 0 => Some(ratio(rate)?),
            _ => None,
        };
        let financing = match (own.financing_long, own.financing_short) {
            (None, None) => None,
            (long, short) => Some((
                ratio(long.unwrap_or(Decimal::ZERO))?,
                ratio(short.unwrap_or(Decimal::ZERO))?,
            )),
        };
        Some(HoldingRates { borrow, financing })
    }

    /// Whether holding the instrument costs anything.
    pub const fn is_some(&self) -> bool {
        self.borrow.is_some() || self.financing.is_some()
    }

    /// What so many days of a position of such a value bring, negative where it costs: as what is
    /// borrowed. A short alone borrows.
    pub fn borrowed(&self, value: N::Money, is_short: bool, days: i64) -> Option<N::Money> {
        match self.borrow {
            Some(rate) if is_short => Some(accrued::<N>(value.magnitude(), rate, days)?.negated()),
            _ => Some(N::Money::ZERO),
        }
    }

    /// Likewise, as what is financed; a positive rate is a cost.
    pub fn financed(&self, value: N::Money, is_short: bool, days: i64) -> Option<N::Money> {
        match self.financing {
            Some((long, short)) => {
                let rate = if is_short { short } else { long };
                Some(accrued::<N>(value.magnitude(), rate, days)?.negated())
            }
            None => Some(N::Money::ZERO),
        }
    }
}

/// What cash earns and what owed cash costs, in the numbers of one kernel.
#[derive(Clone, Copy, Debug)]
pub struct InterestRates<N: Number> {
    credit: N::Ratio,
    debit: N::Ratio,
}

impl<N: Number> InterestRates<N> {
    /// The rates; `None` when one does not fit the ledger.
    pub fn new(
        (credit, debit): (Decimal, Decimal),
        ledger_scale: u8,
        unit_scale: u8,
    ) -> Option<InterestRates<N>> {
        let ratio = |rate| N::ratio(rate, ledger_scale, unit_scale);
        Some(InterestRates { credit: ratio(credit)?, debit: ratio(debit)? })
    }

    /// What so many days of cash bring, at the rate of its sign.
    pub fn earned(&self, cash: N::Money, days: i64) -> Option<N::Money> {
        let rate = if cash < N::Money::ZERO { self.debit } else { self.credit };
        accrued::<N>(cash, rate, days)
    }
}

/// `money * rate * days / 360`, half-even to the unit.
fn accrued<N: Number>(money: N::Money, rate: N::Ratio, days: i64) -> Option<N::Money> {
    N::prorated(money, rate, days, YEAR_DAYS, Rounding::HalfEven)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::examples::share;
    use crate::money::{Narrow, Twin};

    fn decimal(text: &str) -> Decimal {
        text.parse().expect(text)
    }

    /// Rates of a share in a ledger of 4 digits that posts cents.
    fn rates(model: CarryModel, own: HoldingCost) -> HoldingRates<Narrow> {
        let instrument = Instrument { holding_cost: own, ..share("A") };
        HoldingRates::new(&model, &instrument, 4).expect("fits")
    }

    #[test]
    fn interest_is_counted_by_days_of_a_year_of_360() {
        let rate = Narrow::ratio(decimal("0.05"), 4, 2).expect("fits");
        // 10000.00 * 0.05 * 3 / 360 = 4.1666...: 4.17
        assert_eq!(accrued::<Narrow>(100_000_000, rate, 3), Some(41_700));
        // 36.00 * 0.05 / 360 = 0.005, a tie: 0.00; 108.00: 0.015: 0.02
        assert_eq!(accrued::<Narrow>(360_000, rate, 1), Some(0));
        assert_eq!(accrued::<Narrow>(1_080_000, rate, 1), Some(200));
        assert_eq!(accrued::<Narrow>(-1_080_000, rate, 1), Some(-200));
        let float = Twin::ratio(decimal("0.05"), 4, 2).expect("fits");
        let found = accrued::<Twin>(10_000.0, float, 3).expect("a float");
        assert!((found - 4.17).abs() < 1e-9);
    }

    #[test]
    fn cash_earns_at_one_rate_and_costs_at_another() {
        let rates = InterestRates::<Narrow>::new((decimal("0.036"), decimal("0.072")), 4, 2);
        let rates = rates.expect("fits");
        assert_eq!(rates.earned(10_000_000, 1), Some(1_000)); // 1000.00 * 0.036 / 360 = 0.10
        assert_eq!(rates.earned(-10_000_000, 1), Some(-2_000));
        assert_eq!(rates.earned(0, 1), Some(0));
    }

    #[test]
    fn a_short_alone_borrows_and_its_own_rate_goes_first() {
        let model = CarryModel { borrow: Some(decimal("0.036")), interest: None };
        let rates_of_run = rates(model, HoldingCost::default());
        // 1000.00 * 0.036 / 360 = 0.10
        assert_eq!(rates_of_run.borrowed(-10_000_000, true, 1), Some(-1_000));
        assert_eq!(rates_of_run.borrowed(10_000_000, false, 1), Some(0));
        let own = HoldingCost { borrow_rate: Some(decimal("0.36")), ..HoldingCost::default() };
        assert_eq!(rates(model, own).borrowed(-10_000_000, true, 1), Some(-10_000));
        let free = HoldingCost { borrow_rate: Some(Decimal::ZERO), ..HoldingCost::default() };
        assert!(!rates(model, free).is_some());
    }

    #[test]
    fn long_and_short_positions_are_financed_at_their_own_rates() {
        let own = HoldingCost {
            financing_long: Some(decimal("0.072")),
            financing_short: Some(decimal("-0.036")),
            ..HoldingCost::default()
        };
        let rates = rates(CarryModel::default(), own);
        assert_eq!(rates.financed(10_000_000, false, 1), Some(-2_000)); // 1000.00 * 0.072 / 360
        assert_eq!(rates.financed(-10_000_000, true, 3), Some(3_000)); // earned: 0.10 a day
        assert_eq!(rates.borrowed(-10_000_000, true, 3), Some(0));
    }
}
