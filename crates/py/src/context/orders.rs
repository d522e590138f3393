//! The orders of the context: how they are given.

use farthing_core::order::{
    Asked, AskedTrail, Conditions, Duration, Intent, OrderId, Ticket, TicketKind,
};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::Context;
use crate::asked::{self, asked};
use crate::conditions;
use crate::errors;

type Given<'a, 'py> = Option<&'a Bound<'py, PyAny>>;

/// Limit, stop and duration of an order as they were given.
#[derive(Clone, Copy)]
pub(crate) struct Prices<'a, 'py> {
    pub(crate) limit: Given<'a, 'py>,
    pub(crate) stop: Given<'a, 'py>,
    pub(crate) duration: &'a str,
}

/// The ways out of a bracket as they were given.
pub(super) struct Exits<'a, 'py> {
    pub(super) stop_loss: Given<'a, 'py>,
    pub(super) take_profit: Given<'a, 'py>,
    pub(super) trail: Given<'a, 'py>,
    pub(super) trail_percent: Given<'a, 'py>,
}

impl Context {
    /// Gives an order; one without conditions goes the short way.
    #[inline]
    pub(super) fn give<'py>(
        &mut self,
        py: Python<'py>,
        asset: &Bound<'py, PyAny>,
        size: &Bound<'py, PyAny>,
        prices: Prices<'_, 'py>,
        intent: &str,
        given: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Option<OrderId>> {
        let Prices { limit, stop, duration } = prices;
        if given.is_none() && (limit.is_none() || stop.is_none()) && duration != "gtd" {
            let (kind, _) = conditions::priced(limit, stop)?;
            let duration = conditions::duration(py, duration)?;
            let ticket = self.ticket(py, asset, size, intent, (kind, duration))?;
            return self.submit(py, &ticket);
        }
        self.give_with(py, asset, size, prices, intent, given)
    }

    /// Out of line: words take longer to look for than a plain order takes.
    #[inline(never)]
    fn give_with<'py>(
        &mut self,
        py: Python<'py>,
        asset: &Bound<'py, PyAny>,
        size: &Bound<'py, PyAny>,
        prices: Prices<'_, 'py>,
        intent: &str,
        given: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Option<OrderId>> {
        let Prices { limit, stop, duration } = prices;
        let session = |until: &Bound<'py, PyAny>| self.session_until(until);
        let read = conditions::read(py, limit, stop, duration, given, session)?;
        let ticket = self.ticket(py, asset, size, intent, (read.kind, read.duration))?;
        let mut conditions = read.conditions;
        if let Some(parent) = read.parent {
            conditions.parent = Some(self.parent(py, parent.bind(py), ticket.asset)?);
        }
        self.submit_with(py, &ticket, &conditions)
    }

    /// Reads an order and gives none; tells whether it fills whatever the prices.
    pub(crate) fn read<'py>(
        &self,
        py: Python<'py>,
        asset: &Bound<'py, PyAny>,
        size: &Bound<'py, PyAny>,
        prices: Prices<'_, 'py>,
        intent: &str,
        given: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<(Ticket, bool)> {
        self.check_running(py)?;
        let Prices { limit, stop, duration } = prices;
        let session = |until: &Bound<'py, PyAny>| self.session_until(until);
        let read = conditions::read(py, limit, stop, duration, given, session)?;
        let ticket = self.ticket(py, asset, size, intent, (read.kind, read.duration))?;
        let kind = ticket.kind.order_kind((), |_, _| Ok(()));
        Ok((ticket, kind.is_ok_and(|kind| kind.is_in_flight())))
    }

    #[inline]
    fn ticket(
        &self,
        py: Python<'_>,
        asset: &Bound<'_, PyAny>,
        size: &Bound<'_, PyAny>,
        intent: &str,
        (kind, duration): (TicketKind, Duration),
    ) -> PyResult<Ticket> {
        let (asset, intent) = (self.place(asset)?, super::intent(py, intent)?);
        Ok(Ticket { asset, intent, size: asked::size(size)?, kind, duration })
    }

    /// Gives an entry and, for what it fills, a stop and a limit.
    pub(super) fn give_bracket<'py>(
        &mut self,
        py: Python<'py>,
        asset: &Bound<'py, PyAny>,
        amount: &Bound<'py, PyAny>,
        prices: Prices<'_, 'py>,
        exits: &Exits<'_, 'py>,
        given: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<(Option<OrderId>, Option<OrderId>, Option<OrderId>)> {
        let distance = conditions::distance(py, exits.trail, exits.trail_percent)?;
        let stop_loss = exits.stop_loss.map(|price| asked(price, "stop_loss")).transpose()?;
        let take_profit = exits.take_profit.map(|price| asked(price, "take_profit")).transpose()?;
        let exit = match (stop_loss, distance) {
            (Some(_), Some(_)) => {
                let message = "a bracket has a stop_loss or a trail: give one of them";
                return Err(errors::order(py, message));
            }
            (Some(price), None) => Some((TicketKind::Stop(price), None)),
            (None, Some(distance)) => {
                let trail = AskedTrail { distance, offset: None };
                Some((TicketKind::TrailingStop, Some(trail)))
            }
            (None, None) => None,
        };
        let Some(entry) = self.give(py, asset, amount, prices, "quantity", given)? else {
            return Ok((None, None, None));
        };
        let stop = match exit {
            Some((kind, trail)) => self.way_out(py, entry, kind, trail)?,
            None => None,
        };
        let limit = match take_profit {
            Some(price) => self.way_out(py, entry, TicketKind::Limit(price), None)?,
            None => None,
        };
        Ok((Some(entry), stop, limit))
    }

    /// The order on whose fill another one waits: of the same asset.
    fn parent(&self, py: Python<'_>, parent: &Bound<'_, PyAny>, asset: u32) -> PyResult<OrderId> {
        let id = self.order_id(parent)?;
        let kernel = self.walk.kernel();
        let own = kernel.orders()[id as usize].asset;
        if own == asset {
            return Ok(id);
        }
        let symbol = |asset: u32| &kernel.setup().instruments[asset as usize].symbol;
        let message = format!(
            "an order of {} cannot wait for order {id}, which is of {}: both are of one asset",
            symbol(asset),
            symbol(own)
        );
        Err(errors::order(py, message))
    }

    /// One of the two ways out of what an entry fills.
    fn way_out(
        &mut self,
        py: Python<'_>,
        entry: OrderId,
        kind: TicketKind,
        trail: Option<AskedTrail>,
    ) -> PyResult<Option<u32>> {
        let kernel = self.walk.kernel();
        let order = &kernel.orders()[entry as usize];
        // What it is for follows from what the entry fills; its own size is not read.
        let ticket = Ticket {
            asset: order.asset,
            intent: Intent::Quantity,
            size: Asked::Float(-order.asked),
            kind,
            duration: Duration::GoodTillCancelled,
        };
        let conditions = Conditions {
            parent: Some(entry),
            tag: kernel.detail(entry).and_then(|detail| detail.tag.clone()),
            ..Conditions::way_out(&format!("bracket {entry}"), trail)
        };
        self.submit_with(py, &ticket, &conditions)
    }
}
