//! The bar that some rows make together, before it is complete.

use std::ops::Range;

use super::mirror::as_float;
use super::{Digits, Field, Panel, PriceField};

/// One field of the bars that rows make so far, as floats: one value an instrument, NaN where it
/// has no bar in them.
///
/// The rows are of one session, so that no split lies between them; sums are exact.
pub fn so_far(
    panel: &Panel<i64>,
    rows: &Range<usize>,
    field: Field,
    digits: &[Digits],
) -> Vec<f64> {
    let assets = digits.iter().enumerate();
    assets.map(|(asset, digits)| of_asset(panel, rows.clone(), asset, field, *digits)).collect()
}

fn of_asset(
    panel: &Panel<i64>,
    rows: Range<usize>,
    asset: usize,
    field: Field,
    digits: Digits,
) -> f64 {
    let mut there = rows.filter(|&row| panel.is_present(row, asset));
    let at = |row: usize, of: PriceField| i128::from(panel.grid(of)[row * panel.assets() + asset]);
    let price = match field {
        Field::Volume => {
            let volumes = there.map(|row| i128::from(panel.volume(row, asset).unwrap_or(0)));
            let sum = volumes.reduce(|sum, volume| sum + volume);
            return sum.map_or(f64::NAN, |sum| as_float(sum, digits.volume));
        }
        Field::Of(PriceField::Open) => there.next().map(|row| at(row, PriceField::Open)),
        Field::Of(PriceField::High) => there.map(|row| at(row, PriceField::High)).max(),
        Field::Of(PriceField::Low) => there.map(|row| at(row, PriceField::Low)).min(),
        Field::Of(PriceField::Close) | Field::Price => {
            there.next_back().map(|row| at(row, PriceField::Close))
        }
    };
    price.map_or(f64::NAN, |price| as_float(price, digits.price))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::examples::bars;

    const DIGITS: [Digits; 2] = [Digits { price: 2, volume: 0 }; 2];

    fn of(field: Field) -> Vec<f64> {
        so_far(&bars(), &(1..4), field, &DIGITS)
    }

    #[test]
    fn it_is_the_first_open_the_extremes_the_last_close_and_the_sum() {
        assert_eq!(of(Field::Of(PriceField::Open)), [4.04, 0.2]);
        assert_eq!(of(Field::Of(PriceField::High)), [4.04, 0.3]);
        assert_eq!(of(Field::Of(PriceField::Low)), [1.01, 0.2]);
        assert_eq!(of(Field::Of(PriceField::Close)), [1.02, 0.3]);
        assert_eq!(of(Field::Price), [1.02, 0.3]);
        assert_eq!(of(Field::Volume), [150.0, 100.0]);
    }

    #[test]
    fn what_has_no_bar_in_the_rows_has_no_bar() {
        for field in [Field::Of(PriceField::Open), Field::Price, Field::Volume] {
            let values = so_far(&bars(), &(1..2), field, &DIGITS);
            assert!(!values[0].is_nan() && values[1].is_nan());
        }
    }
}
