//! The four schematics: ranges by the order of their events.

use super::{EventKind, Side};

/// A schematic (Evans; Pruden): with a spring or an upthrust after distribution, or without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schematic {
    /// Accumulation with a spring.
    Accumulation1,
    /// Accumulation without: a higher low leads to the sign of strength.
    Accumulation2,
    /// Distribution with an upthrust after distribution.
    Distribution1,
    /// Distribution without: a lower high leads to the sign of weakness.
    Distribution2,
}

/// What an event is in a schematic, whichever side it is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Preliminary,
    Climax,
    Reaction,
    SecondaryTest,
    Thrust,
    Test,
    Sign,
    LastPoint,
}

const WITH_THRUST: [Role; 8] = [
    Role::Preliminary,
    Role::Climax,
    Role::Reaction,
    Role::SecondaryTest,
    Role::Thrust,
    Role::Test,
    Role::Sign,
    Role::LastPoint,
];

const WITHOUT: [Role; 6] = [
    Role::Preliminary,
    Role::Climax,
    Role::Reaction,
    Role::SecondaryTest,
    Role::Sign,
    Role::LastPoint,
];

impl Schematic {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Schematic::Accumulation1 => "accumulation 1",
            Schematic::Accumulation2 => "accumulation 2",
            Schematic::Distribution1 => "distribution 1",
            Schematic::Distribution2 => "distribution 2",
        }
    }

    fn of(direction: Side, has_thrust: bool) -> Schematic {
        match (direction, has_thrust) {
            (Side::Up, true) => Schematic::Accumulation1,
            (Side::Up, false) => Schematic::Accumulation2,
            (Side::Down, true) => Schematic::Distribution1,
            (Side::Down, false) => Schematic::Distribution2,
        }
    }
}

/// The role of an event for a break to a side; none for what speaks for the other side.
fn role(kind: EventKind, side: Side, direction: Side) -> Option<Role> {
    const ROLES: [Option<Role>; 15] = [
        Some(Role::Preliminary),
        Some(Role::Climax),
        Some(Role::Reaction),
        Some(Role::SecondaryTest),
        Some(Role::Thrust),
        Some(Role::Test),
        Some(Role::Sign),
        Some(Role::LastPoint),
        Some(Role::LastPoint),
        Some(Role::Preliminary),
        Some(Role::Climax),
        None, // an upthrust in phase B belongs to no schematic
        Some(Role::Thrust),
        Some(Role::Sign),
        Some(Role::LastPoint),
    ];
    let role = ROLES[kind as usize]?;
    // A range is left to one side, whichever side it began at.
    let is_beginning = (role as u8) < Role::Thrust as u8;
    (is_beginning || side == direction).then_some(role)
}

/// The schematic that events are in the order of, and the share of it, up to the last of its
/// events that happened, that is there.
///
/// Preliminary support or supply, tests and last points may be missing, which takes from the
/// share.
pub(super) fn matched(
    seen: impl Iterator<Item = (EventKind, Side)> + Clone,
    direction: Side,
) -> (Schematic, f64) {
    let roles = seen.filter_map(|(kind, side)| role(kind, side, direction));
    let has_thrust = roles.clone().any(|role| role == Role::Thrust);
    let wanted: &[Role] = if has_thrust { &WITH_THRUST } else { &WITHOUT };
    let (mut place, mut found, mut last) = (0, 0_u32, 0_usize);
    for role in roles {
        if let Some(step) = wanted[place..].iter().position(|&each| each == role) {
            place += step + 1;
            (found, last) = (found + 1, place);
        }
    }
    let share = if last > 0 { f64::from(found) / last as f64 } else { 0.0 };
    (Schematic::of(direction, has_thrust), share)
}

#[cfg(test)]
mod tests {
    use super::*;
    use EventKind::{Ar, Bc, Lps, Lpsy, Ps, Sc, Sos, Sow, Spring, St, Test, Utad};

    fn named(kinds: &[EventKind], direction: Side) -> (&'static str, f64) {
        let seen = kinds.iter().map(|&kind| (kind, direction));
        let (schematic, share) = matched(seen, direction);
        (schematic.name(), share)
    }

    #[test]
    fn the_order_of_events_tells_the_schematic() {
        let whole = [Ps, Sc, Ar, St, Spring, Test, Sos, Lps];
        assert_eq!(named(&whole, Side::Up), ("accumulation 1", 1.0));
        assert_eq!(named(&[Ps, Sc, Ar, St, Sos, Lps], Side::Up), ("accumulation 2", 1.0));
        assert_eq!(named(&[Bc, Ar, St, Utad, Sow], Side::Down), ("distribution 1", 5.0 / 7.0));
        assert_eq!(named(&[Bc, Ar, St, Sow, Lpsy], Side::Down), ("distribution 2", 5.0 / 6.0));
    }

    #[test]
    fn what_is_out_of_order_or_of_the_other_side_does_not_count() {
        assert_eq!(named(&[Sos, Sc, Ar], Side::Up).1, 1.0 / 5.0);
        let other = [(Sc, Side::Up), (Utad, Side::Down)].into_iter();
        assert_eq!(matched(other, Side::Up), (Schematic::Accumulation2, 0.5));
        assert_eq!(named(&[], Side::Up).1, 0.0);
    }
}
