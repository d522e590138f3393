//! Orders while a run goes on: taken back, given over several closes, passed over.

use farthing_core::drive::Walk;
use farthing_core::kernel::Rules;
use farthing_core::market::Actions;
use farthing_core::models::latency::{Delay, Latency};
use farthing_core::money::Narrow;
use farthing_core::order::{Asked, Conditions, Intent, OrderState, Schedule, Ticket, TicketKind};

use super::{bar, buy, ticket, walk, walk_under};

const FAR_BELOW: TicketKind = TicketKind::Limit(Asked::Exact { mantissa: 1, scale: 0 });

/// A walk in which orders arrive too late for the next bar, and cancellations for the one after it.
fn slow_walk(prices: &[i64]) -> Walk<Narrow> {
    let latency = Latency { submit: Delay::Fixed(1), cancel: Delay::Fixed(2), ..Latency::NONE };
    walk_under(Rules { latency, ..Rules::default() }, prices, Actions::default())
}

/// So many bars, at whose closes nothing is ordered.
fn bars(walk: &mut Walk<Narrow>, count: usize) {
    for _ in 0..count {
        bar(walk);
        walk.close().expect("it fits");
    }
}

fn states(walk: &Walk<Narrow>) -> Vec<OrderState> {
    walk.kernel().orders().iter().map(|order| order.state).collect()
}

/// Three orders of one instrument: at the market, far below, and a child that waits for the latter.
fn three_orders(walk: &mut Walk<Narrow>) {
    buy(walk, 10, TicketKind::Market);
    let parent = buy(walk, 3, FAR_BELOW);
    let child = Conditions { parent: Some(parent), ..Conditions::default() };
    let given = walk.place(&ticket(-3, TicketKind::Market), &child).expect("it fits");
    assert_eq!(given, Some(2));
}

#[test]
fn a_child_of_an_order_that_is_not_there_is_none() {
    let mut walk = walk(&[100_00; 3], Actions::default());
    bar(&mut walk);
    let child = Conditions { parent: Some(0), ..Conditions::default() };
    assert_eq!(walk.place(&ticket(-3, TicketKind::Market), &child).expect("it fits"), None);
    assert_eq!(states(&walk), []);
}

#[test]
fn what_is_in_the_way_of_a_target_is_taken_back() {
    let mut walk = walk(&[100_00; 3], Actions::default());
    bar(&mut walk);
    three_orders(&mut walk);
    assert!(!walk.kernel().is_quiet());
    walk.make_way(1).expect("it fits");
    assert_eq!(states(&walk), [OrderState::Open, OrderState::Open, OrderState::Waiting]);
    walk.make_way(0).expect("it fits");
    assert_eq!(states(&walk), [OrderState::Cancelled; 3]);
    assert!(walk.kernel().is_quiet());
}

#[test]
fn what_is_in_flight_stays_where_it_could_fill_before_it_is_taken_back() {
    let mut walk = slow_walk(&[100_00; 6]);
    bar(&mut walk);
    three_orders(&mut walk);
    let two_closes = Conditions { schedule: Some(Schedule::Twap(2)), ..Conditions::default() };
    walk.place(&ticket(8, TicketKind::Market), &two_closes).expect("it fits").expect("a slice");
    walk.make_way(1).expect("it fits");
    walk.make_way(0).expect("it fits");
    walk.close().expect("it fits");
    bars(&mut walk, 3);
    let (filled, cancelled) = (OrderState::Filled, OrderState::Cancelled);
    assert_eq!(states(&walk), [filled, cancelled, cancelled, filled], "and no second slice");
    assert_eq!(walk.kernel().balances().positions(), [14]);
    assert!(walk.kernel().is_quiet());
}

#[test]
fn a_position_is_left_with_what_works_for_it() {
    let mut walk = walk(&[100_00; 4], Actions::default());
    bar(&mut walk);
    buy(&mut walk, 10, TicketKind::Market);
    bar(&mut walk);
    buy(&mut walk, 5, FAR_BELOW);
    assert_eq!(walk.leave(0).expect("it fits"), Some(2));
    walk.close().expect("it fits");
    assert_eq!(states(&walk), [OrderState::Filled, OrderState::Cancelled, OrderState::Open]);
    assert!(walk.kernel().detail(2).is_none(), "nothing else sells what is held");
    bar(&mut walk);
    assert_eq!(walk.kernel().balances().positions(), [0]);
    assert_eq!(walk.leave(0).expect("it fits"), None, "there is nothing to close");
}

#[test]
fn a_position_is_left_to_nothing_where_what_was_taken_back_still_fills() {
    let mut walk = slow_walk(&[100_00; 6]);
    bar(&mut walk);
    buy(&mut walk, 10, TicketKind::Market);
    bar(&mut walk);
    bar(&mut walk);
    buy(&mut walk, -4, TicketKind::Market);
    assert_eq!(walk.leave(0).expect("it fits"), Some(2));
    walk.close().expect("it fits");
    assert!(walk.kernel().detail(2).is_some_and(|detail| detail.reduce_only));
    bar(&mut walk);
    bar(&mut walk);
    assert_eq!(states(&walk)[1..], [OrderState::Filled; 2]);
    assert_eq!(walk.kernel().balances().positions(), [0]);
}

#[test]
fn children_of_an_order_that_is_taken_back_are_listed_no_more() {
    let mut walk = walk(&[100_00; 3], Actions::default());
    bar(&mut walk);
    three_orders(&mut walk);
    assert!(walk.cancel(1).expect("it fits"));
    bar(&mut walk);
    assert_eq!(states(&walk), [OrderState::Filled, OrderState::Cancelled, OrderState::Cancelled]);
    assert!(walk.kernel().is_quiet());
}

#[test]
fn a_schedule_under_way_is_not_passed_over() {
    let mut walk = walk(&[100_00; 6], Actions::default());
    bar(&mut walk);
    let three_closes = Conditions { schedule: Some(Schedule::Twap(3)), ..Conditions::default() };
    let slice = walk.place(&ticket(9, TicketKind::Market), &three_closes).expect("it fits");
    assert!(slice.is_some() && walk.cancel(0).expect("it fits"));
    walk.close().expect("it fits");
    assert_eq!(walk.kernel().open_orders(), [0; 0]);
    assert_eq!(walk.pass(5).expect("it fits"), 0, "two slices are to come");
}

#[test]
fn an_order_after_bars_that_were_passed_over_is_of_the_last_of_them() {
    let mut walk = walk(&[100_00; 6], Actions::default());
    bar(&mut walk);
    walk.close().expect("it fits");
    assert_eq!(walk.pass(3).expect("it fits"), 3);
    let id = buy(&mut walk, 1, TicketKind::Market);
    assert_eq!(walk.kernel().orders()[id as usize].created, 3);
}

#[test]
fn a_size_is_told_in_units_for_whoever_has_so_much_equity() {
    let mut walk = walk(&[100_00; 2], Actions::default());
    bar(&mut walk);
    let size_for = |ticket: &Ticket| walk.kernel().size_for(ticket, 1_000_00).expect("it fits");
    let of = |intent, size| Ticket { intent, size, ..ticket(0, TicketKind::Market) };
    assert_eq!(size_for(&ticket(3, TicketKind::Market)), Ok(3));
    assert_eq!(size_for(&of(Intent::Percent, Asked::Float(0.5))), Ok(5));
    assert_eq!(size_for(&of(Intent::TargetPercent, Asked::Float(0.0))), Ok(0));
    assert_eq!(size_for(&ticket(0, TicketKind::Market)), Ok(0));
}

#[test]
fn a_schedule_of_another_instrument_goes_on() {
    let mut walk = slow_walk(&[100_00; 7]);
    bar(&mut walk);
    let two_closes = Conditions { schedule: Some(Schedule::Twap(2)), ..Conditions::default() };
    walk.place(&ticket(8, TicketKind::Market), &two_closes).expect("it fits").expect("a slice");
    walk.make_way(1).expect("it fits");
    walk.close().expect("it fits");
    bars(&mut walk, 4);
    assert_eq!(walk.kernel().balances().positions(), [8]);
}

#[test]
fn slices_of_a_reduce_only_schedule_are_reduce_only() {
    let mut walk = walk(&[100_00; 6], Actions::default());
    bar(&mut walk);
    buy(&mut walk, 3, TicketKind::Market);
    bar(&mut walk);
    let schedule = Some(Schedule::Twap(2));
    let closing = Conditions { schedule, reduce_only: true, ..Conditions::default() };
    walk.place(&ticket(-8, TicketKind::Market), &closing).expect("it fits").expect("a slice");
    walk.close().expect("it fits");
    bars(&mut walk, 3);
    assert_eq!(walk.kernel().balances().positions(), [0]);
}
