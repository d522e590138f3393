//! A stream that takes finer digits when the first split acts, and not before.

use super::{Quote, Stream};
use crate::market::SPLIT_DIGITS;

/// Ten to the digits by which prices of after a split are finer than those of bars.
pub(crate) const SPLIT_FACTOR: i64 = 10_i64.pow(SPLIT_DIGITS as u32);

/// The stream of one instrument.
///
/// A split is undone with more digits than prices have, and more digits may round the last bit of
/// what is said otherwise. So that nothing tells of a split to come, the stream hears prices as they
/// are until then; one of finer digits hears them beside it, and goes on in its place.
pub(super) struct Refined {
    stream: Box<dyn Stream>,
    finer: Finer,
}

enum Finer {
    /// No split comes.
    Never,
    /// A split comes: the finer stream, and room for what it says and nobody hears.
    Beside(Box<dyn Stream>, Vec<f64>),
    /// Numbers became too large for it: when the split comes, the instrument is refused.
    Lost,
    /// The first split has acted.
    Now,
}

impl Refined {
    /// A stream in the digits of prices; where splits come, with the one for after them.
    pub(super) fn new(
        stream: Box<dyn Stream>,
        finer: Option<Box<dyn Stream>>,
        outputs: usize,
    ) -> Refined {
        let beside = |finer| Finer::Beside(finer, vec![f64::NAN; outputs]);
        Refined { stream, finer: finer.map_or(Finer::Never, beside) }
    }

    /// Hears a bar in the digits of prices.
    #[inline]
    pub(super) fn update(&mut self, quote: &Quote, said: &mut [f64]) {
        match &mut self.finer {
            Finer::Never | Finer::Lost => self.stream.update(quote, said),
            Finer::Now => self.stream.update(&quote.times(SPLIT_FACTOR), said),
            Finer::Beside(finer, unheard) => {
                finer.update(&quote.times(SPLIT_FACTOR), unheard);
                self.stream.update(quote, said);
            }
        }
    }

    /// Writes what it remembers in shares of after a split, from the first one on in finer digits.
    pub(super) fn rebase(&mut self, new: i64, old: i64) {
        if let Finer::Beside(..) = self.finer
            && let Finer::Beside(finer, _) = std::mem::replace(&mut self.finer, Finer::Now)
        {
            self.stream = finer;
        }
        self.stream.rebase(new, old);
    }

    /// Turns the prices of bars into those that it says something of.
    pub(super) fn factor(&self) -> i64 {
        if matches!(self.finer, Finer::Now) { SPLIT_FACTOR } else { 1 }
    }

    /// Turns the prices of bars into the finest that it hears, or will hear.
    pub(super) fn finest(&self) -> i64 {
        if matches!(self.finer, Finer::Never) { 1 } else { SPLIT_FACTOR }
    }

    /// Whether a finer stream hears beside it.
    pub(super) fn hears_beside(&self) -> bool {
        matches!(self.finer, Finer::Beside(..))
    }

    /// Whether the stream for after the first split is lost.
    pub(super) fn is_lost(&self) -> bool {
        matches!(self.finer, Finer::Lost)
    }

    /// Gives the finer stream up, before numbers that are too large for it.
    pub(super) fn lose(&mut self) {
        self.finer = Finer::Lost;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::{Field, PriceField};
    use crate::signal::Rule;

    const CLOSE: Field = Field::Of(PriceField::Close);

    fn ema(finer: bool) -> Refined {
        let stream = |scale| Rule::Ema(3).stream(CLOSE, scale);
        Refined::new(stream(2), finer.then(|| stream(2 + SPLIT_DIGITS)), 1)
    }

    fn said(refined: &mut Refined, close: i64) -> f64 {
        let mut said = [f64::NAN];
        refined.update(&Quote { close, ..Quote::default() }, &mut said);
        said[0]
    }

    #[test]
    fn before_the_first_split_it_says_what_it_says_where_none_comes() {
        let (mut with, mut without) = (ema(true), ema(false));
        for close in [1_013, 1_027, 1_001, 999, 1_033, 1_049] {
            let (one, other) = (said(&mut with, close), said(&mut without, close));
            assert_eq!(one.to_bits(), other.to_bits());
        }
        assert_eq!((with.factor(), with.finest()), (1, SPLIT_FACTOR));
    }

    #[test]
    fn from_the_first_split_on_it_is_the_finer_stream() {
        let mut refined = ema(true);
        let mut finer = Rule::Ema(3).stream(CLOSE, 2 + SPLIT_DIGITS);
        let hear = |refined: &mut Refined, finer: &mut Box<dyn Stream>, close: i64| {
            let mut expected = [f64::NAN];
            let quote = Quote { close: close * SPLIT_FACTOR, ..Quote::default() };
            finer.update(&quote, &mut expected);
            (said(refined, close), expected[0])
        };
        for close in [1_013, 1_027, 1_001] {
            hear(&mut refined, &mut finer, close);
        }
        refined.rebase(7, 1);
        finer.rebase(7, 1);
        for close in [143, 144] {
            let (found, expected) = hear(&mut refined, &mut finer, close);
            assert_eq!(found.to_bits(), expected.to_bits());
        }
        assert_eq!(refined.factor(), SPLIT_FACTOR);
    }
}
