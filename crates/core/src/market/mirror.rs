//! Float views of a panel: one contiguous grid per field, as it is known at one moment.

use crate::market::{Panel, PriceField};
use crate::money::{Rounding, mul_div, pow10, quotient};

/// A field that strategies see as floats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// A price of the bar; NaN where there is no bar.
    Of(PriceField),
    /// The close of the last bar, of this row or an earlier one.
    Price,
    /// Volume; NaN where there is no bar.
    Volume,
}

/// What an action does to the bars before it: prices and volumes are multiplied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Adjustment {
    /// Index of the instrument.
    pub asset: u32,
    /// The first session that is not adjusted.
    pub session: u32,
    /// `(numerator, denominator)` of earlier prices.
    pub price: (i64, i64),
    /// `(numerator, denominator)` of earlier volumes.
    pub volume: (i64, i64),
}

/// The digits of one instrument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digits {
    /// Digits behind the point of its prices.
    pub price: u8,
    /// Digits behind the point of its volumes.
    pub volume: u8,
}

/// Digits that a window keeps behind those of the price, so that a split can be undone in it.
pub const SPLIT_DIGITS: u8 = 4;

/// A grid of floats, time first: rows `first..end` of a panel, adjusted as known in one session.
///
/// It is valid for as long as no further adjustment is known; a window of it is contiguous.
#[derive(Clone, Debug)]
pub struct Mirror {
    values: Vec<f64>,
    first: usize,
    end: usize,
}

/// The rows in which the same adjustments are known as in a given one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Epoch {
    /// Its first row.
    pub first: usize,
    /// The row behind its last.
    pub end: usize,
    /// A session in it: what is known then is known in all of it.
    pub session: u32,
    /// The first session in which more is known.
    pub until: u32,
}

impl Epoch {
    /// The epoch of a session, of which the panel need not have a row.
    pub fn of(panel: &Panel<i64>, adjustments: &[Adjustment], now: u32) -> Epoch {
        let sessions = panel.sessions();
        let (mut begins, mut ends) = (0, u32::MAX);
        for adjustment in adjustments {
            if adjustment.session <= now {
                begins = begins.max(adjustment.session);
            } else {
                ends = ends.min(adjustment.session);
            }
        }
        let first = sessions.partition_point(|&session| session < begins);
        let end = sessions.partition_point(|&session| session < ends);
        Epoch { first, end, session: now, until: ends }
    }

    /// The same epoch, which ends with a session at the latest.
    #[must_use]
    pub fn up_to(self, panel: &Panel<i64>, until: u32) -> Epoch {
        if self.until <= until {
            return self;
        }
        let end = panel.sessions().partition_point(|&session| session < until);
        Epoch { end, until, ..self }
    }
}

impl Mirror {
    /// The rows from `first` to the end of an epoch, as known in it.
    pub fn new(
        panel: &Panel<i64>,
        field: Field,
        digits: &[Digits],
        adjustments: &[Adjustment],
        first: usize,
        epoch: Epoch,
    ) -> Mirror {
        let (assets, rows) = (panel.assets(), epoch.end - first);
        let mut values = vec![f64::NAN; rows * assets];
        for (asset, digits) in digits.iter().enumerate() {
            let known = adjustments.iter().filter(|a| a.asset as usize == asset);
            let known: Vec<_> = known.filter(|a| a.session <= epoch.session).copied().collect();
            let column = Column { panel, field, asset, digits: *digits, known };
            column.write(first..epoch.end, &mut values);
        }
        Mirror { values, first, end: epoch.end }
    }

    /// The first row.
    pub fn first(&self) -> usize {
        self.first
    }

    /// The row behind the last.
    pub fn end(&self) -> usize {
        self.end
    }

    /// All values, time first.
    pub fn into_values(self) -> Vec<f64> {
        self.values
    }
}

struct Column<'a> {
    panel: &'a Panel<i64>,
    field: Field,
    asset: usize,
    digits: Digits,
    known: Vec<Adjustment>,
}

impl Column<'_> {
    fn write(&self, rows: std::ops::Range<usize>, values: &mut [f64]) {
        let assets = self.panel.assets();
        let mut carried = self.carried(rows.start);
        for (index, row) in rows.enumerate() {
            if self.panel.is_present(row, self.asset) {
                carried = Some(self.value(row));
            } else if self.field != Field::Price {
                continue;
            }
            if let Some(value) = carried {
                values[index * assets + self.asset] = value;
            }
        }
    }

    /// The close of the last bar before `start`, in the panel or before it.
    fn carried(&self, start: usize) -> Option<f64> {
        if self.field != Field::Price {
            return None;
        }
        let row = (0..start).rev().find(|&row| self.panel.is_present(row, self.asset));
        let earlier = || self.panel.earlier(self.asset);
        row.map(|row| self.value(row))
            .or_else(|| earlier().map(|bar| self.seen(bar.close, bar.session)))
    }

    fn value(&self, row: usize) -> f64 {
        let at = row * self.panel.assets() + self.asset;
        let mantissa = match self.field {
            Field::Volume => self.panel.volumes().get(at).copied().unwrap_or(0),
            Field::Price => self.panel.grid(PriceField::Close)[at],
            Field::Of(field) => self.panel.grid(field)[at],
        };
        self.seen(mantissa, self.panel.sessions()[row])
    }

    /// A number of a session's bar, as it is known now.
    fn seen(&self, mantissa: i64, session: u32) -> f64 {
        let mut known =
            self.known.iter().filter(|adjustment| adjustment.session > session).peekable();
        let scale = match self.field {
            Field::Volume => self.digits.volume,
            Field::Price | Field::Of(_) => self.digits.price,
        };
        let mantissa = i128::from(mantissa);
        if known.peek().is_none() {
            return as_float(mantissa, scale);
        }
        match self.field {
            Field::Volume => {
                let adjusted = known.try_fold(mantissa, |volume, adjustment| {
                    times(volume, adjustment.volume, Rounding::TowardZero)
                });
                adjusted.map_or(f64::NAN, |volume| as_float(volume, scale))
            }
            Field::Price | Field::Of(_) => {
                let finer = mantissa * pow10(u32::from(SPLIT_DIGITS)).unwrap_or(1);
                let adjusted = known.try_fold(finer, |price, adjustment| {
                    times(price, adjustment.price, Rounding::HalfEven)
                });
                adjusted.map_or(f64::NAN, |price| as_float(price, scale + SPLIT_DIGITS))
            }
        }
    }
}

fn times(value: i128, (numerator, denominator): (i64, i64), rounding: Rounding) -> Option<i128> {
    mul_div(value, i128::from(numerator), i128::from(denominator), rounding)
}

pub(super) fn as_float(mantissa: i128, scale: u8) -> f64 {
    pow10(u32::from(scale)).map_or(f64::NAN, |power| quotient(mantissa, power))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::examples::bars;

    const DIGITS: [Digits; 2] = [Digits { price: 2, volume: 0 }; 2];

    fn split(session: u32, new: i64, old: i64) -> Adjustment {
        Adjustment { asset: 0, session, price: (old, new), volume: (new, old) }
    }

    fn seen(field: Field, adjustments: &[Adjustment], row: usize) -> (Epoch, Vec<f64>) {
        let panel = bars();
        let epoch = Epoch::of(&panel, adjustments, panel.sessions()[row]);
        (epoch, Mirror::new(&panel, field, &DIGITS, adjustments, 0, epoch).values)
    }

    #[test]
    fn without_actions_one_mirror_serves_all_rows() {
        let (epoch, values) = seen(Field::Of(PriceField::Close), &[], 1);
        assert_eq!(epoch, Epoch { first: 0, end: 4, session: 1, until: u32::MAX });
        assert_eq!(values[..2], [4.0, 0.1]);
        assert!(values[3].is_nan());
        assert_eq!(values[4..], [1.01, 0.2, 1.02, 0.3]);
    }

    #[test]
    fn a_split_is_known_from_its_session_on_and_not_before() {
        let splits = [split(2, 4, 1)];
        let (epoch, values) = seen(Field::Of(PriceField::Close), &splits, 1);
        assert_eq!((epoch.first, epoch.end), (0, 2));
        assert_eq!((values[0], values[2]), (4.0, 4.04));
        let (epoch, values) = seen(Field::Of(PriceField::Close), &splits, 2);
        assert_eq!((epoch.first, epoch.end), (2, 4));
        assert_eq!((values[0], values[2], values[4]), (1.0, 1.01, 1.01));
    }

    #[test]
    fn a_session_without_a_row_knows_its_splits() {
        let panel = bars();
        let epoch = Epoch::of(&panel, &[split(9, 2, 1)], 9);
        assert_eq!((epoch.first, epoch.end, epoch.until), (4, 4, u32::MAX));
        let mirror = Mirror::new(&panel, Field::Price, &DIGITS, &[split(9, 2, 1)], 3, epoch);
        assert_eq!(mirror.into_values(), [0.51, 0.3]);
    }

    #[test]
    fn an_epoch_may_be_cut_short() {
        let panel = bars();
        let epoch = Epoch::of(&panel, &[], 1);
        assert_eq!(epoch.up_to(&panel, 3), Epoch { end: 3, until: 3, ..epoch });
        let early = Epoch::of(&panel, &[split(2, 4, 1)], 1);
        assert_eq!(early.up_to(&panel, 3), early);
    }

    #[test]
    fn splits_follow_one_another_with_a_rounding_each() {
        let (_, values) = seen(Field::Of(PriceField::Close), &[split(1, 3, 1), split(3, 7, 2)], 3);
        // 4.00 -> 1.333333 -> 0.380952 (half-even at six digits); 4.04 -> 1.154286
        assert_eq!((values[0], values[2]), (0.380952, 1.154286));
    }

    #[test]
    fn volumes_go_the_other_way_and_prices_are_carried() {
        let (_, values) = seen(Field::Volume, &[split(2, 3, 2)], 3);
        assert_eq!((values[0], values[4]), (75.0, 50.0));
        assert!(values[3].is_nan());
        let (_, values) = seen(Field::Price, &[], 3);
        assert_eq!((values[1], values[3], values[5]), (0.1, 0.1, 0.2));
    }

    #[test]
    fn a_mirror_may_begin_later() {
        let panel = bars();
        let epoch = Epoch::of(&panel, &[], panel.sessions()[3]);
        let mirror = Mirror::new(&panel, Field::Price, &DIGITS, &[], 1, epoch);
        assert_eq!((mirror.first(), mirror.end()), (1, 4));
        assert_eq!(mirror.into_values(), [4.04, 0.1, 1.01, 0.2, 1.02, 0.3]);
    }
}
