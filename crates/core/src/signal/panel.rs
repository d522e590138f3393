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
    /// Rows of the present session so far.
    session_rows: usize,
    /// The largest price and volume mantissas that were heard, by instrument.
    heard: Vec<(i64, i64)>,
    streams: Vec<Box<dyn Stream>>,
    /// Turns the prices of the bars into those of the streams, by instrument.
    factors: Vec<i64>,
    /// By instrument, then by output.
    last: Vec<f64>,
}

/// Numbers too large for the exact sums of an indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TooLarge {
    /// The row of the panel in which they came.
    pub row: usize,
    /// Index of the instrument.
    pub asset: usize,
    /// Its largest price mantissa up to there.
    pub price_max: i64,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TooLarge { asset, price_max, .. } = self;
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
            session_rows: 0,
            heard: vec![(0, 0); digits.len()],
            streams: digits.iter().zip(&finer).map(stream).collect(),
            factors: finer.iter().map(|&finer| if finer { SPLIT_FACTOR } else { 1 }).collect(),
            last: vec![f64::NAN; digits.len() * rule.outputs()],
        }
    }

    /// Hears the rows of a panel from `start`, and appends to each output what was said of each:
    /// one value per instrument and row.
    ///
    /// # Errors
    /// When the numbers up to a row are too large for exact sums; the rows before it are heard.
    pub fn extend(
        &mut self,
        panel: &Panel<i64>,
        start: usize,
        outputs: &mut [Vec<f64>],
    ) -> Result<(), TooLarge> {
        let fits = self.fits(panel);
        let width = self.rule.outputs();
        for row in start..panel.rows() {
            self.split(panel.sessions()[row]);
            if !fits {
                self.hear_sizes(panel, row)?;
            }
            for (asset, stream) in self.streams.iter_mut().enumerate() {
                if panel.is_present(row, asset) {
                    let quote = quote(panel, row, asset, self.factors[asset]);
                    stream.update(&quote, &mut self.last[asset * width..(asset + 1) * width]);
                }
            }
            self.repeat(outputs);
        }
        if fits {
            let most = volume_max(panel);
            for ((price, volume), &largest) in self.heard.iter_mut().zip(panel.price_max()) {
                (*price, *volume) = ((*price).max(largest), (*volume).max(most));
            }
        }
        Ok(())
    }

    /// What a rule that has heard nothing yet says of the bars of one instrument up to a row, once
    /// the splits up to a later session are known: it hears the last bar as one of after them.
    ///
    /// # Errors
    /// When the numbers are too large for exact sums.
    pub fn restated(
        mut self,
        panel: &Panel<i64>,
        asset: usize,
        last: usize,
        session: u32,
    ) -> Result<Vec<f64>, TooLarge> {
        let own = self.splits.iter().filter(|split| split.asset as usize == asset);
        let own: Vec<Split> = own.filter(|split| split.session <= session).copied().collect();
        let rows = (0..=last).filter(|&row| panel.is_present(row, asset));
        let heard = rows.clone().fold((0, 0), |most, row| largest(panel, row, asset, most));
        let sessions = panel.sessions()[..=last].chunk_by(|one, other| one == other);
        let session_bars = sessions.map(<[u32]>::len).max().unwrap_or(1);
        if !self.has_room(asset, &own, heard, session_bars) {
            return Err(TooLarge { row: last, asset, price_max: heard.0 });
        }
        let mut said = vec![f64::NAN; self.rule.outputs()];
        let mut splits = own.iter().peekable();
        for row in rows {
            let now = panel.sessions()[row];
            let known = if row == last { session } else { now };
            let mut quote = quote(panel, row, asset, self.factors[asset]);
            while let Some(split) = splits.next_if(|split| split.session <= known) {
                self.streams[asset].rebase(split.new, split.old);
                if split.session > now {
                    quote = quote.rebased(split.new, split.old);
                }
            }
            self.streams[asset].update(&quote, &mut said);
        }
        Ok(said)
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

    /// Whether all rows of a panel fit, with whatever splits there are: then no row is looked at.
    fn fits(&self, panel: &Panel<i64>) -> bool {
        let volume = volume_max(panel);
        let assets = panel.price_max().iter().zip(&self.heard).enumerate();
        assets.into_iter().all(|(asset, (&largest, heard))| {
            let (price, volume) = (largest.max(heard.0), volume.max(heard.1));
            self.has_room(asset, &self.splits, (price, volume), panel.rows() + self.session_rows)
        })
    }

    /// Hears the sizes of a row: what comes later does not count, neither prices nor splits.
    #[cold]
    fn hear_sizes(&mut self, panel: &Panel<i64>, row: usize) -> Result<(), TooLarge> {
        let done = &self.splits[..self.splits_done];
        for asset in (0..panel.assets()).filter(|&asset| panel.is_present(row, asset)) {
            let heard = largest(panel, row, asset, self.heard[asset]);
            if !self.has_room(asset, done, heard, self.session_rows) {
                return Err(TooLarge { row, asset, price_max: heard.0 });
            }
            self.heard[asset] = heard;
        }
        Ok(())
    }

    /// Whether exact sums hold prices and volumes to these, before and after such splits.
    fn has_room(
        &self,
        asset: usize,
        splits: &[Split],
        (price_max, volume_max): (i64, i64),
        session_bars: usize,
    ) -> bool {
        let own = || splits.iter().filter(move |split| split.asset as usize == asset);
        let price = price_max.checked_mul(self.factors[asset]);
        let price = price.and_then(|max| grown(max, own().map(|split| (split.old, split.new))));
        let volume = grown(volume_max, own().map(|split| (split.new, split.old)));
        price.zip(volume).is_some_and(|(price, volume_max)| {
            let value_max = if self.field == Field::Volume { volume_max } else { price };
            let scale = self.digits[asset].price + SPLIT_DIGITS;
            self.rule.fits(Sizes { value_max, volume_max, session_bars, scale })
        })
    }

    fn split(&mut self, session: u32) {
        self.session_rows += 1;
        if self.session == Some(session) {
            return;
        }
        (self.session, self.session_rows) = (Some(session), 1);
        while let Some(split) = self.splits.get(self.splits_done).filter(|s| s.session <= session) {
            self.streams[split.asset as usize].rebase(split.new, split.old);
            self.splits_done += 1;
        }
    }
}

/// Ten to the digits by which the windows of an instrument with splits are finer than its prices.
const SPLIT_FACTOR: i64 = 10_i64.pow(SPLIT_DIGITS as u32);

fn volume_max(panel: &Panel<i64>) -> i64 {
    panel.volumes().iter().copied().max().unwrap_or(0)
}

/// The largest price and volume of a bar and of those before it.
fn largest(
    panel: &Panel<i64>,
    row: usize,
    asset: usize,
    (price, volume): (i64, i64),
) -> (i64, i64) {
    let bar = panel.bar(row, asset);
    let prices = [bar.open, bar.high, bar.low, bar.close];
    let own = panel.volumes().get(row * panel.assets() + asset).copied().unwrap_or(0);
    (prices.iter().fold(price, |most, price| most.max(price.abs())), volume.max(own))
}

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
        let split = Split { asset: 0, session: 2, day: 2, new: 4, old: 1 };
        let said = &folded(Rule::Sma(2), &[split])[0];
        assert_eq!((said[4], said[6]), (1.01, 1.015));
        assert_eq!((said[5], said[7]), (0.15, 0.25));
    }

    #[test]
    fn a_split_after_the_last_bar_is_heard_before_it() {
        let split = Split { asset: 0, session: 2, day: 2, new: 4, old: 1 };
        let restated = |rule, session| {
            let signal = PanelSignal::new(rule, CLOSE, &DIGITS, &[split]);
            signal.restated(&bars(), 0, 1, session).expect("small")
        };
        assert_eq!(restated(Rule::Sma(2), 1), [4.02]);
        assert_eq!(restated(Rule::Sma(2), 2), [1.005]);
        assert_eq!(restated(Rule::Sma(1), 3), [1.01]);
        assert_eq!(restated(Rule::Returns(1), 2), restated(Rule::Returns(1), 1));
        assert!(restated(Rule::Sma(3), 2)[0].is_nan());
    }

    #[test]
    fn a_split_that_bars_have_come_after_is_heard_at_its_place() {
        let split = Split { asset: 0, session: 2, day: 2, new: 4, old: 1 };
        let signal = PanelSignal::new(Rule::Sma(2), CLOSE, &DIGITS, &[split]);
        let said = signal.restated(&bars(), 0, 3, 9).expect("small");
        assert_eq!(said, [folded(Rule::Sma(2), &[split])[0][6]]);
    }

    #[test]
    fn three_outputs_are_three_arrays() {
        let said = folded(Rule::Bollinger(2, 2.0), &[]);
        assert_eq!(said.iter().map(Vec::len).collect::<Vec<_>>(), [8, 8, 8]);
        assert_eq!((said[0][6], said[1][6], said[2][6]), (1.005, 1.015, 1.025));
    }

    #[test]
    fn chunks_say_what_the_whole_says() {
        let split = Split { asset: 0, session: 2, day: 2, new: 4, old: 1 };
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
        let split = Split { asset: 0, session: 0, day: 0, new: 1, old: 50 };
        assert!(refused(Rule::Sma(1), &[split]).starts_with(message));
    }

    #[test]
    fn a_row_is_refused_when_it_comes_and_not_before() {
        let price = (1_i64 << 53) - 1;
        let rows = [0, 1, 2];
        let mut builder = PanelBuilder::new(vec![1, 2, 3], vec![0, 1, 2], 1).expect("rows");
        let column = [100, 101, price];
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
        let split = Split { asset: 0, session: 2, day: 2, new: 1, old: 1_000 };
        let mut said = vec![Vec::new()];
        let mut signal = PanelSignal::new(Rule::Std(2, 0), CLOSE, &DIGITS[..1], &[split]);
        let refused = signal.extend(&panel, 0, &mut said).expect_err("too large");
        assert_eq!((refused.row, refused.price_max), (2, price));
        assert!(said[0][0].is_nan() && said[0].len() == 2);
        assert_eq!(said[0][1], 0.005);
    }
}
