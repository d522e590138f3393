//! An indicator whose type is only known when the program runs, told bar by bar.

use super::{Quote, Signal};

/// A rule behind one call: what it takes of a bar is chosen, what it gives is a row of floats.
pub trait Stream: Send + Sync {
    /// Takes the next bar and writes what it says of it.
    fn update(&mut self, quote: &Quote, said: &mut [f64]);

    /// Writes what it remembers in shares of after a split, `new` for `old`.
    fn rebase(&mut self, new: i64, old: i64);
}

/// A signal over one part of the bars.
pub(super) struct Over<S: Signal> {
    pub(super) signal: S,
    pub(super) input: fn(&Quote) -> S::Input,
    /// Volumes go the other way in a split.
    pub(super) is_volume: bool,
}

/// What a signal says, as a row of floats.
pub(super) trait Spread {
    fn write(self, said: &mut [f64]);
}

impl Spread for f64 {
    #[inline]
    fn write(self, said: &mut [f64]) {
        said[0] = self;
    }
}

impl<const OUTPUTS: usize> Spread for [f64; OUTPUTS] {
    #[inline]
    fn write(self, said: &mut [f64]) {
        said.copy_from_slice(&self);
    }
}

impl<S> Stream for Over<S>
where
    S: Signal + Send + Sync,
    S::Output: Spread,
{
    #[inline]
    fn update(&mut self, quote: &Quote, said: &mut [f64]) {
        self.signal.update((self.input)(quote)).write(said);
    }

    fn rebase(&mut self, new: i64, old: i64) {
        if self.is_volume {
            self.signal.rebase(old, new);
        } else {
            self.signal.rebase(new, old);
        }
    }
}
