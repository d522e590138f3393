//! The digest of a run: a hash over its exact outputs in canonical form.
//!
//! Amounts are written as decimals without trailing zeros, times as nanoseconds, names as text.
//! Neither the scale of the ledger nor the width of its money shows.

use farthing_core::kernel::Outcome;
use farthing_core::money::{Decimal, Exact, Integer};

use crate::outcome::Rows;

/// Fields of one record after the other, each with its length or of fixed length.
struct Writer {
    hasher: blake3::Hasher,
}

impl Writer {
    fn section(&mut self, name: &str, rows: usize) {
        self.text(name);
        self.number(rows as i128);
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as i128);
        self.hasher.update(text.as_bytes());
    }

    fn number(&mut self, number: i128) {
        self.hasher.update(&number.to_le_bytes());
    }

    fn exact(&mut self, mantissa: i128, scale: u8) {
        let canonical = Decimal::new(mantissa, scale).expect("a scale of the run").canonical();
        self.number(canonical.mantissa());
        self.hasher.update(&[canonical.scale()]);
    }
}

/// The digest as hexadecimal text.
pub(crate) fn digest<M: Integer>(
    outcome: &Outcome<Exact<M>>,
    rows: &Rows,
    dates: &[i32],
    records: &[u8],
    is_whole: bool,
) -> String {
    let mut writer = Writer { hasher: blake3::Hasher::new() };
    let time = |row: u32| rows.times.get(row as usize).copied().map_or(-1, i128::from);
    let date = |session: u32| dates.get(session as usize).copied().map_or(-1, i128::from);
    orders(&mut writer, outcome, time);
    events(&mut writer, outcome, time);
    positions(&mut writer, outcome, rows, date);
    postings(&mut writer, outcome);
    writer.section("records", records.len());
    writer.hasher.update(records);
    marks(&mut writer, outcome, time);
    writer.text(if is_whole { "whole" } else { "partial" });
    writer.hasher.finalize().to_hex().to_string()
}

fn orders<M: Integer>(
    writer: &mut Writer,
    outcome: &Outcome<Exact<M>>,
    time: impl Fn(u32) -> i128,
) {
    writer.section("orders", outcome.orders.len());
    for order in &outcome.orders {
        let instrument = &outcome.setup.instruments[order.asset as usize];
        writer.text(&instrument.symbol);
        writer.number(time(order.created));
        writer.text(order.kind.name());
        let price = order.kind.price().unwrap_or(0);
        writer.exact(i128::from(price), instrument.price_scale);
        if let Some(limit) = outcome.detail(order).and_then(|detail| detail.limit) {
            writer.exact(i128::from(limit), instrument.price_scale);
        }
        writer.text(order.duration.name());
        writer.exact(i128::from(order.quantity), instrument.quantity_scale);
        writer.exact(i128::from(order.filled), instrument.quantity_scale);
        writer.text(order.state.name());
        writer.text(order.state.reason().unwrap_or(""));
    }
}

fn events<M: Integer>(
    writer: &mut Writer,
    outcome: &Outcome<Exact<M>>,
    time: impl Fn(u32) -> i128,
) {
    let scale = outcome.setup.ledger_scale;
    writer.section("events", outcome.events.len());
    for event in &outcome.events {
        writer.text(event.kind.name());
        writer.number(time(event.row));
        if event.kind.is_of_an_instrument() {
            let instrument = &outcome.setup.instruments[event.asset as usize];
            writer.text(&instrument.symbol);
            writer.exact(i128::from(event.quantity), instrument.quantity_scale);
            writer.exact(i128::from(event.price), instrument.price_scale);
        } else if event.asset != 0 {
            writer.text(&outcome.setup.currencies[event.asset as usize].code);
        }
        writer.exact(event.value.widened(), scale);
        writer.exact(event.fee.widened(), scale);
    }
}

fn positions<M: Integer>(
    writer: &mut Writer,
    outcome: &Outcome<Exact<M>>,
    rows: &Rows,
    date: impl Fn(u32) -> i128,
) {
    let scale = outcome.setup.ledger_scale;
    let positions = outcome.positions(&rows.sessions);
    writer.section("positions", positions.len());
    for position in &positions {
        let instrument = &outcome.setup.instruments[position.asset as usize];
        writer.number(date(position.session));
        writer.text(&instrument.symbol);
        writer.exact(i128::from(position.quantity), instrument.quantity_scale);
        writer.exact(i128::from(position.price), instrument.price_scale);
        writer.exact(position.value.widened(), scale);
        writer.exact(position.cost.widened(), scale);
    }
}

fn postings<M: Integer>(writer: &mut Writer, outcome: &Outcome<Exact<M>>) {
    let scale = outcome.setup.ledger_scale;
    writer.section("postings", outcome.journal.len());
    for entry in &outcome.journal {
        let event = &outcome.events[entry.event as usize];
        writer.number(i128::from(entry.event));
        writer.text(entry.account.name());
        writer.text(match entry.in_units {
            true => &outcome.setup.instruments[event.asset as usize].symbol,
            false => &outcome.setup.currencies[usize::from(entry.currency)].code,
        });
        writer.exact(entry.amount.widened(), scale);
    }
}

/// How far the run went: the account at the close of each bar. The rest of a mark follows from
/// the postings and the prices of the bar.
fn marks<M: Integer>(writer: &mut Writer, outcome: &Outcome<Exact<M>>, time: impl Fn(u32) -> i128) {
    let scale = outcome.setup.ledger_scale;
    writer.section("marks", outcome.marks.len());
    for (row, mark) in (0..).zip(&outcome.marks) {
        writer.number(time(row));
        writer.exact(mark.equity.widened(), scale);
    }
}
