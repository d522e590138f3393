//! The product of two exact sums.

/// `a * b`; what does not fit stops the program, as any overflow does.
///
/// Sums nearly always fit one machine word, whose product is made several times faster than the
/// checked product of two.
#[inline]
pub(crate) fn product(a: i128, b: i128) -> i128 {
    match (i64::try_from(a), i64::try_from(b)) {
        (Ok(a), Ok(b)) => i128::from(a) * i128::from(b),
        _ => a * b,
    }
}

#[cfg(test)]
mod tests {
    use super::product;

    #[test]
    fn one_word_or_two_make_the_same_product() {
        let word = i128::from(i64::MAX);
        for (a, b) in [(3, -4), (word, word), (word + 1, 5), (-word - 2, word), (0, i128::MIN)] {
            assert_eq!((product(a, b), product(b, a)), (a * b, a * b));
        }
    }

    #[test]
    #[should_panic(expected = "overflow")]
    fn what_does_not_fit_stops_the_program() {
        product(1 << 64, 1 << 63);
    }
}
