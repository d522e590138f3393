//! Orders of several strategies as one, and what each has of its fills.

use crate::money::in_proportion;

/// What each of the orders behind one has of its fill, in the order of the strategies; `None` when a
/// number does not fit.
///
/// Orders against the fill's side fill whole, out of those of its side; these have the fill and what
/// the others gave, in proportion to what they still want, in lots. Where nothing reaches the market
/// (`quantity` is 0), the buys and the sells are equal.
///
/// # Panics
/// When the fill is of more than the orders want, or what crosses is not as much bought as sold.
///
/// ```
/// use farthing_core::portfolio::parts_of_fill;
/// assert_eq!(parts_of_fill(&[100, -60, 20], 60, 1), Some(vec![100, -60, 20]));
/// assert_eq!(parts_of_fill(&[100, -60, 20], 7, 1), Some(vec![56, -60, 11]));
/// ```
pub fn parts_of_fill(left: &[i64], quantity: i64, lot: i64) -> Option<Vec<i64>> {
    let side = i128::from(quantity.signum());
    if side == 0 {
        let sum: i128 = left.iter().copied().map(i128::from).sum();
        assert!(sum == 0, "what crosses is as much bought as sold");
        return Some(left.to_vec());
    }
    let wants = |want: &i64| side * i128::from(*want);
    let own: Vec<i128> = left.iter().map(|want| wants(want).max(0)).collect();
    let against: i128 = left.iter().map(|want| wants(want).min(0)).sum();
    let comes = side * i128::from(quantity) - against;
    assert!(comes <= own.iter().sum(), "no order fills more than it wants");
    let lot = i128::from(lot);
    let has = in_proportion(comes / lot, &own)?;
    let part = |(lots, want): (&i128, &i64)| {
        let mine = if wants(want) < 0 { i128::from(*want) } else { side * lots * lot };
        i64::try_from(mine).ok()
    };
    has.iter().zip(left).map(part).collect()
}

/// The fee of a fill by units, those bought and those sold alike, in units of the currency; `None`
/// when a number does not fit.
///
/// ```
/// use farthing_core::portfolio::parts_of_fee;
/// assert_eq!(parts_of_fee(100, &[56, -60, 11], 1), Some(vec![44, 47, 9]));
/// ```
pub fn parts_of_fee(fee: i128, parts: &[i64], unit: i128) -> Option<Vec<i128>> {
    if fee == 0 {
        return Some(vec![0; parts.len()]);
    }
    let weights: Vec<i128> = parts.iter().map(|&part| i128::from(part).abs()).collect();
    let units = in_proportion(fee.div_euclid(unit), &weights)?;
    units.into_iter().map(|units| units.checked_mul(unit)).collect()
}

/// What orders behind one still want after a split of `new` shares for `old`, which left `whole` of
/// it; `None` when a number does not fit.
///
/// Orders against its side go to the lot towards zero; those of its side share what remains. Where
/// the account has no order, the smaller of both sides is what crosses.
///
/// ```
/// use farthing_core::portfolio::after_split;
/// assert_eq!(after_split(&[100, -60], 80, (2, 1), 1), Some(vec![200, -120]));
/// assert_eq!(after_split(&[5, -5], 0, (1, 2), 1), Some(vec![2, -2]));
/// ```
pub fn after_split(left: &[i64], whole: i64, (new, old): (i64, i64), lot: i64) -> Option<Vec<i64>> {
    let (lot, step) = (i128::from(lot), i128::from(old) * i128::from(lot));
    let lots: Vec<i128> =
        left.iter().map(|&want| i128::from(want) * i128::from(new) / step).collect();
    let side = i128::from(whole.signum());
    let of_side = |side: i128, lots: i128| {
        let own: Vec<i128> = left.iter().map(|&want| (side * i128::from(want)).max(0)).collect();
        if own.iter().all(|&want| want == 0) { Some(own) } else { in_proportion(lots, &own) }
    };
    let (own, others) = if side == 0 {
        let sum = |side: i128| lots.iter().map(|lots| (side * lots).max(0)).sum::<i128>();
        let least = sum(1).min(sum(-1));
        (of_side(1, least)?, of_side(-1, least)?)
    } else {
        let others: Vec<i128> = lots.iter().map(|lots| (-side * lots).max(0)).collect();
        let remains = side * i128::from(whole) / lot + others.iter().sum::<i128>();
        (of_side(side, remains)?, others)
    };
    let side = if side == 0 { 1 } else { side };
    let units = |(own, other): (&i128, &i128)| i64::try_from(side * lot * (own - other)).ok();
    own.iter().zip(&others).map(units).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fill_in_part_is_shared_in_lots() {
        assert_eq!(parts_of_fill(&[200, 100], 100, 100), Some(vec![100, 0]));
        assert_eq!(parts_of_fill(&[-200, -100], -200, 100), Some(vec![-100, -100]));
        assert_eq!(parts_of_fill(&[5, -5], 0, 1), Some(vec![5, -5]));
    }

    #[test]
    #[should_panic(expected = "no order fills more than it wants")]
    fn no_more_is_filled_than_was_wanted() {
        parts_of_fill(&[5, -3], 3, 1);
    }

    #[test]
    #[should_panic(expected = "as much bought as sold")]
    fn what_crosses_is_nothing_together() {
        parts_of_fill(&[5, -3], 0, 1);
    }

    #[test]
    fn a_rebate_is_shared_too() {
        assert_eq!(parts_of_fee(-100, &[1, 1, 1], 1), Some(vec![-33, -33, -34]));
        assert_eq!(parts_of_fee(200, &[1, 2], 100), Some(vec![100, 100]));
    }

    #[test]
    fn a_split_leaves_those_against_the_order_at_their_lots() {
        assert_eq!(after_split(&[7, -3], 2, (1, 2), 1), Some(vec![3, -1]));
        assert_eq!(after_split(&[-7, 3], -2, (1, 2), 1), Some(vec![-3, 1]));
        assert_eq!(after_split(&[3, 2, -5], 0, (1, 2), 1), Some(vec![1, 1, -2]));
        assert_eq!(after_split(&[1, -1], 0, (1, 2), 1), Some(vec![0, 0]));
    }
}
