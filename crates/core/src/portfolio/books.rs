//! The books of all strategies and of the reserve: cash, what is owed, and what each holds.

use super::entry::{Entry, EntryKind};
use crate::money::{Integer, QUANTITY_MAX};

/// The books, by place; the last one is the reserve.
#[derive(Clone, Debug)]
pub struct Books<M> {
    cash: Vec<M>,
    receivable: Vec<M>,
    /// Instruments x books.
    units: Vec<i64>,
    /// No magnitude in `units` was ever larger.
    largest: i64,
    equities: Vec<M>,
    entries: Vec<Entry<M>>,
}

impl<M: Integer> Books<M> {
    /// Empty books.
    pub fn new(count: usize, assets: usize) -> Books<M> {
        Books {
            cash: vec![M::ZERO; count],
            receivable: vec![M::ZERO; count],
            units: vec![0; count * assets],
            largest: 0,
            equities: vec![M::ZERO; count],
            entries: Vec::new(),
        }
    }

    /// What a book holds of an instrument.
    #[inline]
    pub fn held(&self, book: u32, asset: u32) -> i64 {
        self.units[asset as usize * self.cash.len() + book as usize]
    }

    /// What each book holds of an instrument.
    pub fn column(&self, asset: u32) -> Vec<i128> {
        let own = self.units.chunks(self.cash.len()).nth(asset as usize).unwrap_or_default();
        own.iter().map(|&units| i128::from(units)).collect()
    }

    /// The cash of each book.
    pub fn cash(&self) -> &[M] {
        &self.cash
    }

    /// What each is worth at the last mark, with what was moved since.
    pub fn equities(&self) -> &[M] {
        &self.equities
    }

    /// All changes, for the result.
    pub fn into_entries(self) -> Vec<Entry<M>> {
        self.entries
    }

    /// Takes an entry in; one of nothing is left out. `None`, and nothing changed, when a sum does
    /// not fit.
    #[inline]
    pub fn post(&mut self, entry: Entry<M>) -> Option<()> {
        let Entry { book, asset, quantity, cash, receivable, .. } = entry;
        if quantity == 0 && cash.is_zero() && receivable.is_zero() {
            return Some(());
        }
        let place = book as usize;
        let held = match asset.filter(|_| quantity != 0) {
            Some(asset) => Some((asset, self.held_after(book, asset, quantity)?)),
            None => None,
        };
        let cash = self.cash[place].plus(cash)?;
        let receivable = self.receivable[place].plus(receivable)?;
        if let Some((asset, held)) = held {
            self.units[asset as usize * self.cash.len() + place] = held;
            self.largest = self.largest.max(held.abs());
        }
        (self.cash[place], self.receivable[place]) = (cash, receivable);
        self.entries.push(entry);
        Some(())
    }

    /// What a book holds of an instrument after a change; nothing when that is too much.
    #[inline]
    fn held_after(&self, book: u32, asset: u32, quantity: i64) -> Option<i64> {
        let held = self.held(book, asset).checked_add(quantity)?;
        (held.unsigned_abs() <= QUANTITY_MAX.unsigned_abs()).then_some(held)
    }

    /// Moves money between books, and with it what they are worth. `None`, and nothing changed, when
    /// a sum does not fit.
    pub fn transfer(&mut self, row: u32, kind: EntryKind, changes: &[M]) -> Option<()> {
        let mut equities = self.equities.clone();
        for (book, &change) in changes.iter().enumerate() {
            equities[book] = equities[book].plus(change)?;
            self.cash[book].plus(change)?; // all of them fit before one is posted
        }
        for (book, &cash) in (0_u32..).zip(changes) {
            let nothing = M::ZERO;
            self.post(Entry {
                kind,
                row,
                book,
                asset: None,
                order: None,
                quantity: 0,
                price: 0,
                cash,
                receivable: nothing,
                fee: nothing,
            })?;
        }
        self.equities = equities;
        Some(())
    }

    /// What each is worth, where a last digit of a quantity of each instrument is worth so much.
    pub fn mark(&mut self, worth: &[i128]) -> Option<()> {
        let most = worth.iter().map(|each| each.unsigned_abs()).max().unwrap_or(0);
        let largest = u128::from(self.largest.unsigned_abs()) * worth.len() as u128;
        let is_narrow = most.checked_mul(largest).is_some_and(|sum| sum < 1 << 63);
        let values = if is_narrow { self.narrow_values(worth)? } else { self.wide_values(worth)? };
        let worth = |(book, value): (usize, i128)| {
            self.cash[book].plus(self.receivable[book])?.plus(M::narrowed(value)?)
        };
        self.equities = values.into_iter().enumerate().map(worth).collect::<Option<_>>()?;
        Some(())
    }

    /// The values of all positions of each book, where all products and sums fit a word.
    fn narrow_values(&self, worth: &[i128]) -> Option<Vec<i128>> {
        let mut sums = vec![0_i64; self.cash.len()];
        for (units, &each) in self.units.chunks(sums.len()).zip(worth) {
            let each = i64::try_from(each).ok()?;
            for (sum, units) in sums.iter_mut().zip(units) {
                *sum = sum.wrapping_add(units.wrapping_mul(each));
            }
        }
        Some(sums.into_iter().map(i128::from).collect())
    }

    fn wide_values(&self, worth: &[i128]) -> Option<Vec<i128>> {
        let mut sums = vec![0_i128; self.cash.len()];
        for (units, &each) in self.units.chunks(sums.len()).zip(worth) {
            for (sum, &units) in sums.iter_mut().zip(units) {
                *sum = sum.checked_add(i128::from(units).checked_mul(each)?)?;
            }
        }
        Some(sums)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bought<M: Integer>(book: u32, asset: u32, quantity: i64, cash: i128) -> Entry<M> {
        let money = |value| M::narrowed(value).expect("it fits");
        Entry {
            kind: EntryKind::Fill,
            row: 0,
            book,
            asset: Some(asset),
            order: None,
            quantity,
            price: 1,
            cash: money(cash),
            receivable: M::ZERO,
            fee: M::ZERO,
        }
    }

    #[test]
    fn both_ways_to_mark_agree() {
        let mut books = Books::<i128>::new(2, 2);
        books.post(bought(0, 1, 7, -70)).expect("it fits");
        books.post(bought(1, 0, -3, 30)).expect("it fits");
        books.mark(&[11, 12]).expect("it fits");
        assert_eq!(books.equities(), [14, -3]);
        let far = 1_i128 << 62;
        books.mark(&[far, far]).expect("it fits");
        assert_eq!(books.equities(), [7 * far - 70, 30 - 3 * far]);
    }

    #[test]
    fn what_does_not_fit_is_not_posted() {
        let mut books = Books::<i64>::new(1, 1);
        assert_eq!(books.post(bought(0, 0, QUANTITY_MAX, 0)), Some(()));
        assert_eq!(books.post(bought(0, 0, 1, 0)), None);
        assert_eq!(books.held(0, 0), QUANTITY_MAX);
        assert_eq!(books.mark(&[1 << 80]), None);
    }

    #[test]
    fn what_fits_in_part_changes_nothing() {
        let mut books = Books::<i64>::new(2, 1);
        books.post(bought(0, 0, 7, i128::from(i64::MAX) - 5)).expect("it fits");
        books.mark(&[0]).expect("it fits");
        let before = format!("{books:?}");
        assert_eq!(books.post(bought(0, 0, 1, 6)), None);
        assert_eq!(books.transfer(0, EntryKind::Transfer, &[-6, i64::MIN]), Some(()));
        let after = format!("{books:?}");
        assert_ne!(after, before);
        assert_eq!(books.transfer(0, EntryKind::Transfer, &[6, -1]), None);
        assert_eq!(books.transfer(0, EntryKind::Transfer, &[-1, -1]), None);
        assert_eq!(books.mark(&[1]).map(|()| books.equities().len()), Some(2));
        books.mark(&[0]).expect("it fits");
        assert_eq!(books.post(bought(1, 0, 1, -1)), None);
        assert_eq!(books.mark(&[1 << 61]), None);
        assert_eq!(format!("{books:?}"), after);
    }

    #[test]
    fn an_entry_of_nothing_is_left_out() {
        let mut books = Books::<i64>::new(1, 1);
        books.post(bought(0, 0, 0, 0)).expect("it fits");
        assert!(books.into_entries().is_empty());
    }
}
