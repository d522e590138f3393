//! All orders of a run, and which of them still work.

use crate::money::{Amount, Number};
use crate::order::{Order, OrderId, OrderState};

/// The orders of a run by id, the open ones in the order of their ids, and what is in flight.
#[derive(Clone, Debug)]
pub struct Book<N: Number> {
    orders: Vec<Order<N>>,
    open: Vec<OrderId>,
    in_flight: Vec<N::Quantity>,
}

impl<N: Number> Book<N> {
    /// An empty book for so many instruments.
    pub fn new(assets: usize) -> Book<N> {
        let in_flight = vec![N::Quantity::ZERO; assets];
        Book { orders: Vec::new(), open: Vec::new(), in_flight }
    }

    /// Makes room for so many orders.
    pub fn reserve(&mut self, count: usize) {
        self.orders.reserve(count);
    }

    /// Every order so far, by id.
    pub fn orders(&self) -> &[Order<N>] {
        &self.orders
    }

    /// All orders, for the result.
    pub fn into_orders(self) -> Vec<Order<N>> {
        self.orders
    }

    /// One order.
    #[inline]
    pub fn order(&self, id: OrderId) -> &Order<N> {
        &self.orders[id as usize]
    }

    /// The ids of the orders that work, ascending.
    #[inline]
    pub fn open(&self) -> &[OrderId] {
        &self.open
    }

    /// What open market orders of an instrument will still buy or sell.
    #[inline]
    pub fn in_flight(&self, asset: u32) -> N::Quantity {
        self.in_flight[asset as usize]
    }

    /// Adds an order; `None` when the sum of what is in flight does not fit.
    pub fn push(&mut self, order: Order<N>) -> Option<OrderId> {
        let id = OrderId::try_from(self.orders.len()).ok()?;
        if order.state == OrderState::Open {
            if order.kind.is_market() {
                let sum = &mut self.in_flight[order.asset as usize];
                *sum = sum.plus(order.quantity)?;
            }
            self.open.push(id);
        }
        self.orders.push(order);
        Some(id)
    }

    /// Takes the list of open orders; [`Book::put_open`] returns what is left of it.
    pub fn take_open(&mut self) -> Vec<OrderId> {
        std::mem::take(&mut self.open)
    }

    /// Returns the list of [`Book::take_open`].
    pub fn put_open(&mut self, open: Vec<OrderId>) {
        self.open = open;
    }

    /// Books a complete fill. `None`, and nothing changed, when a sum does not fit.
    #[inline]
    pub fn fill(&mut self, id: OrderId, row: u32, value: N::Money, fee: N::Money) -> Option<()> {
        self.finish(id, row, OrderState::Filled)?;
        let order = &mut self.orders[id as usize];
        order.filled = order.quantity;
        order.value = value;
        order.fee = fee;
        Some(())
    }

    /// Ends an order; the caller takes it from the list of open ones.
    ///
    /// `None`, and nothing changed, when the sum of what is in flight does not fit.
    #[inline]
    pub fn finish(&mut self, id: OrderId, row: u32, state: OrderState) -> Option<()> {
        let order = &mut self.orders[id as usize];
        if order.kind.is_market() {
            let sum = &mut self.in_flight[order.asset as usize];
            *sum = sum.minus(order.quantity)?;
        }
        order.state = state;
        order.closed = row;
        Some(())
    }

    /// Takes an order from the list of open ones; false when it was not there.
    pub fn withdraw(&mut self, id: OrderId) -> bool {
        match self.open.binary_search(&id) {
            Ok(at) => {
                self.open.remove(at);
                true
            }
            Err(_) => false,
        }
    }

    /// Replaces an open order by what a split made of it.
    ///
    /// `None`, and nothing changed, when the sum of what is in flight does not fit.
    pub fn replace(&mut self, id: OrderId, order: Order<N>) -> Option<()> {
        let old = self.orders[id as usize];
        if old.kind.is_market() {
            let sum = &mut self.in_flight[old.asset as usize];
            *sum = sum.minus(old.quantity)?.plus(order.quantity)?;
        }
        self.orders[id as usize] = order;
        Some(())
    }
}
