//! What happened to the account goes into the books of the strategies.

use super::bracket::Entered;
use super::composite::{Composite, Step, fault};
use super::desk::Part;
use super::entry::EntryKind;
use super::ledger::{Share, Traded};
use crate::drive::Walk;
use crate::kernel::{Fault, Kernel, Setup};
use crate::ledger::{Event, EventKind};
use crate::market::Split;
use crate::models::fill::FillTiming;
use crate::money::{Exact, Integer};

impl<M: Integer> Composite<'_, M> {
    /// Puts what happened since the last time into the books.
    pub(super) fn read(&mut self, walk: &Walk<Exact<M>>, opens: bool, row: u32) -> Step {
        let kernel = walk.kernel();
        let told = &kernel.events()[self.seen..];
        self.seen = kernel.events().len();
        if opens {
            let session = walk.panel().sessions()[walk.local()];
            self.act(kernel.setup(), told, session, row)?;
        }
        for event in told {
            let done = match event.kind {
                EventKind::Fill => self.fill(event),
                _ => self.ledger.other(event),
            };
            done.ok_or_else(|| fault_of(kernel.setup(), event, "the books of the strategies"))?;
        }
        Ok(())
    }

    /// Dividends and splits, also those that the sum of all strategies does not notice: by day, the
    /// dividends of one before its splits, by instrument.
    fn act(&mut self, setup: &Setup, told: &[Event<Exact<M>>], session: u32, row: u32) -> Step {
        let (dividends, splits) = (setup.actions.dividends(), setup.actions.splits());
        // An action that comes to nothing has no event: each event names the one that it is of.
        let own = |kind, place: usize| {
            told.iter().find(|event| event.kind == kind && event.order as usize == place)
        };
        loop {
            let dividend =
                dividends.get(self.dividends_done).filter(|each| each.session <= session);
            let split = splits.get(self.splits_done).filter(|each| each.session <= session);
            let is_first = |when| split.is_none_or(|split| when <= split.when());
            let (done, asset) = match (dividend, split) {
                (Some(each), _) if is_first(each.when()) => {
                    let event = own(EventKind::Dividend, self.dividends_done);
                    self.dividends_done += 1;
                    (self.ledger.dividend(row, each, event), each.asset)
                }
                (_, Some(each)) => {
                    let event = own(EventKind::Split, self.splits_done);
                    self.splits_done += 1;
                    (self.split(row, each, event), each.asset)
                }
                _ => return Ok(()),
            };
            let symbol = || setup.instruments[asset as usize].symbol.clone();
            done.ok_or_else(|| Fault {
                of: Some(symbol()),
                ..fault(row, "a dividend or a split")
            })?;
        }
    }

    fn split(&mut self, row: u32, split: &Split, event: Option<&Event<Exact<M>>>) -> Option<()> {
        self.desk.split(split, self.ledger.lot(split.asset))?;
        self.ledger.split(row, split, event, self.prices[split.asset as usize])
    }

    /// Allots a fill to the orders behind it.
    fn fill(&mut self, event: &Event<Exact<M>>) -> Option<()> {
        if self.desk.behind(event.order).is_empty() {
            return self.ledger.liquidated(event);
        }
        let parts = self.desk.fill(event.order, event.quantity, self.ledger.lot(event.asset))?;
        let trade = Traded::of(event);
        for (place, share) in self.ledger.shares(event, &parts)?.into_iter().enumerate() {
            let Part { book, number, .. } = self.desk.behind(event.order)[place];
            self.trade(&trade, book, number, share)?;
        }
        Some(())
    }

    /// Posts what an order of a strategy has of a trade, and notes what it has opened.
    fn trade(&mut self, trade: &Traded, book: u32, number: u32, share: Share) -> Option<()> {
        let asset = trade.asset;
        let before = self.ledger.books.held(book, asset);
        self.ledger.trade(trade, book, Some(number), share)?;
        let units = self.ledger.books.held(book, asset);
        let opens = (before < 0) != (units < 0) || units.abs() > before.abs();
        if opens && units != 0 && self.plan.strategies[book as usize].bracket.is_some() {
            self.entered.push((book, Entered { asset, units, price: trade.price }));
        }
        Some(())
    }

    /// What nets to nothing crosses, where the market would fill an order of its instrument.
    pub(super) fn cross(&mut self, walk: &Walk<Exact<M>>, row: u32) -> Step {
        let (panel, local) = (walk.panel(), walk.local());
        let setup = walk.kernel().setup();
        let at_close = setup.rules.timing == FillTiming::NextClose;
        let price = |asset: u32| {
            let asset = asset as usize;
            let bar = panel.is_tradable(local, asset).then(|| panel.bar(local, asset))?;
            Some(if at_close { bar.close } else { bar.open })
        };
        for (parts, price) in self.desk.crossed(price) {
            for part in parts {
                let asset = part.asset;
                let trade = Traded { kind: EntryKind::Crossing, row, asset, price };
                let share = Share { quantity: part.left(), fee: 0 };
                let done = self.trade(&trade, part.book, part.number, share);
                let symbol = || setup.instruments[asset as usize].symbol.clone();
                done.ok_or_else(|| Fault { of: Some(symbol()), ..fault(row, "what crosses") })?;
            }
        }
        Ok(())
    }

    /// Ends of instruments, also those that the sum of all strategies does not notice.
    pub(super) fn end(&mut self, kernel: &Kernel<Exact<M>>, first: usize, row: u32) -> Step {
        for end in kernel.setup().actions.ends() {
            let asset = end.asset;
            let Some(price) = kernel.end_price(asset).filter(|_| !self.desk.has_ended(asset))
            else {
                continue;
            };
            let is_own = |event: &&Event<_>| event.kind == EventKind::End && event.asset == asset;
            let own = kernel.events()[first..].iter().find(is_own);
            let done = self.ledger.end(row, asset, price, own);
            done.ok_or_else(|| fault(row, "the end of an instrument"))?;
            self.desk.end(asset);
        }
        Ok(())
    }

    /// Learns which orders have ended, and what liquidations will take.
    pub(super) fn look(&mut self, kernel: &Kernel<Exact<M>>) -> Option<()> {
        self.desk.look(|order| kernel.orders()[order as usize].state.is_alive());
        let mut closing = Vec::new();
        for (asset, quantity) in kernel.liquidations() {
            let held: i128 = self.ledger.books.column(asset).iter().sum();
            if held.signum() * i128::from(quantity.signum()) < 0 {
                let parts = self.ledger.closed(asset, quantity)?;
                let parts = (0_u32..).zip(parts).filter(|&(_, units)| units != 0);
                closing.extend(parts.map(|(book, units)| (book, asset, units)));
            }
        }
        self.desk.set_closing(closing);
        Some(())
    }
}

fn fault_of<M: Integer>(setup: &Setup, event: &Event<Exact<M>>, what: &'static str) -> Fault {
    let symbol = || setup.instruments[event.asset as usize].symbol.clone();
    let of = event.kind.is_of_an_instrument().then(symbol);
    Fault { what, of, row: event.row, values: String::new() }
}
