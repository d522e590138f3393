//! Five stages that a signal passes, in order; the first that refuses ends it, with a name.

use super::{EventKind, Name as P, Parameters, Phase, Signal};

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
    /// Not one unit can be traded at that risk.
    NoSize,
    /// The evidence together is too thin.
    LowConfidence,
}

impl Reason {
    /// All of them, in the order in which they are looked at.
    pub const ALL: [Reason; 10] = [
        Reason::Volume,
        Reason::WrongPhase,
        Reason::NoCause,
        Reason::WeakLevel,
        Reason::PoorRange,
        Reason::NoRisk,
        Reason::SmallReward,
        Reason::LargeRisk,
        Reason::NoSize,
        Reason::LowConfidence,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        const NAMES: [&str; 10] = [
            "volume",
            "wrong_phase",
            "no_cause",
            "weak_level",
            "poor_range",
            "no_risk",
            "small_reward",
            "large_risk",
            "no_size",
            "low_confidence",
        ];
        NAMES[self as usize]
    }

    /// The stage that asks for it.
    pub fn stage(self) -> Stage {
        match self {
            Reason::Volume => Stage::Volume,
            Reason::WrongPhase | Reason::NoCause => Stage::Phase,
            Reason::WeakLevel | Reason::PoorRange => Stage::Levels,
            Reason::NoRisk | Reason::SmallReward | Reason::LargeRisk => Stage::Risk,
            Reason::NoSize | Reason::LowConfidence => Stage::Strategy,
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

/// A signal that passes all stages, or the first refusal.
pub(super) fn validated(signal: Signal, asked: &Asked, p: &Parameters) -> Result<Signal, Refusal> {
    let kind = signal.event.kind;
    let reward = terms(kind).map_or(0.0, |(reward, _)| p[reward]);
    let (cause, cause_least) = (f64::from(asked.cause), p[P::cause_bars]);
    let is_phase = is_of_phase(kind, signal.phase);
    let least = [
        (Reason::Volume, asked.volume, p[P::volume_story]),
        (Reason::WrongPhase, f64::from(u8::from(is_phase)), 1.0),
        (Reason::NoCause, cause, cause_least),
        (Reason::WeakLevel, signal.strength, p[P::level_strength]),
        (Reason::PoorRange, signal.quality, p[P::range_quality]),
        (Reason::NoRisk, asked.distance as f64, 1.0),
        (Reason::SmallReward, signal.reward, reward),
        (Reason::LargeRisk, -asked.risk, -p[P::risk_trade]),
        (Reason::NoSize, signal.size as f64, 1.0),
        (Reason::LowConfidence, signal.confidence, p[P::confidence_min]),
    ];
    // What is no number fails as well.
    let refused = least.into_iter().find(|&(_, value, limit)| !(value >= limit));
    refused.map_or(Ok(signal), |(reason, value, limit)| {
        Err(Refusal { signal, reason, value: value.abs(), limit: limit.abs() })
    })
}
