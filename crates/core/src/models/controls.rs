//! Controls: what a run does not let its own strategy do, asked when an order is given.

use std::fmt;

use crate::money::{Amount, Decimal, Number, pow10};
use crate::order::Refusal;

/// One control of a run, in exact numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// At most so many orders a session.
    OrderCount(u32),
    /// Nothing is opened in an instrument.
    Restricted {
        /// Index of the instrument.
        asset: u32,
        /// The first session.
        first: u32,
        /// The last session.
        last: u32,
    },
    /// An order is at most so large.
    OrderSize(SizeLimit),
    /// A position, with all that is in flight, is at most so large.
    PositionSize(SizeLimit),
    /// No position is below nothing.
    LongOnly,
    /// Holdings are at most so many times the equity: numerator and denominator.
    Leverage(i64, i64),
    /// Nothing is opened once equity has fallen by such a share from its highest mark.
    Drawdown(Decimal),
    /// Nothing is opened in a session in which equity has fallen by such a share.
    DailyLoss(Decimal),
}

/// In the words of the command line, without its instrument.
impl fmt::Display for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Control::OrderCount(count) => write!(f, "order-count:{count}"),
            Control::Restricted { .. } => f.write_str("restricted"),
            Control::OrderSize(limit) => write!(f, "order-{limit}"),
            Control::PositionSize(limit) => write!(f, "position-{limit}"),
            Control::LongOnly => f.write_str("long-only"),
            Control::Leverage(numerator, denominator) => {
                write!(f, "leverage:{numerator}/{denominator}")
            }
            Control::Drawdown(share) => write!(f, "drawdown:{share}"),
            Control::DailyLoss(share) => write!(f, "daily-loss:{share}"),
        }
    }
}

impl fmt::Display for SizeLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.units, self.value) {
            (Some(units), _) => write!(f, "units:{units}"),
            (None, Some(value)) => write!(f, "value:{value}"),
            (None, None) => f.write_str("size"),
        }
    }
}

/// The largest size, in units, in money at the last price, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SizeLimit {
    /// Index of the instrument; nothing for all.
    pub asset: Option<u32>,
    /// Units at most.
    pub units: Option<Decimal>,
    /// Money at most.
    pub value: Option<Decimal>,
}

/// An order that is asked about; amounts are without sign, units at the scale of the ledger.
#[derive(Clone, Copy, Debug)]
pub struct ControlContext<N: Number> {
    /// Index of the instrument.
    pub asset: u32,
    /// The session.
    pub session: u32,
    /// Orders given in the session before.
    pub given: u32,
    /// Whether an order is given, and not one changed.
    pub is_new: bool,
    /// Whether it only makes smaller what there is with what is in flight.
    pub reduces: bool,
    /// The order.
    pub order: Size<N>,
    /// The position after it, with what is in flight.
    pub position: Size<N>,
    /// Whether that position is below nothing.
    pub is_short: bool,
    /// All holdings after it.
    pub gross: N::Money,
    /// Equity as of the last mark.
    pub equity: N::Money,
    /// Whether equity has fallen too far from its highest mark.
    pub is_drawn_down: bool,
    /// Whether it has in this session.
    pub is_day_lost: bool,
}

/// A quantity in both measures.
#[derive(Clone, Copy, Debug)]
pub struct Size<N: Number> {
    /// Units.
    pub units: N::Money,
    /// Money at the last price.
    pub value: N::Money,
}

/// The controls of a run in the numbers of one kernel.
#[derive(Clone, Debug, Default)]
pub struct Controls<N: Number> {
    /// In the order in which they are asked.
    list: Vec<Checked<N>>,
    drawdown: Option<Fall>,
    daily_loss: Option<Fall>,
    needs_gross: bool,
}

#[derive(Clone, Copy, Debug)]
enum Checked<N: Number> {
    OrderCount(u32),
    Restricted { asset: u32, first: u32, last: u32 },
    OrderSize(Limit<N>),
    PositionSize(Limit<N>),
    LongOnly,
    Leverage(i64, i64),
    Drawdown,
    DailyLoss,
}

#[derive(Clone, Copy, Debug)]
struct Limit<N: Number> {
    asset: Option<u32>,
    units: Option<N::Money>,
    value: Option<N::Money>,
}

/// What is left of equity after a fall: numerator and denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fall {
    numerator: i64,
    denominator: i64,
}

impl Fall {
    fn new(share: Decimal) -> Option<Fall> {
        let denominator = i64::try_from(pow10(u32::from(share.scale()))?).ok()?;
        let fallen = i64::try_from(share.mantissa()).ok()?;
        let numerator = denominator.checked_sub(fallen)?;
        (0..=denominator).contains(&numerator).then_some(Fall { numerator, denominator })
    }

    /// Whether equity has fallen from `high` by the share or more.
    pub fn has_happened<N: Number>(self, equity: N::Money, high: N::Money) -> bool {
        N::within_leverage(equity, high, self.numerator, self.denominator)
    }
}

impl<N: Number> Controls<N> {
    /// The controls in a ledger; `None` when a number does not fit it or a share is not one.
    pub fn new(controls: &[Control], ledger_scale: u8) -> Option<Controls<N>> {
        let mut found =
            Controls { list: Vec::new(), drawdown: None, daily_loss: None, needs_gross: false };
        for &control in controls {
            let checked = match control {
                Control::OrderCount(count) => Checked::OrderCount(count),
                Control::Restricted { asset, first, last } => {
                    Checked::Restricted { asset, first, last }
                }
                Control::OrderSize(limit) => Checked::OrderSize(Limit::new(limit, ledger_scale)?),
                Control::PositionSize(limit) => {
                    Checked::PositionSize(Limit::new(limit, ledger_scale)?)
                }
                Control::LongOnly => Checked::LongOnly,
                Control::Leverage(numerator, denominator) => {
                    found.needs_gross = true;
                    Checked::Leverage(numerator, denominator)
                }
                Control::Drawdown(share) => {
                    found.drawdown = Some(Fall::new(share)?);
                    Checked::Drawdown
                }
                Control::DailyLoss(share) => {
                    found.daily_loss = Some(Fall::new(share)?);
                    Checked::DailyLoss
                }
            };
            found.list.push(checked);
        }
        found.list.sort_by_key(|checked| checked.refusal());
        Some(found)
    }

    /// Whether there are none.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether one of them looks at all holdings, which costs a pass over them.
    pub fn needs_gross(&self) -> bool {
        self.needs_gross
    }

    /// The fall of equity that halts for good.
    pub fn drawdown(&self) -> Option<Fall> {
        self.drawdown
    }

    /// The fall of equity that halts for a session.
    pub fn daily_loss(&self) -> Option<Fall> {
        self.daily_loss
    }

    /// Refuses an order, if one of the controls does.
    ///
    /// # Errors
    /// The refusal, by precedence.
    pub fn check(&self, order: &ControlContext<N>) -> Result<(), Refusal> {
        match self.list.iter().find(|checked| checked.refuses(order)) {
            Some(checked) => Err(checked.refusal()),
            None => Ok(()),
        }
    }
}

impl<N: Number> Checked<N> {
    fn refusal(&self) -> Refusal {
        match self {
            Checked::OrderCount(_) => Refusal::TooManyOrders,
            Checked::Restricted { .. } => Refusal::Restricted,
            Checked::OrderSize(_) => Refusal::OrderTooLarge,
            Checked::PositionSize(_) => Refusal::PositionTooLarge,
            Checked::LongOnly => Refusal::LongOnly,
            Checked::Leverage(..) => Refusal::Leverage,
            Checked::Drawdown => Refusal::DrawdownHalt,
            Checked::DailyLoss => Refusal::DailyLossHalt,
        }
    }

    /// What makes a position smaller may always be done, but for the count and size of orders.
    fn refuses(&self, order: &ControlContext<N>) -> bool {
        match *self {
            Checked::OrderCount(count) => order.is_new && order.given >= count,
            Checked::OrderSize(limit) => limit.is_passed(order.asset, order.order),
            _ => !order.reduces && self.refuses_opening(order),
        }
    }

    fn refuses_opening(&self, order: &ControlContext<N>) -> bool {
        match *self {
            Checked::Restricted { asset, first, last } => {
                order.asset == asset && (first..=last).contains(&order.session)
            }
            Checked::PositionSize(limit) => limit.is_passed(order.asset, order.position),
            Checked::LongOnly => order.is_short,
            Checked::Leverage(numerator, denominator) => {
                !N::within_leverage(order.gross, order.equity, numerator, denominator)
            }
            Checked::Drawdown => order.is_drawn_down,
            Checked::DailyLoss => order.is_day_lost,
            Checked::OrderCount(_) | Checked::OrderSize(_) => false,
        }
    }
}

impl<N: Number> Limit<N> {
    fn new(limit: SizeLimit, ledger_scale: u8) -> Option<Limit<N>> {
        let money = |amount: Option<Decimal>| match amount {
            Some(amount) => N::money(amount, ledger_scale).map(Some),
            None => Some(None),
        };
        Some(Limit { asset: limit.asset, units: money(limit.units)?, value: money(limit.value)? })
    }

    fn is_passed(&self, asset: u32, size: Size<N>) -> bool {
        let is_mine = self.asset.is_none_or(|mine| mine == asset);
        let passes = |limit: Option<N::Money>, amount: N::Money| {
            limit.is_some_and(|limit| amount.magnitude() > limit)
        };
        is_mine && (passes(self.units, size.units) || passes(self.value, size.value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Narrow;

    fn decimal(text: &str) -> Decimal {
        text.parse().expect(text)
    }

    /// An order for 10 units of 2.00 each beside a position of 20 after it, in cents.
    fn order() -> ControlContext<Narrow> {
        ControlContext {
            asset: 1,
            session: 4,
            given: 2,
            is_new: true,
            reduces: false,
            order: Size { units: 1_000, value: 2_000 },
            position: Size { units: 2_000, value: 4_000 },
            is_short: false,
            gross: 15_000,
            equity: 10_000,
            is_drawn_down: false,
            is_day_lost: false,
        }
    }

    fn check(controls: &[Control], order: &ControlContext<Narrow>) -> Result<(), Refusal> {
        Controls::new(controls, 2).expect("fits").check(order)
    }

    fn limit(units: Option<&str>, value: Option<&str>) -> SizeLimit {
        SizeLimit { asset: None, units: units.map(decimal), value: value.map(decimal) }
    }

    #[test]
    fn a_count_is_of_orders_given_before() {
        assert_eq!(check(&[Control::OrderCount(3)], &order()), Ok(()));
        assert_eq!(check(&[Control::OrderCount(2)], &order()), Err(Refusal::TooManyOrders));
    }

    #[test]
    fn a_restriction_is_of_one_instrument_and_some_sessions() {
        let check =
            |asset, first, last| check(&[Control::Restricted { asset, first, last }], &order());
        assert_eq!(check(1, 4, 4), Err(Refusal::Restricted));
        assert_eq!((check(1, 5, 9), check(1, 0, 3), check(0, 0, 9)), (Ok(()), Ok(()), Ok(())));
    }

    #[test]
    fn sizes_are_of_units_and_of_money() {
        let order_of = |units, value| check(&[Control::OrderSize(limit(units, value))], &order());
        assert_eq!(order_of(Some("10"), Some("20")), Ok(()));
        assert_eq!(order_of(Some("9.99"), None), Err(Refusal::OrderTooLarge));
        assert_eq!(order_of(None, Some("19.99")), Err(Refusal::OrderTooLarge));
        let position =
            |units, value| check(&[Control::PositionSize(limit(units, value))], &order());
        assert_eq!(position(Some("20"), Some("40")), Ok(()));
        assert_eq!(position(Some("19"), None), Err(Refusal::PositionTooLarge));
        assert_eq!(position(None, Some("39")), Err(Refusal::PositionTooLarge));
        let other = SizeLimit { asset: Some(0), ..limit(Some("1"), None) };
        assert_eq!(check(&[Control::OrderSize(other)], &order()), Ok(()));
    }

    #[test]
    fn what_reduces_is_asked_for_count_and_size_alone() {
        let given = ControlContext { reduces: true, is_short: true, is_day_lost: true, ..order() };
        let others = [
            Control::LongOnly,
            Control::Leverage(1, 1),
            Control::DailyLoss(decimal("0.1")),
            Control::PositionSize(limit(Some("1"), None)),
            Control::Restricted { asset: 1, first: 0, last: 9 },
        ];
        assert_eq!(check(&others, &given), Ok(()));
        assert_eq!(check(&[Control::OrderCount(0)], &given), Err(Refusal::TooManyOrders));
    }

    #[test]
    fn the_first_by_precedence_is_reported_however_they_are_listed() {
        let given = ControlContext { is_short: true, is_drawn_down: true, ..order() };
        let all = [Control::Drawdown(decimal("0.1")), Control::Leverage(1, 1), Control::LongOnly];
        assert_eq!(check(&all, &given), Err(Refusal::LongOnly));
        assert_eq!(check(&all[..2], &given), Err(Refusal::Leverage));
        assert_eq!(check(&all[..1], &given), Err(Refusal::DrawdownHalt));
        assert_eq!(check(&[Control::Leverage(3, 2)], &order()), Ok(()));
    }

    #[test]
    fn a_fall_is_by_the_share_or_more() {
        let fall = Fall::new(decimal("0.1")).expect("a share");
        assert!(fall.has_happened::<Narrow>(9_000, 10_000));
        assert!(!fall.has_happened::<Narrow>(9_001, 10_000));
        assert_eq!((Fall::new(decimal("1.1")), Fall::new(decimal("-0.1"))), (None, None));
    }
}
