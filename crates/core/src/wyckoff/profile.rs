//! Volume of the same time of day: what a bar of a part of a session is compared with.
//!
//! The open and the close of a session are loud every day. A place in the session (a slot) has the
//! volumes of its bars in blocks of so many sessions; the mean is over the block that goes on and
//! the one before, so that it is of so many sessions at least and of twice as many at most. What a
//! session adds counts once the session is over: a baseline holds earlier sessions alone.

use super::told::SLOTS_MOST;
use super::{Name, Parameters};

/// Slots that are made at once.
const SLOTS_TOGETHER: usize = 60;

/// The volumes of a slot.
#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    /// Of the block before, and of the one that the last session is in.
    sums: [f64; 2],
    /// Of the last session.
    last: f64,
    counts: [u16; 2],
    /// The number of the last session, from 1; 0 before any.
    session: u32,
}

/// The volumes of all slots.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    cells: Vec<Cell>,
    /// Sessions of a block.
    length: u32,
    /// The session that goes on, as it was told, and how many there were.
    session: Option<u32>,
    sessions: u32,
}

impl Profile {
    /// Nothing heard yet; none where the parameters want none.
    pub(crate) fn new(p: &Parameters) -> Option<Profile> {
        let length = p.count(Name::profile_sessions);
        (length > 0).then(|| Profile { cells: Vec::new(), length, session: None, sessions: 0 })
    }

    /// Takes the volume of a slot; the mean of that slot in earlier sessions, once half as many as
    /// a block has were heard. A slot that is too large has none.
    #[inline]
    pub(crate) fn update(&mut self, session: u32, slot: u16, volume: i64) -> Option<f64> {
        if self.session != Some(session) {
            (self.session, self.sessions) = (Some(session), self.sessions + 1);
        }
        let (now, length) = (self.sessions, self.length);
        let cell = self.cell(slot)?;
        cell.settle(now, length);
        cell.last += volume as f64;
        cell.mean(length)
    }

    fn cell(&mut self, slot: u16) -> Option<&mut Cell> {
        let place = usize::from(slot);
        if slot >= SLOTS_MOST {
            return None;
        }
        if place >= self.cells.len() {
            let length = (place + 1).next_multiple_of(SLOTS_TOGETHER);
            self.cells.reserve_exact(length - self.cells.len());
            self.cells.resize(length, Cell::default());
        }
        self.cells.get_mut(place)
    }

    /// Forgets all sessions.
    pub(crate) fn restart(&mut self) {
        self.cells.fill(Cell::default());
    }

    /// Writes it in shares of after a split.
    pub(crate) fn rebase(&mut self, new: i64, old: i64) {
        let share = new as f64 / old as f64;
        for cell in &mut self.cells {
            cell.last *= share;
            cell.sums.iter_mut().for_each(|sum| *sum *= share);
        }
    }

    /// The bytes that it keeps elsewhere.
    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        self.cells.capacity() * size_of::<Cell>()
    }
}

impl Cell {
    /// Adds the last session to its block when another one has begun.
    fn settle(&mut self, now: u32, length: u32) {
        if self.session == now {
            return;
        }
        let block = |session: u32| session.saturating_sub(1) / length;
        if self.session > 0 {
            self.sums[1] += std::mem::take(&mut self.last);
            self.counts[1] += 1;
        }
        match block(now) - block(self.session) {
            0 => {}
            1 => (self.sums, self.counts) = ([self.sums[1], 0.0], [self.counts[1], 0]),
            _ => (self.sums, self.counts) = Default::default(),
        }
        self.session = now;
    }

    fn mean(&self, length: u32) -> Option<f64> {
        let count = self.counts.map(u32::from).iter().sum::<u32>();
        let sum: f64 = self.sums.iter().sum();
        (2 * count >= length && sum > 0.0).then(|| sum / f64::from(count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(sessions: f64) -> Profile {
        let mut p = Parameters::default();
        p.set("profile_sessions", sessions).unwrap();
        Profile::new(&p).unwrap()
    }

    #[test]
    fn a_mean_is_of_one_block_to_two_blocks_of_earlier_sessions() {
        let mut profile = profile(4.0);
        let means: Vec<_> = (0..14).map(|day| profile.update(day, 3, 1 << day)).collect();
        let mean = |days: std::ops::Range<u32>| {
            Some(days.clone().map(|day| f64::from(1 << day)).sum::<f64>() / days.len() as f64)
        };
        assert_eq!(means[..2], [None, None]); // fewer than half of a block
        let begins = [0, 0, 0, 0, 0, 0, 4, 4, 4, 4, 8, 8];
        for (day, begin) in (2..14).zip(begins) {
            assert_eq!(means[day as usize], mean(begin..day), "{day}");
        }
    }

    #[test]
    fn what_a_session_adds_counts_when_it_is_over() {
        let mut profile = profile(2.0);
        assert_eq!(profile.update(0, 0, 10), None);
        assert_eq!(profile.update(0, 0, 1_000), None);
        assert_eq!(profile.update(1, 0, 500), Some(1_010.0));
        assert_eq!(profile.update(1, 0, 7), Some(1_010.0));
        assert_eq!(profile.update(2, 0, 7), Some((1_010.0 + 507.0) / 2.0));
    }

    #[test]
    fn a_slot_that_a_session_lacks_is_not_counted_as_nothing() {
        let mut profile = profile(4.0);
        for day in 0..4 {
            profile.update(day, 0, 100);
            if day != 2 {
                profile.update(day, 1, 60);
            }
        }
        assert_eq!((profile.update(4, 0, 0), profile.update(4, 1, 0)), (Some(100.0), Some(60.0)));
        // Three blocks on, nothing that old is there.
        for day in 5..13 {
            profile.update(day, 0, 100);
        }
        assert_eq!((profile.update(13, 0, 0), profile.update(13, 1, 0)), (Some(100.0), None));
    }

    #[test]
    fn a_split_and_a_restart_are_heard() {
        let mut profile = profile(1.0);
        profile.update(0, 5, 100);
        profile.rebase(2, 1);
        assert_eq!(profile.update(1, 5, 1), Some(200.0));
        profile.restart();
        assert_eq!(profile.update(2, 5, 1), None);
    }

    #[test]
    fn a_day_of_minutes_has_room_and_a_slot_beyond_it_has_no_mean() {
        let mut profile = profile(1.0);
        for day in 0..3 {
            for slot in [0, SLOTS_MOST - 1, SLOTS_MOST] {
                let mean = profile.update(day, slot, 8);
                assert_eq!(mean.is_some(), day > 0 && slot < SLOTS_MOST, "{day} {slot}");
            }
        }
        assert_eq!(profile.bytes(), usize::from(SLOTS_MOST) * 32);
        let mut p = Parameters::default();
        p.set("profile_sessions", 0.0).unwrap();
        assert!(Profile::new(&p).is_none());
    }
}
