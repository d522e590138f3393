//! An amount per unit, half-even to the posting unit, as brokers round.

use super::FeeContext;
use crate::money::{Amount, Number, Rounding};

/// `units * rate`, at least `minimum`.
#[inline]
pub(super) fn owed<N: Number>(
    order: &FeeContext<N>,
    rate: N::Ratio,
    minimum: N::Money,
) -> Option<N::Money> {
    let units = N::units(order.quantity, order.units)?;
    Some(N::times(units, rate, Rounding::HalfEven)?.at_least(minimum))
}
