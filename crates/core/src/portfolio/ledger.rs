//! What each strategy has of every event of the account.

use super::allot;
use super::books::Books;
use super::entry::{Entry, EntryKind};
use super::netting::parts_of_fee;
use crate::kernel::Setup;
use crate::ledger::{Event, EventKind};
use crate::market::{Dividend, Split, Terms};
use crate::money::{Exact, Integer, pow10};

/// A dividend that is owed, and what each strategy has of it.
#[derive(Clone, Debug)]
struct Accrual {
    paid: (u32, i32),
    asset: u32,
    value: i128,
    parts: Vec<i128>,
}

/// The books, and the rules by which events are allotted to them.
///
/// A method gives `None` when a number does not fit. Each posts entries whose sums are those of
/// the event, and panics where they are not: quantities and fees of fills and ends, quantity and cash
/// of splits, the money of all else. What a fill is worth follows from its quantity and its price.
#[derive(Clone, Debug)]
pub struct Ledger<M: Integer> {
    /// Of the strategies and the reserve.
    pub books: Books<M>,
    terms: Vec<Terms<Exact<M>>>,
    /// The step of fees and dividends.
    unit: i128,
    /// Its digits behind the point.
    unit_scale: u8,
    accruals: Vec<Accrual>,
}

impl<M: Integer> Ledger<M> {
    /// Empty books of a run.
    pub fn new(setup: &Setup, strategies: usize) -> Option<Ledger<M>> {
        let terms = setup.terms::<Exact<M>>().ok()?;
        let unit_scale = setup.currency.unit_scale;
        let unit = pow10(u32::from(setup.ledger_scale.checked_sub(unit_scale)?))?;
        let books = Books::new(strategies + 1, terms.len());
        Some(Ledger { books, terms, unit, unit_scale, accruals: Vec::new() })
    }

    /// The step of the orders of an instrument.
    pub fn lot(&self, asset: u32) -> i64 {
        self.terms[asset as usize].lot
    }

    /// Whose books are marked: what a last digit of each instrument is worth.
    pub fn mark(&mut self, prices: &[i64]) -> Option<()> {
        let worth =
            |(&price, terms): (&i64, &Terms<_>)| i128::from(price) * i128::from(terms.value);
        let worth: Vec<i128> = prices.iter().zip(&self.terms).map(worth).collect();
        self.books.mark(&worth)
    }

    fn value(&self, asset: u32, quantity: i64, price: i64) -> Option<i128> {
        let factor = i128::from(self.terms[asset as usize].value);
        i128::from(quantity).checked_mul(i128::from(price))?.checked_mul(factor)
    }

    /// Posts a change of a strategy's cash, or of what is owed to it.
    fn pay(&mut self, event: &Paid, book: u32, cash: i128, receivable: i128) -> Option<()> {
        let (cash, receivable) = (M::narrowed(cash)?, M::narrowed(receivable)?);
        let Paid { kind, row, asset } = *event;
        let (order, quantity, price, fee) = (None, 0, 0, M::ZERO);
        self.books.post(Entry {
            kind,
            row,
            book,
            asset,
            order,
            quantity,
            price,
            cash,
            receivable,
            fee,
        })
    }

    /// Posts what a strategy has bought or sold at a price, for a fee.
    pub fn trade(
        &mut self,
        trade: &Traded,
        book: u32,
        order: Option<u32>,
        part: Share,
    ) -> Option<()> {
        let Traded { kind, row, asset, price } = *trade;
        let Share { quantity, fee } = part;
        if quantity == 0 {
            return Some(());
        }
        let cash = self.value(asset, quantity, price)?.checked_neg()?.checked_sub(fee)?;
        let (cash, fee, receivable) = (M::narrowed(cash)?, M::narrowed(fee)?, M::ZERO);
        let asset = Some(asset);
        self.books.post(Entry {
            kind,
            row,
            book,
            asset,
            order,
            quantity,
            price,
            cash,
            receivable,
            fee,
        })
    }

    /// The shares of a fill of the account, whose quantities are these parts.
    ///
    /// # Panics
    /// When they are not all of the fill, or are worth something else here.
    pub fn shares(&self, event: &Event<Exact<M>>, parts: &[i64]) -> Option<Vec<Share>> {
        let fees = parts_of_fee(event.fee.widened(), parts, self.unit)?;
        let sum: i128 = parts.iter().copied().map(i128::from).sum();
        assert!(sum == i128::from(event.quantity), "all of a fill is allotted");
        assert!(fees.iter().sum::<i128>() == event.fee.widened(), "all of a fee is allotted");
        let value = self.value(event.asset, event.quantity, event.price)?;
        assert!(value == event.value.widened(), "the value of a fill is that of its parts");
        let share = |(&quantity, fee)| Share { quantity, fee };
        Some(parts.iter().zip(fees).map(share).collect())
    }

    /// What each has of an order of a liquidation.
    pub fn closed(&self, asset: u32, quantity: i64) -> Option<Vec<i64>> {
        allot::closed(&self.books.column(asset), quantity, self.lot(asset))
    }

    /// A fill of the engine's own closes what each holds on the side of the account.
    pub fn liquidated(&mut self, event: &Event<Exact<M>>) -> Option<()> {
        let parts = self.closed(event.asset, event.quantity)?;
        let shares = self.shares(event, &parts)?;
        let trade = Traded::of(event);
        (0_u32..).zip(shares).try_for_each(|(book, share)| self.trade(&trade, book, None, share))
    }

    /// Allots a dividend by what each holds; who is short owes it. Where the account itself is owed
    /// nothing, the strategies pay each other at once.
    pub fn dividend(
        &mut self,
        row: u32,
        dividend: &Dividend,
        event: Option<&Event<Exact<M>>>,
    ) -> Option<()> {
        let (asset, unit) = (dividend.asset, self.unit);
        let held = self.books.column(asset);
        if held.iter().all(|&units| units == 0) {
            return Some(());
        }
        let digits = self.terms[asset as usize].digits.0;
        let whole = event.map_or(0, |event| event.value.widened());
        let (amount, scale) = (dividend.amount, self.unit_scale);
        let units = allot::of_dividend(whole.div_euclid(unit), &held, amount, digits, scale)?;
        let parts: Option<Vec<i128>> = units.iter().map(|part| part.checked_mul(unit)).collect();
        let parts = all_of(whole, parts?);
        let paid = Paid { kind: EntryKind::Dividend, row, asset: Some(asset) };
        for (book, &part) in (0_u32..).zip(&parts) {
            let (cash, owed) = if event.is_some() { (0, part) } else { (part, 0) };
            self.pay(&paid, book, cash, owed)?;
        }
        if event.is_some() {
            self.accruals.push(Accrual { paid: dividend.paid(), asset, value: whole, parts });
            self.accruals.sort_by_key(|accrual| accrual.paid);
        }
        Some(())
    }

    /// Pays a dividend as it was owed.
    fn payment(&mut self, event: &Event<Exact<M>>) -> Option<()> {
        let value = event.value.widened();
        let is_it = |accrual: &Accrual| accrual.asset == event.asset && accrual.value == value;
        let place = self.accruals.iter().position(is_it);
        let paid = self.accruals.remove(place.expect("what is paid was owed"));
        let parts = all_of(value, paid.parts);
        let to = Paid { kind: EntryKind::Payment, row: event.row, asset: Some(event.asset) };
        (0_u32..).zip(parts).try_for_each(|(book, part)| self.pay(&to, book, part, -part))
    }

    /// Takes what each holds over a split; parts of lots are paid, as the account's are.
    ///
    /// `price` is the last price before it.
    pub fn split(
        &mut self,
        row: u32,
        split: &Split,
        event: Option<&Event<Exact<M>>>,
        price: i64,
    ) -> Option<()> {
        let asset = split.asset;
        let held = self.books.column(asset);
        if held.iter().all(|&units| units == 0) {
            return Some(());
        }
        let change = event.map_or(0, |event| i128::from(event.quantity));
        let counts = allot::of_split(&held, change, split, self.lot(asset))?;
        let counts = all_of(held.iter().sum::<i128>() + change, counts);
        let price = event.map_or(price, |event| event.price);
        let worth = i128::from(price) * i128::from(self.terms[asset as usize].value);
        let whole = event.map_or(0, |event| event.value.widened());
        let cash = whole.div_euclid(self.unit);
        let paid = allot::in_lieu(cash, (&held, &counts), split, worth, self.unit)?;
        let paid: Option<Vec<i128>> = paid.iter().map(|part| part.checked_mul(self.unit)).collect();
        let paid = all_of(whole, paid?);
        for (book, ((&units, &count), &cash)) in (0_u32..).zip(held.iter().zip(&counts).zip(&paid))
        {
            self.books.post(Entry {
                kind: EntryKind::Split,
                row,
                book,
                asset: Some(asset),
                order: None,
                quantity: i64::try_from(count - units).ok()?,
                price,
                cash: M::narrowed(cash)?,
                receivable: M::ZERO,
                fee: M::ZERO,
            })?;
        }
        Some(())
    }

    /// Allots an event that is no fill, dividend, split or end; those are allotted elsewhere, and the
    /// deposit and margin calls change nothing.
    ///
    /// # Panics
    /// For a kind that no portfolio has, and where the parts are not all of the event.
    pub fn other(&mut self, event: &Event<Exact<M>>) -> Option<()> {
        let whole = event.value.widened().div_euclid(self.unit);
        let held = || self.books.column(event.asset);
        let (kind, parts) = match event.kind {
            EventKind::Payment => return self.payment(event),
            EventKind::Borrow => (EntryKind::Borrow, allot::of_borrow(whole, &held())?),
            EventKind::Financing => {
                (EntryKind::Financing, allot::of_the_same_side(whole, &held())?)
            }
            EventKind::Interest => {
                let cash: Vec<i128> = self.books.cash().iter().map(|cash| cash.widened()).collect();
                (EntryKind::Interest, allot::of_the_same_side(whole, &cash)?)
            }
            EventKind::Deposit
            | EventKind::MarginCall
            | EventKind::Dividend
            | EventKind::Split
            | EventKind::End => return Some(()),
            kind => {
                panic!("a portfolio takes no {kind:?}: plans with such instruments are refused")
            }
        };
        let parts: Option<Vec<i128>> =
            parts.iter().map(|part| part.checked_mul(self.unit)).collect();
        let parts = all_of(event.value.widened(), parts?);
        let asset = (kind != EntryKind::Interest).then_some(event.asset);
        let paid = Paid { kind, row: event.row, asset };
        let mut parts = (0_u32..).zip(parts);
        parts.try_for_each(|(book, part)| self.pay(&paid, book, part, 0))
    }

    /// Each is paid for what it holds of an instrument that ends, also where the account itself
    /// holds nothing.
    ///
    /// # Panics
    /// When the account's event is of another quantity or value.
    pub fn end(
        &mut self,
        row: u32,
        asset: u32,
        price: i64,
        event: Option<&Event<Exact<M>>>,
    ) -> Option<()> {
        let held = self.books.column(asset);
        let closed = event.map_or(0, |event| -i128::from(event.quantity));
        assert!(held.iter().sum::<i128>() == closed, "an end closes what is held");
        let paid = event.map_or(0, |event| event.value.widened());
        let worth = self.value(asset, i64::try_from(closed).ok()?, price)?;
        assert!(worth == paid, "all of an end is allotted");
        let trade = Traded { kind: EntryKind::End, row, asset, price };
        (0_u32..).zip(held).try_for_each(|(book, units)| {
            let quantity = i64::try_from(-units).ok()?;
            self.trade(&trade, book, None, Share { quantity, fee: 0 })
        })
    }
}

/// Parts that add up to a whole.
///
/// # Panics
/// Where they do not.
fn all_of(whole: i128, parts: Vec<i128>) -> Vec<i128> {
    assert!(parts.iter().sum::<i128>() == whole, "all of an event is allotted");
    parts
}

/// What a payment is of.
#[derive(Clone, Copy, Debug)]
struct Paid {
    kind: EntryKind,
    row: u32,
    asset: Option<u32>,
}

/// What a trade is of, and its price.
#[derive(Clone, Copy, Debug)]
pub struct Traded {
    /// A fill, a crossing, or an end.
    pub kind: EntryKind,
    /// Row of the run.
    pub row: u32,
    /// The instrument.
    pub asset: u32,
    /// The price.
    pub price: i64,
}

impl Traded {
    /// That of a fill.
    pub fn of<M: Integer>(event: &Event<Exact<M>>) -> Traded {
        let Event { row, asset, price, .. } = *event;
        Traded { kind: EntryKind::Fill, row, asset, price }
    }
}

/// What a strategy has of a trade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// Signed units.
    pub quantity: i64,
    /// Its part of the commission.
    pub fee: i128,
}
