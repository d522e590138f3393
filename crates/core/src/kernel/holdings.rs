//! What is held, in a list as short as that: the account is marked at every bar.

use crate::money::{Amount, Number};

/// A position with all that its value takes but the price.
#[derive(Clone, Copy, Debug)]
pub(super) struct Holding<N: Number> {
    pub asset: u32,
    quantity: N::Quantity,
    value: N::Factor,
}

/// The positions that are not nothing, in no order: exact sums do not depend on it.
#[derive(Clone, Debug)]
pub(super) struct Holdings<N: Number> {
    list: Vec<Holding<N>>,
    /// The place of each instrument in the list.
    places: Vec<Option<u32>>,
}

/// What the holdings are worth together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Worth<N: Number> {
    /// With their signs.
    pub net: N::Money,
    /// Without their signs.
    pub gross: N::Money,
    /// That of the largest, without its sign.
    pub largest: N::Money,
}

impl<N: Number> Holding<N> {
    /// Its worth at a price, beside those before it.
    ///
    /// Sums need no check: every position is within its share of the bound.
    #[inline(always)]
    pub fn worth(&self, price: N::Price, others: Worth<N>) -> Worth<N> {
        let value = N::mark(price, self.quantity, self.value);
        Worth {
            net: N::sum(others.net, value),
            gross: N::sum(others.gross, value.magnitude()),
            largest: others.largest.at_least(value.magnitude()),
        }
    }
}

impl<N: Number> Worth<N> {
    /// That of nothing.
    #[inline]
    pub fn nothing() -> Worth<N> {
        Worth { net: N::Money::ZERO, gross: N::Money::ZERO, largest: N::Money::ZERO }
    }
}

impl<N: Number> Holdings<N> {
    /// Nothing is held of so many instruments.
    pub fn new(assets: usize) -> Holdings<N> {
        Holdings { list: Vec::with_capacity(assets), places: vec![None; assets] }
    }

    /// How many instruments are held.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "instruments are numbered by u32")]
    pub fn count(&self) -> u32 {
        self.list.len() as u32
    }

    /// A position is now `quantity`; `value` turns price times quantity into money.
    #[inline]
    pub fn set(&mut self, asset: u32, quantity: N::Quantity, value: N::Factor) {
        let place = self.places[asset as usize];
        match place {
            Some(place) if quantity.is_zero() => self.remove(asset, place),
            Some(place) => self.list[place as usize].quantity = quantity,
            None if quantity.is_zero() => {}
            None => {
                self.places[asset as usize] = Some(self.count());
                self.list.push(Holding { asset, quantity, value });
            }
        }
    }

    /// The last of the list takes the place of what is gone.
    #[inline]
    fn remove(&mut self, asset: u32, place: u32) {
        self.places[asset as usize] = None;
        self.list.swap_remove(place as usize);
        if let Some(moved) = self.list.get(place as usize) {
            self.places[moved.asset as usize] = Some(place);
        }
    }

    /// Each instrument that is held, with its units.
    pub fn each(&self) -> impl Iterator<Item = (u32, N::Quantity)> {
        self.list.iter().map(|holding| (holding.asset, holding.quantity))
    }

    /// All of them.
    #[inline]
    pub fn list(&self) -> &[Holding<N>] {
        &self.list
    }

    /// Their worth at these prices, one per instrument.
    #[inline]
    pub fn worth(&self, prices: &[N::Price]) -> Worth<N> {
        let add = |sum, holding: &Holding<N>| holding.worth(prices[holding.asset as usize], sum);
        self.list.iter().fold(Worth::nothing(), add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Narrow;

    #[test]
    fn the_list_holds_what_is_held() {
        let mut holdings = Holdings::<Narrow>::new(3);
        let prices = [10, 100, 1_000];
        let worth = |holdings: &Holdings<Narrow>| {
            let Worth { net, gross, largest } = holdings.worth(&prices);
            (holdings.count(), net, gross, largest)
        };
        assert_eq!(worth(&holdings), (0, 0, 0, 0));
        holdings.set(2, -3, 1);
        holdings.set(0, 7, 2);
        assert_eq!(worth(&holdings), (2, -2_860, 3_140, 3_000));
        holdings.set(1, 1, 1);
        holdings.set(2, 0, 1);
        assert_eq!(worth(&holdings), (2, 240, 240, 140));
        holdings.set(1, 4, 1);
        holdings.set(0, 0, 2);
        holdings.set(0, 0, 2);
        assert_eq!(worth(&holdings), (1, 400, 400, 400));
        holdings.set(1, 0, 1);
        assert_eq!(worth(&holdings), (0, 0, 0, 0));
    }
}
