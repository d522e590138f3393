//! What a detector is told with a bar: its place in its session, and what else is known by then.

use super::Side;
use crate::signal::Quote;

/// Bars of a part of a session are told apart up to this many in a session: a day of minutes.
pub const SLOTS_MOST: u16 = 1_440;

/// Nanoseconds of a day: slots count from the open of a session and wrap around with it.
const DAY: i64 = 86_400_000_000_000;

/// The slot of a bar that ends so long after its session has opened; both in nanoseconds.
///
/// One before the open is of the end of the day before it: within 24 hours every bar has its own.
///
/// ```
/// use farthing_core::wyckoff::slot;
/// let minute = 60_000_000_000;
/// let slots = [1, 2, 390, 0].map(|minutes| slot(minutes * minute, minute));
/// assert_eq!(slots, [Some(0), Some(1), Some(389), Some(1_439)]);
/// assert_eq!(slot(-5 * minute, minute / 2), None); // half minutes are more than there may be
/// ```
pub fn slot(since_open: i64, length: i64) -> Option<u16> {
    let place = (since_open - 1).rem_euclid(DAY) / length.max(1);
    u16::try_from(place).ok().filter(|&slot| slot < SLOTS_MOST)
}

/// What the volume of a market counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VolumeKind {
    /// What was traded.
    #[default]
    Trades,
    /// How often the price changed: all that a market without one exchange has.
    Ticks,
}

impl VolumeKind {
    /// Both.
    pub const ALL: [VolumeKind; 2] = [VolumeKind::Trades, VolumeKind::Ticks];

    /// The word of a table.
    pub fn name(self) -> &'static str {
        match self {
            VolumeKind::Trades => "trades",
            VolumeKind::Ticks => "tick",
        }
    }
}

/// The side that a detector speaks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bias {
    /// Neither: there is no range, or nothing is decided of it.
    #[default]
    Unknown,
    /// Prices that rise.
    Up,
    /// Prices that fall.
    Down,
}

impl Bias {
    /// All of them.
    pub const ALL: [Bias; 3] = [Bias::Unknown, Bias::Up, Bias::Down];

    /// The bias to a side, or none.
    pub fn of(side: Option<Side>) -> Bias {
        match side {
            None => Bias::Unknown,
            Some(Side::Up) => Bias::Up,
            Some(Side::Down) => Bias::Down,
        }
    }

    /// The word of a table.
    pub fn name(self) -> &'static str {
        match self {
            Bias::Unknown => "unknown",
            Bias::Up => "long",
            Bias::Down => "short",
        }
    }
}

/// What longer bars say of a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backing {
    /// They speak for its side.
    Confirmed,
    /// They speak for the other side.
    Against,
    /// They say nothing.
    Unknown,
}

impl Backing {
    /// What a bias says of a side.
    pub fn of(bias: Bias, side: Side) -> Backing {
        match bias {
            Bias::Unknown => Backing::Unknown,
            bias if bias == Bias::of(Some(side)) => Backing::Confirmed,
            _ => Backing::Against,
        }
    }

    /// The word of a table.
    pub fn name(self) -> &'static str {
        match self {
            Backing::Confirmed => "confirmed",
            Backing::Against => "against",
            Backing::Unknown => "unknown",
        }
    }
}

/// A bar with what is known when it closes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The bar. Its session counts on; one that is more than `gap_sessions` later is a gap.
    pub quote: Quote,
    /// Its place in its session, where it is of a part of one; below `SLOTS_MOST`.
    pub slot: Option<u16>,
    /// The close of the benchmark at the same time; none where it has no bar then.
    pub benchmark: Option<i64>,
    /// What longer bars say that are complete by now, where they are asked.
    pub higher: Option<Bias>,
}

impl From<Quote> for Told {
    fn from(quote: Quote) -> Told {
        Told { quote, ..Told::default() }
    }
}

/// What a range knows beside its own bars when a signal comes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Beside {
    pub(crate) volume: VolumeKind,
    pub(crate) higher: Option<Bias>,
    /// Where the ratio to the benchmark lies in its window: 0 at its lowest, 1 at its highest.
    pub(crate) strength: Option<f64>,
}

impl Beside {
    /// The strength as a side reads it.
    pub(crate) fn strength(&self, side: Side) -> Option<f64> {
        match side {
            Side::Up => self.strength,
            Side::Down => self.strength.map(|strength| 1.0 - strength),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_bars_confirm_a_side_or_are_against_it_or_say_nothing() {
        let of = |bias| Side::BOTH.map(|side| Backing::of(bias, side));
        assert_eq!(of(Bias::Up), [Backing::Confirmed, Backing::Against]);
        assert_eq!(of(Bias::Down), [Backing::Against, Backing::Confirmed]);
        assert_eq!(of(Bias::Unknown), [Backing::Unknown; 2]);
    }

    #[test]
    fn a_strength_is_read_upside_down_by_the_other_side() {
        let beside = Beside { strength: Some(0.75), ..Beside::default() };
        assert_eq!(Side::BOTH.map(|side| beside.strength(side)), [Some(0.75), Some(0.25)]);
        assert_eq!(Beside::default().strength(Side::Down), None);
    }
}
