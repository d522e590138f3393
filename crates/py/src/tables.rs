//! The tables of a result, made from an outcome when they are asked for.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, StringArray,
    TimestampNanosecondArray, UInt32Array,
};
use arrow_schema::ArrowError;
use farthing_core::kernel::{Balance, Outcome, Profit};
use farthing_core::ledger::{Account, Entry, Event, EventKind};
use farthing_core::metric::Excursion;
use farthing_core::money::{Exact, Integer, pow10};
use farthing_core::order::{Detail, Distance, Order, OrderState};

use crate::arrow::Table;
use crate::outcome::Rows;

/// What row and session numbers stand for.
pub(crate) struct Labels<'a> {
    pub(crate) rows: &'a Rows,
    /// Days since 1970-01-01, by session.
    pub(crate) dates: &'a [i32],
}

impl Labels<'_> {
    fn times(&self, rows: impl Iterator<Item = Option<u32>>) -> ArrayRef {
        let time = |row: u32| self.rows.times.get(row as usize).copied();
        let times: TimestampNanosecondArray = rows.map(|row| row.and_then(time)).collect();
        Arc::new(times.with_timezone("UTC"))
    }

    fn sessions(&self, rows: impl Iterator<Item = u32>) -> ArrayRef {
        let session = |row: u32| self.rows.sessions.get(row as usize).copied();
        let date = |session: u32| self.dates.get(session as usize).copied();
        let dates: Date32Array = rows.map(|row| session(row).and_then(date)).collect();
        Arc::new(dates)
    }
}

/// A table by its name.
pub(crate) fn table<M: Integer>(
    outcome: &Outcome<Exact<M>>,
    labels: &Labels<'_>,
    name: &str,
) -> Result<Table, ArrowError> {
    match name {
        "orders" => orders(outcome, labels),
        "fills" => fills(outcome, labels),
        "events" => events(outcome, labels),
        "journal" => journal(outcome, labels),
        "trades" => trades(outcome, labels),
        "equity" => equity(outcome, labels),
        "positions" => positions(outcome, labels),
        "balances" => balances(outcome),
        _ => Err(ArrowError::InvalidArgumentError(format!("there is no table {name:?}"))),
    }
}

pub(crate) fn fills_count<M: Integer>(outcome: &Outcome<Exact<M>>) -> usize {
    outcome.events.iter().filter(|event| event.kind.is_fill()).count()
}

/// Columns of one outcome: its instruments' names and scales.
struct Columns<'a, M: Integer> {
    outcome: &'a Outcome<Exact<M>>,
    scale: u8,
    price_scale: u8,
    quantity_scale: u8,
}

impl<'a, M: Integer> Columns<'a, M> {
    fn new(outcome: &'a Outcome<Exact<M>>) -> Self {
        let instruments = &outcome.setup.instruments;
        let price_scale = instruments.iter().map(|i| i.price_scale).max().unwrap_or(0);
        let quantity_scale = instruments.iter().map(|i| i.quantity_scale).max().unwrap_or(0);
        Columns { outcome, scale: outcome.setup.ledger_scale, price_scale, quantity_scale }
    }

    fn symbol(&self, asset: u32) -> &'a str {
        &self.outcome.setup.instruments[asset as usize].symbol
    }

    fn code(&self, currency: u16) -> &'a str {
        &self.outcome.setup.currencies[usize::from(currency)].code
    }

    /// The currency of instruments.
    fn codes(&self, assets: impl Iterator<Item = u32>) -> ArrayRef {
        let setup = &self.outcome.setup;
        texts(assets.map(|asset| Some(setup.instruments[asset as usize].currency.code.as_str())))
    }

    fn symbols(&self, assets: impl Iterator<Item = Option<u32>>) -> ArrayRef {
        let names: StringArray =
            assets.map(|asset| asset.map(|asset| self.symbol(asset))).collect();
        Arc::new(names)
    }

    fn money(&self, values: impl Iterator<Item = M>) -> Result<ArrayRef, ArrowError> {
        decimals(values.map(|value| Some(value.widened())), self.scale)
    }

    /// Prices of several instruments at the scale of the finest.
    fn prices(
        &self,
        values: impl Iterator<Item = Option<(u32, i64)>>,
    ) -> Result<ArrayRef, ArrowError> {
        let at_scale = |(asset, mantissa): (u32, i64)| {
            let own = self.outcome.setup.instruments[asset as usize].price_scale;
            rescaled(mantissa, self.price_scale - own)
        };
        decimals(values.map(|value| value.map(at_scale)), self.price_scale)
    }

    fn quantities(&self, values: impl Iterator<Item = (u32, i64)>) -> Result<ArrayRef, ArrowError> {
        let at_scale = |(asset, mantissa): (u32, i64)| {
            let own = self.outcome.setup.instruments[asset as usize].quantity_scale;
            Some(rescaled(mantissa, self.quantity_scale - own))
        };
        decimals(values.map(at_scale), self.quantity_scale)
    }
}

/// Scales differ by 16 at most, so that 63 bits stay within 127.
fn rescaled(mantissa: i64, digits: u8) -> i128 {
    i128::from(mantissa) * pow10(u32::from(digits)).expect("scales differ by 16 at most")
}

pub(crate) fn decimals(
    values: impl Iterator<Item = Option<i128>>,
    scale: u8,
) -> Result<ArrayRef, ArrowError> {
    const DIGITS: u8 = 38;
    let scale = i8::try_from(scale).unwrap_or(i8::MAX);
    let array: Decimal128Array = values.collect();
    Ok(Arc::new(array.with_precision_and_scale(DIGITS, scale)?))
}

pub(crate) fn texts<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    Arc::new(values.collect::<StringArray>())
}

pub(crate) fn numbers(values: impl Iterator<Item = u32>) -> ArrayRef {
    Arc::new(UInt32Array::from_iter_values(values))
}

fn orders<M: Integer>(
    outcome: &Outcome<Exact<M>>,
    labels: &Labels<'_>,
) -> Result<Table, ArrowError> {
    let columns = Columns::new(outcome);
    let list = &outcome.orders;
    let mut asked_prices = vec![None; list.len()];
    for &(id, price) in &outcome.asked_prices {
        asked_prices[id as usize] = Some(price);
    }
    let details = Details { outcome };
    let priced = |order: &Order<Exact<M>>, stop: bool| {
        let (of_limit, of_stop) = order.prices(outcome.detail(order));
        let price = if stop { of_stop } else { of_limit };
        price.map(|price| (order.asset, price))
    };
    let closed = |state: OrderState, row| if state.is_alive() { None } else { Some(row) };
    let origin = |id: u32| match outcome.liquidations.binary_search(&id) {
        Ok(_) => "liquidation",
        Err(_) => "strategy",
    };
    Table::new(vec![
        ("id", numbers((0_u32..).zip(list).map(|(id, _)| id))),
        ("created", labels.times(list.iter().map(|order| Some(order.created)))),
        ("symbol", columns.symbols(list.iter().map(|order| Some(order.asset)))),
        ("type", texts(list.iter().map(|order| Some(order.kind.name())))),
        ("duration", texts(list.iter().map(|order| Some(order.duration.name())))),
        ("quantity", columns.quantities(list.iter().map(|o| (o.asset, o.quantity)))?),
        ("limit", columns.prices(list.iter().map(|order| priced(order, false)))?),
        ("stop", columns.prices(list.iter().map(|order| priced(order, true)))?),
        ("trail", columns.prices(list.iter().map(|order| details.trail(order)))?),
        ("trail_percent", decimals(list.iter().map(|order| details.share(order)), 9)?),
        ("offset", columns.prices(list.iter().map(|order| details.offset(order)))?),
        ("reduce_only", details.reduce_only()),
        ("group", texts(list.iter().map(|order| details.group(order)))),
        ("parent", details.parents()),
        ("tag", texts(list.iter().map(|order| details.tag(order)))),
        ("state", texts(list.iter().map(|order| Some(order.state.name())))),
        ("reason", texts(list.iter().map(|order| order.state.reason()))),
        ("filled", columns.quantities(list.iter().map(|o| (o.asset, o.filled)))?),
        ("value", columns.money(list.iter().map(|order| order.value.magnitude()))?),
        ("fee", columns.money(list.iter().map(|order| order.fee))?),
        ("closed", labels.times(list.iter().map(|order| closed(order.state, order.closed)))),
        ("intent", texts(list.iter().map(|order| Some(order.intent.name())))),
        ("origin", texts((0_u32..).zip(list).map(|(id, _)| Some(origin(id))))),
        ("asked", Arc::new(Float64Array::from_iter_values(list.iter().map(|order| order.asked)))),
        ("asked_price", Arc::new(Float64Array::from_iter(asked_prices))),
    ])
}

/// What few orders have, as columns.
struct Details<'a, M: Integer> {
    outcome: &'a Outcome<Exact<M>>,
}

impl<'a, M: Integer> Details<'a, M> {
    fn of(&self, order: &Order<Exact<M>>) -> Option<&'a Detail<Exact<M>>> {
        self.outcome.detail(order)
    }

    fn trail(&self, order: &Order<Exact<M>>) -> Option<(u32, i64)> {
        match self.of(order)?.trail?.distance {
            Distance::Amount(amount) => Some((order.asset, amount)),
            Distance::Share(_) => None,
        }
    }

    fn share(&self, order: &Order<Exact<M>>) -> Option<i128> {
        match self.of(order)?.trail?.distance {
            Distance::Amount(_) => None,
            Distance::Share(parts) => Some(parts.into()),
        }
    }

    fn offset(&self, order: &Order<Exact<M>>) -> Option<(u32, i64)> {
        self.of(order)?.trail?.offset.map(|offset| (order.asset, offset))
    }

    fn group(&self, order: &Order<Exact<M>>) -> Option<&'a str> {
        self.of(order)?.group.map(|group| self.outcome.groups[group as usize].as_ref())
    }

    fn tag(&self, order: &Order<Exact<M>>) -> Option<&'a str> {
        self.of(order)?.tag.as_deref()
    }

    fn reduce_only(&self) -> ArrayRef {
        let orders = self.outcome.orders.iter();
        let reduces = |order| Some(self.of(order).is_some_and(|detail| detail.reduce_only));
        Arc::new(orders.map(reduces).collect::<BooleanArray>())
    }

    fn parents(&self) -> ArrayRef {
        let orders = self.outcome.orders.iter();
        let parent = |order| self.of(order).and_then(|detail| detail.parent);
        Arc::new(orders.map(parent).collect::<UInt32Array>())
    }
}

fn fills<M: Integer>(
    outcome: &Outcome<Exact<M>>,
    labels: &Labels<'_>,
) -> Result<Table, ArrowError> {
    let columns = Columns::new(outcome);
    let numbered: Vec<_> =
        (0_u32..).zip(&outcome.events).filter(|(_, event)| event.kind.is_fill()).collect();
    let list: Vec<_> = numbered.iter().map(|(_, event)| *event).collect();
    let home = |of: fn(&Event<Exact<M>>) -> M| {
        let each = numbered.iter().map(move |(index, event)| outcome.at_home(*index, of(event)));
        decimals(each.map(|money| money.map(Integer::widened)), columns.scale)
    };
    Table::new(vec![
        ("order", numbers(list.iter().map(|event| event.order))),
        ("time", labels.times(list.iter().map(|event| Some(event.row)))),
        ("session", labels.sessions(list.iter().map(|event| event.row))),
        ("symbol", columns.symbols(list.iter().map(|event| Some(event.asset)))),
        ("quantity", columns.quantities(list.iter().map(|event| (event.asset, event.quantity)))?),
        ("price", columns.prices(list.iter().map(|event| Some((event.asset, event.price))))?),
        ("value", columns.money(list.iter().map(|event| event.value))?),
        ("fee", columns.money(list.iter().map(|event| event.fee))?),
        ("currency", columns.codes(list.iter().map(|event| event.asset))),
        ("account_value", home(|event| event.value)?),
        ("account_fee", home(|event| event.fee)?),
    ])
}

fn events<M: Integer>(
    outcome: &Outcome<Exact<M>>,
    labels: &Labels<'_>,
) -> Result<Table, ArrowError> {
    let columns = Columns::new(outcome);
    let list = &outcome.events;
    let of = EventKind::is_of_an_instrument;
    let priced = EventKind::has_price;
    let currency = |event: &Event<Exact<M>>| {
        let place = event.currency(&outcome.setup.asset_currencies);
        Some(outcome.setup.currencies[usize::from(place)].code.as_str())
    };
    // A conversion has what comes of it at home where the others have a fee.
    let converts = |event: &Event<Exact<M>>| event.kind == EventKind::Conversion;
    let home = (0_u32..).zip(list).map(|(index, event)| {
        let money = match converts(event) {
            true => Some(event.fee),
            false => outcome.at_home(index, event.value),
        };
        money.map(Integer::widened)
    });
    let fees = list.iter().map(|e| Some(if converts(e) { 0 } else { e.fee.widened() }));
    let quantities = list.iter().map(|e| if of(e.kind) { (e.asset, e.quantity) } else { (0, 0) });
    Table::new(vec![
        ("event", numbers((0_u32..).zip(list).map(|(event, _)| event))),
        ("time", labels.times(list.iter().map(|event| Some(event.row)))),
        ("kind", texts(list.iter().map(|event| Some(event.kind.name())))),
        ("symbol", columns.symbols(list.iter().map(|e| of(e.kind).then_some(e.asset)))),
        ("quantity", columns.quantities(quantities)?),
        (
            "price",
            columns.prices(list.iter().map(|e| priced(e.kind).then_some((e.asset, e.price))))?,
        ),
        ("value", columns.money(list.iter().map(|event| event.value))?),
        ("fee", decimals(fees, columns.scale)?),
        ("currency", texts(list.iter().map(currency))),
        ("account_value", decimals(home, columns.scale)?),
    ])
}

fn journal<M: Integer>(
    outcome: &Outcome<Exact<M>>,
    labels: &Labels<'_>,
) -> Result<Table, ArrowError> {
    let columns = Columns::new(outcome);
    let journal = &outcome.journal;
    let events = || journal.iter().map(|entry| &outcome.events[entry.event as usize]);
    let symbol = |entry: &Entry<Exact<M>>| {
        let asset = outcome.events[entry.event as usize].asset;
        entry.account.is_of_an_instrument().then_some(asset)
    };
    let commodity = journal.iter().zip(events()).map(|(entry, event)| {
        Some(if entry.in_units {
            columns.symbol(event.asset)
        } else {
            columns.code(entry.currency)
        })
    });
    let currency =
        journal.iter().map(|entry| (!entry.in_units).then(|| columns.code(entry.currency)));
    Table::new(vec![
        ("event", numbers(journal.iter().map(|entry| entry.event))),
        ("time", labels.times(events().map(|event| Some(event.row)))),
        ("kind", texts(events().map(|event| Some(event.kind.name())))),
        ("account", texts(journal.iter().map(|entry| Some(entry.account.name())))),
        ("symbol", columns.symbols(journal.iter().map(symbol))),
        ("commodity", texts(commodity)),
        ("amount", columns.money(journal.iter().map(|entry| entry.amount))?),
        ("currency", texts(currency)),
    ])
}

fn trades<M: Integer>(
    outcome: &Outcome<Exact<M>>,
    labels: &Labels<'_>,
) -> Result<Table, ArrowError> {
    let columns = Columns::new(outcome);
    let list = &outcome.trades;
    let parts = outcome.profits();
    let part = |of: fn(&Profit<Exact<M>>) -> M| {
        let each = parts.iter().map(|part| part.as_ref().map(|part| of(part).widened()));
        decimals(each, columns.scale)
    };
    let profits = list.iter().map(|trade| trade.profit().map(Integer::widened));
    Table::new(vec![
        ("symbol", columns.symbols(list.iter().map(|trade| Some(trade.asset)))),
        ("opened", labels.times(list.iter().map(|trade| Some(trade.opened)))),
        ("closed", labels.times(list.iter().map(|trade| Some(trade.closed)))),
        ("bars", numbers(list.iter().map(|trade| trade.closed - trade.opened))),
        ("quantity", columns.quantities(list.iter().map(|trade| (trade.asset, trade.quantity)))?),
        ("cost", columns.money(list.iter().map(|trade| trade.cost))?),
        ("proceeds", columns.money(list.iter().map(|trade| trade.proceeds))?),
        ("fees", columns.money(list.iter().map(|trade| trade.fees))?),
        ("profit", decimals(profits, columns.scale)?),
        ("currency", columns.codes(list.iter().map(|trade| trade.asset))),
        ("price_profit", part(|part| part.price)?),
        ("currency_profit", part(|part| part.currency)?),
        ("account_profit", part(|part| part.net)?),
    ])
}

/// The excursions of trades, in their order.
pub(crate) fn excursions(found: &[Option<Excursion>], scale: u8) -> Result<Table, ArrowError> {
    let column = |value: fn(&Excursion) -> i128| {
        decimals(found.iter().map(|excursion| excursion.as_ref().map(value)), scale)
    };
    Table::new(vec![
        ("adverse", column(|excursion| excursion.adverse)?),
        ("favourable", column(|excursion| excursion.favourable)?),
    ])
}

fn equity<M: Integer>(
    outcome: &Outcome<Exact<M>>,
    labels: &Labels<'_>,
) -> Result<Table, ArrowError> {
    let columns = Columns::new(outcome);
    let marks = &outcome.marks;
    let rows = || (0_u32..).zip(marks).map(|(row, _)| row);
    Table::new(vec![
        ("time", labels.times(rows().map(Some))),
        ("session", labels.sessions(rows())),
        ("equity", columns.money(marks.iter().map(|mark| mark.equity))?),
        ("cash", columns.money(marks.iter().map(|mark| mark.cash))?),
        ("gross", columns.money(marks.iter().map(|mark| mark.gross))?),
        ("largest", columns.money(marks.iter().map(|mark| mark.largest))?),
        ("held", numbers(marks.iter().map(|mark| mark.held))),
    ])
}

fn positions<M: Integer>(
    outcome: &Outcome<Exact<M>>,
    labels: &Labels<'_>,
) -> Result<Table, ArrowError> {
    let columns = Columns::new(outcome);
    let list = outcome.positions(&labels.rows.sessions);
    let date = |session: u32| labels.dates.get(session as usize).copied();
    let dates: Date32Array = list.iter().map(|position| date(position.session)).collect();
    let home = list.iter().map(|position| position.account_value.map(Integer::widened));
    Table::new(vec![
        ("session", Arc::new(dates)),
        ("symbol", columns.symbols(list.iter().map(|position| Some(position.asset)))),
        ("quantity", columns.quantities(list.iter().map(|p| (p.asset, p.quantity)))?),
        ("price", columns.prices(list.iter().map(|p| Some((p.asset, p.price))))?),
        ("value", columns.money(list.iter().map(|position| position.value))?),
        ("cost", columns.money(list.iter().map(|position| position.cost))?),
        ("currency", columns.codes(list.iter().map(|position| position.asset))),
        ("account_value", decimals(home, columns.scale)?),
    ])
}

fn balances<M: Integer>(outcome: &Outcome<Exact<M>>) -> Result<Table, ArrowError> {
    let columns = Columns::new(outcome);
    let list = outcome.trial_balance();
    let commodity = |b: &Balance<Exact<M>>| {
        if b.in_units { columns.symbol(b.asset) } else { columns.code(b.currency) }
    };
    let of = |account: Account, asset| account.is_of_an_instrument().then_some(asset);
    Table::new(vec![
        ("account", texts(list.iter().map(|balance| Some(balance.account.name())))),
        ("symbol", columns.symbols(list.iter().map(|b| of(b.account, b.asset)))),
        ("commodity", texts(list.iter().map(|b| Some(commodity(b))))),
        ("amount", columns.money(list.iter().map(|balance| balance.amount))?),
        ("in_units", Arc::new(BooleanArray::from_iter(list.iter().map(|b| Some(b.in_units))))),
    ])
}
