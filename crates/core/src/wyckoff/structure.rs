//! A range from its secondary test to its end: phases B to E over the events of its boundaries.

use super::bar::{part, share};
use super::schematic::matched;
use super::signal::{CONFIDENCE_MOST, Cause, budget, most_confidence, points, reward};
use super::validation::{Asked, refused, terms};
use super::{
    Backing, Bar, Beside, Boundary, Event, EventKind, Figure, Found, Kind, Level, Mark, Name as P,
    Origin, Parameters, Phase, PhaseRow, Pivot, RangeRow, RangeState, Refusal, Side, Signal, Stand,
    Step,
};
use crate::money::{Rounding, mul_div};
use crate::signal::rebased;

/// The quality of a range at its best.
const QUALITY_MOST: f64 = 100.0;

/// Events that are remembered for the order of a schematic; more are not needed.
const SEEN_MOST: usize = 24;

/// What happens at a boundary with one bar at most, as a rule.
const STEPS_USUAL: usize = 2;

/// A range.
#[derive(Clone, Debug)]
pub(crate) struct Structure {
    number: u32,
    origin: Side,
    begun_at: u32,
    tested_at: u32,
    /// Whether it is good enough to be told; what is left before that was none.
    is_told: bool,
    is_dropped: bool,
    /// Upper and lower boundary; each as its side reads prices.
    bounds: [Boundary; 2],
    /// Its highest and its lowest price, each as its side reads prices.
    extremes: [i64; 2],
    phase: Phase,
    phase_at: u32,
    phase_since: u32,
    /// The side that a test of phase C or a break speaks for.
    direction: Option<Side>,
    broken_at: u32,
    /// The chart, with prices as the side of the origin reads them.
    figure: Figure,
    /// The mean true range before the climax.
    range: i64,
    /// Volume and bars of phase A, and since.
    volumes: [(i128, u32); 2],
    /// Grades of the volumes of climax and secondary test.
    beginning: [f64; 2],
    seen: Vec<(EventKind, Side)>,
    /// What happened at each boundary with this bar.
    steps: [Vec<Step>; 2],
    /// What is known beside the present bar.
    beside: Beside,
}

impl Structure {
    /// A range that the search of a side has found at a bar.
    pub(crate) fn new(number: u32, side: Side, origin: &Origin, at: u32) -> Structure {
        // The search reads prices so that the climax is a low: its boundary is the other side's.
        let read = |mark: &Mark| side.bar(&mark.bar);
        let near = side.other();
        let mut floor = Level::new(&near.bar(&read(&origin.climax)));
        floor.touch(&near.bar(&read(&origin.test)));
        let ceiling = Level::new(&side.bar(&read(&origin.reaction)));
        let low = -origin.low;
        let (bounds, extremes) = match side {
            Side::Up => ([ceiling, floor], [origin.reaction.price, low]),
            Side::Down => ([floor, ceiling], [low, origin.reaction.price]),
        };
        Structure {
            number,
            origin: side,
            begun_at: origin.climax.bar.at,
            tested_at: at,
            is_told: false,
            is_dropped: false,
            bounds: bounds.map(Boundary::new),
            extremes,
            phase: Phase::B,
            phase_at: at,
            phase_since: at,
            direction: None,
            broken_at: at,
            figure: origin.figure,
            range: origin.range,
            volumes: [(origin.volume, origin.bars), (0, 0)],
            beginning: [
                origin.climax.score.grade(P::climax_volume).unwrap_or(0.0),
                origin.test.score.grade(P::test_volume).unwrap_or(0.0),
            ],
            seen: Vec::new(),
            steps: [Vec::with_capacity(STEPS_USUAL), Vec::with_capacity(STEPS_USUAL)],
            beside: Beside::default(),
        }
    }

    /// Whether prices still belong to it, so that no other range begins.
    pub(crate) fn is_open(&self) -> bool {
        self.is_told && self.phase != Phase::E
    }

    /// Whether it is still too young to be told.
    pub(crate) fn is_young(&self) -> bool {
        !self.is_told
    }

    /// Its number.
    pub(crate) fn number(&self) -> u32 {
        self.number
    }

    /// The side that it speaks for, from phase C on.
    pub(crate) fn spoken_for(&self) -> Option<Side> {
        self.direction.filter(|_| (Phase::C..=Phase::E).contains(&self.phase))
    }

    fn kind(&self) -> Kind {
        Kind::of(self.origin, self.direction)
    }

    fn bound(&self, side: Side) -> &Boundary {
        &self.bounds[side as usize]
    }

    fn level(&self, side: Side) -> i64 {
        side.price(self.bound(side).level.price())
    }

    fn height(&self) -> i64 {
        (self.bounds[0].level.price() + self.bounds[1].level.price()).max(1)
    }

    /// Says its phase B, which begins after the secondary test.
    pub(crate) fn announce(&mut self, tested_at: u32, known_at: u32, found: &mut Found) {
        self.enter(Phase::B, known_at.min(tested_at + 1), known_at, found);
    }

    /// Remembers an event for the order of a schematic.
    pub(crate) fn note(&mut self, kind: EventKind, side: Side) {
        if self.seen.len() < SEEN_MOST {
            self.seen.push((kind, side));
        }
    }

    /// Takes the next bar, with what is known beside it; whether the range is history with it.
    pub(crate) fn update(
        &mut self,
        bar: &Bar,
        pivots: &[Option<Pivot>; 2],
        beside: &Beside,
        (p, found): (&Parameters, &mut Found),
    ) -> bool {
        self.beside = *beside;
        let charted = self.origin.bar(bar);
        self.figure.update(bar.at, charted.high, charted.low);
        match self.phase {
            Phase::D | Phase::E => self.follow(bar, p, found),
            _ => self.inside(bar, pivots, p, found),
        }
        for side in Side::BOTH {
            let extreme = &mut self.extremes[side as usize];
            *extreme = (*extreme).max(side.bar(bar).high);
        }
        self.is_over(bar, p)
    }

    fn is_over(&self, bar: &Bar, p: &Parameters) -> bool {
        if self.is_dropped {
            return true;
        }
        let (since, most) = match self.phase {
            Phase::D | Phase::E => (self.broken_at, P::break_wait),
            _ => (self.begun_at, P::range_bars_max),
        };
        bar.at - since > p.count(most)
    }

    /// Says that it is history, or lost.
    pub(crate) fn end(&mut self, state: RangeState, at: u32, p: &Parameters, found: &mut Found) {
        if self.is_told {
            self.tell(state, at, p, found);
        }
        self.enter(Phase::None, at, at, found);
    }

    /// A bar of phases B and C.
    fn inside(
        &mut self,
        bar: &Bar,
        pivots: &[Option<Pivot>; 2],
        p: &Parameters,
        found: &mut Found,
    ) {
        let (volume, bars) = &mut self.volumes[1];
        (*volume, *bars) = (*volume + i128::from(bar.volume), *bars + 1);
        let is_late = bar.at - self.phase_since > p.count(P::thrust_follow);
        if self.phase == Phase::C && is_late {
            self.direction = None;
            self.enter(Phase::B, self.phase_at, bar.at, found);
        }
        let height = self.height();
        pivots.iter().flatten().for_each(|pivot| self.touch(pivot, height, p));
        if !self.is_told && self.quality(bar.at, p) >= p[P::range_sure] {
            self.is_told = true;
            self.tell(RangeState::Found, bar.at, p, found);
        }
        let stands = Side::BOTH.map(|side| self.stand(side, bar));
        for (side, stand) in Side::BOTH.into_iter().zip(&stands) {
            let (bound, steps) = (&mut self.bounds[side as usize], &mut self.steps[side as usize]);
            bound.update(&side.bar(bar), stand, p, steps);
        }
        // What happened at the side that is not broken comes first, and then ends.
        let is_break = |step: &Step| matches!(step, Step::Break(_));
        let broken = Side::BOTH.into_iter().find(|&s| self.steps[s as usize].iter().any(is_break));
        let last = broken.unwrap_or(Side::Down);
        for side in [last.other(), last] {
            self.take_steps(side, bar, p, found);
        }
        if let Some(side) = broken {
            self.bounds[side.other() as usize].rest();
        }
    }

    /// Does what has happened at the boundary of a side.
    fn take_steps(&mut self, side: Side, bar: &Bar, p: &Parameters, found: &mut Found) {
        let mut steps = std::mem::take(&mut self.steps[side as usize]);
        for step in steps.drain(..) {
            self.step(side, &step, bar, p, found);
        }
        self.steps[side as usize] = steps;
    }

    fn stand(&self, side: Side, bar: &Bar) -> Stand {
        let extreme = self.extremes[side as usize];
        Stand { height: self.height(), extreme, cause: bar.at - self.tested_at }
    }

    fn touch(&mut self, pivot: &Pivot, height: i64, p: &Parameters) {
        let bar = pivot.side.bar(&pivot.bar);
        let bound = &mut self.bounds[pivot.side as usize];
        let is_new = pivot.bar.at > self.tested_at;
        if is_new && !bound.is_open() && bound.level.is_near(bar.high, height, p) {
            bound.level.touch(&bar);
        }
    }

    /// A bar of phases D and E.
    fn follow(&mut self, bar: &Bar, p: &Parameters, found: &mut Found) {
        let Some(side) = self.direction else {
            return;
        };
        let stand = self.stand(side, bar);
        let steps = &mut self.steps[side as usize];
        self.bounds[side as usize].follow(&side.bar(bar), &stand, p, steps);
        self.take_steps(side, bar, p, found);
    }

    /// What happened at the boundary of a side.
    fn step(&mut self, side: Side, step: &Step, bar: &Bar, p: &Parameters, found: &mut Found) {
        match *step {
            Step::Thrust(mark, number, volume) => {
                self.thrust(side, &mark, (number, volume), bar, p, found);
            }
            Step::MinorThrust(mark) => self.minor_thrust(side, &mark, bar, p, found),
            Step::Test(mark) => {
                let event = self.event(EventKind::Test, side, side.other(), &mark, bar);
                self.know(event, 0.0, bar, p, found);
            }
            Step::Break(_) if !self.is_told => self.is_dropped = true,
            Step::Break(mark) => {
                (self.direction, self.broken_at) = (Some(side), bar.at);
                self.enter(Phase::D, mark.bar.at, bar.at, found);
                let event = self.event(EventKind::sign(side), side, side, &mark, bar);
                let volume = p.grade(P::break_volume, event.volume_ratio);
                self.know(event, volume, bar, p, found);
                self.tell(RangeState::Broken, bar.at, p, found);
            }
            Step::LastPoint(mark, is_backup) => {
                let kind = EventKind::last_point(side, is_backup);
                let event = self.event(kind, side, side, &mark, bar);
                let volume = p.grade(P::pullback_volume, event.volume_ratio);
                self.know(event, volume, bar, p, found);
            }
            Step::Trend => self.enter(Phase::E, bar.at, bar.at, found),
            Step::Failed => self.fail(bar, p, found),
        }
    }

    /// A spring or an upthrust after distribution: phase C begins with it.
    fn thrust(
        &mut self,
        side: Side,
        mark: &Mark,
        (number, volume): (u8, f64),
        bar: &Bar,
        p: &Parameters,
        found: &mut Found,
    ) {
        let gains = side.other();
        self.direction = Some(gains);
        self.enter(Phase::C, mark.bar.at, bar.at, found);
        let event = self.event(EventKind::thrust(gains), side, gains, mark, bar);
        let event = Event { number, ..event };
        self.know(event, volume, bar, p, found);
    }

    /// One that went no further than prices before it: at a support it is a further test of it,
    /// which has no name of its own.
    fn minor_thrust(
        &mut self,
        side: Side,
        mark: &Mark,
        bar: &Bar,
        p: &Parameters,
        found: &mut Found,
    ) {
        if side == Side::Up {
            let event = self.event(EventKind::Ut, side, side.other(), mark, bar);
            self.know(event, 0.0, bar, p, found);
        }
    }

    /// A break that fails makes it a range again.
    fn fail(&mut self, bar: &Bar, p: &Parameters, found: &mut Found) {
        self.direction = None;
        self.tell(RangeState::Failed, bar.at, p, found);
        self.enter(Phase::B, self.phase_at, bar.at, found);
    }

    fn enter(&mut self, phase: Phase, at: u32, known_at: u32, found: &mut Found) {
        (self.phase, self.phase_at, self.phase_since) = (phase, at, known_at);
        self.tell_phase(known_at, found);
    }

    /// Says in which phase it is, as it is known at a bar.
    pub(crate) fn tell_phase(&self, known_at: u32, found: &mut Found) {
        let (range, phase, kind, at) = (self.number, self.phase, self.kind(), self.phase_at);
        found.phases.push(PhaseRow { range, phase, kind, at, known_at });
    }

    /// An event at the boundary of a side that another one gains from.
    fn event(&self, kind: EventKind, side: Side, gains: Side, mark: &Mark, bar: &Bar) -> Event {
        Event {
            range: self.number,
            kind,
            side: gains,
            at: mark.bar.at,
            known_at: bar.at,
            price: side.price(mark.price),
            level: self.level(side),
            volume_ratio: mark.bar.volume_ratio,
            spread_ratio: mark.bar.spread_ratio,
            number: 0,
            score: mark.score,
        }
    }

    /// An event is known; `volume` is how well its volume speaks for a signal, 0 to 1.
    fn know(&mut self, event: Event, volume: f64, bar: &Bar, p: &Parameters, found: &mut Found) {
        self.note(event.kind, event.side);
        let event = self.with_strength(event, p);
        found.events.push(event);
        if let Some((signal, asked)) = self.signal(event, volume, bar, p) {
            match refused(&signal, &asked, p) {
                None => found.signals.push(signal),
                Some((reason, value, limit)) => {
                    found.refusals.push(Refusal { signal, reason, value, limit });
                }
            }
        }
    }

    /// An event that is traded, with its strength against a benchmark among its evidence.
    fn with_strength(&self, event: Event, p: &Parameters) -> Event {
        match self.beside.strength(event.side).filter(|_| terms(event.kind).is_some()) {
            None => event,
            Some(value) => Event { score: event.score.with(p, P::strength, value), ..event },
        }
    }

    /// The signal that an event would be, and what validation asks of it.
    fn signal(
        &self,
        event: Event,
        volume: f64,
        bar: &Bar,
        p: &Parameters,
    ) -> Option<(Signal, Asked)> {
        let (_, risk) = terms(event.kind)?;
        let side = event.side;
        let is_thrust = matches!(event.kind, EventKind::Spring | EventKind::Ut | EventKind::Utad);
        let near = if is_thrust { side.other() } else { side };
        let (entry, stop) = (side.price(bar.close), self.stop(&event, bar, p));
        // A last point is counted along its price, one beyond the broken level along that. A spring
        // is along its level, to which it came back, and a sign along the one that it broke.
        let is_last_point = matches!(event.kind, EventKind::Lps | EventKind::Bu | EventKind::Lpsy);
        let level = side.price(event.level);
        let line = if is_last_point { level.min(side.price(event.price)) } else { level };
        let targets = Cause { is_left: !is_thrust, ..self.cause(side, bar) }.targets(line, p);
        let (_, matched) = matched(self.seen.iter().copied(), side);
        let quality = self.quality(bar.at, p);
        let backing = self.beside.higher.map(|bias| Backing::of(bias, side));
        let asked = Asked {
            heard: self.volumes.iter().map(|&(volume, _)| volume as f64).sum(),
            volume: self.volume_story(volume, p),
            cause: if is_thrust { event.at } else { bar.at }.saturating_sub(self.tested_at),
            risk: p[risk],
            distance: entry - stop,
        };
        let signal = Signal {
            event,
            phase: self.phase,
            entry: bar.close,
            stop: side.price(stop),
            targets: targets.of(side),
            reward: reward(entry, stop, targets.prices[0]),
            confidence: confidence([event.score.value(), quality, matched], backing, p)
                .min(most_confidence(self.beside.volume, p)),
            volume: self.beside.volume,
            backing,
            quality,
            strength: self.bound(near).level.strength(p),
            matched,
            risk_budget: budget(p[risk], p[P::equity]),
        };
        Some((signal, asked))
    }

    /// Where a signal is wrong, as its side reads prices.
    fn stop(&self, event: &Event, bar: &Bar, p: &Parameters) -> i64 {
        let wrong = match event.kind {
            EventKind::Sos | EventKind::Sow => {
                event.side.price(event.level) - part(self.height(), p[P::stop_sign])
            }
            _ => event.side.price(event.price),
        };
        wrong - part(bar.range, p[P::stop_distance])
    }

    /// What targets of a side are made of.
    fn cause(&self, side: Side, bar: &Bar) -> Cause<'_> {
        Cause {
            figure: &self.figure,
            is_turned: side != self.origin,
            is_left: true,
            low: -self.extremes[side.other() as usize],
            level: self.bound(side).level.price(),
            height: self.height(),
            bars: bar.at - self.begun_at,
        }
    }

    /// 0 to 100: how long it is, how often its levels were touched, how near to them, and
    /// whether volume has dried up.
    fn quality(&self, at: u32, p: &Parameters) -> f64 {
        let levels = self.bounds.each_ref().map(|bound| &bound.level);
        let touches: u32 = levels.iter().map(|level| level.touches()).sum();
        let distances: i64 = levels.iter().map(|level| level.distances()).sum();
        let away = share(distances, self.height() * i64::from(touches), 0.0);
        let parts = [
            (P::range_bars_min, f64::from(at - self.begun_at)),
            (P::range_touches, f64::from(touches)),
            (P::range_tightness, away),
            (P::range_volume, self.volume_share()),
        ];
        parts.iter().map(|&(name, value)| p.weight(name) * p.grade(name, value)).sum()
    }

    /// How well volume tells the story: of climax, secondary test, the range, and an event.
    fn volume_story(&self, event: f64, p: &Parameters) -> f64 {
        let [climax, test] = self.beginning;
        let range = p.grade(P::range_volume, self.volume_share());
        let grades = [climax, test, range, event];
        grades.iter().sum::<f64>() / grades.len() as f64
    }

    /// Mean volume since phase A against that in it.
    fn volume_share(&self) -> f64 {
        let [(first, first_bars), (later, later_bars)] = self.volumes;
        if first <= 0 || later_bars == 0 {
            return 1.0;
        }
        let mean = |volume: i128, bars: u32| volume as f64 / f64::from(bars.max(1));
        mean(later, later_bars) / mean(first, first_bars)
    }

    fn tell(&self, state: RangeState, known_at: u32, p: &Parameters, found: &mut Found) {
        let told = self.direction.filter(|_| self.phase >= Phase::D);
        let named = told.map(|side| matched(self.seen.iter().copied(), side));
        let strength = |side: Side| self.bound(side).level.strength(p);
        found.ranges.push(RangeRow {
            range: self.number,
            state,
            origin: self.origin,
            kind: Kind::of(self.origin, told),
            schematic: named.map(|(schematic, _)| schematic),
            matched: named.map_or(0.0, |(_, share)| share),
            at: self.begun_at,
            known_at,
            support: self.level(Side::Down),
            resistance: self.level(Side::Up),
            support_strength: strength(Side::Down),
            resistance_strength: strength(Side::Up),
            quality: self.quality(known_at, p),
        });
    }

    /// Writes it in shares of after a split.
    pub(crate) fn rebase(&mut self, new: i64, old: i64) {
        self.bounds.iter_mut().for_each(|bound| bound.rebase(new, old));
        for price in self.extremes.iter_mut().chain([&mut self.range]) {
            *price = rebased(*price, new, old);
        }
        self.figure.rebase(new, old);
        for (volume, _) in &mut self.volumes {
            let moved = mul_div(*volume, new.into(), old.into(), Rounding::TowardZero);
            *volume = moved.unwrap_or(*volume);
        }
    }
}

/// 0 to 100: points for the event, the range, and the order of a schematic, and what longer bars
/// add or take.
fn confidence(
    [event, quality, matched]: [f64; 3],
    backing: Option<Backing>,
    p: &Parameters,
) -> f64 {
    let own = p[P::confidence_event] * event
        + p[P::confidence_range] * quality / QUALITY_MOST
        + p[P::confidence_story] * matched;
    match backing {
        None => own,
        Some(backing) => (own + points(backing, p)).clamp(0.0, CONFIDENCE_MOST),
    }
}

#[cfg(test)]
impl Structure {
    /// The bytes of it.
    pub(super) fn bytes(&self) -> usize {
        let seen = self.seen.capacity() * size_of::<(EventKind, Side)>();
        let steps: usize = self.steps.iter().map(Vec::capacity).sum();
        size_of::<Structure>() + seen + steps * size_of::<Step>()
    }
}
