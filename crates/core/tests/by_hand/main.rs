//! Accounts that are driven from outside, bar by bar or by arrays, and worked out by hand.

#![expect(clippy::inconsistent_digit_grouping, reason = "cents are written as money: 100_00")]

mod account;
mod orders;
mod portfolio;

use std::sync::Arc;

use farthing_core::drive::Walk;
use farthing_core::kernel::{Rules, Setup, SetupError};
use farthing_core::market::{
    Actions, Columns, Currency, HoldingCost, Instrument, Kind, Panel, PanelBuilder, Ticks,
};
use farthing_core::money::{Decimal, Narrow, Number};
use farthing_core::order::{Asked, Duration, Intent, Ticket, TicketKind};

fn share() -> Instrument {
    Instrument {
        symbol: "A".to_owned(),
        price_scale: 2,
        quantity_scale: 0,
        volume_scale: 0,
        multiplier: Decimal::new(1, 0).expect("small"),
        ticks: Ticks::fixed(1),
        lot: 1,
        currency: Currency { code: "USD".to_owned(), unit_scale: 2 },
        kind: Kind::Equity,
        base: None,
        margin: None,
        holding_cost: HoldingCost::default(),
        negative_price_allowed: false,
    }
}

/// One bar a session at these prices.
fn panel(prices: &[i64]) -> Arc<Panel<i64>> {
    let rows: Vec<u32> = (0..).zip(prices).map(|(row, _)| row).collect();
    let times = rows.iter().map(|&row| i64::from(row)).collect();
    let mut builder = PanelBuilder::new(times, rows.clone(), 1).expect("ascending");
    let columns = Columns {
        rows: &rows,
        open: prices,
        high: prices,
        low: prices,
        close: prices,
        volume: None,
    };
    builder.add(0, &share(), columns).expect("positive prices");
    Arc::new(builder.finish())
}

fn setup(capital: i128, actions: Actions) -> Result<Setup, SetupError> {
    setup_under(Rules::default(), capital, actions)
}

fn setup_under(rules: Rules, capital: i128, actions: Actions) -> Result<Setup, SetupError> {
    let capital = Decimal::new(capital, 0).expect("small");
    Setup::new(vec![share()], share().currency, capital, rules, actions)
}

fn walk_of<N: Number<Price = i64>>(prices: &[i64], actions: Actions) -> Walk<N> {
    walk_under(Rules::default(), prices, actions)
}

fn walk_under<N: Number<Price = i64>>(rules: Rules, prices: &[i64], actions: Actions) -> Walk<N> {
    let setup = setup_under(rules, 10_000, actions).expect("a setup");
    let mut walk = Walk::new(Arc::new(setup)).expect("it fits");
    walk.load(panel(prices), 0, 0).expect("one instrument");
    walk
}

fn walk(prices: &[i64], actions: Actions) -> Walk<Narrow> {
    walk_of(prices, actions)
}

/// The next bar, without orders.
fn bar<N: Number<Price = i64>>(walk: &mut Walk<N>) {
    assert!(walk.advance().expect("it fits").is_some());
    walk.trade().expect("it fits");
}

fn ticket(size: i128, kind: TicketKind) -> Ticket {
    let size = Asked::Exact { mantissa: size, scale: 0 };
    let duration = Duration::GoodTillCancelled;
    Ticket { asset: 0, intent: Intent::Quantity, size, kind, duration }
}

fn buy<N: Number<Price = i64>>(walk: &mut Walk<N>, size: i128, kind: TicketKind) -> u32 {
    let id = walk.submit(&ticket(size, kind)).expect("it fits").expect("an order");
    walk.close().expect("it fits");
    id
}
