//! Largest remainder: the only way in which something is divided among several.

use std::cmp::Reverse;

use super::rounding::{Rounding, mul_div};

/// Exact shares `count * numerator / denominator` as whole numbers that add up to `whole`, which is
/// their sum, rounded. `None` when a share does not fit.
///
/// Each share is rounded down; what is left of the whole goes, one each, to the largest remainders,
/// ties to those that come first. A share that is whole by itself is never touched.
///
/// # Panics
/// When the denominator is not positive, or the whole is not the sum of the shares.
///
/// ```
/// use farthing_core::money::apportion;
/// assert_eq!(apportion(3, &[10, -1, 2], 1, 4), Some(vec![3, 0, 0])); // 2.5, -0.25 and 0.5
/// ```
pub fn apportion(
    whole: i128,
    counts: &[i128],
    numerator: i128,
    denominator: i128,
) -> Option<Vec<i128>> {
    assert!(denominator > 0, "a share is of something");
    let mut parts = Vec::with_capacity(counts.len());
    let mut rests = Vec::with_capacity(counts.len());
    let mut left = whole;
    for (place, &count) in counts.iter().enumerate() {
        if count == 0 {
            parts.push(0); // most strategies have no share of most events
            continue;
        }
        let floor = mul_div(count, numerator, denominator, Rounding::Floor)?;
        left = left.checked_sub(floor)?;
        parts.push(floor);
        // It is below the denominator, and so exact whatever the two products wrap to.
        let rest = count.wrapping_mul(numerator).wrapping_sub(floor.wrapping_mul(denominator));
        if rest != 0 {
            rests.push((Reverse(rest), place));
        }
    }
    let ones = usize::try_from(left).ok().filter(|&ones| ones <= rests.len());
    let ones = ones.expect("the whole is the sum of the shares");
    if ones > 0 {
        rests.sort_unstable();
        for &(_, place) in &rests[..ones] {
            parts[place] += 1;
        }
    }
    Some(parts)
}

/// The whole in proportion to weights of 0 or more; `None` when a sum of them does not fit.
///
/// # Panics
/// When all weights are nothing.
///
/// ```
/// use farthing_core::money::in_proportion;
/// assert_eq!(in_proportion(10, &[1, 1, 1]), Some(vec![4, 3, 3]));
/// assert_eq!(in_proportion(-10, &[1, 1, 1]), Some(vec![-3, -3, -4]));
/// ```
pub fn in_proportion(whole: i128, weights: &[i128]) -> Option<Vec<i128>> {
    let sum = weights.iter().try_fold(0_i128, |sum, &weight| sum.checked_add(weight))?;
    assert!(sum > 0, "somebody has a share");
    apportion(whole, weights, whole, sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_goes_to_the_largest_remainders_and_ties_to_the_first() {
        assert_eq!(in_proportion(7, &[0, 2, 5]), Some(vec![0, 2, 5]));
        assert_eq!(in_proportion(8, &[1, 3, 3]), Some(vec![1, 4, 3])); // 1.14, 3.43, 3.43
        assert_eq!(in_proportion(1, &[1, 2]), Some(vec![0, 1]));
        assert_eq!(in_proportion(-1, &[1, 2]), Some(vec![0, -1]));
        assert_eq!(in_proportion(0, &[3]), Some(vec![0]));
    }

    #[test]
    fn products_of_more_than_128_bits_are_exact() {
        let vast = 1_i128 << 120;
        assert_eq!(in_proportion(vast, &[vast, vast]), Some(vec![vast / 2, vast / 2]));
        let thirds = in_proportion(vast, &[vast / 64, vast / 64, vast / 64]);
        let third = vast / 3; // 2^120 is one more than a multiple of three
        assert_eq!(thirds, Some(vec![third + 1, third, third]));
        assert_eq!(apportion(0, &[i128::MAX], 4, 1), None);
        assert_eq!(in_proportion(1, &[i128::MAX, i128::MAX]), None);
    }

    #[test]
    #[should_panic(expected = "somebody has a share")]
    fn where_nobody_has_a_share_nothing_is_divided() {
        in_proportion(1, &[0, 0]);
    }

    #[test]
    #[should_panic(expected = "the whole is the sum of the shares")]
    fn more_than_the_shares_are_is_not_divided() {
        apportion(4, &[1, 2], 1, 1);
    }
}
