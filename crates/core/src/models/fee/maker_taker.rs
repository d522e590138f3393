//! A share of the value: less for what waited in the book than for what took from it.

use super::FeeContext;
use crate::money::{Number, Rounding};

/// `made * maker + taken * taker`, rounded once.
pub(super) fn owed<N: Number>(
    order: &FeeContext<N>,
    maker: N::Ratio,
    taker: N::Ratio,
) -> Option<N::Money> {
    N::times_both([(order.made, maker), (order.taken, taker)], Rounding::HalfEven)
}
