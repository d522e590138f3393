//! Indicators by name and parameters.

use super::indicator::{
    Adx, Aroon, Atr, Bollinger, Donchian, Ema, Ichimoku, Keltner, Macd, Obv, Returns, RollingMax,
    RollingMin, Rsi, Sma, Std, Stochastic, Vwap, Wma, ZScore,
};
use super::stream::{Over, Spread, Stream};
#[cfg(feature = "twin")]
use super::twin::{FloatMacd, FloatObv, FloatReturns, Floats};
use super::{Quote, Signal, squares_fit, turnover_fits};
use crate::market::{Field, PriceField};

/// The largest value that a stream may be told: the sum of two of them still fits a machine word.
pub const VALUE_MAX: i64 = (1 << 62) - 1;

/// An indicator with its parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// Simple moving average over so many bars.
    Sma(usize),
    /// Exponential moving average.
    Ema(usize),
    /// Linearly weighted moving average.
    Wma(usize),
    /// Smallest value.
    Min(usize),
    /// Largest value.
    Max(usize),
    /// Standard deviation, with so many degrees of freedom less than values.
    Std(usize, usize),
    /// Distance from the mean in standard deviations, likewise.
    ZScore(usize, usize),
    /// Change over so many bars.
    Returns(usize),
    /// Relative strength index.
    Rsi(usize),
    /// Average true range.
    Atr(usize),
    /// Lower band, middle, upper band at so many standard deviations.
    Bollinger(usize, f64),
    /// Volume-weighted average price since the session began.
    SessionVwap,
    /// Volume-weighted average price over so many bars.
    Vwap(usize),
    /// Line, signal and histogram of a fast, a slow and a signal average.
    Macd(usize, usize, usize),
    /// Fast %K over so many bars, its mean over some, and the mean over some of that.
    Stochastic(usize, usize, usize),
    /// Average directional index, and the index of each direction.
    Adx(usize),
    /// Ages of the highest and the lowest price, and their difference.
    Aroon(usize),
    /// Middles of `[tenkan, kijun, senkou]` bars, the spans those of so many bars ago.
    Ichimoku([usize; 3], usize),
    /// On-balance volume; its field is the volume, whose digits it has.
    Obv,
    /// Lower bound, average and upper bound at so many ranges, averaged over their own length.
    Keltner(usize, f64, usize),
    /// Lowest price, middle and highest price.
    Donchian(usize),
}

impl Rule {
    /// The indicator of a name, with the bars of its windows and its parameter: the degrees of
    /// freedom of std and zscore, the width of bollinger and keltner; `None` where there is none.
    pub fn named(name: &str, lengths: &[usize], parameter: f64) -> Option<Rule> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 or 1")]
        let ddof = parameter as usize;
        Some(match (name, lengths) {
            ("sma", &[length]) => Rule::Sma(length),
            ("ema", &[length]) => Rule::Ema(length),
            ("wma", &[length]) => Rule::Wma(length),
            ("min", &[length]) => Rule::Min(length),
            ("max", &[length]) => Rule::Max(length),
            ("std", &[length]) => Rule::Std(length, ddof),
            ("zscore", &[length]) => Rule::ZScore(length, ddof),
            ("returns", &[length]) => Rule::Returns(length),
            ("rsi", &[length]) => Rule::Rsi(length),
            ("atr", &[length]) => Rule::Atr(length),
            ("bollinger", &[length]) => Rule::Bollinger(length, parameter),
            ("vwap", &[]) => Rule::SessionVwap,
            ("vwap", &[length]) => Rule::Vwap(length),
            ("macd", &[fast, slow, signal]) if fast < slow => Rule::Macd(fast, slow, signal),
            ("stochastic", &[length, smoothing, signal]) => {
                Rule::Stochastic(length, smoothing, signal)
            }
            ("adx", &[length]) => Rule::Adx(length),
            ("aroon", &[length]) => Rule::Aroon(length),
            ("ichimoku", &[tenkan, kijun, senkou, shift]) => {
                Rule::Ichimoku([tenkan, kijun, senkou], shift)
            }
            ("obv", &[]) => Rule::Obv,
            ("keltner", &[length, range]) => Rule::Keltner(length, parameter, range),
            ("donchian", &[length]) => Rule::Donchian(length),
            _ => return None,
        })
    }

    /// How many values it gives for a bar.
    pub fn outputs(self) -> usize {
        match self {
            Rule::Ichimoku(..) => 4,
            Rule::Bollinger(..)
            | Rule::Macd(..)
            | Rule::Stochastic(..)
            | Rule::Adx(_)
            | Rule::Aroon(_)
            | Rule::Keltner(..)
            | Rule::Donchian(_) => 3,
            _ => 1,
        }
    }

    /// A stream of the rule over one field, where it takes one, in units of `10^-scale`.
    pub fn stream(self, field: Field, scale: u8) -> Box<dyn Stream> {
        #[cfg(feature = "twin")]
        if let Some(stream) = self.twin_stream(field, scale) {
            return stream;
        }
        match self {
            Rule::Sma(length) => over(field, Sma::new(length, scale)),
            Rule::Ema(length) => over(field, Ema::new(length, scale)),
            Rule::Wma(length) => over(field, Wma::new(length, scale)),
            Rule::Min(length) => over(field, RollingMin::new(length, scale)),
            Rule::Max(length) => over(field, RollingMax::new(length, scale)),
            Rule::Std(length, ddof) => over(field, Std::new(length, ddof, scale)),
            Rule::ZScore(length, ddof) => over(field, ZScore::new(length, ddof)),
            Rule::Returns(length) => over(field, Returns::new(length)),
            Rule::Rsi(length) => over(field, Rsi::new(length)),
            Rule::Bollinger(length, width) => over(field, Bollinger::new(length, width, scale)),
            Rule::Atr(length) => over_bars(Atr::new(length, scale)),
            Rule::SessionVwap => over_bars(Vwap::session(scale)),
            Rule::Vwap(length) => over_bars(Vwap::rolling(length, scale)),
            Rule::Macd(fast, slow, signal) => over(field, Macd::new(fast, slow, signal, scale)),
            Rule::Stochastic(length, smoothing, signal) => {
                over_bars(Stochastic::new(length, smoothing, signal))
            }
            Rule::Adx(length) => over_bars(Adx::new(length)),
            Rule::Aroon(length) => over_bars(Aroon::new(length)),
            Rule::Ichimoku(lengths, shift) => over_bars(Ichimoku::new(lengths, shift, scale)),
            Rule::Obv => over_bars(Obv::new(scale)),
            Rule::Keltner(length, width, range) => {
                over_bars(Keltner::new(length, width, range, scale))
            }
            Rule::Donchian(length) => over_bars(Donchian::new(length, scale)),
        }
    }

    /// The same in floats, where a measurement asks for it.
    #[cfg(feature = "twin")]
    fn twin_stream(self, field: Field, scale: u8) -> Option<Box<dyn Stream>> {
        match self {
            Rule::Sma(length) => Some(over(field, Floats::sma(length, scale))),
            Rule::ZScore(length, ddof) => Some(over(field, Floats::z_score(length, ddof))),
            Rule::Returns(length) => Some(over(field, FloatReturns::new(length))),
            Rule::Macd(fast, slow, signal) => {
                Some(over(field, FloatMacd::new([fast, slow, signal], scale)))
            }
            Rule::Obv => Some(over_bars(FloatObv::new(scale))),
            _ => None,
        }
    }

    /// Whether its exact sums fit values of these sizes.
    pub fn fits(self, sizes: Sizes) -> bool {
        let Sizes { value_max, volume_max, session_bars, scale } = sizes;
        match self {
            Rule::Std(length, _) | Rule::ZScore(length, _) | Rule::Bollinger(length, _) => {
                squares_fit(length, value_max)
            }
            Rule::Vwap(length) => turnover_fits(length, value_max, volume_max, scale),
            Rule::SessionVwap => turnover_fits(session_bars, value_max, volume_max, scale),
            // A remembered span is the sum of four prices.
            Rule::Ichimoku(..) => value_max < 1 << 60,
            _ => value_max <= VALUE_MAX,
        }
    }
}

/// The largest numbers that a stream may be told, before and after all splits.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// Of the field it hears, in its units.
    pub value_max: i64,
    /// Of volumes.
    pub volume_max: i64,
    /// Bars in a session.
    pub session_bars: usize,
    /// Its digits behind the point.
    pub scale: u8,
}

fn over<S>(field: Field, signal: S) -> Box<dyn Stream>
where
    S: Signal<Input = i64> + Send + Sync + 'static,
    S::Output: Spread,
{
    let input: fn(&Quote) -> i64 = match field {
        Field::Of(PriceField::Open) => |quote| quote.open,
        Field::Of(PriceField::High) => |quote| quote.high,
        Field::Of(PriceField::Low) => |quote| quote.low,
        Field::Of(PriceField::Close) | Field::Price => |quote| quote.close,
        Field::Volume => |quote| quote.volume,
    };
    Box::new(Over { signal, input, is_volume: field == Field::Volume })
}

fn over_bars<S>(signal: S) -> Box<dyn Stream>
where
    S: Signal<Input = Quote> + Send + Sync + 'static,
    S::Output: Spread,
{
    Box::new(Over { signal, input: |quote| *quote, is_volume: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLOSE: Field = Field::Of(PriceField::Close);

    fn told(rule: Rule, field: Field, bars: &[Quote]) -> Vec<f64> {
        let mut stream = rule.stream(field, 2);
        let mut said = vec![f64::NAN; rule.outputs()];
        for bar in bars {
            stream.update(bar, &mut said);
        }
        said
    }

    fn bars() -> Vec<Quote> {
        (1..=40_i64)
            .map(|n| {
                let (open, volume) = (1_000 + n * n % 17, 100 + n);
                let (high, low, close) = (open + 30, open - 20, open + n % 7);
                Quote { open, high, low, close, volume, session: 0 }
            })
            .collect()
    }

    #[test]
    fn every_rule_says_something_of_every_field_it_takes() {
        let rules = [
            Rule::Sma(5),
            Rule::Ema(5),
            Rule::Wma(5),
            Rule::Min(5),
            Rule::Max(5),
            Rule::Std(5, 1),
            Rule::ZScore(5, 1),
            Rule::Returns(5),
            Rule::Rsi(5),
            Rule::Atr(5),
            Rule::Bollinger(5, 2.0),
            Rule::SessionVwap,
            Rule::Vwap(5),
            Rule::Macd(3, 5, 4),
            Rule::Stochastic(5, 3, 3),
            Rule::Adx(5),
            Rule::Aroon(5),
            Rule::Ichimoku([3, 5, 9], 5),
            Rule::Obv,
            Rule::Keltner(5, 2.0, 4),
            Rule::Donchian(5),
        ];
        for rule in rules {
            let said = told(rule, CLOSE, &bars());
            assert_eq!(said.len(), rule.outputs());
            assert!(said.iter().all(|value| value.is_finite()), "{rule:?}");
        }
    }

    #[test]
    fn a_rule_over_a_field_hears_that_field() {
        let fields = [
            (Field::Of(PriceField::Open), 10.02),
            (Field::Of(PriceField::High), 10.32),
            (Field::Of(PriceField::Low), 9.82),
            (CLOSE, 10.07),
            (Field::Price, 10.07),
            (Field::Volume, 1.4),
        ];
        for (field, expected) in fields {
            assert_eq!(told(Rule::Sma(1), field, &bars()), [expected], "{field:?}");
        }
    }

    #[test]
    fn volumes_go_the_other_way_in_a_split() {
        let mut stream = Rule::Sma(2).stream(Field::Volume, 0);
        let mut said = [0.0];
        stream.update(&Quote { volume: 100, ..Quote::default() }, &mut said);
        stream.rebase(4, 1);
        stream.update(&Quote { volume: 500, ..Quote::default() }, &mut said);
        assert_eq!(said, [450.0]);
    }

    #[test]
    fn sums_that_may_not_fit_are_found() {
        let fits = |rule: Rule, value_max, volume_max, session_bars| {
            rule.fits(Sizes { value_max, volume_max, session_bars, scale: 2 })
        };
        assert!(fits(Rule::Sma(9), VALUE_MAX, 0, 1) && !fits(Rule::Sma(9), VALUE_MAX + 1, 0, 1));
        assert!(fits(Rule::Std(9, 1), 1 << 40, 0, 1) && !fits(Rule::Std(9, 1), i64::MAX, 0, 1));
        assert!(fits(Rule::Vwap(9), 1 << 50, 1 << 60, 1));
        assert!(!fits(Rule::Vwap(40), 1 << 60, 1 << 62, 1));
        let cloud = Rule::Ichimoku([1, 1, 1], 1);
        assert!(fits(cloud, (1 << 60) - 1, 0, 1) && !fits(cloud, 1 << 60, 0, 1));
        assert!(fits(Rule::SessionVwap, 1 << 55, 1 << 58, 400));
        assert!(!fits(Rule::SessionVwap, 1 << 55, 1 << 58, 40_000));
    }
}
