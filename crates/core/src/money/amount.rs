//! What the kernel may do with a price, a quantity or an amount of money: add, compare, negate.

use std::fmt::Debug;

/// One dimension of value. Two dimensions never mix: the kernel sees them as unrelated types.
pub trait Amount: Copy + Debug + Default + PartialOrd + Send + Sync + 'static {
    /// Nothing.
    const ZERO: Self;
    /// The sum, or `None` where it does not fit.
    fn plus(self, other: Self) -> Option<Self>;
    /// The difference, or `None` where it does not fit.
    fn minus(self, other: Self) -> Option<Self>;
    /// The same magnitude with the other sign.
    fn negated(self) -> Self;
    /// The value without its sign.
    #[inline]
    fn magnitude(self) -> Self {
        if self < Self::ZERO { self.negated() } else { self }
    }
    /// The smaller of two.
    #[inline]
    fn at_most(self, other: Self) -> Self {
        if other < self { other } else { self }
    }
    /// The larger of two.
    #[inline]
    fn at_least(self, other: Self) -> Self {
        if other > self { other } else { self }
    }
    /// Whether this is nothing.
    #[inline]
    fn is_zero(self) -> bool {
        self == Self::ZERO
    }
}

impl Amount for i64 {
    const ZERO: Self = 0;
    #[inline]
    fn plus(self, other: Self) -> Option<Self> {
        self.checked_add(other)
    }
    #[inline]
    fn minus(self, other: Self) -> Option<Self> {
        self.checked_sub(other)
    }
    #[inline]
    fn negated(self) -> Self {
        -self
    }
}

impl Amount for i128 {
    const ZERO: Self = 0;
    #[inline]
    fn plus(self, other: Self) -> Option<Self> {
        self.checked_add(other)
    }
    #[inline]
    fn minus(self, other: Self) -> Option<Self> {
        self.checked_sub(other)
    }
    #[inline]
    fn negated(self) -> Self {
        -self
    }
}

impl Amount for f64 {
    const ZERO: Self = 0.0;
    #[inline]
    fn plus(self, other: Self) -> Option<Self> {
        Some(self + other)
    }
    #[inline]
    fn minus(self, other: Self) -> Option<Self> {
        Some(self - other)
    }
    #[inline]
    fn negated(self) -> Self {
        -self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_refuse_what_does_not_fit() {
        assert_eq!(i64::MAX.plus(1), None);
        assert_eq!((i64::MIN + 1).minus(2), None);
        assert_eq!(i128::MAX.plus(1), None);
        assert_eq!((i128::MIN + 1).minus(2), None);
        assert_eq!(2_i64.plus(3), Some(5));
        assert_eq!(2_i128.minus(3), Some(-1));
        assert_eq!(0.5_f64.plus(0.25), Some(0.75));
        assert_eq!(0.5_f64.minus(0.25), Some(0.25));
    }

    #[test]
    fn comparison_and_sign_are_those_of_the_number() {
        assert_eq!((-3_i64).magnitude(), 3);
        assert_eq!((-3_i128).magnitude(), 3);
        assert_eq!((-3.0_f64).magnitude().to_bits(), 3.0_f64.to_bits());
        assert_eq!((2_i64.at_most(3), 3_i64.at_most(2)), (2, 2));
        assert_eq!((2_i64.at_least(3), 3_i64.at_least(2)), (3, 3));
        assert!(0_i64.is_zero() && !1_i64.is_zero());
    }
}
