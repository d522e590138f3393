//! Latency: how long an order, a change or a cancellation takes until it is effective.

use crate::order::OrderId;

/// The latency of one stage, in nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delay {
    /// Always the same.
    Fixed(i64),
    /// Drawn evenly from `least..most`.
    Uniform {
        /// The least.
        least: i64,
        /// What it stays below.
        most: i64,
    },
    /// Drawn from an exponential distribution.
    Exponential {
        /// Its mean.
        mean: i64,
    },
}

/// The stages of an order that take time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It is given.
    Submit,
    /// It is changed.
    Modify,
    /// It is taken back.
    Cancel,
}

/// The latency of a run; the same seed draws the same latencies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Latency {
    /// Of new orders.
    pub submit: Delay,
    /// Of changes.
    pub modify: Delay,
    /// Of cancellations.
    pub cancel: Delay,
    /// What draws depend on beside the order.
    pub seed: u64,
}

impl Latency {
    /// Nothing takes time.
    pub const NONE: Latency = Latency {
        submit: Delay::Fixed(0),
        modify: Delay::Fixed(0),
        cancel: Delay::Fixed(0),
        seed: 0,
    };

    /// Whether anything takes time.
    pub fn is_some(&self) -> bool {
        [self.submit, self.modify, self.cancel].into_iter().any(|delay| delay != Delay::Fixed(0))
    }

    /// Whether no stage takes less than nothing.
    pub fn is_possible(&self) -> bool {
        [self.submit, self.modify, self.cancel].into_iter().all(|delay| match delay {
            Delay::Fixed(delay) => delay >= 0,
            Delay::Uniform { least, most } => least >= 0 && most >= least,
            Delay::Exponential { mean } => mean >= 0,
        })
    }

    /// When something is effective that was asked at `now` of an order.
    pub fn effective(&self, now: i64, order: OrderId, stage: Stage) -> i64 {
        let (delay, number) = match stage {
            Stage::Submit => (self.submit, 0),
            Stage::Modify => (self.modify, 1),
            Stage::Cancel => (self.cancel, 2),
        };
        let place = u64::from(order).wrapping_mul(3).wrapping_add(number);
        // What lies beyond the end of time is never effective.
        now.checked_add(delay.drawn(self.seed.wrapping_add(place))).unwrap_or(i64::MAX)
    }
}

/// `2^53`: a draw is a multiple of its inverse.
const DRAWS: i128 = 1 << 53;

impl Delay {
    fn drawn(self, place: u64) -> i64 {
        let bits = mix(place) >> 11;
        match self {
            Delay::Fixed(delay) => delay,
            Delay::Uniform { least, most } => {
                let above = i128::from(bits) * (i128::from(most) - i128::from(least)) / DRAWS;
                least + i64::try_from(above).unwrap_or(0)
            }
            Delay::Exponential { mean } => exponential(bits, mean),
        }
    }
}

/// `floor(-ln(1 - bits / 2^53) * mean)`, in whole numbers: the same on every machine. The logarithm
/// is found bit by bit, with 60 of them behind the point.
fn exponential(bits: u64, mean: i64) -> i64 {
    const POINT: u32 = 60;
    /// The natural logarithm of 2, in parts of 2^60.
    const LN_2: u128 = 799_144_290_325_165_978;
    const UNIT: u32 = 62;
    let rest = (1 << 53) - bits;
    let whole = 63 - rest.leading_zeros();
    let mut power = u128::from(rest) << (UNIT - whole);
    let mut log = u128::from(whole) << POINT;
    for bit in (0..POINT).rev() {
        power = (power * power) >> UNIT;
        if power >> (UNIT + 1) != 0 {
            log |= 1 << bit;
            power >>= 1;
        }
    }
    let natural = (((53 << POINT) - log) * LN_2) >> POINT;
    let delay = natural.checked_mul(u128::from(mean.unsigned_abs())).map(|delay| delay >> POINT);
    delay.and_then(|delay| i64::try_from(delay).ok()).unwrap_or(i64::MAX)
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
fn mix(seed: u64) -> u64 {
    let z = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_finaliser_is_that_of_splitmix() {
        // The first numbers of SplitMix64 with seed 0 are those of its multiples of the golden ratio.
        const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
        assert_eq!(mix(GOLDEN), 0xe220_a839_7b1d_cdaf);
        assert_eq!(mix(GOLDEN.wrapping_mul(2)), 0x6e78_9e6a_a1b9_65f4);
    }

    #[test]
    fn a_draw_depends_on_seed_order_and_stage_alone() {
        let uniform = Delay::Uniform { least: 100, most: 200 };
        let latency = Latency { submit: uniform, modify: uniform, cancel: uniform, seed: 7 };
        let drawn: Vec<i64> =
            (0..100).map(|order| latency.effective(0, order, Stage::Submit)).collect();
        assert!(drawn.iter().all(|delay| (100..200).contains(delay)));
        assert!(drawn.iter().min() < Some(&110) && drawn.iter().max() > Some(&190));
        assert_eq!(latency.effective(5, 3, Stage::Submit), 5 + drawn[3]);
        let (modify, next) = (Stage::Modify, Latency { seed: 8, ..latency });
        assert_eq!(latency.effective(0, 3, modify), next.effective(0, 3, Stage::Submit));
    }

    #[test]
    fn an_exponential_draw_has_its_mean() {
        let delay = Delay::Exponential { mean: 1_000_000 };
        let sum: i64 = (0..10_000).map(|place| delay.drawn(place)).sum();
        assert!((sum / 10_000 - 1_000_000).abs() < 50_000, "{sum}");
    }

    #[test]
    fn the_logarithm_is_that_of_the_books() {
        const MEAN: i64 = 1_000_000_000_000_000;
        // -ln(1 - 1/2), -ln(1 - 3/4) and -ln(2^-53), times the mean.
        assert_eq!(exponential(1 << 52, MEAN), 693_147_180_559_945);
        assert_eq!(exponential(3 << 51, MEAN), 1_386_294_361_119_890);
        assert_eq!(exponential((1 << 53) - 1, MEAN), 36_736_800_569_677_101);
        assert_eq!((exponential(0, MEAN), exponential(1 << 52, 0)), (0, 0));
    }

    #[test]
    fn what_takes_no_time_is_no_latency() {
        assert!(!Latency::NONE.is_some() && Latency::NONE.is_possible());
        assert!(!Latency { cancel: Delay::Fixed(-1), ..Latency::NONE }.is_possible());
        assert_eq!(Latency::NONE.effective(i64::MAX, 0, Stage::Cancel), i64::MAX);
    }
}
