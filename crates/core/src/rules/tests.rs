//! Rules over small panels: what is refused, what is compared exactly, what memory is of.

use std::sync::Arc;

use super::*;
use crate::drive::{Tape, simulate};
use crate::kernel::{Outcome, Rules, Setup};
use crate::market::examples::share;
use crate::market::{
    Actions, Columns as BarColumns, Currency, Field, Panel, PanelBuilder, PriceField,
};
use crate::money::{Decimal, Narrow};
use crate::order::{Asked, Intent};

const CLOSE: Field = Field::Of(PriceField::Close);
const SIZING: Sizing =
    Sizing { intent: Intent::TargetQuantity, size: 0, stop_loss: None, take_profit: None };

/// Instruments of these closes; nothing where one has no bar. A session has four rows.
fn panel(closes: &[&[Option<i64>]]) -> Panel<i64> {
    let rows: Vec<u32> = (0..).take(closes[0].len()).collect();
    let times = rows.iter().map(|&row| i64::from(row) + 1).collect();
    let sessions = rows.iter().map(|row| row / 4).collect();
    let mut builder = PanelBuilder::new(times, sessions, closes.len()).unwrap();
    for (asset, closes) in closes.iter().enumerate() {
        let there = rows.iter().filter_map(|&row| Some((row, closes[row as usize]?)));
        let (rows, close): (Vec<u32>, Vec<i64>) = there.unzip();
        let columns = BarColumns {
            rows: &rows,
            open: &close,
            high: &close,
            low: &close,
            close: &close,
            volume: None,
        };
        builder.add(asset, &share("A"), columns).unwrap();
    }
    builder.finish()
}

fn setup(assets: usize) -> Arc<Setup> {
    let currency = Currency { code: "USD".to_owned(), unit_scale: 2 };
    let capital = Decimal::new(1_000_000, 0).unwrap();
    let shares = (0..assets).map(|_| share("A")).collect();
    let setup = Setup::new(shares, currency, capital, Rules::default(), Actions::default());
    Arc::new(setup.unwrap())
}

fn mean(lengths: Place) -> Node {
    let (lengths, parameter) = (vec![lengths], None);
    Node::Indicator(Indicator {
        name: "sma".to_owned(),
        field: CLOSE,
        lengths,
        parameter,
        output: 0,
    })
}

/// 100 units while a condition, the last of the nodes, holds. Nodes begin with the size.
fn while_holds(nodes: Vec<Node>, parameters: usize) -> Program {
    let mut all = vec![Node::Constant(100.0)];
    all.extend(nodes);
    let long = all.len() - 1;
    all.push(Node::Not(long));
    let sides = Sides { long: Some(long), exit: Some(long + 1), ..Sides::default() };
    Program::new(all, parameters, sides, SIZING).unwrap()
}

fn run(program: &Program, panel: &Panel<i64>, set: &[f64]) -> Outcome<Narrow> {
    let setup = setup(panel.assets());
    let market = Market::new(panel, 0, &setup);
    let sets = Sets::new(set.to_vec(), set.len(), 1).unwrap();
    let mut columns = Columns::new(&market, program, &sets.varies(), 1 << 20);
    assert_eq!(columns.prepare(&sets, 0..1), Ok(1));
    let mut evaluation = Evaluation::default();
    columns.evaluate(&mut evaluation, set).unwrap();
    let mut reader = Reader::new(&columns, &evaluation).unwrap();
    simulate(Arc::clone(&setup), Arc::new(panel.clone()), 0, &mut reader).unwrap()
}

fn orders(outcome: &Outcome<Narrow>) -> Vec<(u32, u32, i64)> {
    outcome.orders.iter().map(|order| (order.created, order.asset, order.quantity)).collect()
}

fn some(closes: &[i64]) -> Vec<Option<i64>> {
    closes.iter().copied().map(Some).collect()
}

#[test]
fn averages_cross_by_whole_numbers() {
    let closes = some(&[10, 10, 10, 13, 12, 9, 8, 8, 14, 14]);
    let nodes = vec![
        Node::Parameter(0),
        Node::Parameter(1),
        mean(1),
        mean(2),
        Node::Compare(Comparison::Above, 3, 4),
    ];
    let found = run(&while_holds(nodes, 2), &panel(&[&closes]), &[2.0, 3.0]);
    assert_eq!(orders(&found), [(3, 0, 100), (5, 0, -100), (8, 0, 100)]);
}

#[test]
fn products_that_no_word_holds_are_compared_in_two() {
    let base = (1_i64 << 53) - 9;
    let closes = some(&[base, base + 1, base, base, base + 2, base, base + 1]);
    let length = 1_200.0;
    let many: Vec<Option<i64>> = std::iter::repeat_n(Some(base), 1_200).chain(closes).collect();
    let nodes = vec![
        Node::Parameter(0),
        Node::Parameter(1),
        mean(1),
        mean(2),
        Node::Compare(Comparison::Above, 3, 4),
    ];
    let (program, panel) = (while_holds(nodes, 2), panel(&[&many]));
    let setup = setup(1);
    let market = Market::new(&panel, 0, &setup);
    let sets = Sets::new(vec![1.0, length - 200.0], 2, 1).unwrap();
    let mut columns = Columns::new(&market, &program, &sets.varies(), 1 << 20);
    columns.prepare(&sets, 0..1).unwrap();
    let mut evaluation = Evaluation::default();
    columns.evaluate(&mut evaluation, sets.of(0)).unwrap();
    let above: Vec<usize> =
        (0..many.len()).filter(|&row| evaluation.at(5, 0, row, many.len()) == Some(1.0)).collect();
    assert_eq!(above, [1_201, 1_204, 1_206]);
    let too_long = Sets::new(vec![1.0, length], 2, 1).unwrap();
    let refused = columns.prepare(&too_long, 0..1);
    assert_eq!(refused, Err(RulesError::TooLarge { asset: 0, length: 1_200 }));
}

#[test]
fn a_number_is_compared_by_the_decimal_that_it_prints() {
    let closes = some(&[110, 111, 109, 110]);
    let asked = |comparison, number| {
        let nodes =
            vec![Node::Field(CLOSE), Node::Constant(number), Node::Compare(comparison, 1, 2)];
        let found = run(&while_holds(nodes, 0), &panel(&[&closes]), &[]);
        found.orders.iter().map(|order| order.created).collect::<Vec<_>>()
    };
    assert_eq!(asked(Comparison::Above, 1.1), [1, 2]);
    assert_eq!(asked(Comparison::AtLeast, 1.1), [0, 2, 3]);
    assert_eq!(asked(Comparison::Below, 1.1), [2, 3]);
    assert_eq!(asked(Comparison::AtMost, 1.1), [0, 1, 2]);
    assert_eq!(asked(Comparison::Above, 1.095), [0, 2, 3]);
    assert_eq!(asked(Comparison::AtMost, 1.095), [2, 3]);
    assert_eq!(asked(Comparison::Above, -1e300), [0]);
    assert_eq!(asked(Comparison::Above, 1e300), []);
    assert_eq!(asked(Comparison::Above, 1e-300), [0]);
}

#[test]
fn memory_is_of_the_bars_that_an_instrument_has() {
    let gaps = [Some(5), Some(6), None, Some(7), Some(5), None, Some(4), Some(8)];
    let nodes = vec![
        Node::Field(CLOSE),
        Node::Constant(1.0),
        Node::Ago(1, 2),
        Node::Compare(Comparison::Above, 1, 3),
        Node::Before(4),
    ];
    let found = run(&while_holds(nodes, 0), &panel(&[&gaps, &some(&[1; 8])]), &[]);
    // It rose at rows 1, 3 and 7: before are the bars of rows 3, 4 and none.
    assert_eq!(orders(&found), [(3, 0, 100), (6, 0, -100)]);
}

#[test]
fn what_depends_on_the_position_is_asked_at_every_bar() {
    let closes = some(&[5; 12]);
    let nodes =
        vec![Node::BarsInPosition, Node::Constant(2.0), Node::Compare(Comparison::Below, 1, 2)];
    let found = run(&while_holds(nodes, 0), &panel(&[&closes]), &[]);
    let rows: Vec<u32> = found.orders.iter().map(|order| order.created).collect();
    assert_eq!(rows, [0, 2, 3, 5, 6, 8, 9, 11]);
}

#[test]
fn bars_in_which_nothing_happens_are_marked_like_all_others() {
    let closes: Vec<i64> = (0..64).map(|row| 1_000 + row * row % 37).collect();
    let other: Vec<Option<i64>> = (0..64).map(|row| (row % 5 != 2).then_some(500 + row)).collect();
    for panel in [panel(&[&some(&closes)]), panel(&[&some(&closes), &other])] {
        let nodes =
            vec![Node::Field(CLOSE), Node::Parameter(0), Node::Compare(Comparison::Above, 1, 2)];
        let found = run(&while_holds(nodes, 1), &panel, &[10.2]);
        assert!(found.orders.len() > 8);
        let quantity = |order: &crate::order::Order<Narrow>| Asked::Exact {
            mantissa: order.quantity.into(),
            scale: 0,
        };
        let tape = Tape::of(&found, quantity);
        let mut everywhere = Everywhere(tape.read());
        let setup = setup(panel.assets());
        let walked: Outcome<Narrow> =
            simulate(setup, Arc::new(panel.clone()), 0, &mut everywhere).unwrap();
        assert_eq!(walked.marks, found.marks);
        assert_eq!(walked.session_marks, found.session_marks);
        assert_eq!(walked.events, found.events);
        assert_eq!(walked.marks.len(), panel.rows());
    }
}

/// A tape that is asked at every bar.
struct Everywhere<'a>(crate::drive::TapeReader<'a>);

impl crate::drive::Instructions for Everywhere<'_> {
    fn at<N: crate::money::Number>(
        &mut self,
        row: usize,
        account: &crate::kernel::Kernel<N>,
        given: &mut Vec<crate::drive::Given>,
    ) {
        self.0.at(row, account, given);
    }
}

#[test]
fn nodes_that_are_no_program_are_refused() {
    let refused = |nodes: Vec<Node>, long: Option<Place>| {
        let sides = Sides { long, ..Sides::default() };
        Program::new(nodes, 1, sides, SIZING).unwrap_err()
    };
    let size = Node::Constant(1.0);
    assert_eq!(refused(vec![Node::Not(0)], Some(0)), ProgramError::Order(0));
    assert_eq!(refused(vec![size.clone(), Node::Not(0)], Some(1)), ProgramError::Kind(1));
    assert_eq!(refused(vec![size.clone()], Some(0)), ProgramError::Kind(0));
    assert_eq!(refused(vec![Node::Parameter(1)], Some(0)), ProgramError::Parameter(1));
    let of_bars = vec![size.clone(), Node::Field(CLOSE), mean(1)];
    assert_eq!(refused(of_bars, None), ProgramError::NotScalar(2));
    assert_eq!(refused(vec![size], None), ProgramError::NoEntry);
}

#[test]
fn a_set_with_a_window_that_is_none_is_refused() {
    let nodes = vec![Node::Parameter(0), mean(1), Node::Compare(Comparison::Above, 2, 1)];
    let (program, panel) = (while_holds(nodes, 1), panel(&[&some(&[1, 2])]));
    let setup = setup(1);
    let market = Market::new(&panel, 0, &setup);
    for wrong in [0.0, 1.5, -3.0, f64::NAN, f64::INFINITY] {
        let sets = Sets::new(vec![wrong], 1, 1).unwrap();
        let mut columns = Columns::new(&market, &program, &sets.varies(), 1 << 20);
        let refused = columns.prepare(&sets, 0..1).unwrap_err();
        assert!(refused.to_string().contains("give a whole number from 1"), "{wrong}");
    }
}

#[test]
fn columns_that_do_not_fit_at_once_are_made_in_turns() {
    let closes: Vec<i64> = (0..100).map(|row| 1_000 + row * row % 37).collect();
    let nodes = vec![
        Node::Parameter(0),
        mean(1),
        Node::Field(CLOSE),
        Node::Compare(Comparison::Above, 3, 2),
    ];
    let (program, panel) = (while_holds(nodes, 1), panel(&[&some(&closes)]));
    let setup = setup(1);
    let market = Market::new(&panel, 0, &setup);
    let sets = Sets::new((2..40).map(f64::from).collect(), 1, 38).unwrap();
    let mut columns = Columns::new(&market, &program, &sets.varies(), 4_000);
    let (mut done, mut turns, mut evaluation) = (0, 0, Evaluation::default());
    let mut runner = Runner::<Narrow>::new(Arc::clone(&setup), Arc::new(panel.clone()), 0).unwrap();
    while done < sets.len() {
        let end = columns.prepare(&sets, done..sets.len()).unwrap();
        for index in done..end {
            columns.evaluate(&mut evaluation, sets.of(index)).unwrap();
            let among = runner.run(&columns, &evaluation, true).unwrap().unwrap().outcome;
            let alone = run(&program, &panel, sets.of(index));
            assert_eq!(among.events, alone.events);
            assert_eq!(among.marks, alone.marks);
            assert_eq!(among.journal, alone.journal);
            let ran = runner.run(&columns, &evaluation, false).unwrap().unwrap();
            let ends = alone.marks.iter().skip(3).step_by(4).map(|mark| mark.equity);
            assert_eq!(ran.curve.equity(), ends.collect::<Vec<_>>());
            assert_eq!(ran.outcome.events, alone.events);
        }
        (done, turns) = (end, turns + 1);
    }
    assert!(turns > 5);
}

#[test]
fn threads_give_what_one_gives_and_the_first_error() {
    let square = |_: &mut (), index: usize| Ok::<usize, usize>(index * index);
    let expected: Vec<usize> = (3..500).map(|index| index * index).collect();
    for threads in [1, 2, 5] {
        assert_eq!(spread(3..500, threads, || (), square), Ok(expected.clone()));
        let odd = |_: &mut (), index: usize| {
            if index > 77 && index % 2 == 1 { Err(index) } else { Ok(index) }
        };
        assert_eq!(spread(0..500, threads, || (), odd), Err(79));
    }
}
