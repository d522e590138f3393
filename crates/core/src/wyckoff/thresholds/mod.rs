//! Every number of the table at work: what its rule says just under it, at it, and just over it.
//!
//! A row measures something by a rule that reads the table, and then moves the number of the table
//! to just above what was measured, onto it, and just below: what was measured is then just under
//! the threshold, at it, and just over it. A number without a row fails a test.

mod bars;
mod boundary;
mod search;
mod signals;
mod structure;

use super::parameters::Sense;
use super::*;

/// A threshold: what is measured, and what a rule says with it under, at and over the threshold.
struct Row {
    name: Name,
    measured: f64,
    says: fn(&Parameters) -> bool,
    expected: [bool; 3],
}

/// What happens at the threshold and over it.
const FROM: [bool; 3] = [false, true, true];
/// What happens over the threshold alone.
const ABOVE: [bool; 3] = [false, false, true];
/// What happens under the threshold and at it.
const UP_TO: [bool; 3] = [true, true, false];
/// What happens under the threshold alone.
const BELOW: [bool; 3] = [true, false, false];

/// A number that nothing is compared with: what becomes of it, and whether it rises with it.
struct Amount {
    name: Name,
    becomes: fn(&Parameters) -> f64,
    rises: bool,
}

fn rows() -> Vec<Row> {
    [bars::rows(), search::rows(), boundary::rows(), structure::rows(), signals::rows()]
        .into_iter()
        .flatten()
        .collect()
}

/// The table with one number that is another.
fn with(name: Name, value: f64) -> Parameters {
    and(Parameters::default(), &[(name, value)])
}

/// Numbers that are others.
fn and(mut p: Parameters, changes: &[(Name, f64)]) -> Parameters {
    changes.iter().for_each(|(name, value)| p.set(name.row().name, *value).unwrap());
    p
}

/// The table with a number that makes what was measured lie under, at and over it.
fn around(name: Name, measured: f64) -> [Parameters; 3] {
    let step = if name.row().is_whole() { 1.0 } else { measured * 1e-6 };
    assert!(measured + step <= name.row().high, "{name:?} {measured}");
    [measured + step, measured, measured - step].map(|value| with(name, value))
}

#[test]
fn each_rule_turns_at_its_number_and_nowhere_else() {
    let rows = rows();
    assert!(rows.len() > 60, "{}", rows.len());
    let turns = |Row { name, measured, says, expected }: Row| {
        let said = around(name, measured).map(|p| says(&p));
        (said != expected).then(|| format!("{name:?} around {measured}: {said:?}"))
    };
    let wrong: Vec<_> = rows.into_iter().filter_map(turns).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn each_graded_number_gives_a_half_where_it_is_reached() {
    for name in Name::ALL.into_iter().filter(|name| name.row().weight > 0.0) {
        let is_least = name.row().sense == Sense::AtLeast;
        let measured = name.row().default;
        let good = around(name, measured).map(|p| p.grade(name, measured) >= 0.5);
        assert_eq!(good, if is_least { FROM } else { UP_TO }, "{name:?}");
    }
}

#[test]
fn each_amount_becomes_what_it_is_said_to() {
    let moves = |Amount { name, becomes, rises }: Amount| {
        let default = name.row().default;
        let [less, same, more] =
            [default * 0.75, default, default * 1.25].map(|value| becomes(&with(name, value)));
        let is_so = if rises { less < same && same < more } else { less > same && same > more };
        (!is_so).then(|| format!("{name:?}: {less} {same} {more}"))
    };
    let wrong: Vec<_> = signals::amounts().into_iter().filter_map(moves).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_number_is_without_a_row() {
    let rows: Vec<_> = rows().iter().map(|row| row.name).collect();
    let amounts: Vec<_> = signals::amounts().iter().map(|amount| amount.name).collect();
    for name in Name::ALL {
        let is_graded = name.row().weight > 0.0;
        let count = [is_graded, rows.contains(&name), amounts.contains(&name)];
        assert!(count.into_iter().any(|is| is), "{} has no row", name.row().name);
        assert!(!(rows.contains(&name) && amounts.contains(&name)), "{name:?} is both");
    }
}
