//! A rule for every instrument of a panel: the fold of the stream, by rows.

use std::fmt;

use super::refined::{Refined, SPLIT_FACTOR};
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
    streams: Vec<Refined>,
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
        let stream = |(asset, &digits): (u32, &Digits)| {
            let finer = has_split(asset) && field != Field::Volume;
            let finer = finer.then(|| fresh(rule, field, digits, true));
            Refined::new(fresh(rule, field, digits, false), finer, rule.outputs())
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
            streams: (0_u32..).zip(digits).map(stream).collect(),
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
                    let quote = quote(panel, row, asset);
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
        &self,
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
        let is_finer = !own.is_empty();
        let factor = if is_finer { SPLIT_FACTOR } else { 1 };
        if !self.has_room(asset, factor, &own, heard, session_bars) {
            return Err(TooLarge { row: last, asset, price_max: heard.0 });
        }
        let mut stream = fresh(self.rule, self.field, self.digits[asset], is_finer);
        let mut said = vec![f64::NAN; self.rule.outputs()];
        let mut splits = own.iter().peekable();
        for row in rows {
            let now = panel.sessions()[row];
            let known = if row == last { session } else { now };
            let mut quote = quote(panel, row, asset).times(factor);
            while let Some(split) = splits.next_if(|split| split.session <= known) {
                stream.rebase(split.new, split.old);
                if split.session > now {
                    quote = quote.rebased(split.new, split.old);
                }
            }
            stream.update(&quote, &mut said);
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
            let most = (largest.max(heard.0), volume.max(heard.1));
            let bars = panel.rows() + self.session_rows;
            let stream = &self.streams[asset];
            !stream.is_lost() && self.has_room(asset, stream.finest(), &self.splits, most, bars)
        })
    }

    /// Hears the sizes of a row: what comes later does not count, neither prices nor splits.
    #[cold]
    fn hear_sizes(&mut self, panel: &Panel<i64>, row: usize) -> Result<(), TooLarge> {
        for asset in (0..panel.assets()).filter(|&asset| panel.is_present(row, asset)) {
            let heard = largest(panel, row, asset, self.heard[asset]);
            let done = &self.splits[..self.splits_done];
            let is_split = done.iter().any(|split| split.asset as usize == asset);
            let has_room = |factor| self.has_room(asset, factor, done, heard, self.session_rows);
            let stream = &self.streams[asset];
            if !has_room(stream.factor()) || (stream.is_lost() && is_split) {
                return Err(TooLarge { row, asset, price_max: heard.0 });
            }
            if stream.hears_beside() && !has_room(SPLIT_FACTOR) {
                self.streams[asset].lose();
            }
            self.heard[asset] = heard;
        }
        Ok(())
    }

    /// Whether exact sums hold prices and volumes to these, before and after such splits.
    fn has_room(
        &self,
        asset: usize,
        factor: i64,
        splits: &[Split],
        (price_max, volume_max): (i64, i64),
        session_bars: usize,
    ) -> bool {
        let own = || splits.iter().filter(move |split| split.asset as usize == asset);
        let price = price_max.checked_mul(factor);
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

/// A stream that has heard nothing, in the digits of prices or in those of after a split.
fn fresh(rule: Rule, field: Field, digits: Digits, is_finer: bool) -> Box<dyn Stream> {
    match field {
        Field::Volume => rule.stream(field, digits.volume),
        _ if is_finer => rule.stream(field, digits.price + SPLIT_DIGITS),
        _ => rule.stream(field, digits.price),
    }
}

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
fn quote(panel: &Panel<i64>, row: usize, asset: usize) -> Quote {
    let bar = panel.bar(row, asset);
    Quote {
        open: bar.open,
        high: bar.high,
        low: bar.low,
        close: bar.close,
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
    fn a_split_that_comes_later_changes_no_bit_before_it() {
        let closes: Vec<i64> = (0..60).map(|day| 10_000 + day * day * 7_919 % 1_009).collect();
        let panel = days(&closes);
        let split = Split { asset: 0, session: 50, day: 50, new: 4, old: 1 };
        let bits = |rule: Rule, splits: &[Split]| {
            let mut outputs = vec![Vec::new(); rule.outputs()];
            let mut signal = PanelSignal::new(rule, CLOSE, &DIGITS[..1], splits);
            signal.extend(&panel, 0, &mut outputs).expect("small");
            outputs[0].iter().map(|value| value.to_bits()).collect::<Vec<_>>()
        };
        for rule in [Rule::ZScore(5, 1), Rule::Ema(5), Rule::Rsi(5), Rule::Adx(5)] {
            let (with, without) = (bits(rule, &[split]), bits(rule, &[]));
            assert_eq!(with[..50], without[..50], "{rule:?}");
            assert_ne!(with[50..], without[50..], "{rule:?}");
        }
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

    /// An instrument with one bar in each session.
    fn days(column: &[i64]) -> Panel<i64> {
        let rows: Vec<u32> = (0..).take(column.len()).collect();
        let times = rows.iter().map(|&row| i64::from(row) + 1).collect();
        let mut builder = PanelBuilder::new(times, rows.clone(), 1).expect("ascending");
        let columns = Columns {
            rows: &rows,
            open: column,
            high: column,
            low: column,
            close: column,
            volume: None,
        };
        builder.add(0, &share("A"), columns).expect("in range");
        builder.finish()
    }

    #[test]
    fn prices_too_large_for_finer_digits_are_refused_with_the_split() {
        let price = (1_i64 << 53) - 1;
        let panel = days(&[100, price, 102]);
        let said = |rule, splits: &[Split]| {
            let mut said = vec![Vec::new()];
            let mut signal = PanelSignal::new(rule, CLOSE, &DIGITS[..1], splits);
            let heard = signal.extend(&panel, 0, &mut said);
            (heard.err().map(|refused| refused.row), said.remove(0))
        };
        let split = Split { asset: 0, session: 2, day: 2, new: 2, old: 1 };
        let (refused, with) = said(Rule::Sma(1), &[split]);
        let (none, without) = said(Rule::Sma(1), &[]);
        assert_eq!((refused, none), (Some(2), None));
        assert_eq!(with[..], without[..2]);
    }

    #[test]
    fn a_row_is_refused_when_it_comes_and_not_before() {
        let price = (1_i64 << 53) - 1;
        let panel = days(&[100, 101, price]);
        let split = Split { asset: 0, session: 2, day: 2, new: 1, old: 1_000 };
        let mut said = vec![Vec::new()];
        let mut signal = PanelSignal::new(Rule::Std(2, 0), CLOSE, &DIGITS[..1], &[split]);
        let refused = signal.extend(&panel, 0, &mut said).expect_err("too large");
        assert_eq!((refused.row, refused.price_max), (2, price));
        assert!(said[0][0].is_nan() && said[0].len() == 2);
        assert_eq!(said[0][1], 0.005);
    }
}
