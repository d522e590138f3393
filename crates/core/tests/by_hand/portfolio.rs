//! Arrays of several strategies in one account, by hand: netting, crossing, brackets, actions.

use std::sync::Arc;

use farthing_core::drive::TargetUnit;
use farthing_core::kernel::{Outcome, Rules, Setup};
use farthing_core::market::{Actions, Columns, Dividend, End, Panel, PanelBuilder, Split};
use farthing_core::models::fee::FeeModel;
use farthing_core::money::{Decimal, Exact, Integer};
use farthing_core::order::OrderState;
use farthing_core::portfolio::{
    ArrayStrategy, Bracket, Entry, EntryKind, Plan, Record, simulate_portfolio,
};

use super::share;

const NAN: f64 = f64::NAN;
const HALVES: [i64; 2] = [500_000_000; 2];

/// A bar a session: open, high, low, close.
fn panel(bars: &[[i64; 4]]) -> Arc<Panel<i64>> {
    let rows: Vec<u32> = (0..).zip(bars).map(|(row, _)| row).collect();
    let times = rows.iter().map(|&row| i64::from(row)).collect();
    let mut builder = PanelBuilder::new(times, rows.clone(), 1).expect("ascending");
    let column = |place: usize| bars.iter().map(|bar| bar[place]).collect::<Vec<i64>>();
    let [open, high, low, close] = [column(0), column(1), column(2), column(3)];
    let columns =
        Columns { rows: &rows, open: &open, high: &high, low: &low, close: &close, volume: None };
    builder.add(0, &share(), columns).expect("positive prices");
    Arc::new(builder.finish())
}

fn flat(prices: &[i64]) -> Vec<[i64; 4]> {
    prices.iter().map(|&price| [price; 4]).collect()
}

fn setup(actions: Actions) -> Arc<Setup> {
    let fee = FeeModel::PerTrade { amount: Decimal::new(1, 0).expect("small") };
    let rules = Rules { fee, ..Rules::default() };
    let capital = Decimal::new(10_000, 0).expect("small");
    let setup = Setup::new(vec![share()], share().currency, capital, rules, actions);
    Arc::new(setup.expect("a setup"))
}

fn shares(targets: &[f64], bracket: Bracket) -> ArrayStrategy<'_> {
    ArrayStrategy { targets, unit: TargetUnit::Shares, rebalance: false, bracket }
}

fn run<M: Integer>(
    bars: &[[i64; 4]],
    actions: Actions,
    strategies: Vec<ArrayStrategy<'_>>,
    shared: &[u32],
) -> (Outcome<Exact<M>>, Record<M>) {
    let plan = Plan { strategies, shares: HALVES.to_vec(), shared: shared.to_vec() };
    simulate_portfolio(setup(actions), panel(bars), 0, &plan).expect("it fits")
}

/// Book, units and fee of what was bought and sold, of one kind.
fn traded<M: Integer>(record: &Record<M>, kind: EntryKind) -> Vec<(u32, i64, i128)> {
    let own = record.entries.iter().filter(|entry| entry.kind == kind);
    own.map(|entry| (entry.book, entry.quantity, entry.fee.widened())).collect()
}

/// The money that entries of a kind have brought, by book.
fn paid<M: Integer>(record: &Record<M>, kind: EntryKind) -> Vec<(u32, i128)> {
    let own = record.entries.iter().filter(|entry| entry.kind == kind);
    let money = |entry: &Entry<M>| entry.cash.widened() + entry.receivable.widened();
    own.map(|entry| (entry.book, money(entry))).collect()
}

fn adds_up<M: Integer>(outcome: &Outcome<Exact<M>>, record: &Record<M>) {
    for (mark, books) in outcome.marks.iter().zip(record.equity.chunks(3)) {
        let sum: i128 = books.iter().map(|equity| equity.widened()).sum();
        assert_eq!(sum, mark.equity.widened());
    }
    for (mark, books) in outcome.marks.iter().zip(record.cash.chunks(3)) {
        let sum: i128 = books.iter().map(|cash| cash.widened()).sum();
        assert_eq!(sum, mark.cash.widened());
    }
}

#[test]
fn orders_of_one_bar_are_one_order_and_its_commission_is_shared() {
    let (buys, sells) = ([100.0, NAN], [-60.0, NAN]);
    let both = || vec![shares(&buys, Bracket::default()), shares(&sells, Bracket::default())];
    let (outcome, record) = run::<i64>(&flat(&[10_00, 11_00]), Actions::default(), both(), &[]);
    let quantities: Vec<i64> = outcome.orders.iter().map(|order| order.quantity).collect();
    assert_eq!(quantities, [40]);
    assert_eq!(traded(&record, EntryKind::Fill), [(0, 100, 63), (1, -60, 37)]);
    adds_up(&outcome, &record);
    let (wide, same) = run::<i128>(&flat(&[10_00, 11_00]), Actions::default(), both(), &[]);
    assert_eq!(traded(&same, EntryKind::Fill), traded(&record, EntryKind::Fill));
    adds_up(&wide, &same);
}

#[test]
fn what_nets_to_nothing_crosses_without_the_market() {
    let (buys, sells) = ([50.0, NAN], [-50.0, NAN]);
    let both = vec![shares(&buys, Bracket::default()), shares(&sells, Bracket::default())];
    let (outcome, record) = run::<i64>(&flat(&[10_00, 11_00]), Actions::default(), both, &[]);
    assert!(outcome.orders.is_empty());
    assert_eq!(traded(&record, EntryKind::Crossing), [(0, 50, 0), (1, -50, 0)]);
    assert_eq!(record.entries.last().map(|entry| entry.price), Some(11_00));
    adds_up(&outcome, &record);
}

#[test]
fn a_stop_closes_an_entry_in_its_own_bar() {
    let bracket = Bracket { stop: Some(50_000_000), limit: Some(100_000_000) };
    let (first, second) = ([10.0, NAN, NAN], [NAN, NAN, NAN]);
    let both = vec![shares(&first, bracket), shares(&second, Bracket::default())];
    let bars = [[10_00; 4], [10_00, 10_40, 9_40, 10_00], [12_00; 4]];
    let (outcome, record) = run::<i64>(&bars, Actions::default(), both, &[]);
    assert_eq!(traded(&record, EntryKind::Fill), [(0, 10, 100), (0, -10, 100)]);
    let prices: Vec<i64> = record.entries.iter().map(|entry| entry.price).collect();
    assert_eq!(prices[prices.len() - 2..], [10_00, 9_50]);
    let states: Vec<OrderState> = outcome.orders.iter().map(|order| order.state).collect();
    assert_eq!(states, [OrderState::Filled, OrderState::Filled, OrderState::Cancelled]);
    adds_up(&outcome, &record);
}

#[test]
fn a_crossing_is_an_entry_too_and_each_has_its_own_stop() {
    let bracket = Bracket { stop: Some(100_000_000), limit: None };
    let (buys, sells) = ([10.0, NAN, NAN, NAN], [-10.0, NAN, NAN, NAN]);
    let both = vec![shares(&buys, bracket), shares(&sells, bracket)];
    let bars = [[10_00; 4], [10_00; 4], [10_00, 10_00, 8_50, 9_00], [9_00, 11_50, 9_00, 11_00]];
    let (outcome, record) = run::<i64>(&bars, Actions::default(), both, &[]);
    assert_eq!(traded(&record, EntryKind::Fill), [(0, -10, 100), (1, 10, 100)]);
    let prices: Vec<i64> = record.entries.iter().map(|entry| entry.price).collect();
    assert_eq!(prices[prices.len() - 2..], [9_00, 11_00]);
    adds_up(&outcome, &record);
}

#[test]
fn a_pair_is_cut_with_its_position_and_given_anew_with_an_entry() {
    let bracket = Bracket { stop: Some(100_000_000), limit: None };
    let (first, second) = ([10.0, 4.0, NAN, 9.0, NAN, 0.0, NAN], [NAN; 7]);
    let both = vec![shares(&first, bracket), shares(&second, Bracket::default())];
    let bars = flat(&[10_00, 10_00, 10_00, 10_00, 12_00, 12_00, 12_00]);
    let (outcome, record) = run::<i64>(&bars, Actions::default(), both, &[]);
    let stops = outcome.orders.iter().filter(|order| !order.kind.is_market());
    let found: Vec<_> =
        stops.map(|order| (order.quantity, order.kind.price(), order.state)).collect();
    let cancelled = OrderState::Cancelled;
    assert_eq!(found, [(-4, Some(9_00), cancelled), (-9, Some(10_80), cancelled)]);
    adds_up(&outcome, &record);
}

#[test]
fn dividends_splits_and_ends_reach_those_whose_sum_is_nothing() {
    let amount = Decimal::new(5, 1).expect("small");
    let dividend = Dividend { asset: 0, session: 2, day: 2, pay_session: 2, pay_day: 2, amount };
    let split = Split { asset: 0, session: 3, day: 3, new: 1, old: 2 };
    let actions = Actions::new(vec![dividend], vec![split]);
    let actions = actions.with_ends(vec![End { asset: 0, session: 4, price: None }]);
    let (buys, sells) = ([5.0, NAN, NAN, NAN, NAN, NAN], [-5.0, NAN, NAN, NAN, NAN, 3.0]);
    let both = vec![shares(&buys, Bracket::default()), shares(&sells, Bracket::default())];
    let bars = flat(&[10_00, 10_00, 10_00, 20_00, 20_00, 20_00]);
    let (outcome, record) = run::<i64>(&bars, actions, both, &[]);
    assert_eq!(paid(&record, EntryKind::Dividend), [(0, 250), (1, -250)]);
    assert_eq!(traded(&record, EntryKind::Split), [(0, -2, 0), (1, 2, 0)]);
    assert_eq!(paid(&record, EntryKind::Split), [(0, -10_00), (1, 10_00)]);
    assert_eq!(traded(&record, EntryKind::End), [(0, -3, 0), (1, 3, 0)]);
    let late: Vec<OrderState> = outcome.orders.iter().map(|order| order.state).collect();
    assert_eq!(late, [OrderState::Dropped]);
    adds_up(&outcome, &record);
}

#[test]
fn money_is_shared_anew_and_targets_are_given_again() {
    let (first, second) = ([1.0, 1.0, 1.0, 1.0], [NAN; 4]);
    let rising = ArrayStrategy { unit: TargetUnit::Weight, ..shares(&first, Bracket::default()) };
    let both = vec![rising, shares(&second, Bracket::default())];
    let bars = flat(&[10_00, 10_00, 20_00, 20_00]);
    let (outcome, record) = run::<i64>(&bars, Actions::default(), both, &[2]);
    assert_eq!(record.shared, [0, 2]);
    let quantities: Vec<i64> = outcome.orders.iter().map(|order| order.quantity).collect();
    assert_eq!(quantities, [500, -126]); // 5,000 at 10.00, then half of 14,999 at 20.00
    let last = &record.equity[record.equity.len() - 3..];
    assert_eq!(last, [7498_50, 7499_50, 0]);
    adds_up(&outcome, &record);
}
