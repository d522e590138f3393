//! All orders of a run, and which of them still work.

use std::collections::BTreeMap;

use crate::money::{Amount, Number};
use crate::order::{Detail, NO_DETAIL, Order, OrderId, OrderState};

/// The orders of a run by id, the open ones in the order of their ids, and what is in flight.
#[derive(Clone, Debug)]
pub struct Book<N: Number> {
    orders: Vec<Order<N>>,
    open: Vec<OrderId>,
    /// Those that wait for their parents, ascending.
    waiting: Vec<OrderId>,
    /// Those whose stops follow the market, ascending.
    trailing: Vec<OrderId>,
    details: Vec<Detail<N>>,
    in_flight: Vec<N::Quantity>,
    /// What has filled of orders before a split, in units of now; nothing where it does not fit.
    filled_now: BTreeMap<OrderId, Option<N::Quantity>>,
}

impl<N: Number> Book<N> {
    /// An empty book for so many instruments.
    pub fn new(assets: usize) -> Book<N> {
        Book {
            orders: Vec::new(),
            open: Vec::new(),
            waiting: Vec::new(),
            trailing: Vec::new(),
            details: Vec::new(),
            in_flight: vec![N::Quantity::ZERO; assets],
            filled_now: BTreeMap::new(),
        }
    }

    /// Makes room for so many orders.
    pub fn reserve(&mut self, count: usize) {
        self.orders.reserve(count);
    }

    /// Takes the memory of orders that nobody needs any more.
    pub fn reuse(&mut self, mut memory: Vec<Order<N>>) {
        memory.clear();
        memory.extend_from_slice(&self.orders);
        self.orders = memory;
    }

    /// Every order so far, by id.
    pub fn orders(&self) -> &[Order<N>] {
        &self.orders
    }

    /// All orders and their details, for the result.
    pub fn into_parts(self) -> (Vec<Order<N>>, Vec<Detail<N>>) {
        (self.orders, self.details)
    }

    /// One order.
    #[inline]
    pub fn order(&self, id: OrderId) -> &Order<N> {
        &self.orders[id as usize]
    }

    /// The details of all orders that have some.
    pub fn details(&self) -> &[Detail<N>] {
        &self.details
    }

    /// The details of an order, if it has some.
    #[inline]
    pub fn detail(&self, id: OrderId) -> Option<&Detail<N>> {
        let place = self.order(id).detail;
        if place == NO_DETAIL { None } else { self.details.get(place as usize) }
    }

    /// The details of an order, to be changed; `None` when there are too many of them.
    pub fn detail_mut(&mut self, id: OrderId) -> Option<&mut Detail<N>> {
        let order = &mut self.orders[id as usize];
        if order.detail == NO_DETAIL {
            order.detail = u32::try_from(self.details.len()).ok().filter(|&d| d != NO_DETAIL)?;
            self.details.push(Detail::default());
        }
        self.details.get_mut(order.detail as usize)
    }

    /// The ids of the orders that work, ascending.
    #[inline]
    pub fn open(&self) -> &[OrderId] {
        &self.open
    }

    /// The ids of the orders that wait for their parents, ascending.
    #[inline]
    pub fn waiting(&self) -> &[OrderId] {
        &self.waiting
    }

    /// The ids of orders with trailing stops, ascending; some may have ended.
    #[inline]
    pub fn trailing(&self) -> &[OrderId] {
        &self.trailing
    }

    /// What open market orders of an instrument will still buy or sell.
    #[inline]
    pub fn in_flight(&self, asset: u32) -> N::Quantity {
        self.in_flight[asset as usize]
    }

    /// Adds an order; `None` when the sum of what is in flight does not fit.
    #[inline]
    pub fn push(&mut self, order: Order<N>) -> Option<OrderId> {
        let id = OrderId::try_from(self.orders.len()).ok()?;
        if order.state == OrderState::Open {
            if order.kind.is_in_flight() {
                let sum = &mut self.in_flight[order.asset as usize];
                *sum = sum.plus(order.quantity)?;
            }
            self.open.push(id);
        }
        self.orders.push(order);
        Some(id)
    }

    /// Adds an order with details.
    pub fn push_with(&mut self, order: Order<N>, detail: Detail<N>) -> Option<OrderId> {
        let place = u32::try_from(self.details.len()).ok().filter(|&d| d != NO_DETAIL)?;
        let id = self.push(Order { detail: place, ..order })?;
        if order.state == OrderState::Waiting {
            self.waiting.push(id);
        }
        if order.state.is_alive() && order.kind.is_trailing() {
            self.trailing.push(id);
        }
        self.details.push(detail);
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

    /// Takes what has ended from the lists of what works and waits.
    pub fn sweep(&mut self) {
        let (orders, trailing) = (&self.orders, &mut self.trailing);
        let state = |&id: &OrderId| orders[id as usize].state;
        self.open.retain(|id| state(id) == OrderState::Open);
        self.waiting.retain(|id| state(id) == OrderState::Waiting);
        trailing.retain(|id| state(id).is_alive());
    }

    /// Books a fill of some units of an order; tells whether it is complete.
    ///
    /// `None`, and nothing changed, when a sum does not fit.
    #[inline]
    pub fn fill(
        &mut self,
        id: OrderId,
        row: u32,
        quantity: N::Quantity,
        value: N::Money,
        fee: N::Money,
    ) -> Option<bool> {
        let order = &mut self.orders[id as usize];
        let filled = order.filled.plus(quantity)?;
        let (value, fee) = (order.value.plus(value)?, order.fee.plus(fee)?);
        if let Some(now) = self.filled_now.get_mut(&id) {
            *now = now.and_then(|now| now.plus(quantity));
        }
        if order.kind.is_in_flight() {
            let sum = &mut self.in_flight[order.asset as usize];
            *sum = sum.minus(quantity)?;
        }
        (order.filled, order.value, order.fee) = (filled, value, fee);
        let is_complete = filled == order.quantity;
        if is_complete {
            order.state = OrderState::Filled;
            order.closed = row;
        }
        Some(is_complete)
    }

    /// What has filled of an order, in units of now: a split changes them, but not the order.
    /// Nothing where that does not fit.
    pub fn filled_now(&self, id: OrderId) -> Option<N::Quantity> {
        self.filled_now.get(&id).copied().unwrap_or(Some(self.order(id).filled))
    }

    /// Takes what has filled of the orders of an instrument to units of after a split.
    pub fn split_filled(&mut self, asset: u32, after: impl Fn(N::Quantity) -> Option<N::Quantity>) {
        for (id, order) in (0..).zip(&self.orders) {
            if order.asset == asset && !order.filled.is_zero() {
                let now = self.filled_now.entry(id).or_insert(Some(order.filled));
                *now = now.and_then(&after);
            }
        }
    }

    /// Makes an order again what it was before [`Book::fill`] booked so many units of it.
    #[cold]
    pub fn take_back_fill(&mut self, id: OrderId, before: Order<N>, quantity: N::Quantity) {
        if before.kind.is_in_flight() {
            let sum = &mut self.in_flight[before.asset as usize];
            *sum = sum.plus(quantity).unwrap_or(*sum);
        }
        if let Some(now) = self.filled_now.get_mut(&id) {
            *now = now.and_then(|now| now.minus(quantity));
        }
        self.orders[id as usize] = before;
    }

    /// Ends an order; the caller takes it from the list of open ones.
    ///
    /// `None`, and nothing changed, when the sum of what is in flight does not fit.
    #[inline]
    pub fn finish(&mut self, id: OrderId, row: u32, state: OrderState) -> Option<()> {
        let order = &mut self.orders[id as usize];
        if order.state == OrderState::Open && order.kind.is_in_flight() {
            let sum = &mut self.in_flight[order.asset as usize];
            *sum = sum.minus(order.left())?;
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

    /// Lets a waiting order work with a quantity.
    ///
    /// `None`, and nothing changed, when the sum of what is in flight does not fit.
    pub fn release(&mut self, id: OrderId, quantity: N::Quantity) -> Option<()> {
        let order = self.orders[id as usize];
        self.replace(id, Order { state: OrderState::Open, quantity, ..order })?;
        if let Err(place) = self.open.binary_search(&id) {
            self.open.insert(place, id);
        }
        Some(())
    }

    /// Replaces an order by what a split or a change made of it.
    ///
    /// `None`, and nothing changed, when the sum of what is in flight does not fit.
    pub fn replace(&mut self, id: OrderId, order: Order<N>) -> Option<()> {
        let old = self.orders[id as usize];
        let flight = |order: &Order<N>| {
            let flies = order.state == OrderState::Open && order.kind.is_in_flight();
            if flies { order.left() } else { N::Quantity::ZERO }
        };
        if order.kind.is_in_flight() {
            let sum = &mut self.in_flight[old.asset as usize];
            *sum = sum.minus(flight(&old))?.plus(flight(&order))?;
        }
        self.orders[id as usize] = order;
        Some(())
    }
}
