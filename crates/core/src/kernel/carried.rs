//! What contracts carry: the value at which their change of value was last paid.

use crate::money::{Amount, Number};

/// The carried value of each instrument, and their sum by currency.
#[derive(Clone, Debug)]
pub(super) struct Carried<N: Number> {
    of: Vec<N::Money>,
    home: N::Money,
    abroad: Vec<N::Money>,
}

impl<N: Number> Carried<N> {
    /// Nothing is carried of so many instruments, in so many currencies but the account's.
    pub fn new(assets: usize, abroad: usize) -> Carried<N> {
        let (of, abroad) = (vec![N::Money::ZERO; assets], vec![N::Money::ZERO; abroad]);
        Carried { of, home: N::Money::ZERO, abroad }
    }

    /// What an instrument carries.
    pub fn of(&self, asset: u32) -> N::Money {
        self.of[asset as usize]
    }

    /// What all instruments in the account's currency carry.
    #[inline]
    pub fn home(&self) -> N::Money {
        self.home
    }

    /// What all instruments in a currency carry; 0 is the account's.
    pub fn in_currency(&self, currency: u16) -> N::Money {
        usize::from(currency).checked_sub(1).map_or(self.home, |place| self.abroad[place])
    }

    /// An instrument carries so much more; `None`, and nothing is changed, where a sum would come
    /// to its bound.
    pub fn add(&mut self, asset: u32, currency: u16, value: N::Money) -> Option<()> {
        let total = match usize::from(currency).checked_sub(1) {
            None => &mut self.home,
            Some(place) => self.abroad.get_mut(place)?,
        };
        let of = &mut self.of[asset as usize];
        let (own, all) = (of.plus(value)?, total.plus(value)?);
        // Below the bound, so that cash, receivable, holdings and this still sum up unchecked.
        if all.magnitude() >= N::BOUND {
            return None;
        }
        (*of, *total) = (own, all);
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Narrow;

    #[test]
    fn sums_are_kept_by_currency_and_stay_below_their_bound() {
        let bound = <Narrow as Number>::BOUND;
        let mut carried = Carried::<Narrow>::new(3, 1);
        assert_eq!(carried.add(0, 0, 50), Some(()));
        assert_eq!(carried.add(1, 1, -20), Some(()));
        assert_eq!(carried.add(2, 0, bound - 51), Some(()));
        assert_eq!(
            (carried.home(), carried.in_currency(0), carried.in_currency(1)),
            (bound - 1, bound - 1, -20)
        );
        assert_eq!(carried.add(0, 0, 1), None);
        assert_eq!((carried.of(0), carried.of(1)), (50, -20));
        assert_eq!(carried.add(0, 0, -50), Some(()));
        assert_eq!((carried.of(0), carried.home()), (0, bound - 51));
    }
}
