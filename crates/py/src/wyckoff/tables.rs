//! What a detector has found, as tables; bars are by their number.

use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, UInt8Array, UInt32Array};
use arrow_schema::ArrowError;
use farthing_core::wyckoff::{BUDGET_DIGITS, Event, Found, Parameters, Score, Side, Signal};

use crate::arrow::Table;
use crate::tables::{decimals, numbers, texts};

/// A table by its name; none where there is none of that name.
pub(super) fn table(
    found: &Found,
    parameters: &Parameters,
    scale: u8,
    name: &str,
) -> Option<Result<Table, ArrowError>> {
    Some(match name {
        "bars" => bars(found),
        "pivots" => pivots(found, scale),
        "gaps" => gaps(found),
        "zones" => zones(found, scale),
        "ranges" => ranges(found, scale),
        "events" => events(found, scale),
        "evidence" => evidence(found, parameters),
        "phases" => phases(found),
        "signals" => signals(found, parameters, scale),
        "refusals" => refusals(found, parameters, scale),
        _ => return None,
    })
}

/// How many rows a table has; none where there is none of that name.
pub(super) fn count(found: &Found, name: &str) -> Option<usize> {
    Some(match name {
        "bars" => found.bars.len(),
        "pivots" => found.pivots.len(),
        "gaps" => found.gaps.len(),
        "zones" => found.zones.len(),
        "ranges" => found.ranges.len(),
        "events" => found.events.len(),
        "phases" => found.phases.len(),
        "signals" => found.signals.len(),
        "refusals" => found.refusals.len(),
        _ => return None,
    })
}

fn floats(values: impl Iterator<Item = f64>) -> ArrayRef {
    Arc::new(values.collect::<Float64Array>())
}

fn prices(values: impl Iterator<Item = i64>, scale: u8) -> Result<ArrayRef, ArrowError> {
    decimals(values.map(|price| Some(price.into())), scale)
}

fn sides(values: impl Iterator<Item = Side>, words: [&'static str; 2]) -> ArrayRef {
    texts(values.map(|side| Some(words[side as usize])))
}

pub(super) const WAYS: [&str; 2] = ["long", "short"];

fn bars(found: &Found) -> Result<Table, ArrowError> {
    let list = &found.bars;
    Table::new(vec![
        ("class", texts(list.iter().map(|bar| Some(bar.class.name())))),
        ("volume_ratio", floats(list.iter().map(|bar| bar.volume_ratio))),
        ("spread_ratio", floats(list.iter().map(|bar| bar.spread_ratio))),
        ("close_position", floats(list.iter().map(|bar| bar.close_position))),
    ])
}

fn pivots(found: &Found, scale: u8) -> Result<Table, ArrowError> {
    let list = &found.pivots;
    Table::new(vec![
        ("bar", numbers(list.iter().map(|pivot| pivot.bar.at))),
        ("known_bar", numbers(list.iter().map(|pivot| pivot.known_at))),
        ("kind", sides(list.iter().map(|pivot| pivot.side), ["high", "low"])),
        ("price", prices(list.iter().map(|pivot| pivot.price()), scale)?),
    ])
}

fn gaps(found: &Found) -> Result<Table, ArrowError> {
    let list = &found.gaps;
    Table::new(vec![
        ("bar", numbers(list.iter().map(|gap| gap.at))),
        ("known_bar", numbers(list.iter().map(|gap| gap.at))),
        ("sessions", numbers(list.iter().map(|gap| gap.sessions))),
        ("range", Arc::new(list.iter().map(|gap| gap.range).collect::<UInt32Array>())),
    ])
}

fn zones(found: &Found, scale: u8) -> Result<Table, ArrowError> {
    let list = &found.zones;
    Table::new(vec![
        ("bar", numbers(list.iter().map(|zone| zone.at))),
        ("known_bar", numbers(list.iter().map(|zone| zone.at))),
        ("kind", sides(list.iter().map(|zone| zone.side), ["demand", "supply"])),
        ("low", prices(list.iter().map(|zone| zone.low), scale)?),
        ("high", prices(list.iter().map(|zone| zone.high), scale)?),
    ])
}

fn ranges(found: &Found, scale: u8) -> Result<Table, ArrowError> {
    let list = &found.ranges;
    let schematic = list.iter().map(|row| row.schematic.map(|schematic| schematic.name()));
    Table::new(vec![
        ("range", numbers(list.iter().map(|row| row.range))),
        ("bar", numbers(list.iter().map(|row| row.at))),
        ("known_bar", numbers(list.iter().map(|row| row.known_at))),
        ("state", texts(list.iter().map(|row| Some(row.state.name())))),
        ("origin", sides(list.iter().map(|row| row.origin), ["bottom", "top"])),
        ("kind", texts(list.iter().map(|row| Some(row.kind.name())))),
        ("schematic", texts(schematic)),
        ("matched", floats(list.iter().map(|row| row.matched))),
        ("support", prices(list.iter().map(|row| row.support), scale)?),
        ("resistance", prices(list.iter().map(|row| row.resistance), scale)?),
        ("support_strength", floats(list.iter().map(|row| row.support_strength))),
        ("resistance_strength", floats(list.iter().map(|row| row.resistance_strength))),
        ("quality", floats(list.iter().map(|row| row.quality))),
    ])
}

fn phases(found: &Found) -> Result<Table, ArrowError> {
    let list = &found.phases;
    Table::new(vec![
        ("range", numbers(list.iter().map(|row| row.range))),
        ("bar", numbers(list.iter().map(|row| row.at))),
        ("known_bar", numbers(list.iter().map(|row| row.known_at))),
        ("phase", texts(list.iter().map(|row| Some(row.phase.name())))),
        ("kind", texts(list.iter().map(|row| Some(row.kind.name())))),
    ])
}

fn events(found: &Found, scale: u8) -> Result<Table, ArrowError> {
    let list = &found.events;
    let of: Vec<&Event> = list.iter().collect();
    let mut columns = event_columns(&of, scale)?;
    columns.push(("number", Arc::new(list.iter().map(|e| Some(e.number)).collect::<UInt8Array>())));
    Table::new(columns)
}

type Columns = Vec<(&'static str, ArrayRef)>;

fn event_columns(list: &[&Event], scale: u8) -> Result<Columns, ArrowError> {
    Ok(vec![
        ("range", numbers(list.iter().map(|event| event.range))),
        ("bar", numbers(list.iter().map(|event| event.at))),
        ("known_bar", numbers(list.iter().map(|event| event.known_at))),
        ("event", texts(list.iter().map(|event| Some(event.kind.name())))),
        ("side", sides(list.iter().map(|event| event.side), WAYS)),
        ("price", prices(list.iter().map(|event| event.price), scale)?),
        ("level", prices(list.iter().map(|event| event.level), scale)?),
        ("volume_ratio", floats(list.iter().map(|event| event.volume_ratio))),
        ("spread_ratio", floats(list.iter().map(|event| event.spread_ratio))),
        ("score", floats(list.iter().map(|event| event.score.value()))),
    ])
}

/// Each number of each event, against the row of the table of parameters.
fn evidence(found: &Found, parameters: &Parameters) -> Result<Table, ArrowError> {
    let events = (0_u32..).zip(found.events.iter().map(|event| event.score));
    let list: Vec<_> = events.flat_map(|(event, score)| items(event, &score)).collect();
    Table::new(vec![
        ("row", numbers(list.iter().map(|(row, _)| *row))),
        ("name", texts(list.iter().map(|(_, each)| Some(each.name.row().name)))),
        ("value", floats(list.iter().map(|(_, each)| each.value))),
        ("sense", texts(list.iter().map(|(_, each)| Some(each.name.row().sense.words())))),
        ("threshold", floats(list.iter().map(|(_, each)| parameters[each.name]))),
        ("unit", texts(list.iter().map(|(_, each)| Some(each.name.row().unit)))),
        ("grade", floats(list.iter().map(|(_, each)| each.grade))),
        ("weight", floats(list.iter().map(|(_, each)| parameters.weight(each.name)))),
    ])
}

fn items(row: u32, score: &Score) -> Vec<(u32, farthing_core::wyckoff::Evidence)> {
    score.evidence().map(|each| (row, *each)).collect()
}

fn signals(found: &Found, p: &Parameters, scale: u8) -> Result<Table, ArrowError> {
    let list: Vec<&Signal> = found.signals.iter().collect();
    Table::new(signal_columns(&list, p, scale)?)
}

fn refusals(found: &Found, p: &Parameters, scale: u8) -> Result<Table, ArrowError> {
    let list = &found.refusals;
    let signals: Vec<&Signal> = list.iter().map(|refusal| &refusal.signal).collect();
    let mut columns = signal_columns(&signals, p, scale)?;
    columns.extend([
        ("stage", texts(list.iter().map(|refusal| Some(refusal.reason.stage().name())))),
        ("reason", texts(list.iter().map(|refusal| Some(refusal.reason.name())))),
        ("value", floats(list.iter().map(|refusal| refusal.value))),
        ("limit", floats(list.iter().map(|refusal| refusal.limit))),
    ]);
    Table::new(columns)
}

fn signal_columns(list: &[&Signal], p: &Parameters, scale: u8) -> Result<Columns, ArrowError> {
    let events: Vec<&Event> = list.iter().map(|signal| &signal.event).collect();
    let mut columns = event_columns(&events, scale)?;
    let target = |place: usize| prices(list.iter().map(|s| s.targets.prices[place]), scale);
    let words: Vec<String> = list.iter().map(|signal| signal.words(p)).collect();
    let backing = list.iter().map(|signal| signal.backing.map(|backing| backing.name()));
    columns.extend([
        ("phase", texts(list.iter().map(|signal| Some(signal.phase.name())))),
        ("entry", prices(list.iter().map(|signal| signal.entry), scale)?),
        ("stop", prices(list.iter().map(|signal| signal.stop), scale)?),
        ("target_1", target(0)?),
        ("target_2", target(1)?),
        ("target_3", target(2)?),
        ("projection", prices(list.iter().map(|signal| signal.targets.projection), scale)?),
        ("count_line", prices(list.iter().map(|signal| signal.targets.line), scale)?),
        ("columns", numbers(list.iter().map(|signal| signal.targets.columns))),
        ("box", prices(list.iter().map(|signal| signal.targets.size), scale)?),
        ("count", prices(list.iter().map(|signal| signal.targets.count), scale)?),
        ("reward", floats(list.iter().map(|signal| signal.reward))),
        ("confidence", floats(list.iter().map(|signal| signal.confidence))),
        ("quality", floats(list.iter().map(|signal| signal.quality))),
        ("strength", floats(list.iter().map(|signal| signal.strength))),
        ("matched", floats(list.iter().map(|signal| signal.matched))),
        ("risk_budget", prices(list.iter().map(|signal| signal.risk_budget), BUDGET_DIGITS)?),
        ("volume", texts(list.iter().map(|signal| Some(signal.volume.name())))),
        ("higher", texts(backing)),
        ("words", texts(words.iter().map(|words| Some(words.as_str())))),
    ]);
    Ok(columns)
}
