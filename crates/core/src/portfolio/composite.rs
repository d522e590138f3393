//! The strategies of a portfolio as one: the batch driver of several arrays of targets.

use std::sync::Arc;

use super::bracket::{Entered, Pairs};
use super::desk::{Desk, Part};
use super::entry::EntryKind;
use super::ledger::Ledger;
use super::plan::{Plan, WHOLE};
use super::record::Record;
use crate::drive::{Given, Targets, Walk, WalkError};
use crate::kernel::{Fault, Kernel, Outcome, Setup};
use crate::market::Panel;
use crate::money::{Exact, Integer, Rounding, mul_div};
use crate::order::Ticket;

/// Walks the rows of a panel from `start` with several strategies in one account.
///
/// Gives what became of the account, and of the books of each strategy.
///
/// # Errors
/// When the setup does not fit, or a number does not.
pub fn simulate_portfolio<M: Integer>(
    setup: Arc<Setup>,
    panel: Arc<Panel<i64>>,
    start: usize,
    plan: &Plan<'_>,
) -> Result<(Outcome<Exact<M>>, Record<M>), WalkError> {
    let mut walk = Walk::<Exact<M>>::new(Arc::clone(&setup))?;
    walk.load(panel, 0, start)?;
    let mut composite = Composite::new(&setup, plan)?;
    while let Some(opens) = walk.advance()? {
        composite.bar(&mut walk, opens)?;
        walk.close()?;
    }
    let mut record = composite.record;
    record.entries = composite.ledger.books.into_entries();
    Ok((walk.finish(), record))
}

/// An order that a strategy has just made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish {
    pub part: Part,
    /// The next order of this bar for the same instrument.
    pub next: Option<usize>,
    /// Where it is refused: how the account is given it, to refuse it too.
    pub refused: Option<Ticket>,
}

/// Reads arrays of targets for strategies with books of their own, and gives their orders to one
/// account. Its steps are in [`super::reading`], [`super::ordering`] and [`super::protection`].
pub(super) struct Composite<'a, M: Integer> {
    pub(super) plan: &'a Plan<'a>,
    pub(super) targets: Vec<Targets<'a>>,
    pub(super) ledger: Ledger<M>,
    pub(super) desk: Desk,
    pub(super) pairs: Option<Pairs>,
    pub(super) record: Record<M>,
    /// The last prices; 0 where there is none.
    pub(super) prices: Vec<i64>,
    /// The events of the account that were allotted.
    pub(super) seen: usize,
    pub(super) dividends_done: usize,
    pub(super) splits_done: usize,
    pub(super) shared: usize,
    /// The number of the next order of each strategy.
    pub(super) numbers: Vec<u32>,
    pub(super) wishes: Vec<Wish>,
    /// The first and the last of them by instrument.
    pub(super) of_asset: Vec<Option<(usize, usize)>>,
    pub(super) given: Vec<Given>,
    /// What orders have opened in the bar: book, and what was entered.
    pub(super) entered: Vec<(u32, Entered)>,
}

/// What a step of a bar comes to.
pub(super) type Step = Result<(), Fault>;

impl<'a, M: Integer> Composite<'a, M> {
    /// Opens the books and shares the capital.
    fn new(setup: &Setup, plan: &'a Plan<'a>) -> Result<Composite<'a, M>, Fault> {
        let (books, assets) = (plan.strategies.len(), setup.instruments.len());
        let capital = setup.capital.at_scale(setup.ledger_scale).and_then(M::narrowed);
        let targets = plan
            .strategies
            .iter()
            .map(|each| Targets::new(each.targets, assets, each.unit, each.rebalance));
        let mut composite = Composite {
            plan,
            targets: targets.collect(),
            ledger: Ledger::new(setup, books).ok_or_else(|| fault(0, "the books"))?,
            desk: Desk::new(books, assets),
            pairs: plan.has_brackets().then(|| Pairs::new(books, assets)),
            record: Record::new(),
            prices: vec![0; assets],
            seen: 0,
            dividends_done: 0,
            splits_done: 0,
            shared: 0,
            numbers: vec![0; books],
            wishes: Vec::new(),
            of_asset: vec![None; assets],
            given: Vec::new(),
            entered: Vec::new(),
        };
        let capital = capital.ok_or_else(|| fault(0, "capital"))?;
        let mut deposit = vec![M::ZERO; books];
        deposit.push(capital);
        let posted = composite.ledger.books.transfer(0, EntryKind::Deposit, &deposit);
        posted.and_then(|()| composite.share(0)).ok_or_else(|| fault(0, "capital"))?;
        Ok(composite)
    }

    /// One bar, up to the orders that are given at its close.
    fn bar(&mut self, walk: &mut Walk<Exact<M>>, opens: bool) -> Step {
        let row = walk.rows() - 1;
        let first = self.seen;
        if self.pairs.is_some() {
            walk.trade_first()?;
            self.read(walk, opens, row)?;
            self.cross(walk, row)?;
            self.bear(walk)?;
            walk.trade_rest()?;
            self.read(walk, false, row)?;
        } else {
            walk.trade()?;
            self.read(walk, opens, row)?;
            self.cross(walk, row)?;
        }
        self.entered.clear();
        self.end(walk.kernel(), first, row)?;
        self.look(walk.kernel()).ok_or_else(|| fault(row, "a liquidation"))?;
        self.mark(walk.kernel()).ok_or_else(|| fault(row, "what a strategy is worth"))?;
        if self.plan.shared.get(self.shared) == Some(&row) {
            self.shared += 1;
            self.share(row).ok_or_else(|| fault(row, "a strategy's share"))?;
        }
        self.order(walk.kernel(), row)?;
        self.give(walk)?;
        self.record.note(&self.ledger.books);
        if walk.panel().ends_session(walk.local()) {
            self.record.prices.extend_from_slice(&self.prices);
        }
        Ok(())
    }

    /// Takes the last prices, and what each is worth at them.
    fn mark(&mut self, kernel: &Kernel<Exact<M>>) -> Option<()> {
        for (asset, price) in (0_u32..).zip(&mut self.prices) {
            *price = kernel.last_price(asset).unwrap_or(0);
        }
        self.ledger.mark(&self.prices)
    }

    /// Moves money until each strategy has its share of the whole; the rest is in reserve.
    fn share(&mut self, row: u32) -> Option<()> {
        let equities: Vec<i128> =
            self.ledger.books.equities().iter().map(|equity| equity.widened()).collect();
        let total: i128 = equities.iter().sum();
        if total <= 0 {
            return Some(());
        }
        let wanted = |&share: &i64| mul_div(total, i128::from(share), WHOLE, Rounding::Floor);
        let wanted: Option<Vec<i128>> = self.plan.shares.iter().map(wanted).collect();
        let mut wanted = wanted?;
        wanted.push(total - wanted.iter().sum::<i128>());
        let change = |(want, has): (i128, i128)| M::narrowed(want - has);
        let changes: Option<Vec<M>> = wanted.into_iter().zip(equities).map(change).collect();
        let changes = changes?;
        self.ledger.books.transfer(row, EntryKind::Transfer, &changes)?;
        let is_first = self.record.shared.is_empty();
        self.record.shared.push(row);
        for (targets, change) in self.targets.iter_mut().zip(changes) {
            if !is_first && !change.is_zero() {
                targets.forget();
            }
        }
        Some(())
    }
}

/// What does not fit, in a row.
pub(super) fn fault(row: u32, what: &'static str) -> Fault {
    Fault { what, of: None, row, values: String::new() }
}
