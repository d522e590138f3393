//! The detector: bars in, rows out, in a constant time and a bounded state per bar.

use std::fmt;
use std::sync::Arc;

use super::found::BarRow;
use super::{
    Bar, BarReader, Event, EventKind, Found, Kind, Mark, Name, Origin, Parameters, Phase, PhaseRow,
    Pivots, Reach, Search, SearchStep, Side, Structure, Trend, Zone,
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
/// let (mut detector, mut found) = (Detector::new(Parameters::default(), 2), Found::default());
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
    scale: u8,
    reader: BarReader,
    pivots: Pivots,
    trend: Trend,
    beginnings: [Beginning; 2],
    structure: Option<Box<Structure>>,
    numbers: u32,
    tells_bars: bool,
}

impl Detector {
    /// A detector that has heard nothing; prices are in units of `10^-scale`.
    pub fn new(parameters: impl Into<Arc<Parameters>>, scale: u8) -> Detector {
        let parameters = parameters.into();
        Detector {
            reader: BarReader::new(&parameters),
            pivots: Pivots::new(&parameters),
            trend: Trend::new(&parameters),
            parameters,
            scale,
            beginnings: Default::default(),
            structure: None,
            numbers: 0,
            tells_bars: false,
        }
    }

    /// The same, which also tells what each bar is.
    #[must_use]
    pub fn with_bars(self) -> Detector {
        Detector { tells_bars: true, ..self }
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
        let (is_ready, bar) = self.read(quote)?;
        let p = Arc::clone(&self.parameters);
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
        if let Some(structure) = &mut self.structure
            && structure.update(&bar, &pivots, &p, found)
        {
            structure.end(bar.at, &p, found);
            self.structure = None;
        }
        if let Some(reach) = reach {
            self.search(&bar, &reach, &p, found);
        }
        Ok(())
    }

    fn read(&mut self, quote: &Quote) -> Result<(bool, Bar), TooLarge> {
        let prices = [quote.open, quote.high, quote.low, quote.close];
        if let Some(&value) = prices.iter().find(|price| price.abs() >= PRICE_MAX) {
            return Err(TooLarge { at: self.reader.count(), value });
        }
        Ok(self.reader.update(quote))
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
            before.end(bar.at, p, found);
        }
        let mut structure = Structure::new(beginning.number, side, origin, bar.at, self.scale);
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
        self.beginnings.iter_mut().for_each(|beginning| beginning.search.rebase(new, old));
        if let Some(structure) = &mut self.structure {
            structure.rebase(new, old);
        }
    }
}

impl Beginning {
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
        let windows = 3 * WORD * count(Name::average_bars);
        let trend = 2 * 2 * WORD * count(Name::trend_bars).next_power_of_two();
        let pivots = 2 * count(Name::pivot_bars) + 1;
        let extremes = 2 * 2 * WORD * pivots.next_power_of_two();
        let recent = size_of::<Bar>() * pivots;
        let beginnings = self.beginnings.iter().map(Beginning::bytes).sum::<usize>();
        let structure = self.structure.as_ref().map_or(0, |structure| structure.bytes());
        size_of::<Detector>() + windows + trend + extremes + recent + beginnings + structure
    }
}

#[cfg(test)]
impl Beginning {
    fn bytes(&self) -> usize {
        let waiting = self.waiting.capacity() * size_of::<(EventKind, Mark)>();
        self.search.bytes() + waiting + self.seen.capacity()
    }
}
