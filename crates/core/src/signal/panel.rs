//! A rule for every instrument of a panel: the fold of the stream, by rows.

use std::fmt;

use super::{Quote, Rule, Sizes, Stream};
use crate::market::{Digits, Field, Panel, SPLIT_DIGITS, Split};

/// One stream per instrument, and what each said last.
///
/// A stream hears only the bars that its instrument has; what it said stands until the next one.
pub struct PanelSignal {
    rule: Rule,
    field: Field,
    digits: Vec<Digits>,
    splits: Vec<Split>,
    splits_done: usize,
    session: Option<u32>,
    streams: Vec<Box<dyn Stream>>,
    /// Turns the prices of the bars into those of the streams, by instrument.
    factors: Vec<i64>,
    /// By instrument, then by output.
    last: Vec<f64>,
}

/// Numbers too large for the exact sums of an indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TooLarge {
    /// Index of the instrument.
    pub asset: usize,
    /// Its largest price mantissa.
    pub price_max: i64,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TooLarge { asset, price_max } = self;
        write!(
            f,
            "prices of instrument {asset} (mantissas to {price_max}) are too large for the window"
        )
    }
}

impl std::error::Error for TooLarge {}

impl PanelSignal {
    /// A rule over one field, where it takes one, for all instruments.
    pub fn new(rule: Rule, field: Field, digits: &[Digits], splits: &[Split]) -> PanelSignal {
        let has_split = |asset: u32| splits.iter().any(|split| split.asset == asset);
        let finer = (0_u32..).zip(digits).map(|(asset, _)| has_split(asset));
        let finer: Vec<bool> = finer.collect();
        let stream = |(digits, &finer): (&Digits, &bool)| match (field, finer) {
            (Field::Volume, _) => rule.stream(field, digits.volume),
            (_, false) => rule.stream(field, digits.price),
            (_, true) => rule.stream(field, digits.price + SPLIT_DIGITS),
        };
        PanelSignal {
            rule,
            field,
            digits: digits.to_vec(),
            splits: splits.to_vec(),
            splits_done: 0,
            session: None,
            streams: digits.iter().zip(&finer).map(stream).collect(),
            factors: finer.iter().map(|&finer| if finer { SPLIT_FACTOR } else { 1 }).collect(),
            last: vec![f64::NAN; digits.len() * rule.outputs()],
        }
    }

    /// Hears the rows of a panel from `start`, and appends to each output what was said of each:
    /// one value per instrument and row.
    ///
    /// # Errors
    /// When the numbers of the panel are too large for exact sums.
    pub fn extend(
        &mut self,
        panel: &Panel<i64>,
        start: usize,
        outputs: &mut [Vec<f64>],
    ) -> Result<(), TooLarge> {
        self.check(panel)?;
        let width = self.rule.outputs();
        for row in start..panel.rows() {
            self.split(panel.sessions()[row]);
            for (asset, stream) in self.streams.iter_mut().enumerate() {
                if panel.is_present(row, asset) {
                    let quote = quote(panel, row, asset, self.factors[asset]);
                    stream.update(&quote, &mut self.last[asset * width..(asset + 1) * width]);
                }
            }
            self.repeat(outputs);
        }
        Ok(())
    }

    /// Appends to each output what was said last: one value per instrument.
    #[inline]
    pub fn repeat(&self, outputs: &mut [Vec<f64>]) {
        if let [output] = outputs {
            output.extend_from_slice(&self.last);
            return;
        }
        for (index, output) in outputs.iter_mut().enumerate() {
            output.extend(self.last.iter().skip(index).step_by(self.rule.outputs()));
        }
    }

    fn check(&self, panel: &Panel<i64>) -> Result<(), TooLarge> {
        let volume_max = panel.volumes().iter().copied().max().unwrap_or(0);
        let session_bars = panel.rows();
        for (asset, (&price_max, digits)) in panel.price_max().iter().zip(&self.digits).enumerate()
        {
            let own = || self.splits.iter().filter(move |split| split.asset as usize == asset);
            let price = price_max.checked_mul(self.factors[asset]);
            let price = price.and_then(|max| grown(max, own().map(|split| (split.old, split.new))));
            let volume = grown(volume_max, own().map(|split| (split.new, split.old)));
            let fits = price.zip(volume).is_some_and(|(price, volume_max)| {
                let value_max = if self.field == Field::Volume { volume_max } else { price };
                let scale = digits.price + SPLIT_DIGITS;
                self.rule.fits(Sizes { value_max, volume_max, session_bars, scale })
            });
            if !fits {
                return Err(TooLarge { asset, price_max });
            }
        }
        Ok(())
    }

    fn split(&mut self, session: u32) {
        if self.session == Some(session) {
            return;
        }
        self.session = Some(session);
        while let Some(split) = self.splits.get(self.splits_done).filter(|s| s.session <= session) {
            self.streams[split.asset as usize].rebase(split.new, split.old);
            self.splits_done += 1;
        }
    }
}

/// Ten to the digits by which the windows of an instrument with splits are finer than its prices.
const SPLIT_FACTOR: i64 = 10_i64.pow(SPLIT_DIGITS as u32);

/// The largest value that a window may have to hold, before and after splits of such ratios.
fn grown(max: i64, mut ratios: impl Iterator<Item = (i64, i64)>) -> Option<i64> {
    ratios.try_fold(max, |largest, (numerator, denominator)| {
        let grown = i128::from(largest) * i128::from(numerator) / i128::from(denominator) + 1;
        i64::try_from(grown).ok().map(|grown| grown.max(largest))
    })
}

#[inline]
fn quote(panel: &Panel<i64>, row: usize, asset: usize, factor: i64) -> Quote {
    let bar = panel.bar(row, asset);
    Quote {
        open: bar.open * factor,
        high: bar.high * factor,
        low: bar.low * factor,
        close: bar.close * factor,
        volume: panel.volumes().get(row * panel.assets() + asset).copied().unwrap_or(0),
        session: panel.sessions()[row],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::examples::{bars, bars_between, share};
    use crate::market::{Columns, PanelBuilder, PriceField};

    const CLOSE: Field = Field::Of(PriceField::Close);
    const DIGITS: [Digits; 2] = [Digits { price: 2, volume: 0 }; 2];

    fn folded(rule: Rule, splits: &[Split]) -> Vec<Vec<f64>> {
        let mut outputs = vec![Vec::new(); rule.outputs()];
        let mut signal = PanelSignal::new(rule, CLOSE, &DIGITS, splits);
        signal.extend(&bars(), 0, &mut outputs).expect("small");
        outputs
    }

    #[test]
    fn what_was_said_stands_until_the_next_bar() {
        // The second instrument has no bar in row 1.
        let said = &folded(Rule::Sma(1), &[])[0];
        assert_eq!(said[..], [4.0, 0.1, 4.04, 0.1, 1.01, 0.2, 1.02, 0.3]);
    }

    #[test]
    fn a_split_is_undone_in_the_window_of_its_instrument_alone() {
        let split = Split { asset: 0, session: 2, new: 4, old: 1 };
        let said = &folded(Rule::Sma(2), &[split])[0];
        assert_eq!((said[4], said[6]), (1.01, 1.015));
        assert_eq!((said[5], said[7]), (0.15, 0.25));
    }

    #[test]
    fn three_outputs_are_three_arrays() {
        let said = folded(Rule::Bollinger(2, 2.0), &[]);
        assert_eq!(said.iter().map(Vec::len).collect::<Vec<_>>(), [8, 8, 8]);
        assert_eq!((said[0][6], said[1][6], said[2][6]), (1.005, 1.015, 1.025));
    }

    #[test]
    fn chunks_say_what_the_whole_says() {
        let split = Split { asset: 0, session: 2, new: 4, old: 1 };
        let whole = &folded(Rule::Ema(2), &[split])[0];
        // The second chunk begins with a row that the first one had.
        let chunks = [bars_between(0, 2), bars_between(1, 4)];
        let mut said = vec![Vec::new()];
        let mut signal = PanelSignal::new(Rule::Ema(2), CLOSE, &DIGITS, &[split]);
        signal.extend(&chunks[0], 0, &mut said).expect("small");
        signal.extend(&chunks[1], 1, &mut said).expect("small");
        let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&said[0]), bits(whole));
    }

    #[test]
    fn prices_too_large_for_exact_sums_are_refused() {
        let price = (1_i64 << 53) - 1;
        let mut builder = PanelBuilder::new(vec![1], vec![0], 1).expect("one row");
        let (rows, column) = ([0], [price]);
        let columns = Columns {
            rows: &rows,
            open: &column,
            high: &column,
            low: &column,
            close: &column,
            volume: None,
        };
        builder.add(0, &share("A"), columns).expect("in range");
        let panel = builder.finish();
        let refused = |rule, splits: &[Split]| {
            let mut signal = PanelSignal::new(rule, CLOSE, &DIGITS[..1], splits);
            signal.extend(&panel, 0, &mut [Vec::new()]).expect_err("too large").to_string()
        };
        let message = "prices of instrument 0 (mantissas to 9007199254740991) are too large";
        assert!(refused(Rule::Std(10_000, 1), &[]).starts_with(message));
        let split = Split { asset: 0, session: 0, new: 1, old: 50 };
        assert!(refused(Rule::Sma(1), &[split]).starts_with(message));
    }
}
