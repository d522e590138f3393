//! Whole numbers over windows: what averages, prices and their extremes are before they are rounded.

use super::bits;
use super::error::RulesError;
use super::market::Market;
use super::node::Comparison;
use crate::market::{Field, Panel, PriceField, SPLIT_DIGITS, Split};
use crate::money::{Rounding, mul_div, pow10, quotient, shortest_digits};
use crate::signal::{Largest, SPLIT_FACTOR, Window};

/// What is told of the last bars of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// Their sum, of which the average is made; a price is that of one bar.
    Sum(usize),
    /// The largest of these prices.
    Largest(usize),
    /// The smallest of these prices.
    Smallest(usize),
}

impl Told {
    /// Bars in the window.
    fn window(self) -> usize {
        match self {
            Told::Sum(length) | Told::Largest(length) | Told::Smallest(length) => length,
        }
    }
}

/// The sum of the last bars of a field, or one of them, instrument by instrument.
#[derive(Clone, Debug, Default)]
pub(super) struct Exact {
    /// Rows of one instrument after those of the one before.
    sums: Vec<i64>,
    rows: usize,
    /// By instrument: the first row in which the window is full.
    from: Vec<usize>,
    /// By instrument: digits behind the point.
    digits: Vec<u8>,
    /// By instrument: the largest sum without its sign.
    largest: Vec<u64>,
    /// By what a sum is divided: bars in the window, or 1.
    length: i64,
    is_volume: bool,
}

impl Exact {
    /// What is told of a field.
    ///
    /// # Errors
    /// When a sum does not fit a machine word.
    pub(super) fn new(market: &Market, field: Field, told: Told) -> Result<Exact, RulesError> {
        let parts = if let Told::Sum(length) = told { length } else { 1 };
        let assets = market.panel.assets();
        let mut exact = Exact {
            sums: Vec::with_capacity(assets * market.rows()),
            rows: market.rows(),
            length: i64::try_from(parts).expect("windows are bounded"),
            is_volume: field == Field::Volume,
            ..Exact::default()
        };
        for asset in 0..assets {
            exact.add(market, field, asset, told)?;
        }
        Ok(exact)
    }

    fn add(
        &mut self,
        market: &Market,
        field: Field,
        asset: usize,
        told: Told,
    ) -> Result<(), RulesError> {
        let length = told.window();
        let mut listener = Listener::new(market, field, asset, told);
        let (mut from, mut largest) = (usize::MAX, 0);
        for row in 0..market.panel.rows() {
            let told = listener.at(row);
            let (sum, is_full) = told.ok_or(RulesError::TooLarge { asset, length })?;
            if let Some(run) = row.checked_sub(market.start) {
                self.sums.push(sum);
                largest = largest.max(sum.unsigned_abs());
                if from > run && is_full {
                    from = run;
                }
            }
        }
        let digits = market.digits[asset];
        let own_digits = if self.is_volume { digits.volume } else { digits.price };
        let more = if listener.factor == SPLIT_FACTOR { SPLIT_DIGITS } else { 0 };
        self.from.push(from);
        self.largest.push(largest);
        self.digits.push(own_digits + more);
        Ok(())
    }

    /// The same so many bars of each instrument ago, as it was then.
    pub(super) fn ago(&self, market: &Market, bars: usize) -> Exact {
        let mut earlier = Exact { sums: Vec::with_capacity(self.sums.len()), ..self.clone() };
        for asset in 0..self.from.len() {
            let (own, is_there) = (self.of(asset), |&row: &usize| market.has_bar(asset, row));
            let mut rows = (0..self.rows).filter(is_there);
            let (mut from, mut count, mut last) = (usize::MAX, 0, 0);
            for row in 0..self.rows {
                if is_there(&row) {
                    count += 1;
                    if let Some(place) = (count > bars).then(|| rows.next()).flatten() {
                        last = own[place];
                        if from > row && place >= self.from[asset] {
                            from = row;
                        }
                    }
                }
                earlier.sums.push(last);
            }
            earlier.from[asset] = from;
        }
        earlier
    }

    /// Bytes that it takes.
    pub(super) fn bytes(&self) -> usize {
        self.sums.len() * size_of::<i64>()
    }

    #[inline]
    fn of(&self, asset: usize) -> &[i64] {
        &self.sums[asset * self.rows..(asset + 1) * self.rows]
    }

    /// What it is at a row: one correctly rounded division; NaN where it is not defined.
    pub(super) fn at(&self, asset: usize, row: usize) -> f64 {
        if row < self.from[asset] {
            return f64::NAN;
        }
        let unit = pow10(u32::from(self.digits[asset])).expect("digits are bounded");
        quotient(self.of(asset)[row].into(), i128::from(self.length) * unit)
    }

    /// Whether the two can be compared as whole numbers: they are in the same digits.
    pub(super) fn is_like(&self, other: &Exact) -> bool {
        self.is_volume == other.is_volume
    }

    /// Writes where one average is as asked to another: sums multiplied crosswise, nothing rounded.
    pub(super) fn compare(&self, asked: Comparison, other: &Exact, out: &mut [u64]) {
        let words = bits::words(self.rows);
        for (asset, out) in out.chunks_mut(words.max(1)).enumerate() {
            let from = self.from[asset].max(other.from[asset]);
            let (one, two) = (self.of(asset), other.of(asset));
            let (a, b) = (other.length, self.length);
            let fits = |most: u64, factor: i64| {
                most.checked_mul(factor.unsigned_abs())
                    .is_some_and(|most| i64::try_from(most).is_ok())
            };
            if fits(self.largest[asset], a) && fits(other.largest[asset], b) {
                // No product wraps: the largest of each fits.
                let times = |x: i64, y: i64| (x.wrapping_mul(a), y.wrapping_mul(b));
                compared(asked, from, one, two, out, times);
            } else {
                let times =
                    |x: i64, y: i64| (i128::from(x) * i128::from(a), i128::from(y) * i128::from(b));
                compared(asked, from, one, two, out, times);
            }
        }
    }

    /// Writes where the average is as asked to a number, which means the decimal that it prints.
    pub(super) fn compare_with(&self, asked: Comparison, number: f64, out: &mut [u64]) {
        let words = bits::words(self.rows);
        for (asset, out) in out.chunks_mut(words.max(1)).enumerate() {
            let (from, sums) = (self.from[asset], self.of(asset));
            let bound = bound(number, self.length, self.digits[asset], asked);
            match asked {
                Comparison::Above => bits::write(out, from, sums, |sum| i128::from(sum) > bound),
                Comparison::Below => bits::write(out, from, sums, |sum| i128::from(sum) < bound),
                Comparison::AtLeast => bits::write(out, from, sums, |sum| i128::from(sum) >= bound),
                Comparison::AtMost => bits::write(out, from, sums, |sum| i128::from(sum) <= bound),
            }
            if number.is_nan() {
                out.fill(0);
            }
        }
    }
}

/// The window that the indicator has.
enum Kept {
    Sum(Window),
    /// Of numbers times a sign: the smallest is the largest with its sign turned.
    Largest {
        window: Largest,
        sign: i64,
        last: Option<i64>,
    },
}

impl Kept {
    fn new(told: Told) -> Kept {
        let extreme =
            |length, sign| Kept::Largest { window: Largest::new(length), sign, last: None };
        match told {
            Told::Sum(length) => Kept::Sum(Window::new(length)),
            Told::Largest(length) => extreme(length, 1),
            Told::Smallest(length) => extreme(length, -1),
        }
    }

    #[inline]
    fn push(&mut self, value: i64) {
        match self {
            Kept::Sum(window) => {
                window.push(value);
            }
            Kept::Largest { window, sign, last } => *last = window.push(*sign * value),
        }
    }

    /// What it tells, and whether the window is full; nothing where that does not fit.
    #[inline]
    fn told(&self) -> Option<(i64, bool)> {
        match self {
            Kept::Sum(window) => Some((i64::try_from(window.sum()).ok()?, window.is_full())),
            Kept::Largest { sign, last, .. } => Some((sign * last.unwrap_or(0), last.is_some())),
        }
    }

    fn split(&mut self, split: &Split, is_volume: bool) {
        match self {
            Kept::Sum(window) if is_volume => window.rebase_volumes(split.new, split.old),
            Kept::Sum(window) => window.rebase(split.new, split.old),
            Kept::Largest { window, .. } => window.rebase(split.new, split.old),
        }
    }
}

/// The window of one instrument, told the same as that of the indicator.
struct Listener<'a> {
    panel: &'a Panel<i64>,
    /// The field of all instruments, time first; nothing where the data has no volumes.
    values: &'a [i64],
    is_volume: bool,
    asset: usize,
    kept: Kept,
    /// Prices are in finer digits where a split comes, now or later.
    factor: i64,
    splits: Vec<Split>,
    splits_done: usize,
}

impl<'a> Listener<'a> {
    fn new(market: &'a Market<'a>, field: Field, asset: usize, told: Told) -> Listener<'a> {
        let own = market.splits.iter().filter(|split| split.asset as usize == asset);
        let splits: Vec<Split> = own.copied().collect();
        let is_finer = !splits.is_empty() && field != Field::Volume;
        let factor = if is_finer { SPLIT_FACTOR } else { 1 };
        let values = match field {
            Field::Of(price) => market.panel.grid(price),
            Field::Price => market.panel.grid(PriceField::Close),
            Field::Volume => market.panel.volumes(),
        };
        let (panel, kept, is_volume) = (market.panel, Kept::new(told), field == Field::Volume);
        Listener { panel, values, is_volume, asset, kept, factor, splits, splits_done: 0 }
    }

    /// What is told once a row is heard, and whether the window is full; nothing where that does
    /// not fit.
    #[inline]
    fn at(&mut self, row: usize) -> Option<(i64, bool)> {
        if self.splits_done < self.splits.len() {
            self.split_until(self.panel.sessions()[row]);
        }
        if self.panel.is_present(row, self.asset) {
            let value = self.values.get(row * self.panel.assets() + self.asset);
            self.kept.push(value.map_or(Some(0), |value| value.checked_mul(self.factor))?);
        }
        self.kept.told()
    }

    #[cold]
    fn split_until(&mut self, session: u32) {
        while let Some(split) = self.splits.get(self.splits_done).filter(|s| s.session <= session) {
            self.splits_done += 1;
            self.kept.split(split, self.is_volume);
        }
    }
}

/// The whole number that a sum is compared with instead: `number * length * 10^digits`, to the side
/// on which it decides the same.
fn bound(number: f64, length: i64, digits: u8, asked: Comparison) -> i128 {
    let outside = if number > 0.0 { i128::MAX } else { i128::MIN };
    let rounding = match asked {
        Comparison::Above | Comparison::AtMost => Rounding::Floor,
        Comparison::Below | Comparison::AtLeast => Rounding::Ceiling,
    };
    let scaled = || {
        let (mantissa, exponent) = shortest_digits(number)?;
        let product = i128::from(mantissa).checked_mul(length.into())?;
        let places = exponent + i32::from(digits);
        if places >= 0 {
            return product.checked_mul(pow10(places.unsigned_abs())?);
        }
        // A product over 10^38 is less than any half: the rounding alone decides.
        mul_div(product, 1, pow10(places.unsigned_abs().min(38))?, rounding)
    };
    scaled().unwrap_or(outside)
}

#[inline]
fn compared<T: PartialOrd>(
    asked: Comparison,
    from: usize,
    one: &[i64],
    other: &[i64],
    out: &mut [u64],
    times: impl Fn(i64, i64) -> (T, T),
) {
    match asked {
        Comparison::Above => bits::write_pairs(out, from, one, other, |x, y| {
            let (x, y) = times(x, y);
            x > y
        }),
        Comparison::Below => bits::write_pairs(out, from, one, other, |x, y| {
            let (x, y) = times(x, y);
            x < y
        }),
        Comparison::AtLeast => bits::write_pairs(out, from, one, other, |x, y| {
            let (x, y) = times(x, y);
            x >= y
        }),
        Comparison::AtMost => bits::write_pairs(out, from, one, other, |x, y| {
            let (x, y) = times(x, y);
            x <= y
        }),
    }
}
