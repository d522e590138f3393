//! Finer bars: what a bar cannot tell, they may.

use super::Kernel;
use super::bar::{Candidate, Row};
use super::children::Parent;
use super::group::first_of;
use crate::models::fill::{Hit, Moment, Phase, Reach, Working, reach};
use crate::money::Number;

/// What finer bars say about several orders of which one fills.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decision<P> {
    /// The place of the candidate that fills.
    pub place: usize,
    /// Where.
    pub hit: Hit<P>,
    /// Whether no finer bar left it open.
    pub is_certain: bool,
}

impl<N: Number> Kernel<N> {
    /// Walks the finer bars of a row until one triggers an order of a group; nothing where there
    /// are none or none of them does.
    pub(super) fn decided_by_finer(
        &self,
        at: Row<'_, N>,
        candidates: &[Candidate<N::Price>],
        places: &[usize],
    ) -> Option<Decision<N::Price>> {
        let (finer, rows) = at.panel.finer(at.local)?;
        let asset = candidates[places[0]].asset as usize;
        let mut working: Vec<Candidate<N::Price>> =
            places.iter().map(|&place| candidates[place]).collect();
        for row in rows.filter(|&row| finer.is_tradable(row, asset)) {
            let bar = finer.bar(row, asset);
            let hit: Vec<usize> = (0..working.len())
                .filter(|&place| try_on(&mut working[place], Phase::Bar { opens: false }, &bar))
                .collect();
            if !hit.is_empty() {
                let place = first_of(&working, &hit);
                let hit_at = working[place].hit;
                let is_certain = hit.len() == 1 || hit_at.at == Moment::Open;
                return Some(Decision { place: places[place], hit: hit_at, is_certain });
            }
        }
        None
    }

    /// Walks the finer bars of a row from the fill of a parent on. Gives what fills of the
    /// children, one of each group, and whether that is certain; nothing where the finer bars do
    /// not show the parent's fill.
    pub(super) fn children_by_finer(
        &self,
        at: Row<'_, N>,
        mut parent: Parent<N::Price>,
        mut left: Vec<Candidate<N::Price>>,
    ) -> Option<(Vec<Candidate<N::Price>>, bool)> {
        let (finer, rows) = at.panel.finer(at.local)?;
        let asset = parent.asset as usize;
        let (mut filled, mut is_certain, mut is_over) = (Vec::new(), true, false);
        for row in rows.filter(|&row| finer.is_tradable(row, asset)) {
            let bar = finer.bar(row, asset);
            let phase = if is_over {
                Phase::Bar { opens: false }
            } else {
                match reached(&mut parent.working, &bar) {
                    Some(Moment::Open) => Phase::Bar { opens: false },
                    Some(_) => Phase::Rest,
                    None => continue,
                }
            };
            is_over = true;
            is_certain &= first_of_each(&mut left, phase, &bar, &mut filled);
        }
        is_over.then_some((filled, is_certain))
    }
}

/// Tries an order on a finer bar; a stop-limit may be triggered by it and not filled.
fn try_on<P: crate::money::Amount>(
    candidate: &mut Candidate<P>,
    phase: Phase,
    bar: &crate::market::Bar<P>,
) -> bool {
    match reach(&candidate.working, phase, bar) {
        Reach::Fill(hit) => {
            candidate.hit = hit;
            true
        }
        Reach::Triggered => {
            candidate.working.triggered = true;
            false
        }
        Reach::Nothing | Reach::Over => false,
    }
}

/// When in a finer bar a parent fills.
fn reached<P: crate::money::Amount>(
    working: &mut Working<P>,
    bar: &crate::market::Bar<P>,
) -> Option<Moment> {
    match reach(working, Phase::Bar { opens: false }, bar) {
        Reach::Fill(hit) => Some(hit.at),
        Reach::Triggered => {
            working.triggered = true;
            None
        }
        Reach::Nothing | Reach::Over => None,
    }
}

/// Moves those that a finer bar fills, one of each group, from `left` to `filled`; the others of
/// their groups go. Tells whether the bar left nothing open.
fn first_of_each<P: crate::money::Amount>(
    left: &mut Vec<Candidate<P>>,
    phase: Phase,
    bar: &crate::market::Bar<P>,
    filled: &mut Vec<Candidate<P>>,
) -> bool {
    let hit: Vec<usize> =
        (0..left.len()).filter(|&place| try_on(&mut left[place], phase, bar)).collect();
    let mut is_certain = true;
    let mut gone = vec![false; left.len()];
    for &place in &hit {
        if gone[place] {
            continue;
        }
        let group = left[place].group;
        let same: Vec<usize> = match group {
            None => vec![place],
            Some(_) => hit.iter().copied().filter(|&other| left[other].group == group).collect(),
        };
        let first = first_of(left, &same);
        let at_open = left[first].hit.at == Moment::Open;
        is_certain &= at_open || (same.len() == 1 && phase != Phase::Rest);
        filled.push(left[first]);
        for (other, gone) in gone.iter_mut().enumerate() {
            *gone |= other == first || (group.is_some() && left[other].group == group);
        }
    }
    let mut place = 0;
    left.retain(|_| {
        place += 1;
        !gone[place - 1]
    });
    is_certain
}
