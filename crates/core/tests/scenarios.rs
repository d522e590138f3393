//! Every row of `tests/scenarios` on both drivers and both widths: to the last digit.

mod scenario;

use std::path::Path;

use scenario::{Scenario, observed, read};

/// All rows of all tables.
fn scenarios() -> Vec<Scenario> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/scenarios");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder of scenarios")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "table"))
        .collect();
    files.sort();
    files.iter().flat_map(|file| read(file)).collect()
}

/// Compares what a driver made of each row with what the row says; tells all rows that differ.
fn check(driver: &str, play: impl Fn(&Scenario) -> Option<observed::Observed>) {
    let scenarios = scenarios();
    assert!(scenarios.len() >= 1_600, "{} rows", scenarios.len());
    let mut differences = Vec::new();
    for scenario in &scenarios {
        let found = play(scenario);
        let place = format!("{}:{} {}", scenario.file, scenario.line, scenario.name);
        match (found, scenario.is_error()) {
            (None, true) => {}
            (None, false) => differences.push(format!("{place}: an error")),
            (Some(_), true) => differences.push(format!("{place}: no error")),
            (Some(found), false) => {
                differences.extend(scenario.differences(&found).map(|d| format!("{place}: {d}")));
            }
        }
    }
    let count = differences.len();
    assert!(count == 0, "{driver}: {count} differences\n{}", differences.join("\n"));
}

#[test]
fn the_event_driver_gives_every_row() {
    check("event", |scenario| scenario.walk::<i128>());
}

#[test]
fn the_event_driver_of_narrow_money_gives_every_row() {
    check("event narrow", |scenario| scenario.walk::<i64>().or_else(|| scenario.walk::<i128>()));
}

#[test]
fn the_batch_driver_gives_every_row() {
    check("batch", |scenario| scenario.simulate::<i64>().or_else(|| scenario.simulate::<i128>()));
}

#[test]
fn the_batch_driver_of_wide_money_gives_every_row() {
    check("batch wide", |scenario| scenario.simulate::<i128>());
}
