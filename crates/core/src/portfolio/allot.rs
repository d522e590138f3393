//! What each strategy has of an event of the account, by what it holds: pure functions, for every
//! driver of a portfolio.
//!
//! Money is in units of the currency, quantities in last digits. `None` where a number does not fit.

use crate::market::Split;
use crate::money::{Decimal, apportion, in_proportion, pow10};

/// Whose parts add up to a fill of the engine's own: those who hold what it closes, in proportion, in
/// lots.
pub fn closed(held: &[i128], quantity: i64, lot: i64) -> Option<Vec<i64>> {
    let (side, lot) = (-i128::from(quantity.signum()), i128::from(lot));
    let lots = in_proportion(i128::from(quantity).abs() / lot, &of_side(held, side))?;
    lots.into_iter().map(|lots| i64::try_from(-side * lots * lot).ok()).collect()
}

/// A dividend of an amount for each unit: its exact share for each, of the whole that the account is
/// owed.
pub fn of_dividend(
    whole: i128,
    held: &[i128],
    amount: Decimal,
    quantity_scale: u8,
    unit_scale: u8,
) -> Option<Vec<i128>> {
    let numerator = amount.mantissa().checked_mul(pow10(u32::from(unit_scale))?)?;
    let denominator = pow10(u32::from(quantity_scale) + u32::from(amount.scale()))?;
    apportion(whole, held, numerator, denominator)
}

/// What each holds after a split, in lots; the account holds what they did, and the change.
pub fn of_split(held: &[i128], change: i128, split: &Split, lot: i64) -> Option<Vec<i128>> {
    let lot = i128::from(lot);
    let whole = held.iter().try_fold(change, |sum, &units| sum.checked_add(units))?;
    let (new, old) = (i128::from(split.new), i128::from(split.old));
    let lots = apportion(whole.div_euclid(lot), held, new, old.checked_mul(lot)?)?;
    lots.into_iter().map(|lots| lots.checked_mul(lot)).collect()
}

/// What a split pays each for what is no whole lot, of the whole that the account is paid.
///
/// `worth` is that of a last digit of a quantity before the split, in the last digit of money, of
/// which a unit of the currency has `unit`.
pub fn in_lieu(
    whole: i128,
    (held, counts): (&[i128], &[i128]),
    split: &Split,
    worth: i128,
    unit: i128,
) -> Option<Vec<i128>> {
    let (new, old) = (i128::from(split.new), i128::from(split.old));
    let rest = |(units, count): (&i128, &i128)| {
        units.checked_mul(new)?.checked_sub(count.checked_mul(old)?)
    };
    let rests: Option<Vec<i128>> = held.iter().zip(counts).map(rest).collect();
    apportion(whole, &rests?, worth, new.checked_mul(unit)?)
}

/// What is paid for borrowing: in proportion to what each is short.
pub fn of_borrow(whole: i128, held: &[i128]) -> Option<Vec<i128>> {
    in_proportion(whole, &of_side(held, -1))
}

/// Financing: in proportion to what each holds on the account's side. Likewise interest, of cash.
pub fn of_the_same_side(whole: i128, has: &[i128]) -> Option<Vec<i128>> {
    let sum = has.iter().try_fold(0_i128, |sum, &each| sum.checked_add(each))?;
    in_proportion(whole, &of_side(has, if sum > 0 { 1 } else { -1 }))
}

fn of_side(has: &[i128], side: i128) -> Vec<i128> {
    has.iter().map(|each| (side * each).max(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE_FOR_TWO: Split = Split { asset: 0, session: 0, day: 0, new: 1, old: 2 };

    #[test]
    fn a_liquidation_is_of_those_who_hold_what_it_closes() {
        assert_eq!(closed(&[30, -20, 10], -20, 10), Some(vec![-20, 0, 0]));
        assert_eq!(closed(&[30, -20, 10], -40, 10), Some(vec![-30, 0, -10]));
        assert_eq!(closed(&[-3, 0, 1], 2, 1), Some(vec![2, 0, 0]));
    }

    #[test]
    fn a_dividend_is_of_exact_shares() {
        let amount = Decimal::new(333, 4).expect("small"); // 0.0333 for each of 100 and -60
        assert_eq!(of_dividend(133, &[100, -60], amount, 0, 2), Some(vec![333, -200]));
        let half = Decimal::new(5, 1).expect("small"); // of hundredths of a share
        assert_eq!(of_dividend(75, &[150], half, 2, 2), Some(vec![75]));
    }

    #[test]
    fn a_split_pays_what_is_no_whole_lot() {
        let held = [5, -3, 1];
        let counts = of_split(&held, -2, &ONE_FOR_TWO, 1).expect("small");
        assert_eq!(counts, [3, -2, 0]); // exactly 2.5, -1.5 and 0.5: 1 in all
        let paid = in_lieu(100, (&held, &counts), &ONE_FOR_TWO, 100, 1);
        assert_eq!(paid, Some(vec![-100, 100, 100]));
    }

    #[test]
    fn carry_is_of_those_who_cause_it() {
        assert_eq!(of_borrow(-9, &[-1, 5, -2]), Some(vec![-3, 0, -6]));
        assert_eq!(of_the_same_side(9, &[1, -5, 2]), Some(vec![0, 9, 0]));
        assert_eq!(of_the_same_side(9, &[1, -1, 2]), Some(vec![3, 0, 6]));
    }
}
