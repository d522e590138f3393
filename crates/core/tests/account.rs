//! What the kernel shows of the account while a run goes on, and what its events keep.

#![expect(clippy::inconsistent_digit_grouping, reason = "cents are written as money: 100_00")]

use std::sync::Arc;

use farthing_core::drive::Walk;
use farthing_core::kernel::{Rules, Setup};
use farthing_core::ledger::EventKind;
use farthing_core::market::{
    Actions, Columns, Currency, Dividend, Instrument, Panel, PanelBuilder, Settlement, Split, Ticks,
};
use farthing_core::models::account::AccountModel;
use farthing_core::models::fee::FeeModel;
use farthing_core::models::fill::FillTiming;
use farthing_core::models::slippage::SlippageModel;
use farthing_core::money::{Decimal, Narrow};
use farthing_core::order::{Asked, Duration, Intent, OrderState, Ticket, TicketKind};

fn share() -> Instrument {
    Instrument {
        symbol: "A".to_owned(),
        price_scale: 2,
        quantity_scale: 0,
        multiplier: Decimal::new(1, 0).expect("small"),
        ticks: Ticks::fixed(1),
        lot: 1,
        currency: Currency { code: "USD".to_owned(), unit_scale: 2 },
        settlement: Settlement::Cash,
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

fn walk(prices: &[i64], actions: Actions) -> Walk<Narrow> {
    let rules = Rules {
        fee: FeeModel::None,
        slippage: SlippageModel::None,
        timing: FillTiming::NextOpen,
        account: AccountModel::Unlimited,
    };
    let capital = Decimal::new(10_000, 0).expect("small");
    let setup = Setup::new(vec![share()], share().currency, capital, rules, actions);
    let mut walk = Walk::new(Arc::new(setup.expect("a setup"))).expect("it fits");
    walk.load(panel(prices), 0, 0).expect("one instrument");
    walk
}

/// The next bar, without orders.
fn bar(walk: &mut Walk<Narrow>) {
    assert!(walk.advance().expect("it fits").is_some());
    walk.trade().expect("it fits");
}

fn buy(walk: &mut Walk<Narrow>, size: i128, kind: TicketKind) -> u32 {
    let size = Asked::Exact { mantissa: size, scale: 0 };
    let duration = Duration::GoodTillCancelled;
    let ticket = Ticket { asset: 0, intent: Intent::Quantity, size, kind, duration };
    let id = walk.submit(&ticket).expect("it fits").expect("an order");
    walk.close().expect("it fits");
    id
}

#[test]
fn the_kernel_shows_the_account_as_it_is() {
    let mut walk = walk(&[100_00, 101_00, 102_00], Actions::default());
    bar(&mut walk);
    let market = buy(&mut walk, 10, TicketKind::Market);
    let patient = buy(&mut walk, 3, TicketKind::Limit(Asked::Float(1.0)));
    assert_eq!(walk.kernel().open_orders(), [market, patient]);
    bar(&mut walk);
    let kernel = walk.kernel();
    let states: Vec<_> = kernel.orders().iter().map(|order| order.state).collect();
    assert_eq!(states, [OrderState::Filled, OrderState::Open]);
    assert_eq!(kernel.open_orders(), [patient]);
    let kinds: Vec<_> = kernel.events().iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [EventKind::Deposit, EventKind::Fill]);
    assert_eq!((kernel.balances().cash(), kernel.balances().positions()), (8_990_00, &[10][..]));
    assert_eq!(kernel.lots(0).cost(), Some(1_010_00));
    assert_eq!((kernel.gross(), kernel.equity()), (1_010_00, 10_000_00));
    bar(&mut walk);
    assert_eq!((walk.kernel().gross(), walk.kernel().equity()), (1_020_00, 10_010_00));
    let equities: Vec<_> = walk.kernel().marks().iter().map(|mark| mark.equity).collect();
    assert_eq!(equities, [10_000_00, 10_000_00, 10_010_00]);
    assert_eq!(walk.finish().asked_prices, [(patient, 1.0)]);
}

#[test]
fn a_dividend_counts_before_the_first_bar_of_its_session() {
    let amount = Decimal::new(50, 2).expect("small");
    let dividend = Dividend { asset: 0, session: 2, pay_session: 3, amount };
    let mut walk = walk(&[100_00, 100_00, 90_00], Actions::new(vec![dividend], Vec::new()));
    bar(&mut walk);
    buy(&mut walk, 10, TicketKind::Market);
    bar(&mut walk);
    assert_eq!(walk.kernel().equity(), 10_000_00);
    walk.advance().expect("it fits");
    assert_eq!(walk.kernel().equity(), 10_005_00);
    assert_eq!(walk.kernel().balances().receivable(), 5_00);
}

#[test]
fn the_event_of_a_split_keeps_its_price_and_its_place() {
    let first = Split { asset: 0, session: 2, new: 3, old: 2 };
    let second = Split { asset: 0, session: 3, new: 2, old: 1 };
    let mut walk =
        walk(&[100_00, 100_00, 66_66, 33_33], Actions::new(Vec::new(), vec![first, second]));
    bar(&mut walk);
    buy(&mut walk, 5, TicketKind::Market);
    for _ in 0..3 {
        bar(&mut walk);
    }
    let outcome = walk.finish();
    let splits = outcome.events.iter().filter(|event| event.kind == EventKind::Split);
    let kept: Vec<_> =
        splits.map(|split| (split.order, split.price, split.quantity, split.value)).collect();
    // Five become seven and a half, whose half is paid at 100.00 * 2 / 3.
    assert_eq!(kept, [(0, 100_00, 2, 33_33), (1, 66_66, 7, 0)]);
    let held: Vec<_> =
        outcome.positions(&[0, 1, 2, 3]).iter().map(|p| (p.quantity, p.cost)).collect();
    assert_eq!(held.iter().map(|&(quantity, _)| quantity).collect::<Vec<_>>(), [5, 7, 14]);
    assert_eq!(held[1].1, held[2].1, "a split of whole shares costs nothing");
}
