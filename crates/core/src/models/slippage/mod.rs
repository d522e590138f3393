//! Slippage: how far a fill is from the price that triggered it, always against the trader.

mod bps;
mod moved;
mod past;
mod volatility;
mod volume_share;

pub use moved::Amounted;
pub use past::{BEFORE, Past, PastBar};

use std::fmt;

use crate::market::{Terms, half_spread};
use crate::money::{Amount, Decimal, Number};

/// The slippage of a run, in exact numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlippageModel {
    /// Fills happen at the price that triggered them.
    None,
    /// A fixed share of the price.
    Bps {
        /// Hundredths of a percent.
        rate: Decimal,
    },
    /// A price impact that grows with the square of the share of the bar's volume.
    VolumeShare {
        /// The share of the price at the whole volume of a bar.
        impact: Decimal,
    },
    /// A fixed amount of money on the price.
    Fixed {
        /// Money per unit of price.
        amount: Decimal,
    },
    /// Half of a spread that is known.
    Spread {
        /// Money per unit of price, between bid and ask.
        spread: Decimal,
    },
    /// A multiple of the standard deviation of the last changes of price.
    Volatility {
        /// So many deviations.
        factor: Decimal,
        /// Of so many changes, two at least.
        bars: usize,
    },
    /// Half of the spread that the last highs and lows give away.
    SpreadEstimate {
        /// Mean of so many pairs of bars, one at least.
        pairs: usize,
    },
}

/// As on the command line.
impl fmt::Display for SlippageModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SlippageModel::None => f.write_str("none"),
            SlippageModel::Bps { rate } => write!(f, "bps:{rate}"),
            SlippageModel::VolumeShare { impact } => write!(f, "volume-share:{impact}"),
            SlippageModel::Fixed { amount } => write!(f, "fixed:{amount}"),
            SlippageModel::Spread { spread } => write!(f, "spread:{spread}"),
            SlippageModel::Volatility { factor, bars } => write!(f, "volatility:{factor}:{bars}"),
            SlippageModel::SpreadEstimate { pairs } => write!(f, "spread-estimate:{pairs}"),
        }
    }
}

/// The most bars that a model looks back.
const BARS_MAX: usize = 100_000;

/// One fill before its slippage.
#[derive(Clone, Copy, Debug)]
pub struct SlippageContext<'a, N: Number> {
    /// The price that triggered the fill.
    pub reference: N::Price,
    /// Whether the order buys.
    pub buys: bool,
    /// The limit of the order, which slippage never passes.
    pub limit: Option<N::Price>,
    /// The share of the bar's volume that this fill and those before it have taken, in parts of
    /// 10^9.
    pub share: i64,
    /// The instrument.
    pub terms: &'a Terms<N>,
    /// The bars of all instruments before this one.
    pub past: &'a Past,
    /// Index of the instrument.
    pub asset: u32,
    /// Row of the fill.
    pub row: u32,
}

/// A price that does not fit is moved by more than this, times itself.
const FAR: i128 = 100_000_000_000;

impl<N: Number> SlippageContext<'_, N> {
    /// Where a fill ends whose price is moved by more than fits: at its limit, or at the one tick
    /// that a seller gets; `None` where nothing holds it.
    fn farthest(&self) -> Option<N::Price> {
        let tick = self.terms.ticks.at(self.reference);
        if !self.buys && self.reference > N::Price::ZERO {
            return Some(self.limit.map_or(tick, |limit| tick.at_least(limit)));
        }
        let digits = |price| i128::from(N::price_mantissa(price, self.terms.price_scale)).abs();
        self.limit.filter(|&limit| digits(limit) / digits(self.reference).max(1) < FAR)
    }
}

/// A [`SlippageModel`] in the numbers of one kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slippage {
    /// Fills happen at the price that triggered them.
    None,
    /// A fixed share of the price, in parts of 10^9.
    Bps(i64),
    /// A price impact, in parts of 10^9.
    VolumeShare(i64),
    /// An amount on the price: fixed, or half of a spread.
    Fixed(Amounted),
    /// Deviations of so many changes of price.
    Volatility(Amounted, usize),
    /// Half the spread of so many pairs of bars.
    SpreadEstimate(usize),
}

impl Slippage {
    /// The model; `None` when a number is negative or has too many digits, when a rate is more than
    /// a thousand times the price, or when too few or too many bars are looked at.
    pub fn new(model: SlippageModel) -> Option<Slippage> {
        match model {
            SlippageModel::None => Some(Slippage::None),
            SlippageModel::Bps { rate } => {
                let parts = i64::try_from(rate.at_scale(5)?).ok()?;
                (0..=bps::LARGEST).contains(&parts).then_some(Slippage::Bps(parts))
            }
            SlippageModel::VolumeShare { impact } => {
                let parts = i64::try_from(impact.at_scale(9)?).ok()?;
                (0..=bps::LARGEST).contains(&parts).then_some(Slippage::VolumeShare(parts))
            }
            SlippageModel::Fixed { amount } => Amounted::part(amount, 1).map(Slippage::Fixed),
            SlippageModel::Spread { spread } => Amounted::part(spread, 2).map(Slippage::Fixed),
            SlippageModel::Volatility { factor, bars } => {
                let factor = Amounted::part(factor, 1)?;
                (2..=BARS_MAX).contains(&bars).then_some(Slippage::Volatility(factor, bars))
            }
            SlippageModel::SpreadEstimate { pairs } => {
                (1..=BARS_MAX).contains(&pairs).then_some(Slippage::SpreadEstimate(pairs))
            }
        }
    }

    /// How many bars before a fill the model looks at.
    pub const fn bars(self) -> usize {
        match self {
            Slippage::None | Slippage::Bps(_) | Slippage::Fixed(_) | Slippage::VolumeShare(_) => 0,
            Slippage::Volatility(_, changes) => changes + 1,
            Slippage::SpreadEstimate(pairs) => pairs + 1,
        }
    }

    /// Whether it looks at the volume of a bar.
    pub const fn needs_volume(self) -> bool {
        matches!(self, Slippage::VolumeShare(_))
    }

    /// The price of the fill; `None` when it does not fit.
    #[inline]
    pub fn price<N: Number>(self, fill: &SlippageContext<'_, N>) -> Option<N::Price> {
        if self == Slippage::None { Some(fill.reference) } else { self.slipped(fill) }
    }

    #[inline(never)]
    fn slipped<N: Number>(self, fill: &SlippageContext<'_, N>) -> Option<N::Price> {
        let slipped = match self {
            Slippage::None => Some(fill.reference),
            Slippage::Bps(parts) => bps::price(fill, parts),
            Slippage::VolumeShare(impact) => volume_share::price(fill, impact),
            Slippage::Fixed(amount) => moved::price(fill, amount),
            Slippage::Volatility(factor, _) => moved::price(fill, self.amount(fill, factor)?),
            Slippage::SpreadEstimate(_) => {
                let bars = fill.past.before(fill.asset, fill.row, self.bars());
                bps::price(fill, bars.map_or(0, |bars| half_spread(bars.map(|bar| bar.range))))
            }
        };
        let Some(slipped) = slipped else { return fill.farthest() };
        Some(match fill.limit {
            None => slipped,
            Some(limit) if fill.buys => slipped.at_most(limit),
            Some(limit) => slipped.at_least(limit),
        })
    }

    fn amount<N: Number>(
        self,
        fill: &SlippageContext<'_, N>,
        factor: Amounted,
    ) -> Option<Amounted> {
        match fill.past.before(fill.asset, fill.row, self.bars()) {
            Some(bars) => volatility::amount(bars, factor, fill.terms.price_scale),
            None => Some(Amounted { numerator: 0, denominator: 1 }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::examples::share;
    use crate::market::{Instrument, Ticks};
    use crate::money::Narrow;

    fn slipped(rate: &str, reference: i64, buys: bool, limit: Option<i64>) -> Option<i64> {
        let rate = rate.parse().expect("number");
        moved(SlippageModel::Bps { rate }, reference, buys, limit)
    }

    /// In a market with four digits that steps by cents, and finer below one dollar.
    fn moved(model: SlippageModel, reference: i64, buys: bool, limit: Option<i64>) -> Option<i64> {
        let ticks = Ticks { step: 100, below: Some((10_000, 1)) };
        let instrument = Instrument { price_scale: 4, ticks, ..share("A") };
        let terms = Terms::<Narrow>::new(&instrument, 4).expect("fits");
        let model = Slippage::new(model).expect("in range");
        let (past, asset, row) = (&Past::default(), 0, 0);
        let terms = &terms;
        let share = 0;
        model.price(&SlippageContext { reference, buys, limit, share, terms, past, asset, row })
    }

    #[test]
    fn a_fixed_amount_is_on_the_price_and_half_a_spread_likewise() {
        let amount = |text: &str| text.parse().expect("number");
        let fixed = |text, reference, buys| {
            moved(SlippageModel::Fixed { amount: amount(text) }, reference, buys, None)
        };
        assert_eq!(fixed("0.05", 1_000_000, true), Some(1_000_500)); // 100.05
        assert_eq!(fixed("0.05", 1_000_000, false), Some(999_500)); // 99.95
        assert_eq!(fixed("0.005", 1_000_000, true), Some(1_000_100)); // 100.005 up to 100.01
        assert_eq!(fixed("0.005", 1_000_000, false), Some(999_900)); // 99.995 down to 99.99
        assert_eq!(fixed("200", 1_000_000, false), Some(100)); // one tick is left
        assert_eq!(fixed("0.01", -1_000_000, true), Some(-999_900)); // -99.99: against the buyer
        let spread = SlippageModel::Spread { spread: amount("0.03") };
        assert_eq!(moved(spread, 1_000_000, true, None), Some(1_000_200)); // 100.015 up
        assert_eq!(moved(spread, 1_000_000, false, None), Some(999_800)); // 99.985 down
        assert_eq!(moved(spread, 1_000_000, true, Some(1_000_100)), Some(1_000_100));
    }

    #[test]
    fn a_model_that_looks_back_moves_nothing_where_there_is_nothing_to_see() {
        let factor = "1".parse().expect("number");
        let models = [
            SlippageModel::Volatility { factor, bars: 2 },
            SlippageModel::SpreadEstimate { pairs: 1 },
        ];
        for model in models {
            assert_eq!(moved(model, 1_000_000, true, None), Some(1_000_000));
            assert_eq!(moved(model, 1_000_050, true, None), Some(1_000_100)); // to the tick
        }
    }

    #[test]
    fn numbers_out_of_range_are_no_model() {
        let factor: Decimal = "1".parse().expect("number");
        let fine: Decimal = "0.0000000000001".parse().expect("number");
        let negative: Decimal = "-1".parse().expect("number");
        for model in [
            SlippageModel::Volatility { factor, bars: 1 },
            SlippageModel::Volatility { factor: negative, bars: 2 },
            SlippageModel::SpreadEstimate { pairs: 0 },
            SlippageModel::SpreadEstimate { pairs: 100_001 },
            SlippageModel::Fixed { amount: fine },
            SlippageModel::Spread { spread: negative },
        ] {
            assert_eq!(Slippage::new(model), None, "{model:?}");
        }
    }

    #[test]
    fn a_buyer_pays_up_to_the_tick_and_a_seller_gets_down_to_it() {
        assert_eq!(slipped("10", 1_011_850, true, None), Some(1_012_900)); // 101.286185
        assert_eq!(slipped("10", 1_011_850, false, None), Some(1_010_800)); // 101.083815
        assert_eq!(slipped("0", 1_011_850, true, None), Some(1_011_900));
    }

    #[test]
    fn below_one_dollar_the_tick_is_finer_and_never_nothing() {
        assert_eq!(slipped("10", 5_000, true, None), Some(5_005));
        assert_eq!(slipped("10", 1, true, None), Some(2));
        assert_eq!(slipped("10", 1, false, None), Some(1));
        assert_eq!(slipped("20000", 1_000_000, false, None), Some(100));
    }

    #[test]
    fn slippage_never_passes_the_limit() {
        assert_eq!(slipped("10", 1_000_000, true, Some(1_000_500)), Some(1_000_500));
        assert_eq!(slipped("10", 1_000_000, true, Some(1_002_000)), Some(1_001_000));
        assert_eq!(slipped("10", 1_000_000, false, Some(999_500)), Some(999_500));
        assert_eq!(slipped("10", 1_000_000, false, Some(998_000)), Some(999_000));
    }

    #[test]
    fn a_negative_price_slips_against_the_trader_too() {
        assert_eq!(slipped("10", -376_300, true, None), Some(-375_900)); // -37.59237
        assert_eq!(slipped("10", -376_300, false, None), Some(-376_700)); // -37.66763
    }

    #[test]
    fn a_share_of_the_volume_moves_the_price_by_its_square() {
        let terms = Terms::<Narrow>::new(&share("A"), 2).expect("fits");
        let impact = "0.1".parse().expect("number");
        let model = Slippage::new(SlippageModel::VolumeShare { impact }).expect("in range");
        let slipped = |share, buys| {
            let limit = None;
            let (past, asset, row, reference, terms) = (&Past::default(), 0, 0, 10_000, &terms);
            let context =
                SlippageContext { reference, buys, limit, share, terms, past, asset, row };
            model.price(&context)
        };
        // A tenth of the volume: 0.1 % of 100.00.
        assert_eq!(slipped(100_000_000, true), Some(10_010));
        assert_eq!(slipped(100_000_000, false), Some(9_990));
        assert_eq!(slipped(100_000_001, true), Some(10_011));
        assert_eq!(slipped(0, true), Some(10_000));
        assert_eq!(slipped(4_000_000_000, false), Some(1));
        assert!(model.needs_volume() && !Slippage::None.needs_volume());
    }

    #[test]
    fn a_price_moved_by_more_than_fits_ends_at_the_limit_or_one_tick() {
        let terms = Terms::<Narrow>::new(&share("A"), 2).expect("fits");
        let slipped = |impact: &str, buys, limit| {
            let impact = impact.parse().expect("number");
            let model = Slippage::new(SlippageModel::VolumeShare { impact }).expect("in range");
            let (past, asset, row, reference, terms) = (&Past::default(), 0, 0, 12, &terms);
            let share = 8_333_333_333_343_000_000;
            model.price(&SlippageContext { reference, buys, limit, share, terms, past, asset, row })
        };
        for impact in ["0.1", "0.123456789"] {
            assert_eq!(slipped(impact, true, None), None);
            assert_eq!(slipped(impact, true, Some(13)), Some(13));
            assert_eq!(slipped(impact, true, Some(i64::MAX)), None);
            assert_eq!(slipped(impact, false, None), Some(1));
            assert_eq!(slipped(impact, false, Some(11)), Some(11));
        }
    }

    #[test]
    fn a_rate_out_of_range_or_too_fine_is_no_model() {
        for rate in ["-1", "10000001", "0.000001"] {
            let rate = rate.parse().expect("number");
            assert_eq!(Slippage::new(SlippageModel::Bps { rate }), None);
        }
        let rate = "10000000".parse().expect("number");
        let largest = Slippage::Bps(1_000_000_000_000);
        assert_eq!(Slippage::new(SlippageModel::Bps { rate }), Some(largest));
        assert_eq!(Slippage::new(SlippageModel::None), Some(Slippage::None));
    }
}
