//! Five stages that a signal passes, in order; the first that refuses ends it, with a name.

use super::{Backing, EventKind, Name as P, Parameters, Phase, Signal};

/// The stages, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Is there the volume, or the lack of it, that the event needs?
    Volume,
    /// Is it an event of the phase?
    Phase,
    /// Are level and range good enough?
    Levels,
    /// Is the reward worth the risk?
    Risk,
    /// Is the whole convincing?
    Strategy,
}

impl Stage {
    /// The word of a table.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Volume => "volume",
            Stage::Phase => "phase",
            Stage::Levels => "levels",
            Stage::Risk => "risk",
            Stage::Strategy => "strategy",
        }
    }
}

/// Why a signal is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Not one bar of its range has volume: there is no effort to weigh.
    NoVolume,
    /// Its volume speaks against it.
    Volume,
    /// Its phase is not one in which it is traded.
    WrongPhase,
    /// Phase B has not built a cause yet.
    NoCause,
    /// The level is weak.
    WeakLevel,
    /// The range is poor.
    PoorRange,
    /// The stop lies at the entry or beyond it.
    NoRisk,
    /// The first target is too near for the stop.
    SmallReward,
    /// A trade would risk more than a trade may.
    LargeRisk,
    /// Longer bars speak for the other side.
    AgainstHigher,
    /// The evidence together is too thin.
    LowConfidence,
}

impl Reason {
    /// All of them, in the order in which they are looked at.
    pub const ALL: [Reason; 11] = [
        Reason::NoVolume,
        Reason::Volume,
        Reason::WrongPhase,
        Reason::NoCause,
        Reason::WeakLevel,
        Reason::PoorRange,
        Reason::NoRisk,
        Reason::SmallReward,
        Reason::LargeRisk,
        Reason::AgainstHigher,
        Reason::LowConfidence,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        const NAMES: [&str; 11] = [
            "no_volume",
            "volume",
            "wrong_phase",
            "no_cause",
            "weak_level",
            "poor_range",
            "no_risk",
            "small_reward",
            "large_risk",
            "against_higher",
            "low_confidence",
        ];
        NAMES[self as usize]
    }

    /// The stage that asks for it.
    pub fn stage(self) -> Stage {
        match self {
            Reason::NoVolume | Reason::Volume => Stage::Volume,
            Reason::WrongPhase | Reason::NoCause => Stage::Phase,
            Reason::WeakLevel | Reason::PoorRange => Stage::Levels,
            Reason::NoRisk | Reason::SmallReward | Reason::LargeRisk => Stage::Risk,
            Reason::AgainstHigher | Reason::LowConfidence => Stage::Strategy,
        }
    }
}

/// A signal that was refused.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Refusal {
    /// What it would have been.
    pub signal: Signal,
    /// Why it is none.
    pub reason: Reason,
    /// What was measured.
    pub value: f64,
    /// What it would have had to be.
    pub limit: f64,
}

/// What validation asks beyond the signal itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    /// The volume of all bars of the range.
    pub(super) heard: f64,
    /// How well volume tells the story.
    pub(super) volume: f64,
    /// Bars since phase A.
    pub(super) cause: u32,
    /// The risk of a trade, as a share of equity.
    pub(super) risk: f64,
    /// The distance from entry to stop, positive where the stop is on its side.
    pub(super) distance: i64,
}

/// The numbers that a kind of signal has of its own: reward and risk.
pub(super) fn terms(kind: EventKind) -> Option<(P, P)> {
    Some(match kind {
        EventKind::Spring => (P::reward_spring, P::risk_spring),
        EventKind::Ut | EventKind::Utad => (P::reward_utad, P::risk_utad),
        EventKind::Sos | EventKind::Sow => (P::reward_sos, P::risk_sos),
        EventKind::Lps | EventKind::Bu | EventKind::Lpsy => (P::reward_lps, P::risk_lps),
        _ => return None,
    })
}

/// Whether an event is traded in a phase: never in A; in B not before there is a cause; springs
/// and upthrusts in C, signs from C on, last points in D and E.
fn is_of_phase(kind: EventKind, phase: Phase) -> bool {
    match kind {
        EventKind::Spring | EventKind::Utad => matches!(phase, Phase::B | Phase::C),
        EventKind::Sos | EventKind::Sow => matches!(phase, Phase::C | Phase::D),
        EventKind::Lps | EventKind::Bu | EventKind::Lpsy => matches!(phase, Phase::D | Phase::E),
        _ => false,
    }
}

/// The first reason to refuse a signal, with what was measured and what it would have had to be.
pub(super) fn refused(
    signal: &Signal,
    asked: &Asked,
    p: &Parameters,
) -> Option<(Reason, f64, f64)> {
    let kind = signal.event.kind;
    let reward = terms(kind).map_or(0.0, |(reward, _)| p[reward]);
    let is_of_phase = f64::from(u8::from(is_of_phase(kind, signal.phase)));
    let is_backed = f64::from(u8::from(signal.backing != Some(Backing::Against)));
    let least = [
        (Reason::NoVolume, asked.heard, 1.0),
        (Reason::Volume, asked.volume, p[P::volume_story]),
        (Reason::WrongPhase, is_of_phase, 1.0),
        (Reason::NoCause, f64::from(asked.cause), p[P::cause_bars]),
        (Reason::WeakLevel, signal.strength, p[P::level_strength]),
        (Reason::PoorRange, signal.quality, p[P::range_quality]),
        (Reason::NoRisk, asked.distance as f64, 1.0),
        (Reason::SmallReward, signal.reward, reward),
        (Reason::LargeRisk, p[P::risk_trade], asked.risk),
        (Reason::AgainstHigher, is_backed, 1.0),
        (Reason::LowConfidence, signal.confidence, p[P::confidence_min]),
    ];
    let found = least.into_iter().find(|&(_, value, limit)| value < limit || value.is_nan());
    found.map(|(reason, value, limit)| match reason {
        // This one is an upper limit.
        Reason::LargeRisk => (reason, limit, value),
        _ => (reason, value, limit),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::wyckoff::{Event, Figure, Score, Side, Targets, VolumeKind};

    /// A spring with everything just good enough.
    pub(crate) fn just_good(p: &Parameters) -> (Signal, Asked) {
        let event = Event {
            range: 0,
            kind: EventKind::Spring,
            side: Side::Up,
            at: 40,
            known_at: 42,
            price: 100,
            level: 101,
            volume_ratio: 1.0,
            spread_ratio: 1.0,
            number: 2,
            score: Score::default(),
        };
        let size = Figure::new(1, 3).size();
        let targets =
            Targets { prices: [130; 3], projection: 130, line: 100, columns: 9, size, count: 27 };
        let signal = Signal {
            event,
            phase: Phase::C,
            entry: 103,
            stop: 94,
            targets,
            reward: p[P::reward_spring],
            confidence: p[P::confidence_min],
            volume: VolumeKind::Trades,
            backing: Some(Backing::Unknown),
            quality: p[P::range_quality],
            strength: p[P::level_strength],
            matched: 1.0,
            risk_budget: 1,
        };
        let asked = Asked {
            heard: 1.0,
            volume: p[P::volume_story],
            cause: p.count(P::cause_bars),
            risk: p[P::risk_trade],
            distance: 1,
        };
        (signal, asked)
    }

    #[test]
    fn each_limit_passes_and_a_hair_less_is_refused_by_its_name() {
        type Change = fn(&mut Signal, &mut Asked);
        let p = Parameters::default();
        let (signal, asked) = just_good(&p);
        assert_eq!(refused(&signal, &asked, &p), None);
        let changes: [(Reason, Change); 11] = [
            (Reason::NoVolume, |_, asked| asked.heard = 0.0),
            (Reason::Volume, |_, asked| asked.volume -= 1e-9),
            (Reason::WrongPhase, |signal, _| signal.phase = Phase::A),
            (Reason::NoCause, |_, asked| asked.cause -= 1),
            (Reason::WeakLevel, |signal, _| signal.strength -= 1e-9),
            (Reason::PoorRange, |signal, _| signal.quality -= 1e-9),
            (Reason::NoRisk, |_, asked| asked.distance = 0),
            (Reason::SmallReward, |signal, _| signal.reward -= 1e-9),
            (Reason::LargeRisk, |_, asked| asked.risk += 1e-9),
            (Reason::AgainstHigher, |signal, _| signal.backing = Some(Backing::Against)),
            (Reason::LowConfidence, |signal, _| signal.confidence -= 1e-9),
        ];
        for (reason, change) in changes {
            let (mut signal, mut asked) = just_good(&p);
            change(&mut signal, &mut asked);
            let found = refused(&signal, &asked, &p).map(|(reason, ..)| reason);
            assert_eq!(found, Some(reason));
        }
    }

    #[test]
    fn the_first_stage_refuses() {
        let p = Parameters::default();
        let (mut signal, mut asked) = just_good(&p);
        (asked.volume, signal.confidence) = (f64::NAN, 0.0);
        assert_eq!(refused(&signal, &asked, &p).map(|(reason, ..)| reason), Some(Reason::Volume));
        let stages = Reason::ALL.map(|reason| reason.stage() as u8);
        assert!(stages.is_sorted());
    }

    #[test]
    fn events_are_traded_in_their_phases_alone() {
        let phases = |kind| {
            let all = [Phase::A, Phase::B, Phase::C, Phase::D, Phase::E, Phase::None];
            all.into_iter().filter(|&phase| is_of_phase(kind, phase)).map(Phase::name).collect()
        };
        let table = [
            (EventKind::Spring, "BC"),
            (EventKind::Utad, "BC"),
            (EventKind::Sos, "CD"),
            (EventKind::Sow, "CD"),
            (EventKind::Lps, "DE"),
            (EventKind::Bu, "DE"),
            (EventKind::Lpsy, "DE"),
            (EventKind::Ut, ""),
            (EventKind::St, ""),
        ];
        for (kind, expected) in table {
            let found: String = phases(kind);
            assert_eq!(found, expected, "{}", kind.name());
        }
    }
}
