//! The largest of the last values, without looking at all of them.

use std::collections::VecDeque;

use super::rebased;

/// The largest of the last `length` values.
///
/// It keeps those that can still become the largest: each is larger than all later ones. A value
/// comes and goes once, so that an update takes a constant time on average.
#[derive(Clone, Debug)]
pub(crate) struct Largest {
    /// When each was heard, and the value; the largest first.
    candidates: VecDeque<(usize, i64)>,
    length: usize,
    heard: usize,
}

impl Largest {
    /// An empty window; a length of 0 is taken as 1.
    pub(crate) fn new(length: usize) -> Largest {
        let length = length.max(1);
        Largest { candidates: VecDeque::new(), length, heard: 0 }
    }

    /// Takes a value; gives the largest once `length` values were heard.
    #[inline]
    pub(crate) fn push(&mut self, value: i64) -> Option<i64> {
        while self.candidates.back().is_some_and(|&(_, earlier)| earlier <= value) {
            self.candidates.pop_back();
        }
        if self.candidates.front().is_some_and(|&(at, _)| at + self.length == self.heard) {
            self.candidates.pop_front();
        }
        self.candidates.push_back((self.heard, value));
        self.heard += 1;
        let largest = self.candidates.front().map(|&(_, largest)| largest);
        largest.filter(|_| self.heard >= self.length)
    }

    /// How many values ago the largest was heard; of equal ones, the newest.
    #[inline]
    pub(crate) fn age(&self) -> usize {
        self.candidates.front().map_or(0, |&(at, _)| self.heard - 1 - at)
    }

    /// Writes the values in shares of after a split, which leaves them in their order.
    pub(crate) fn rebase(&mut self, new: i64, old: i64) {
        for (_, value) in &mut self.candidates {
            *value = rebased(*value, new, old);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_largest_of_the_window() {
        let values = [3, 1, 2, 5, 5, 4, 3, 2, 1, 9, -1, -2, -3];
        for length in 1..=values.len() {
            let mut largest = Largest::new(length);
            for end in 1..=values.len() {
                let window = end.checked_sub(length).map(|start| &values[start..end]);
                let expected = window.and_then(|window| window.iter().copied().max());
                assert_eq!(largest.push(values[end - 1]), expected, "{length} to {end}");
            }
            assert!(largest.candidates.len() <= length);
        }
    }

    #[test]
    fn its_age_is_that_of_the_newest_of_equals() {
        let mut largest = Largest::new(3);
        let ages = [5, 5, 4, 3, 2].map(|value| {
            largest.push(value);
            largest.age()
        });
        assert_eq!((Largest::new(1).age(), ages), (0, [0, 0, 1, 2, 2]));
    }

    #[test]
    fn a_split_may_make_candidates_equal() {
        let mut largest = Largest::new(3);
        for value in [11, 10, 9] {
            largest.push(value);
        }
        largest.rebase(10, 1);
        assert_eq!(["a", "b", "c"].map(|_| largest.push(0)), [Some(1), Some(1), Some(0)]);
    }
}
