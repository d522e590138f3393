//! Slippage: how far a fill is from the price that triggered it, always against the trader.

mod bps;
mod volume_share;

use crate::market::Terms;
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
}

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
}

impl Slippage {
    /// The model; `None` when the rate has more than five digits behind the point, is negative, or
    /// is more than a thousand times the price.
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
        }
    }

    /// Whether it looks at the volume of a bar.
    pub const fn needs_volume(self) -> bool {
        matches!(self, Slippage::VolumeShare(_))
    }

    /// The price of the fill; `None` when it does not fit.
    #[inline]
    pub fn price<N: Number>(self, fill: &SlippageContext<'_, N>) -> Option<N::Price> {
        let slipped = match self {
            Slippage::None => return Some(fill.reference),
            Slippage::Bps(parts) => bps::price(fill, parts)?,
            Slippage::VolumeShare(impact) => volume_share::price(fill, impact)?,
        };
        Some(match fill.limit {
            None => slipped,
            Some(limit) if fill.buys => slipped.at_most(limit),
            Some(limit) => slipped.at_least(limit),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::examples::share;
    use crate::market::{Instrument, Ticks};
    use crate::money::Narrow;

    fn slipped(rate: &str, reference: i64, buys: bool, limit: Option<i64>) -> Option<i64> {
        let ticks = Ticks { step: 100, below: Some((10_000, 1)) };
        let instrument = Instrument { price_scale: 4, ticks, ..share("A") };
        let terms = Terms::<Narrow>::new(&instrument, 4).expect("fits");
        let rate = rate.parse().expect("number");
        let model = Slippage::new(SlippageModel::Bps { rate }).expect("in range");
        model.price(&SlippageContext { reference, buys, limit, share: 0, terms: &terms })
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
            model.price(&SlippageContext { reference: 10_000, buys, limit, share, terms: &terms })
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
