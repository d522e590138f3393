//! What the kernel shows of the account while a run goes on, and what its events keep.

use std::sync::Arc;

use farthing_core::drive::Walk;
use farthing_core::kernel::{Rules, Setup};
use farthing_core::ledger::{Account, EventKind};
use farthing_core::market::{
    Actions, Columns, Currency, Dividend, End, Instrument, Kind, PanelBuilder, Split, TableRate,
};
use farthing_core::money::{Decimal, Narrow, Wide};
use farthing_core::order::{Asked, Conditions, Duration, Intent, OrderState, Ticket, TicketKind};

use super::{bar, buy, setup, share, walk, walk_of};

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
fn the_expected_side_is_known_where_the_sum_does_not_fit() {
    for (sign, side) in [(1, 1), (-1, -1)] {
        let mut walk = walk_of::<Wide>(&[1, 1, 1], Actions::default());
        assert_eq!(walk.kernel().expected_side(0), 0);
        bar(&mut walk);
        buy(&mut walk, sign << 61, TicketKind::Market);
        assert_eq!(walk.kernel().expected_side(0), side, "of an order in flight alone");
        bar(&mut walk);
        for _ in 0..3 {
            buy(&mut walk, sign << 61, TicketKind::Market);
        }
        assert_eq!(walk.kernel().expected(0), (sign < 0).then_some(i64::MIN));
        assert_eq!(walk.kernel().expected_side(0), side);
    }
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

/// A share in dollars, one in euros and one in pounds, in an account in dollars. A euro is 1.25,
/// 1.50 and 1.75 dollars by session; half a pound is one.
fn with_shares_abroad() -> Setup {
    let rate = |from: &str, to: &str, session, mantissa| {
        let rate = Decimal::new(mantissa, 2).expect("small");
        TableRate { from: from.to_owned(), to: to.to_owned(), session, rate }
    };
    let rates = vec![
        rate("USD", "GBP", 0, 50),
        rate("EUR", "USD", 0, 125),
        rate("EUR", "USD", 1, 150),
        rate("EUR", "USD", 2, 175),
    ];
    let abroad = |symbol: &str, code: &str| Instrument {
        symbol: symbol.to_owned(),
        currency: Currency { code: code.to_owned(), unit_scale: 2 },
        ..share()
    };
    let instruments = vec![share(), abroad("B", "EUR"), abroad("C", "GBP")];
    let (home, capital) = (share().currency, Decimal::new(1_000, 0).expect("small"));
    let actions = Actions::default().with_rates(rates);
    Setup::new(instruments, home, capital, Rules::default(), actions).expect("a setup")
}

#[test]
fn a_currency_is_found_by_its_code() {
    let walk = Walk::<Narrow>::new(Arc::new(with_shares_abroad())).expect("it fits");
    let found = ["USD", "EUR", "GBP", "CHF"].map(|code| walk.kernel().currency(code));
    assert_eq!(found, [Some(0), Some(1), Some(2), None]);
}

#[test]
fn money_of_an_event_abroad_is_told_at_its_rate() {
    let (rows, prices) = ([0, 1, 2], [10_00; 3]);
    let mut builder = PanelBuilder::new(vec![0, 1, 2], rows.to_vec(), 3).expect("ascending");
    let setup = with_shares_abroad();
    for (asset, instrument) in (0..).zip(&setup.instruments) {
        let [open, high, low, close] = [&prices; 4].map(|prices| &prices[..]);
        let columns = Columns { rows: &rows, open, high, low, close, volume: None };
        builder.add(asset, instrument, columns).expect("positive prices");
    }
    let mut walk = Walk::<Narrow>::new(Arc::new(setup)).expect("it fits");
    walk.load(Arc::new(builder.finish()), 0, 0).expect("three instruments");
    for _ in 0..2 {
        bar(&mut walk);
        for asset in [1, 2] {
            let size = Asked::Exact { mantissa: 2, scale: 0 };
            let (intent, kind) = (Intent::Quantity, TicketKind::Market);
            let ticket = Ticket { asset, intent, size, kind, duration: Duration::Day };
            walk.submit(&ticket).expect("it fits").expect("an order");
        }
        walk.close().expect("it fits");
    }
    bar(&mut walk);
    let outcome = walk.finish();
    let kinds: Vec<_> = outcome.events.iter().map(|event| event.kind).collect();
    assert_eq!(kinds[0], EventKind::Deposit);
    assert_eq!(kinds[1..], [EventKind::Fill; 4]);
    // At the rates of the mark before each fill, and half to even: 20.02 euros are 25.025 dollars.
    let told = [0, 1, 2, 3, 4].map(|index| outcome.at_home(index, 20_02));
    assert_eq!(told, [20_02, 25_02, 40_04, 30_03, 40_04].map(Some));
    assert_eq!(outcome.at_home(1, 0), Some(0));
    assert_eq!(outcome.traded(), Some(25_00 + 40_00 + 30_00 + 40_00));
}

#[test]
fn what_was_asked_beside_an_order_is_kept() {
    let mut walk = walk(&[100_00, 101_00], Actions::default());
    bar(&mut walk);
    let size = Asked::Exact { mantissa: 1, scale: 0 };
    let (intent, duration) = (Intent::Quantity, Duration::Day);
    let ticket = Ticket { asset: 0, intent, size, kind: TicketKind::Market, duration };
    let tag = Some(Arc::from("first"));
    let conditions = Conditions { tag, group: Some(Arc::from("pair")), ..Conditions::default() };
    let tagged = walk.place(&ticket, &conditions).expect("it fits").expect("an order");
    let plain = walk.submit(&ticket).expect("it fits").expect("an order");
    let kernel = walk.kernel();
    let detail = kernel.detail(tagged).expect("a tag");
    assert_eq!(detail.tag.as_deref(), Some("first"));
    let group = detail.group.expect("a group");
    assert_eq!(&*kernel.group_name(group), "pair");
    assert!(!detail.reduce_only && detail.limit.is_none() && detail.parent.is_none());
    assert!(kernel.detail(plain).is_none());
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
