//! How many bars were ambiguous: what no bar can tell is counted, not hidden.

/// Bars in which two levels were touched, and only one may have come first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ambiguous {
    /// Decided by finer bars.
    pub decided: u32,
    /// Not decided: the worse one was taken to be first.
    pub undecided: u32,
}

/// The ambiguous bars of a run, one instrument's bar once.
#[derive(Clone, Debug, Default)]
pub(super) struct Ambiguities {
    pub count: Ambiguous,
    /// Those of the row at hand, and whether finer bars decided all of each.
    row: Vec<(u32, bool)>,
}

impl Ambiguities {
    /// Notes that the bar of an instrument was ambiguous.
    pub fn note(&mut self, asset: u32, is_decided: bool) {
        match self.row.iter_mut().find(|(other, _)| *other == asset) {
            Some((_, all)) => *all &= is_decided,
            None => self.row.push((asset, is_decided)),
        }
    }

    /// Counts those of the row at hand, which ends.
    #[inline]
    pub fn close_row(&mut self) {
        for (_, is_decided) in self.row.drain(..) {
            let count =
                if is_decided { &mut self.count.decided } else { &mut self.count.undecided };
            *count += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_counts_once_and_is_decided_when_all_of_it_is() {
        let mut bars = Ambiguities::default();
        for (asset, is_decided) in [(0, true), (1, true), (0, false), (2, true), (1, true)] {
            bars.note(asset, is_decided);
        }
        bars.close_row();
        assert_eq!(bars.count, Ambiguous { decided: 2, undecided: 1 });
        bars.note(0, true);
        bars.close_row();
        assert_eq!(bars.count, Ambiguous { decided: 3, undecided: 1 });
    }
}
