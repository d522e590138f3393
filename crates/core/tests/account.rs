//! What the kernel shows of the account while a run goes on, and what its events keep.

#![expect(clippy::inconsistent_digit_grouping, reason = "cents are written as money: 100_00")]

use std::sync::Arc;

use farthing_core::drive::Walk;
use farthing_core::kernel::{Rules, Setup, SetupError};
use farthing_core::ledger::{Account, EventKind};
use farthing_core::market::{
    Actions, Columns, Currency, Dividend, End, HoldingCost, Instrument, Kind, Panel, PanelBuilder,
    Split, TableRate, Ticks,
};
use farthing_core::money::{Decimal, Narrow, Number, Wide};
use farthing_core::order::{Asked, Duration, Intent, OrderState, Ticket, TicketKind};

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
    let rules = Rules::default();
    let capital = Decimal::new(capital, 0).expect("small");
    Setup::new(vec![share()], share().currency, capital, rules, actions)
}

fn walk_of<N: Number<Price = i64>>(prices: &[i64], actions: Actions) -> Walk<N> {
    let setup = setup(10_000, actions).expect("a setup");
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

fn buy<N: Number<Price = i64>>(walk: &mut Walk<N>, size: i128, kind: TicketKind) -> u32 {
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
    let lots: Vec<_> = kernel.lots(0).iter().map(|lot| lot.quantity).collect();
    assert_eq!(lots, [10]);
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
    let dividend = Dividend { asset: 0, session: 2, day: 2, pay_session: 3, pay_day: 3, amount };
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
    let first = Split { asset: 0, session: 2, day: 2, new: 3, old: 2 };
    let second = Split { asset: 0, session: 3, day: 3, new: 2, old: 1 };
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

#[test]
fn the_trial_balance_lists_what_is_not_nothing() {
    let mut walk = walk(&[100_00, 101_00], Actions::default());
    bar(&mut walk);
    buy(&mut walk, 10, TicketKind::Market);
    bar(&mut walk);
    let balances = walk.finish().trial_balance();
    let found: Vec<_> = balances.iter().map(|b| (b.account, b.in_units, b.amount)).collect();
    let expected = [
        (Account::Cash, false, 8_990_00),
        (Account::Capital, false, -10_000_00),
        (Account::Position, true, 10_00),
        (Account::Trading, false, 1_010_00),
        (Account::Trading, true, -10_00),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_position_beyond_the_largest_quantity_ends_the_run() {
    let mut walk = walk_of::<Wide>(&[1, 1, 1, 1], Actions::default());
    bar(&mut walk);
    buy(&mut walk, 1 << 61, TicketKind::Market);
    bar(&mut walk);
    buy(&mut walk, 1 << 61, TicketKind::Market);
    walk.advance().expect("it fits");
    let fault = walk.trade().expect_err("2^62 units");
    assert_eq!(fault.what, "the position after a fill");
    assert_eq!(
        fault.to_string(),
        "the position after a fill of A in row 2 does not fit the ledger \
         (price 0.01, quantity 2305843009213693952)"
    );
    assert_eq!(walk.kernel().balances().positions(), [1 << 61], "nothing of the fill is posted");
}

#[test]
fn narrow_money_is_for_what_leaves_room_to_grow() {
    let fits = |capital| setup(capital, Actions::default()).expect("a setup").fits_narrow();
    let most = ((1 << 61) - 1) / 1_000 / 100;
    assert!(fits(1) && fits(10_000) && fits(most));
    assert!(!fits(most + 1) && !fits(i128::MAX / 1_000));
}

#[test]
fn a_setup_without_capital_is_refused_in_words() {
    let error = setup(0, Actions::default()).expect_err("no capital");
    assert_eq!(error.to_string(), "capital is 0; it must be more than nothing");
}

fn contract(kind: Kind) -> Instrument {
    Instrument { kind, ..share() }
}

fn refusal(instrument: Instrument, actions: Actions) -> String {
    let capital = Decimal::new(100, 0).expect("small");
    let rules = setup(1, Actions::default()).expect("a setup").rules;
    let found = Setup::new(vec![instrument], share().currency, capital, rules, actions);
    found.expect_err("what is refused").to_string()
}

#[test]
fn a_contract_with_a_dividend_or_a_split_is_refused_by_name() {
    let amount = Decimal::new(1, 0).expect("small");
    let (day, pay_day) = (1, 1);
    let dividend = Dividend { asset: 0, session: 1, day, pay_session: 1, pay_day, amount };
    let split = Split { asset: 0, session: 1, day, new: 2, old: 1 };
    let words = "which has no dividends and no splits";
    let of = |kind, actions| refusal(contract(kind), actions);
    assert_eq!(
        of(Kind::Future, Actions::new(vec![dividend], vec![])),
        format!("A is a future, {words}")
    );
    assert_eq!(
        of(Kind::Perpetual, Actions::new(vec![], vec![split])),
        format!("A is a perpetual, {words}")
    );
}

#[test]
fn a_settlement_price_is_a_price_of_its_instrument() {
    for price in ["-7.50", "7.505"] {
        let end = End { asset: 0, session: 1, price: Some(price.parse().expect("a number")) };
        let found = refusal(contract(Kind::Future), Actions::default().with_ends(vec![end]));
        assert_eq!(found, format!("{price} is no price of A"));
    }
}

#[test]
fn a_currency_without_a_rate_or_with_two_units_is_refused_by_name() {
    let abroad = |code: &str, unit_scale| Instrument {
        currency: Currency { code: code.to_owned(), unit_scale },
        ..share()
    };
    let found = refusal(abroad("EUR", 2), Actions::default());
    assert!(found.starts_with("A is priced in EUR, the account is in USD: give rates"), "{found}");
    assert_eq!(
        refusal(abroad("USD", 3), Actions::default()),
        "USD of A has another unit than elsewhere in the run"
    );
    let rate = |from: &str, rate| TableRate {
        from: from.to_owned(),
        to: "USD".to_owned(),
        session: 0,
        rate,
    };
    let nothing = Actions::default().with_rates(vec![rate("EUR", Decimal::ZERO)]);
    assert_eq!(refusal(abroad("EUR", 2), nothing), "0 is no price of EUR in USD");
    let other =
        Actions::default().with_rates(vec![rate("GBP", Decimal::new(1, 0).expect("small"))]);
    assert!(refusal(abroad("EUR", 2), other).contains("give rates"));
}

#[test]
fn what_an_end_began_is_taken_back_where_its_cash_does_not_fit() {
    let price = Decimal::new(1 << 52, 2).expect("small");
    let end = End { asset: 0, session: 2, price: Some(price) };
    let mut walk = walk(&[1_00, 1_00, 1_00], Actions::default().with_ends(vec![end]));
    bar(&mut walk);
    buy(&mut walk, 1_000, TicketKind::Market);
    bar(&mut walk);
    walk.close().expect("it fits");
    walk.advance().expect("it fits");
    let fault = walk.trade().expect_err("a value of more than 2^61");
    assert_eq!(
        fault.to_string(),
        "the end of a position of A in row 2 does not fit the ledger (price 1.00, quantity 1000)"
    );
    assert_eq!(walk.kernel().balances().positions(), [1_000]);
    let outcome = walk.finish();
    let kinds: Vec<_> = outcome.events.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [EventKind::Deposit, EventKind::Fill]);
    assert!(outcome.trades.is_empty());
}
