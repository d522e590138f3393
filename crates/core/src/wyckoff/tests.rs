//! What holds for the detector as a whole, on a made market of many ranges.

use super::found::BarRow;
use super::*;
use crate::signal::Quote;

/// Bars of prices that swing, trend and jump, by a linear congruential generator.
pub(super) fn market(seed: u64, count: usize) -> Vec<Quote> {
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

pub(super) fn folded_with(parameters: Parameters, bars: &[Quote]) -> Found {
    let mut detector = Detector::new(parameters).with_bars();
    let mut found = Found::default();
    bars.iter().for_each(|bar| detector.update(bar, &mut found).unwrap());
    found
}

/// What was known with a bar.
fn known(found: &Found, at: u32) -> Found {
    let mut found = found.clone();
    found.bars.truncate(at as usize + 1);
    found.pivots.retain(|row| row.known_at <= at);
    found.gaps.retain(|row| row.at <= at);
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
fn while_a_range_speaks_for_a_side_its_phase_is_the_last_one() {
    let (mut detector, mut found) = (Detector::new(Parameters::default()), Found::default());
    let mut ended_beside = 0;
    for bar in market(1, 300_000) {
        let before = found.phases.len();
        detector.update(&bar, &mut found).unwrap();
        let told = &found.phases[before..];
        ended_beside += u32::from(told.len() > 1 && told[told.len() - 2].phase == Phase::None);
        if detector.bias() != Bias::Unknown {
            assert_ne!(found.phases.last().map(|row| row.phase), Some(Phase::None));
        }
    }
    assert!(ended_beside >= 10, "{ended_beside}");
}

#[test]
fn the_cause_of_a_thrust_is_what_was_built_before_it() {
    let mut lenient = Parameters::default();
    for name in ["level_strength", "range_quality", "range_sure", "volume_story", "confidence_min"]
    {
        lenient.set(name, 0.0).unwrap();
    }
    let least = 10;
    lenient.set("cause_bars", f64::from(least)).unwrap();
    let found = folded_with(lenient, &market(1, 300_000));
    let is_thrust = |kind| matches!(kind, EventKind::Spring | EventKind::Ut | EventKind::Utad);
    let begin = |range, at| {
        let rows = found.phases.iter().filter(|row| row.range == range && row.phase == Phase::B);
        rows.filter(|row| row.known_at <= at).map(|row| row.at).min()
    };
    let thrusts: Vec<_> =
        found.signals.iter().filter(|signal| is_thrust(signal.event.kind)).collect();
    assert!(thrusts.len() >= 10, "{}", thrusts.len());
    for signal in thrusts {
        let began = begin(signal.event.range, signal.event.known_at).unwrap();
        assert!(signal.event.at - began >= least, "{:?}", signal.event);
    }
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
        let mut detector = Detector::new(Parameters::default());
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
    let mut detector = Detector::new(Parameters::default()).with_bars();
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
    let mut detector = Detector::new(Parameters::default()).with_bars();
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

/// What is told beside each bar: a minute of the day, a benchmark that wanders, longer bars.
fn told(bars: &[Quote], slots: u32) -> Vec<Told> {
    let biases = [Bias::Up, Bias::Unknown, Bias::Down];
    let each = (0_u32..).zip(bars).map(|(at, bar)| Told {
        quote: Quote { session: at / slots, ..*bar },
        slot: u16::try_from(at % slots).ok(),
        benchmark: (at % 7 != 3).then(|| 500_000 + i64::from(at * 7_919 % 100_003)),
        higher: Some(biases[(at / 40) as usize % 3]),
    });
    each.collect()
}

fn heard(detector: &mut Detector, bars: &[Told]) -> Found {
    let mut found = Found::default();
    bars.iter().for_each(|bar| detector.hear(bar, &mut found).unwrap());
    found
}

fn lenient() -> Parameters {
    let mut p = Parameters::default();
    for name in ["level_strength", "range_quality", "range_sure", "volume_story"] {
        p.set(name, 0.0).unwrap();
    }
    p
}

#[test]
fn another_future_changes_nothing_beside_the_bars_either() {
    let bars = told(&market(11, 4_000), 13);
    let other = told(&market(12, 4_000), 13);
    let whole = heard(&mut Detector::new(lenient()).with_bars(), &bars);
    assert!(whole.events.len() > 20, "{}", whole.events.len());
    for cut in (100..bars.len()).step_by(331) {
        // The rest of the session and all later ones are others.
        let mixed = [&bars[..cut], &other[cut..]].concat();
        let at = u32::try_from(cut - 1).unwrap();
        let found = heard(&mut Detector::new(lenient()).with_bars(), &mixed);
        assert_eq!(known(&found, at), known(&whole, at), "{cut}");
    }
}

#[test]
fn the_time_of_day_of_its_volume_changes_what_a_bar_is() {
    let bars = told(&market(11, 2_000), 13);
    let found = heard(&mut Detector::new(Parameters::default()).with_bars(), &bars);
    let plain = folded(&bars.iter().map(|told| told.quote).collect::<Vec<_>>());
    let ratios = |found: &Found| found.bars.iter().map(|bar| bar.volume_ratio).collect::<Vec<_>>();
    assert_eq!(ratios(&found)[..65], ratios(&plain)[..65]); // five sessions are no baseline yet
    assert_ne!(ratios(&found)[65..], ratios(&plain)[65..]);
}

#[test]
fn a_gap_ends_the_range_and_its_jump_is_no_bar() {
    let bars = market(1, 6_000);
    let folded = |bars: &[Quote]| folded_with(lenient(), bars);
    let plain = folded(&bars);
    let told = plain.ranges.iter().find(|row| row.state == RangeState::Found).unwrap();
    let cut = told.known_at as usize + 1;
    let with = |missing: u32| {
        let moved = (0_u32..).zip(&bars).map(|(at, bar)| {
            let after = u32::from(at as usize >= cut);
            Quote { session: at + missing * after, ..*bar }
        });
        folded(&moved.collect::<Vec<_>>())
    };
    assert_eq!(with(5), plain);
    let found = with(6);
    let at = u32::try_from(cut).unwrap();
    assert_eq!(found.gaps, [Gap { at, sessions: 6, range: Some(told.range) }]);
    let last = found.ranges.iter().rfind(|row| row.range == told.range).unwrap();
    assert_eq!((last.state, last.known_at), (RangeState::Lost, at));
    let phase = found.phases.iter().rfind(|row| row.range == told.range).unwrap();
    assert_eq!((phase.phase, phase.known_at), (Phase::None, at));
    // Nothing of before is heard any more: it goes on as if it began there.
    let anew = folded(&bars[cut..]);
    let later: Vec<_> = found.pivots.iter().filter(|row| row.bar.at >= at).collect();
    assert_eq!(later.len(), anew.pivots.len());
    let ratios = |bars: &[BarRow]| bars.iter().map(|bar| bar.spread_ratio).collect::<Vec<_>>();
    assert_eq!(ratios(&found.bars[cut..]), ratios(&anew.bars));
    let kinds = |found: &Found, from: u32| -> Vec<_> {
        let later = found.events.iter().filter(|event| event.at >= from);
        later.map(|event| (event.kind, event.at - from, event.known_at - from)).collect()
    };
    assert_eq!(kinds(&found, at), kinds(&anew, 0));
}

#[test]
fn signals_on_ticks_are_as_sure_as_the_cap_at_most_and_say_why() {
    let bars = market(1, 60_000);
    let of = |volume| {
        let mut p = lenient();
        p.set("tick_volume_cap", 60.0).unwrap();
        let mut detector = Detector::new(p).with_volume(volume);
        let mut found = Found::default();
        bars.iter().for_each(|bar| detector.update(bar, &mut found).unwrap());
        found.signals
    };
    let (trades, ticks) = (of(VolumeKind::Trades), of(VolumeKind::Ticks));
    assert!(trades.len() > 20 && trades.len() == ticks.len());
    assert!(trades.iter().any(|signal| signal.confidence > 60.0));
    for (trade, tick) in trades.iter().zip(&ticks) {
        assert_eq!(tick.confidence, trade.confidence.min(60.0));
    }
    let (plain, mut p) = (Parameters::default(), Parameters::default());
    p.set("tick_volume_cap", 60.0).unwrap();
    assert_eq!(trades[0].words(&plain), "");
    let words = "volume counts ticks, not trades: confidence is at most 60";
    assert_eq!(ticks[0].words(&p), words);
}

#[test]
fn without_any_volume_every_signal_is_refused_and_the_refusal_says_so() {
    let silent = |bar: &Quote| Quote { volume: 0, ..*bar };
    let bars: Vec<_> = market(1, 60_000).iter().map(silent).collect();
    let found = folded_with(lenient(), &bars);
    assert!(found.refusals.len() > 10, "{}", found.refusals.len());
    assert!(found.signals.is_empty());
    assert!(found.refusals.iter().all(|refusal| refusal.reason == Reason::NoVolume));
    assert!(found.refusals.iter().all(|refusal| refusal.value == 0.0));
    // One unit in one bar of each range is volume.
    let some: Vec<_> = (0..).zip(&bars).map(|(at, bar)| Quote { volume: at % 2, ..*bar }).collect();
    let heard = folded_with(lenient(), &some);
    assert!(heard.refusals.iter().all(|refusal| refusal.reason != Reason::NoVolume));
}

#[test]
fn longer_bars_add_points_or_take_them_and_refuse() {
    let bars = market(1, 60_000);
    let of = |higher| {
        let told = |bar: &Quote| Told { higher, ..Told::from(*bar) };
        heard(&mut Detector::new(lenient()), &bars.iter().map(told).collect::<Vec<_>>())
    };
    let (plain, up) = (of(None), of(Some(Bias::Up)));
    let both = |found: &Found| {
        let refused = found.refusals.iter().map(|refusal| (refusal.signal, Some(refusal.reason)));
        let mut all: Vec<_> =
            found.signals.iter().map(|&signal| (signal, None)).chain(refused).collect();
        all.sort_by_key(|(signal, _)| (signal.event.known_at, signal.event.kind as u8));
        all
    };
    let mut seen = [0; 2];
    for ((before, was), (signal, is)) in both(&plain).into_iter().zip(both(&up)) {
        let is_up = signal.event.side == Side::Up;
        let points = if is_up { 5.0 } else { -10.0 };
        assert_eq!(signal.confidence, (before.confidence + points).clamp(0.0, 100.0));
        assert_eq!(
            signal.backing.map(Backing::name),
            Some(if is_up { "confirmed" } else { "against" })
        );
        if was.is_none() {
            assert_eq!(is, if is_up { None } else { Some(Reason::AgainstHigher) });
            seen[usize::from(is_up)] += 1;
        }
    }
    assert!(seen[0] > 10 && seen[1] > 10, "{seen:?}");
    let unknown = of(Some(Bias::Unknown));
    assert_eq!(unknown.signals.len(), plain.signals.len());
    let p = lenient();
    assert_eq!(unknown.signals[0].words(&p), "longer bars say nothing of it");
    let confirmed = up.signals.iter().find(|signal| signal.event.side == Side::Up).unwrap();
    assert_eq!(confirmed.words(&p), "longer bars confirm it: +5 points");
}

#[test]
fn a_detector_speaks_for_the_side_of_its_range_from_phase_c_on() {
    let mut detector = Detector::new(Parameters::default());
    let (mut found, mut seen) = (Found::default(), [0; 3]);
    for bar in market(1, 60_000) {
        detector.update(&bar, &mut found).unwrap();
        let Some(last) = found.phases.last() else { continue };
        let is_late = matches!(last.phase, Phase::C | Phase::D | Phase::E);
        let bias = detector.bias();
        seen[bias as usize] += 1;
        let side = match last.kind {
            Kind::Accumulation | Kind::Reaccumulation => Bias::Up,
            Kind::Distribution | Kind::Redistribution => Bias::Down,
            Kind::Open => Bias::Unknown,
        };
        if is_late {
            assert_eq!(bias, side);
        } else if last.phase == Phase::B {
            assert_eq!(bias, Bias::Unknown);
        }
    }
    assert!(seen.iter().all(|&count| count > 100), "{seen:?}");
}

#[test]
fn a_benchmark_is_evidence_of_what_is_traded_and_of_nothing_else() {
    let bars = market(1, 60_000);
    let of = |benchmark: Option<i64>| {
        let told = |bar: &Quote| Told { benchmark, ..Told::from(*bar) };
        heard(&mut Detector::new(lenient()), &bars.iter().map(told).collect::<Vec<_>>())
    };
    // A benchmark that stands still: the ratio is the price.
    let (plain, against) = (of(None), of(Some(1_000_000)));
    assert_eq!(plain.events.len(), against.events.len());
    let mut seen = 0;
    for (before, event) in plain.events.iter().zip(&against.events) {
        let items = |event: &Event| event.score.evidence().count();
        let is_traded = validation::terms(event.kind).is_some() && event.known_at >= 60;
        assert_eq!(items(event), items(before) + usize::from(is_traded));
        assert_eq!(
            (event.at, event.kind, event.known_at),
            (before.at, before.kind, before.known_at)
        );
        if !is_traded {
            continue;
        }
        seen += 1;
        let at = event.known_at as usize;
        let closes = bars[at - 59..=at].iter().map(|bar| bar.close);
        let (low, high) = (closes.clone().min().unwrap(), closes.max().unwrap());
        let place = (bars[at].close - low) as f64 / (high - low) as f64;
        let expected = if event.side == Side::Up { place } else { 1.0 - place };
        let found = event.score.evidence().find(|each| each.name == Name::strength).unwrap();
        assert!((found.value - expected).abs() < 1e-9);
    }
    assert!(seen > 50);
    let told = against.signals[0].words(&lenient());
    assert!(
        told.starts_with("its strength against the benchmark is at 0.") || told.contains("1.00")
    );
}

#[test]
fn with_a_day_of_minutes_the_state_stays_below_sixty_four_kibibytes() {
    let mut detector = Detector::new(Parameters::default());
    let mut most = 0;
    for bar in told(&market(9, 20_000), SLOTS_MOST.into()) {
        detector.hear(&bar, &mut Found::default()).unwrap();
        most = most.max(detector.bytes());
    }
    assert!((49_152..=65_536).contains(&most), "{most}");
}

#[test]
fn the_state_stays_below_sixteen_kibibytes() {
    let mut detector = Detector::new(Parameters::default());
    let mut most = 0;
    for bar in market(9, 30_000) {
        detector.update(&bar, &mut Found::default()).unwrap();
        most = most.max(detector.bytes());
    }
    assert!((4_096..16_384).contains(&most), "{most}");
}
