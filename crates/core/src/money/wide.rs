//! Unsigned products of 256 bits, for the rare quotient whose numerator does not fit 128.

/// The high and low half of `a * b`.
pub(super) fn multiply_wide(a: u128, b: u128) -> (u128, u128) {
    const MASK: u128 = u64::MAX as u128;
    let (a_high, a_low) = (a >> 64, a & MASK);
    let (b_high, b_low) = (b >> 64, b & MASK);
    let low = a_low * b_low;
    let cross = a_high * b_low + (low >> 64);
    let middle = (cross & MASK) + a_low * b_high;
    let high = a_high * b_high + (cross >> 64) + (middle >> 64);
    (high, (middle << 64) | (low & MASK))
}

/// Quotient and remainder by schoolbook long division; `None` when the quotient needs 129 bits.
pub(super) fn divide_wide((high, low): (u128, u128), divisor: u128) -> Option<(u128, u128)> {
    if high >= divisor {
        return None;
    }
    let (mut remainder, mut quotient) = (high, 0_u128);
    for bit in (0..128).rev() {
        let carried = remainder >> 127 == 1;
        remainder = (remainder << 1) | ((low >> bit) & 1);
        quotient <<= 1;
        if carried || remainder >= divisor {
            remainder = remainder.wrapping_sub(divisor);
            quotient |= 1;
        }
    }
    Some((quotient, remainder))
}

/// `n * 2^shift / d` and whether anything is left over, for a quotient of at most 64 bits.
pub(super) fn wide_quotient(n: u128, d: u128, shift: i64) -> (u64, bool) {
    let magnitude = shift.unsigned_abs();
    let power = 1_u128 << (magnitude % 128).min(127);
    let (product, divisor) = match (shift >= 0, magnitude < 128) {
        (true, true) => (multiply_wide(n, power), d),
        // 2^128 and more: the numerator moves to the high half first.
        (true, false) => ((n << (magnitude - 128), 0), d),
        (false, _) => ((0, n), d << magnitude),
    };
    let (quotient, remainder) = divide_wide(product, divisor).unwrap_or((u128::MAX, 1));
    (u64::try_from(quotient).unwrap_or(u64::MAX), remainder != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_divided_by_a_factor_gives_the_other() {
        let values = [1, 3, u128::from(u64::MAX), 1 << 64, (1 << 100) + 7, u128::MAX];
        for a in values {
            for b in values {
                assert_eq!(divide_wide(multiply_wide(a, b), a), Some((b, 0)));
            }
        }
    }

    #[test]
    fn the_remainder_is_what_is_left_over() {
        let (high, low) = multiply_wide(u128::MAX, 10);
        assert_eq!(divide_wide((high, low), u128::MAX - 1), Some((10, 10)));
        assert_eq!(divide_wide((0, 7), 3), Some((2, 1)));
        assert_eq!(divide_wide((3, 0), 3), None);
    }
}
