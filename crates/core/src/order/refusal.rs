//! Why an order was refused: named values, in the order in which they are looked for.

use std::fmt;

/// The reason of a refusal. A refusal is a result, not an error: the account is untouched.
///
/// The order of the variants is their precedence: the first that applies is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refusal {
    /// A change of an order that has ended.
    NotOpen,
    /// A change of a limit, stop or trail that orders of this type do not have.
    NoSuchPrice,
    /// A value or a share of equity was ordered of an instrument that has no price yet.
    NoPrice,
    /// An exact size is no whole number of lots.
    OffLot,
    /// A size is not zero but less than one lot.
    BelowLot,
    /// A size has more digits than a quantity can hold.
    QuantityTooLarge,
    /// An exact limit or stop is not on the tick.
    OffTick,
    /// A limit or stop is not positive, or too large to be a price.
    PriceOutOfRange,
    /// The last session in which the order would work is over.
    SessionOver,
    /// There is no position that a reduce-only order could make smaller, or a new quantity is not
    /// beyond what has filled.
    NothingToReduce,
    /// More orders were given in this session than the run allows.
    TooManyOrders,
    /// The instrument may not be opened in this session.
    Restricted,
    /// The order is larger than the run allows.
    OrderTooLarge,
    /// The position would be larger than the run allows.
    PositionTooLarge,
    /// The position would be short in a run that is long only.
    LongOnly,
    /// The holdings would be more than the run's own leverage.
    Leverage,
    /// Equity has fallen too far from its highest mark.
    DrawdownHalt,
    /// Equity has fallen too far in this session.
    DailyLossHalt,
    /// The fill would sell what a cash account does not hold.
    ShortNotAllowed,
    /// The fill would be short of more units than can be borrowed.
    NoBorrow,
    /// The fill would cost more than the cash there is.
    InsufficientCash,
    /// The fill would hold more than the leverage allows.
    InsufficientMargin,
}

impl Refusal {
    /// All refusals, by precedence.
    pub const ALL: [Refusal; 22] = [
        Refusal::NotOpen,
        Refusal::NoSuchPrice,
        Refusal::NoPrice,
        Refusal::OffLot,
        Refusal::BelowLot,
        Refusal::QuantityTooLarge,
        Refusal::OffTick,
        Refusal::PriceOutOfRange,
        Refusal::SessionOver,
        Refusal::NothingToReduce,
        Refusal::TooManyOrders,
        Refusal::Restricted,
        Refusal::OrderTooLarge,
        Refusal::PositionTooLarge,
        Refusal::LongOnly,
        Refusal::Leverage,
        Refusal::DrawdownHalt,
        Refusal::DailyLossHalt,
        Refusal::ShortNotAllowed,
        Refusal::NoBorrow,
        Refusal::InsufficientCash,
        Refusal::InsufficientMargin,
    ];

    /// The name in tables and messages.
    pub const fn name(self) -> &'static str {
        match self {
            Refusal::NotOpen => "not_open",
            Refusal::NoSuchPrice => "no_such_price",
            Refusal::NoPrice => "no_price",
            Refusal::OffLot => "off_lot",
            Refusal::BelowLot => "below_lot",
            Refusal::QuantityTooLarge => "quantity_too_large",
            Refusal::OffTick => "off_tick",
            Refusal::PriceOutOfRange => "price_out_of_range",
            Refusal::SessionOver => "session_over",
            Refusal::NothingToReduce => "nothing_to_reduce",
            Refusal::TooManyOrders => "too_many_orders",
            Refusal::Restricted => "restricted",
            Refusal::OrderTooLarge => "order_too_large",
            Refusal::PositionTooLarge => "position_too_large",
            Refusal::LongOnly => "long_only",
            Refusal::Leverage => "leverage",
            Refusal::DrawdownHalt => "drawdown_halt",
            Refusal::DailyLossHalt => "daily_loss_halt",
            Refusal::ShortNotAllowed => "short_not_allowed",
            Refusal::NoBorrow => "no_borrow",
            Refusal::InsufficientCash => "insufficient_cash",
            Refusal::InsufficientMargin => "insufficient_margin",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_distinct_and_in_order_of_precedence() {
        let mut names: Vec<_> = Refusal::ALL.iter().map(|refusal| refusal.to_string()).collect();
        assert!(Refusal::ALL.windows(2).all(|pair| pair[0] < pair[1]));
        names.sort();
        names.dedup();
        assert_eq!(names.len(), Refusal::ALL.len());
    }
}
