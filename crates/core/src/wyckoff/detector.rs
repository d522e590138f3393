//! The detector: bars in, rows out, in a constant time and a bounded state per bar.

use std::fmt;
use std::sync::Arc;

use super::found::BarRow;
use super::{
    Bar, BarReader, Beside, Bias, Event, EventKind, Found, Gap, Kind, Mark, Name, Origin,
    Parameters, Phase, PhaseRow, Pivots, RangeState, Reach, Search, SearchStep, Side, Strength,
    Structure, Told, Trend, VolumeKind, Zone,
};
use crate::signal::Quote;

/// Prices below this leave room for every sum and product that the rules form.
const PRICE_MAX: i64 = 1 << 53;

/// A bar with prices that are too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge {
    /// How many bars came before it.
    pub at: u32,
    /// The price, in units of the last digit.
    pub value: i64,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TooLarge { at, value } = self;
        write!(f, "bar {at}: {value} (mantissa) is not below {PRICE_MAX}: use fewer digits")
    }
}

/// Phase A of one side.
#[derive(Clone, Debug, Default)]
struct Beginning {
    search: Search,
    /// The number that its range will have.
    number: u32,
    /// Whether its climax is known, before there is a range.
    is_known: bool,
    /// The bar of its climax.
    since: u32,
    /// Events that become known with the range.
    waiting: Vec<(EventKind, Mark)>,
    /// Events that are known.
    seen: Vec<EventKind>,
}

/// Finds ranges, events, phases and signals, one bar after the other.
///
/// ```
/// use farthing_core::signal::Quote;
/// use farthing_core::wyckoff::{Detector, Found, Parameters};
/// let (mut detector, mut found) = (Detector::new(Parameters::default()), Found::default());
/// for price in [100, 101, 102, 103, 104, 109, 104, 103, 102, 101, 100] {
///     let (high, low) = (price + 1, price - 1);
///     let bar = Quote { open: price, high, low, close: price, volume: 10, session: 0 };
///     detector.update(&bar, &mut found).unwrap();
/// }
/// let pivot = found.pivots[0];
/// assert_eq!((pivot.price(), pivot.bar.at, pivot.known_at), (110, 5, 10));
/// ```
#[derive(Clone, Debug)]
pub struct Detector {
    parameters: Arc<Parameters>,
    reader: BarReader,
    pivots: Pivots,
    trend: Trend,
    beginnings: [Beginning; 2],
    structure: Option<Box<Structure>>,
    numbers: u32,
    tells_bars: bool,
    volume: VolumeKind,
    /// The session of the last bar.
    session: Option<u32>,
    /// Against a benchmark, once one is told.
    strength: Option<Strength>,
}

impl Detector {
    /// A detector that has heard nothing. Prices are whole numbers of any unit, always the same.
    pub fn new(parameters: impl Into<Arc<Parameters>>) -> Detector {
        let parameters = parameters.into();
        Detector {
            reader: BarReader::new(&parameters),
            pivots: Pivots::new(&parameters),
            trend: Trend::new(&parameters),
            parameters,
            beginnings: Default::default(),
            structure: None,
            numbers: 0,
            tells_bars: false,
            volume: VolumeKind::Trades,
            session: None,
            strength: None,
        }
    }

    /// The same, which also tells what each bar is.
    #[must_use]
    pub fn with_bars(self) -> Detector {
        Detector { tells_bars: true, ..self }
    }

    /// The same for a market whose volume counts something else than trades.
    #[must_use]
    pub fn with_volume(self, volume: VolumeKind) -> Detector {
        Detector { volume, ..self }
    }

    /// The side that it speaks for now: that of a range in phase C, D or E.
    pub fn bias(&self) -> Bias {
        Bias::of(self.structure.as_ref().and_then(|structure| structure.spoken_for()))
    }

    /// The parameters that it has.
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// Takes the next bar, and adds what becomes known with it.
    ///
    /// # Errors
    /// When its numbers are too large; it is then as if the bar had not come.
    #[inline]
    pub fn update(&mut self, quote: &Quote, found: &mut Found) -> Result<(), TooLarge> {
        self.hear(&Told::from(*quote), found)
    }

    /// Takes the next bar with what is known beside it, and adds what becomes known with it.
    ///
    /// # Errors
    /// When its numbers are too large; it is then as if the bar had not come.
    #[inline]
    pub fn hear(&mut self, told: &Told, found: &mut Found) -> Result<(), TooLarge> {
        self.check(&told.quote)?;
        let p = Arc::clone(&self.parameters);
        self.notice_gap(told.quote.session, &p, found);
        let (is_ready, bar) = self.reader.update(told);
        let beside = self.beside(told, &p);
        let class = if self.tells_bars { Some(bar.class(&p)) } else { None };
        found.bars.extend(class.map(|class| BarRow::of(&bar, class)));
        let pivots = self.pivots.update(&bar);
        found.pivots.extend(pivots.iter().flatten());
        let reach = self.trend.update(&bar);
        if !is_ready {
            return Ok(());
        }
        if bar.is_zone(&p) {
            found.zones.push(zone(&bar));
        }
        let phases = found.phases.len();
        if let Some(structure) = &mut self.structure
            && structure.update(&bar, &pivots, &beside, (&p, found))
        {
            structure.end(RangeState::Ended, bar.at, &p, found);
            self.structure = None;
        }
        if let Some(reach) = reach {
            self.search(&bar, &reach, &p, found);
        }
        self.tell_what_goes_on(phases, bar.at, found);
        Ok(())
    }

    /// The last phase is that of now: where something has ended with this bar, what goes on beside
    /// it is told again behind that.
    #[inline]
    fn tell_what_goes_on(&self, from: usize, at: u32, found: &mut Found) {
        if found.phases[from..].last().is_none_or(|row| row.phase != Phase::None) {
            return;
        }
        let begins = self.beginnings.iter().find(|beginning| beginning.is_under_way());
        match (&self.structure, begins) {
            (Some(structure), _) => structure.tell_phase(at, found),
            (None, Some(beginning)) => beginning.phase(Phase::A, beginning.since, at, found),
            (None, None) => {}
        }
    }

    #[inline]
    fn check(&self, quote: &Quote) -> Result<(), TooLarge> {
        let prices = [quote.open, quote.high, quote.low, quote.close];
        match prices.iter().find(|price| price.abs() >= PRICE_MAX) {
            Some(&value) => Err(TooLarge { at: self.reader.count(), value }),
            None => Ok(()),
        }
    }

    /// What is known beside the bars of the market when one of them closes.
    #[inline]
    fn beside(&mut self, told: &Told, p: &Parameters) -> Beside {
        let mut strength = None;
        if let Some(benchmark) = told.benchmark {
            let window = self.strength.get_or_insert_with(|| Strength::new(p));
            strength = window.update(told.quote.close, benchmark);
        }
        Beside { volume: self.volume, higher: told.higher, strength }
    }

    /// Begins anew where more sessions have no bar than a range can be followed across.
    #[inline]
    fn notice_gap(&mut self, session: u32, p: &Parameters, found: &mut Found) {
        let last = self.session.replace(session).unwrap_or(session);
        let missing = session.saturating_sub(last).saturating_sub(1);
        if missing > p.count(Name::gap_sessions) {
            self.begin_anew(missing, p, found);
        }
    }

    #[cold]
    fn begin_anew(&mut self, missing: u32, p: &Parameters, found: &mut Found) {
        let at = self.reader.count();
        let known = self.beginnings.iter().filter(|beginning| beginning.is_under_way());
        known.for_each(|beginning| beginning.phase(Phase::None, at, at, found));
        let range = self.structure.as_ref().map(|structure| structure.number());
        if let Some(mut structure) = self.structure.take() {
            structure.end(RangeState::Lost, at, p, found);
        }
        found.gaps.push(Gap { at, sessions: missing, range });
        self.reader.restart();
        (self.pivots, self.trend) = (Pivots::new(p), Trend::new(p));
        (self.beginnings, self.strength) = (Default::default(), None);
    }

    /// Looks for the beginning of a range, unless prices are still in one.
    fn search(&mut self, bar: &Bar, reach: &Reach, p: &Parameters, found: &mut Found) {
        if self.structure.as_ref().is_some_and(|structure| structure.is_open()) {
            self.beginnings.iter_mut().for_each(|beginning| beginning.search.forget());
            return;
        }
        for side in Side::BOTH {
            let beginning = &mut self.beginnings[side as usize];
            let step = beginning.search.update(&side.bar(bar), &reach.of(side), p);
            if let Some(step) = step {
                self.begin(side, step, bar, p, found);
            }
            if self.structure.as_ref().is_some_and(|structure| structure.is_open()) {
                return;
            }
        }
    }

    /// What the search of a side has come to.
    fn begin(
        &mut self,
        side: Side,
        step: SearchStep,
        bar: &Bar,
        p: &Parameters,
        found: &mut Found,
    ) {
        let beginning = &mut self.beginnings[side as usize];
        match step {
            SearchStep::Climax(preliminary, climax) => {
                (beginning.number, self.numbers) = (self.numbers, self.numbers + 1);
                beginning.since = climax.bar.at;
                beginning.waiting.clear();
                beginning.seen.clear();
                let is_sure = climax.score.value() >= p[Name::climax_sure];
                let is_young = self.structure.as_ref().is_some_and(|range| range.is_young());
                beginning.is_known = is_sure && !is_young;
                let before = preliminary.map(|mark| (EventKind::preliminary(side), mark));
                beginning.waiting.extend(before);
                beginning.waiting.push((EventKind::climax(side), climax));
                if beginning.is_known {
                    beginning.tell(side, bar, found);
                    beginning.phase(Phase::A, climax.bar.at, bar.at, found);
                }
            }
            SearchStep::Reaction(mark) => {
                beginning.waiting.push((EventKind::Ar, mark));
                if beginning.is_known {
                    beginning.tell(side, bar, found);
                }
            }
            SearchStep::Dropped => {
                if beginning.is_known {
                    beginning.phase(Phase::None, bar.at, bar.at, found);
                }
            }
            SearchStep::Range(origin) => self.found_range(side, &origin, bar, p, found),
        }
    }

    /// A range takes the place of the one before.
    fn found_range(
        &mut self,
        side: Side,
        origin: &Origin,
        bar: &Bar,
        p: &Parameters,
        found: &mut Found,
    ) {
        let beginning = &mut self.beginnings[side as usize];
        if !beginning.is_known {
            beginning.set_reaction(origin.reaction);
            beginning.phase(Phase::A, origin.climax.bar.at, bar.at, found);
        }
        beginning.waiting.push((EventKind::St, origin.test));
        beginning.tell(side, bar, found);
        if let Some(mut before) = self.structure.take() {
            before.end(RangeState::Ended, bar.at, p, found);
        }
        let mut structure = Structure::new(beginning.number, side, origin, bar.at);
        beginning.seen.iter().for_each(|&kind| structure.note(kind, side));
        structure.announce(origin.test.bar.at, bar.at, found);
        self.structure = Some(Box::new(structure));
        self.beginnings.iter_mut().for_each(|beginning| beginning.search.forget());
    }

    /// Writes what it remembers in shares of after a split, `new` for `old`; what is known stays
    /// in those in which it became known.
    pub fn on_split(&mut self, new: i64, old: i64) {
        self.reader.rebase(new, old);
        self.pivots.rebase(new, old);
        self.trend.rebase(new, old);
        self.strength.iter_mut().for_each(|strength| strength.rebase(new, old));
        self.beginnings.iter_mut().for_each(|beginning| beginning.search.rebase(new, old));
        if let Some(structure) = &mut self.structure {
            structure.rebase(new, old);
        }
    }

    /// Writes what it remembers of its benchmark in shares of after a split of that.
    pub fn on_benchmark_split(&mut self, new: i64, old: i64) {
        self.strength.iter_mut().for_each(|strength| strength.rebase(old, new));
    }
}

impl Beginning {
    /// Whether a climax is known that no range has come of yet.
    fn is_under_way(&self) -> bool {
        self.is_known && self.search.is_under_way()
    }

    /// The automatic rally as it is known with the range: it may have gone on a little.
    fn set_reaction(&mut self, mark: Mark) {
        let reaction = self.waiting.iter_mut().find(|(kind, _)| *kind == EventKind::Ar);
        if let Some((_, waiting)) = reaction {
            *waiting = mark;
        }
    }

    /// Adds the events of phase A that wait.
    fn tell(&mut self, side: Side, bar: &Bar, found: &mut Found) {
        for (kind, mark) in self.waiting.drain(..) {
            let price = side.price(mark.price);
            self.seen.push(kind);
            found.events.push(Event {
                range: self.number,
                kind,
                side,
                at: mark.bar.at,
                known_at: bar.at,
                price,
                level: price,
                volume_ratio: mark.bar.volume_ratio,
                spread_ratio: mark.bar.spread_ratio,
                number: 0,
                score: mark.score,
            });
        }
    }

    fn phase(&self, phase: Phase, at: u32, known_at: u32, found: &mut Found) {
        let row = PhaseRow { range: self.number, phase, kind: Kind::Open, at, known_at };
        found.phases.push(row);
    }
}

/// Volume without spread: demand where the bar closes in its upper half, else supply.
fn zone(bar: &Bar) -> Zone {
    let side = if 2 * bar.close >= bar.high + bar.low { Side::Up } else { Side::Down };
    Zone { side, at: bar.at, low: bar.low, high: bar.high }
}

#[cfg(test)]
impl Detector {
    /// The bytes of its state, windows at their largest.
    pub(super) fn bytes(&self) -> usize {
        const WORD: usize = size_of::<i64>();
        let count = |name| self.parameters.count(name) as usize;
        let windows = self.reader.bytes();
        let strength = self.strength.as_ref().map_or(0, |_| Strength::bytes(&self.parameters));
        let trend = 2 * 2 * WORD * count(Name::trend_bars).next_power_of_two();
        let pivots = 2 * count(Name::pivot_bars) + 1;
        let extremes = 2 * 2 * WORD * pivots.next_power_of_two();
        let recent = size_of::<Bar>() * pivots;
        let beginnings = self.beginnings.iter().map(Beginning::bytes).sum::<usize>();
        let structure = self.structure.as_ref().map_or(0, |structure| structure.bytes());
        let wide = windows + trend + extremes + recent + strength;
        size_of::<Detector>() + wide + beginnings + structure
    }
}

#[cfg(test)]
impl Beginning {
    fn bytes(&self) -> usize {
        let waiting = self.waiting.capacity() * size_of::<(EventKind, Mark)>();
        self.search.bytes() + waiting + self.seen.capacity()
    }
}
