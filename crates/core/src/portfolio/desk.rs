//! The orders that are under way, and which strategies are behind each.

use std::ops::Range;

use super::netting::{after_split, parts_of_fill};
use crate::market::Split;
use crate::order::OrderId;

/// One order of one strategy; quantities are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Whose it is.
    pub book: u32,
    /// The strategy's own number of it.
    pub number: u32,
    /// The instrument.
    pub asset: u32,
    /// What it is for, all in all.
    pub quantity: i64,
    /// What has filled.
    pub filled: i64,
    /// Whether it works.
    pub is_open: bool,
}

impl Part {
    /// What has not filled.
    pub fn left(&self) -> i64 {
        self.quantity - self.filled
    }
}

/// Parts of one order, by their places.
type Behind = Range<u32>;

/// All parts, and the orders of the account that they are behind.
#[derive(Clone, Debug)]
pub struct Desk {
    assets: usize,
    parts: Vec<Part>,
    /// By order of the account; none where the engine made it.
    behind: Vec<Behind>,
    /// Common orders at market that work.
    alive: Vec<OrderId>,
    /// What nets to nothing, and waits for a bar to cross in.
    crossings: Vec<Behind>,
    /// What orders at market will still buy or sell: books x instruments.
    in_flight: Vec<i64>,
    /// What open orders of liquidations will take: book, instrument, units.
    closing: Vec<(u32, u32, i64)>,
    ended: Vec<bool>,
}

impl Desk {
    /// A desk without orders.
    pub fn new(books: usize, assets: usize) -> Desk {
        Desk {
            assets,
            parts: Vec::new(),
            behind: Vec::new(),
            alive: Vec::new(),
            crossings: Vec::new(),
            in_flight: vec![0; books * assets],
            closing: Vec::new(),
            ended: vec![false; assets],
        }
    }

    /// What orders at market of a strategy, and those of a liquidation, will still buy or sell.
    pub fn in_flight(&self, book: u32, asset: u32) -> i128 {
        let own = self.in_flight[book as usize * self.assets + asset as usize];
        let closing = self.closing.iter().filter(|each| (each.0, each.1) == (book, asset));
        i128::from(own) + closing.map(|each| i128::from(each.2)).sum::<i128>()
    }

    /// What liquidations will take.
    pub fn set_closing(&mut self, closing: Vec<(u32, u32, i64)>) {
        self.closing = closing;
    }

    /// Whether an instrument has ended.
    pub fn has_ended(&self, asset: u32) -> bool {
        self.ended[asset as usize]
    }

    /// The orders of strategies behind one of the account; none where the engine made it.
    pub fn behind(&self, order: OrderId) -> &[Part] {
        self.behind.get(order as usize).map_or(&[], |behind| &self.parts[places(behind)])
    }

    /// Keeps the parts of an order at market, which works where it is open.
    pub fn keep(&mut self, order: OrderId, parts: &[Part], is_open: bool) {
        let behind = self.add(parts);
        if is_open {
            self.fly(&behind);
            self.alive.push(order);
        }
        self.put_behind(order, behind);
    }

    /// Keeps the part of an order that is not at market.
    pub fn keep_child(&mut self, order: OrderId, part: Part) {
        let behind = self.add(&[part]);
        self.put_behind(order, behind);
    }

    /// Keeps parts that come to nothing, to cross; where their instrument has ended they are none.
    pub fn keep_crossing(&mut self, parts: &[Part]) {
        if !self.ended[parts[0].asset as usize] {
            let behind = self.add(parts);
            self.fly(&behind);
            self.crossings.push(behind);
        }
    }

    fn add(&mut self, parts: &[Part]) -> Behind {
        let place = |count: usize| u32::try_from(count).expect("orders are numbered by u32");
        let first = place(self.parts.len());
        self.parts.extend_from_slice(parts);
        first..place(self.parts.len())
    }

    fn put_behind(&mut self, order: OrderId, behind: Behind) {
        self.behind.resize(self.behind.len().max(order as usize + 1), 0..0);
        self.behind[order as usize] = behind;
    }

    fn fly(&mut self, behind: &Behind) {
        for part in &mut self.parts[places(behind)] {
            part.is_open = true;
            self.in_flight[part.book as usize * self.assets + part.asset as usize] += part.quantity;
        }
    }

    /// What each part of an order has of its fill; `None` when a number does not fit.
    pub fn fill(&mut self, order: OrderId, quantity: i64, lot: i64) -> Option<Vec<i64>> {
        let behind = self.behind[order as usize].clone();
        let parts = match self.parts[places(&behind)] {
            [_] => vec![quantity],
            _ => parts_of_fill(&self.left(&behind), quantity, lot)?,
        };
        self.book(&behind, &parts);
        Some(parts)
    }

    fn left(&self, behind: &Behind) -> Vec<i64> {
        self.parts[places(behind)].iter().map(Part::left).collect()
    }

    /// Books what parts have filled.
    fn book(&mut self, behind: &Behind, quantities: &[i64]) {
        for (part, quantity) in self.parts[places(behind)].iter_mut().zip(quantities) {
            part.filled += quantity;
            if part.is_open {
                let place = part.book as usize * self.assets + part.asset as usize;
                self.in_flight[place] -= quantity;
                part.is_open = part.left() != 0;
            }
        }
    }

    /// Takes what crosses in this bar: the parts, where `price` gives one for their instrument.
    pub fn crossed(&mut self, price: impl Fn(u32) -> Option<i64>) -> Vec<(Vec<Part>, i64)> {
        let mut crossed = Vec::new();
        for behind in std::mem::take(&mut self.crossings) {
            let asset = self.parts[behind.start as usize].asset;
            let Some(price) = price(asset) else {
                self.crossings.push(behind);
                continue;
            };
            crossed.push((self.parts[places(&behind)].to_vec(), price));
            let left = self.left(&behind);
            self.book(&behind, &left);
        }
        crossed
    }

    /// Learns which orders at market have ended.
    pub fn look(&mut self, is_alive: impl Fn(OrderId) -> bool) {
        let mut alive = std::mem::take(&mut self.alive);
        alive.retain(|&order| {
            let is_alive = is_alive(order);
            if !is_alive {
                self.drop_parts(self.behind[order as usize].clone(), |_| true);
            }
            is_alive
        });
        self.alive = alive;
    }

    /// Ends those open parts that are meant.
    fn drop_parts(&mut self, behind: Behind, is_meant: impl Fn(&Part) -> bool) {
        for part in &mut self.parts[places(&behind)] {
            if part.is_open && is_meant(part) {
                let place = part.book as usize * self.assets + part.asset as usize;
                self.in_flight[place] -= part.left();
                part.is_open = false;
            }
        }
    }

    /// An instrument has ended: what waits to cross in it is dropped, now and later.
    pub fn end(&mut self, asset: u32) {
        self.ended[asset as usize] = true;
        let (over, others) = std::mem::take(&mut self.crossings)
            .into_iter()
            .partition(|behind| self.parts[behind.start as usize].asset == asset);
        self.crossings = others;
        let over: Vec<Behind> = over;
        over.into_iter().for_each(|behind| self.drop_parts(behind, |_| true));
    }

    /// Takes the orders of an instrument over a split, as the account has taken them; `None` when a
    /// number does not fit.
    pub fn split(&mut self, split: &Split, lot: i64) -> Option<()> {
        let orders = self.alive.iter().map(|&order| self.behind[order as usize].clone());
        let mut every: Vec<Behind> = orders.chain(self.crossings.iter().cloned()).collect();
        every.retain(|behind| self.parts[behind.start as usize].asset == split.asset);
        for behind in every {
            let left = self.left(&behind);
            let after = split_parts(&left, split, lot)?;
            for (part, units) in self.parts[places(&behind)].iter_mut().zip(after) {
                if part.is_open {
                    let place = part.book as usize * self.assets + part.asset as usize;
                    self.in_flight[place] += units - part.left();
                }
                part.quantity = part.filled + units;
            }
            self.drop_parts(behind, |part| part.left() == 0);
        }
        let parts = &self.parts;
        self.crossings.retain(|behind| parts[places(behind)].iter().any(|part| part.is_open));
        Some(())
    }
}

fn places(behind: &Behind) -> Range<usize> {
    behind.start as usize..behind.end as usize
}

/// What parts still want after a split.
fn split_parts(left: &[i64], split: &Split, lot: i64) -> Option<Vec<i64>> {
    let (new, old) = (i128::from(split.new), i128::from(split.old));
    let net: i128 = left.iter().copied().map(i128::from).sum();
    let lots = net.abs().checked_mul(new)? / (old * i128::from(lot));
    let whole = i64::try_from(net.signum() * lots * i128::from(lot)).ok()?;
    match left {
        [_] => Some(vec![whole]),
        _ => after_split(left, whole, (split.new, split.old), lot),
    }
}
