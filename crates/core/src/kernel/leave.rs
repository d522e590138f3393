//! A position is given up, or turned: nothing works for its instrument then that is not counted.

use super::Kernel;
use super::fault::Fault;
use crate::money::Number;
use crate::order::{
    Asked, Conditions, Duration, Intent, Order, OrderId, OrderState, Ticket, TicketKind,
};

impl<N: Number> Kernel<N> {
    /// Takes back what works or waits for an instrument, and orders at the market what closes its
    /// position. Gives the id of that order; nothing where there is nothing to close.
    ///
    /// Where cancellations take time, an order may still fill that was taken back: the order that
    /// closes is reduce-only then. Elsewhere it and a liquidation are all that sells what is held, and
    /// they are no more than that: a fill takes as much of both, and a split floors each.
    ///
    /// # Errors
    /// When the quantity in flight or the number of orders does not fit.
    pub fn leave(&mut self, asset: u32, ends_session: bool) -> Result<Option<OrderId>, Fault> {
        if self.has_orders(asset) {
            self.cancel_all(Some(asset))?;
        }
        let (intent, size) = (Intent::TargetQuantity, Asked::Exact { mantissa: 0, scale: 0 });
        let (kind, duration) = (TicketKind::Market, Duration::GoodTillCancelled);
        let ticket = Ticket { asset, intent, size, kind, duration };
        if self.desk.latency.is_none() {
            return self.submit(&ticket, ends_session);
        }
        let conditions = Conditions { reduce_only: true, ..Conditions::default() };
        self.place(&ticket, &conditions, ends_session)
    }

    /// Takes back what works or waits for an instrument, before a target of it is ordered.
    ///
    /// Where cancellations take time, orders in flight stay: the target counts them, and they may
    /// fill before they could be taken back.
    ///
    /// # Errors
    /// When the quantity in flight does not fit.
    pub fn make_way(&mut self, asset: u32) -> Result<(), Fault> {
        let takes_time = self.desk.latency.is_some();
        let is_counted =
            |order: &Order<N>| order.state == OrderState::Open && order.kind.is_in_flight();
        self.cancel_all_but(Some(asset), |order| takes_time && is_counted(order)).map(|_| ())
    }

    /// Whether an order works or waits for an instrument, or a schedule will give one.
    fn has_orders(&self, asset: u32) -> bool {
        let mut alive = self.book.open().iter().chain(self.book.waiting());
        alive.any(|&id| self.book.order(id).asset == asset)
            || self.desk.schedules.iter().any(|schedule| schedule.asset == asset)
    }
}
