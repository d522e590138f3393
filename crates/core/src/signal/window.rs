//! The last values of a series, and their exact sum.

use super::{rebased, rebased_volume};

/// The most bars that a window may have: more than a run can.
pub const WINDOW_MAX: usize = 1 << 31;

/// A ring of the last `length` values with their sum.
#[derive(Clone, Debug)]
pub struct Window {
    values: Vec<i64>,
    length: usize,
    /// Where the next value goes, which is where the oldest stands once the ring is full.
    next: usize,
    sum: i128,
}

impl Window {
    /// An empty window; a length of 0 is taken as 1.
    pub fn new(length: usize) -> Window {
        let length = length.max(1);
        Window { values: Vec::new(), length, next: 0, sum: 0 }
    }

    /// Takes a value; gives the one that falls out.
    #[inline]
    pub fn push(&mut self, value: i64) -> Option<i64> {
        self.sum += i128::from(value);
        let fallen = if self.values.len() < self.length {
            self.values.push(value);
            None
        } else {
            let old = std::mem::replace(&mut self.values[self.next], value);
            self.sum -= i128::from(old);
            Some(old)
        };
        self.next = if self.next + 1 == self.length { 0 } else { self.next + 1 };
        fallen
    }

    /// Whether it holds as many values as it can.
    #[inline]
    pub fn is_full(&self) -> bool {
        self.values.len() == self.length
    }

    /// How many values it can hold.
    #[inline]
    pub fn length(&self) -> usize {
        self.length
    }

    /// The exact sum of its values.
    #[inline]
    pub fn sum(&self) -> i128 {
        self.sum
    }

    /// Its values, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = i64> + '_ {
        let split = if self.is_full() { self.next } else { 0 };
        self.values[split..].iter().chain(&self.values[..split]).copied()
    }

    /// Writes its values, which are prices, in shares of after a split.
    pub fn rebase(&mut self, new: i64, old: i64) {
        self.rewrite(|price| rebased(price, new, old));
    }

    /// Writes its values, which are volumes, in shares of after a split.
    pub fn rebase_volumes(&mut self, new: i64, old: i64) {
        self.rewrite(|volume| rebased_volume(volume, new, old));
    }

    fn rewrite(&mut self, rule: impl Fn(i64) -> i64) {
        for value in &mut self.values {
            *value = rule(*value);
        }
        self.sum = self.values.iter().copied().map(i128::from).sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_keeps_the_last_values_and_their_sum() {
        let mut window = Window::new(3);
        let fallen: Vec<_> = [1, 2, 3, 4, 5].map(|value| window.push(value)).into();
        assert_eq!(fallen, [None, None, None, Some(1), Some(2)]);
        assert_eq!(window.iter().collect::<Vec<_>>(), [3, 4, 5]);
        assert_eq!((window.sum(), window.is_full(), window.length()), (12, true, 3));
    }

    #[test]
    fn it_is_in_order_before_it_is_full() {
        let mut window = Window::new(3);
        window.push(7);
        window.push(8);
        assert_eq!(window.iter().collect::<Vec<_>>(), [7, 8]);
        assert!(!window.is_full());
    }

    #[test]
    fn a_split_rewrites_values_and_sum() {
        let mut window = Window::new(2);
        window.push(1_000_000);
        window.push(999_999);
        window.rebase(3, 1);
        assert_eq!(window.iter().collect::<Vec<_>>(), [333_333, 333_333]);
        assert_eq!(window.sum(), 666_666);
    }

    #[test]
    fn volumes_go_the_other_way_and_lose_what_is_no_whole_one() {
        let mut window = Window::new(2);
        window.push(10);
        window.push(7);
        window.rebase_volumes(3, 2);
        assert_eq!(window.iter().collect::<Vec<_>>(), [15, 10]);
        assert_eq!(window.sum(), 25);
    }

    #[test]
    fn a_window_of_nothing_is_one_of_one() {
        let mut window = Window::new(0);
        assert_eq!((window.push(1), window.push(2), window.sum()), (None, Some(1), 2));
    }
}
