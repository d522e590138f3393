//! What holds for the detector as a whole, on a made market of many ranges.

use super::*;
use crate::signal::Quote;

/// Bars of prices that swing, trend and jump, by a linear congruential generator.
fn market(seed: u64, count: usize) -> Vec<Quote> {
    let mut state = seed;
    let mut next = move |most: i64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(state >> 33).unwrap() % most
    };
    let (mut price, mut drift) = (1_000_000_i64, 0_i64);
    let mut bars = Vec::new();
    for at in 0..count {
        if at % 23 == 0 {
            drift = next(12_001) - 6_000;
        }
        let open = price;
        price = (price + drift + next(24_001) - 12_000).clamp(300_000, 4_000_000);
        let high = open.max(price) + next(6_000);
        let low = open.min(price) - next(6_000);
        let burst = if next(9) == 0 { 3 } else { 1 };
        let volume = (50_000 + next(100_000)) * burst;
        bars.push(Quote { open, high, low, close: price, volume, session: 0 });
    }
    bars
}

fn folded(bars: &[Quote]) -> Found {
    folded_with(Parameters::default(), bars)
}

fn folded_with(parameters: Parameters, bars: &[Quote]) -> Found {
    let mut detector = Detector::new(parameters, 4).with_bars();
    let mut found = Found::default();
    bars.iter().for_each(|bar| detector.update(bar, &mut found).unwrap());
    found
}

/// What was known with a bar.
fn known(found: &Found, at: u32) -> Found {
    let mut found = found.clone();
    found.bars.truncate(at as usize + 1);
    found.pivots.retain(|row| row.known_at <= at);
    found.zones.retain(|row| row.at <= at);
    found.ranges.retain(|row| row.known_at <= at);
    found.events.retain(|row| row.known_at <= at);
    found.phases.retain(|row| row.known_at <= at);
    found.signals.retain(|row| row.event.known_at <= at);
    found.refusals.retain(|row| row.signal.event.known_at <= at);
    found
}

#[test]
fn there_are_events_of_all_kinds_and_signals_of_both_sides() {
    let found = folded(&market(1, 600_000));
    for kind in EventKind::ALL {
        let count = found.events.iter().filter(|event| event.kind == kind).count();
        assert!(count >= 10, "{}: {count}", kind.name());
    }
    for side in Side::BOTH {
        assert!(found.signals.iter().any(|signal| signal.event.side == side), "{side:?}");
    }
    for schematic in ["accumulation 1", "accumulation 2", "distribution 1", "distribution 2"] {
        let is_it = |row: &RangeRow| row.schematic.is_some_and(|each| each.name() == schematic);
        assert!(found.ranges.iter().any(is_it), "{schematic}");
    }
    // Few ranges of this market are good enough for a signal: levels and ranges of any kind may pass.
    let mut lenient = Parameters::default();
    for name in ["level_strength", "range_quality", "range_sure", "volume_story"] {
        lenient.set(name, 0.0).unwrap();
    }
    let others = folded_with(lenient, &market(1, 300_000)).refusals;
    let stages: Vec<_> =
        found.refusals.iter().chain(&others).map(|refusal| refusal.reason.stage()).collect();
    for stage in [Stage::Volume, Stage::Phase, Stage::Levels, Stage::Risk] {
        assert!(stages.contains(&stage), "{stage:?}");
    }
}

#[test]
fn nothing_is_known_before_it_happens_and_rows_come_in_order() {
    let found = folded(&market(2, 20_000));
    assert!(found.events.iter().all(|event| event.at <= event.known_at));
    assert!(found.phases.iter().all(|row| row.at <= row.known_at));
    assert!(found.ranges.iter().all(|row| row.at <= row.known_at));
    assert!(found.events.is_sorted_by_key(|event| event.known_at));
    assert!(found.ranges.is_sorted_by_key(|row| row.known_at));
    assert!(found.phases.is_sorted_by_key(|row| row.known_at));
    assert!(found.signals.is_sorted_by_key(|signal| signal.event.known_at));
}

#[test]
fn a_cut_changes_nothing_that_was_known() {
    let bars = market(3, 3_000);
    let whole = folded(&bars);
    for cut in (100..bars.len()).step_by(97) {
        let at = u32::try_from(cut - 1).unwrap();
        assert_eq!(folded(&bars[..cut]), known(&whole, at), "{cut}");
    }
}

#[test]
fn another_future_changes_nothing_that_was_known() {
    let bars = market(4, 3_000);
    let whole = folded(&bars);
    let other = market(5, 3_000);
    for cut in (100..bars.len()).step_by(211) {
        let mixed: Vec<_> = bars[..cut].iter().chain(&other[cut..]).copied().collect();
        let at = u32::try_from(cut - 1).unwrap();
        assert_eq!(known(&folded(&mixed), at), known(&whole, at), "{cut}");
    }
}

/// An event without prices: its kind for an origin on the other side, where and when, how good.
fn turned(event: &Event) -> (u32, u32, u32, Side, String, u64) {
    use EventKind as E;
    let kind = match event.kind {
        E::Psy => E::Ps,
        E::Bc => E::Sc,
        E::Sow => E::Sos,
        E::Lpsy | E::Bu => E::Lps,
        E::Utad | E::Ut => E::Spring,
        kind => kind,
    };
    let Event { range, at, known_at, score, .. } = *event;
    (known_at, at, range, event.side, kind.name().to_owned(), score.value().to_bits())
}

#[test]
fn prices_upside_down_give_the_same_events_of_the_other_side() {
    // An upthrust that goes no further than prices before it has a name, and its mirror has none.
    let found = |bars: &[Quote]| {
        let mut detector = Detector::new(Parameters::default(), 4);
        let mut found = Found::default();
        bars.iter().for_each(|bar| detector.update(bar, &mut found).unwrap());
        found.events.retain(|event| event.kind != EventKind::Ut);
        found.events
    };
    let bars = market(6, 60_000);
    let mirrored = bars.iter().map(|bar| Quote {
        open: -bar.open,
        high: -bar.low,
        low: -bar.high,
        close: -bar.close,
        ..*bar
    });
    let sorted = |mut rows: Vec<(u32, u32, u32, Side, String, u64)>| {
        rows.sort_by(|a, b| (a.0, a.1, &a.4, a.5).cmp(&(b.0, b.1, &b.4, b.5)));
        rows
    };
    let plain = sorted(found(&bars).iter().map(turned).collect());
    let other = found(&mirrored.collect::<Vec<_>>());
    let other = sorted(
        other.iter().map(|event| turned(&Event { side: event.side.other(), ..*event })).collect(),
    );
    assert!(plain.len() > 200);
    // Two searches that begin with one bar are numbered up before down: numbers are left out.
    let without = |rows: Vec<(u32, u32, u32, Side, String, u64)>| -> Vec<_> {
        rows.into_iter()
            .map(|(known, at, _, side, kind, score)| (known, at, side, kind, score))
            .collect()
    };
    assert_eq!(without(plain), without(other));
}

#[test]
fn a_split_changes_no_event() {
    // All prices and volumes are multiples of eight, so that nothing is rounded by the split.
    let eight = |bar: &Quote| Quote {
        open: bar.open * 8,
        high: bar.high * 8,
        low: bar.low * 8,
        close: bar.close * 8,
        volume: bar.volume * 8,
        session: 0,
    };
    let bars: Vec<_> = market(7, 6_000).iter().map(eight).collect();
    let whole = folded(&bars);
    let mut detector = Detector::new(Parameters::default(), 4).with_bars();
    let mut found = Found::default();
    let split_at = 3_000;
    for (at, bar) in bars.iter().enumerate() {
        if at == split_at {
            detector.on_split(2, 1);
        }
        let halved = |price: i64| if at < split_at { price } else { price / 2 };
        let volume = if at < split_at { bar.volume } else { bar.volume * 2 };
        let (open, high) = (halved(bar.open), halved(bar.high));
        let (low, close) = (halved(bar.low), halved(bar.close));
        let bar = Quote { open, high, low, close, volume, session: 0 };
        detector.update(&bar, &mut found).unwrap();
    }
    let named = |found: &Found| -> Vec<_> {
        found.events.iter().map(|event| (event.kind, event.at, event.known_at)).collect()
    };
    assert_eq!(named(&found), named(&whole));
    let later = |event: &&Event| event.known_at >= 3_000;
    let (halved, plain) = (found.events.iter().find(later), whole.events.iter().find(later));
    let (halved, plain) = (halved.unwrap(), plain.unwrap());
    assert!((plain.price - halved.price * 2).abs() <= 1);
}

/// Volumes of eight digits are such; a power of two leaves every share of them as it is.
#[test]
fn volumes_may_be_as_large_as_a_word() {
    let bars = market(10, 20_000);
    let large = |bar: &Quote| Quote { volume: bar.volume << 43, ..*bar };
    let (found, of_large) = (folded(&bars), folded(&bars.iter().map(large).collect::<Vec<_>>()));
    assert!(!found.ranges.is_empty() && !found.signals.is_empty());
    assert_eq!(found.events, of_large.events);
    assert_eq!((found.ranges, found.signals), (of_large.ranges, of_large.signals));
}

#[test]
fn prices_that_are_too_large_are_refused_and_leave_no_trace() {
    let bars = market(8, 500);
    let mut detector = Detector::new(Parameters::default(), 4).with_bars();
    let mut found = Found::default();
    for bar in &bars {
        let refused = detector.update(&Quote { high: 1 << 53, ..*bar }, &mut found).unwrap_err();
        assert_eq!(refused.value, 1 << 53);
        detector.update(bar, &mut found).unwrap();
    }
    assert_eq!(found, folded(&bars));
    let refused = TooLarge { at: 7, value: 1 << 53 }.to_string();
    assert_eq!(
        refused,
        "bar 7: 9007199254740992 (mantissa) is not below 9007199254740992: use fewer digits"
    );
}

#[test]
fn the_state_stays_below_sixteen_kibibytes() {
    let mut detector = Detector::new(Parameters::default(), 4);
    let mut most = 0;
    for bar in market(9, 30_000) {
        detector.update(&bar, &mut Found::default()).unwrap();
        most = most.max(detector.bytes());
    }
    assert!((4_096..16_384).contains(&most), "{most}");
}
