//! A share of the value, half-even to the posting unit, as brokers round.

use super::FeeContext;
use crate::money::{Amount, Number, Rounding};

/// `value * rate`, at least `minimum`.
#[inline]
pub(super) fn owed<N: Number>(
    order: &FeeContext<N>,
    rate: N::Ratio,
    minimum: N::Money,
) -> Option<N::Money> {
    Some(N::times(order.value, rate, Rounding::HalfEven)?.at_least(minimum))
}
