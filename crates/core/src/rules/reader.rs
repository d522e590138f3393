//! The orders of rules: what is read from their columns and from the account, bar by bar.

use std::sync::Arc;

use super::bits;
use super::columns::Columns;
use super::error::RulesError;
use super::evaluation::Evaluation;
use super::market::Market;
use super::node::Place;
use super::program::{Program, Sides, Sizing};
use super::state::State;
use crate::drive::{Given, Instruction, Instructions};
use crate::kernel::Kernel;
use crate::market::PriceField;
use crate::money::{Amount, Number};
use crate::order::{
    Asked, Conditions, Duration, Intent, OrderRef, Request, Ticket, TicketKind, level_beside,
};

/// The instructions of one parameter set.
pub struct Reader<'a> {
    program: &'a Program,
    market: &'a Market<'a>,
    evaluation: &'a Evaluation,
    rows: usize,
    /// By instrument, where rules look at positions.
    states: Vec<State>,
    /// Tickets given so far.
    tickets: u32,
    /// Those of the present row that are no plain ticket.
    others: Vec<Instruction>,
}

impl<'a> Reader<'a> {
    /// The instructions of a set that was evaluated with these columns.
    ///
    /// # Errors
    /// When a number of bars is none.
    pub fn new(columns: &'a Columns<'a>, evaluation: &'a Evaluation) -> Result<Self, RulesError> {
        let Columns { program, market, .. } = columns;
        let assets = market.panel.assets();
        let count = if program.looks_at_positions() { assets } else { 0 };
        let state = |_| State::new(program, evaluation);
        Ok(Reader {
            program,
            market,
            evaluation,
            rows: market.rows(),
            states: (0..count).map(state).collect::<Result<_, _>>()?,
            tickets: 0,
            others: Vec::new(),
        })
    }

    /// Whether a condition holds; one that there is not never does.
    #[inline]
    fn holds(&self, condition: Option<Place>, asset: usize, row: usize) -> bool {
        let Some(place) = condition else { return false };
        match self.evaluation.bits(place) {
            Some(all) => bits::is_set(&all[asset * bits::words(self.rows)..], row),
            None => self.states[asset].at(place) > 0.0,
        }
    }

    #[inline]
    fn number(&self, place: Place, asset: usize, row: usize) -> f64 {
        let known = self.evaluation.at(place, asset, row, self.rows);
        known.unwrap_or_else(|| self.states[asset].at(place))
    }

    /// The side that is to be held instead of the one that is expected; nothing where that stays.
    #[inline]
    fn wanted(&self, side: i8, asset: usize, row: usize) -> Option<i8> {
        let Sides { long, exit, short, cover } = *self.program.sides();
        let holds = |condition| self.holds(condition, asset, row);
        match side {
            0 if holds(long) => Some(1),
            0 if holds(short) => Some(-1),
            0 => None,
            1.. => holds(exit).then(|| if holds(short) { -1 } else { 0 }),
            _ => holds(cover).then(|| i8::from(holds(long))),
        }
    }

    /// Size and ways out of a position on a side; nothing where one is not above nothing.
    fn entry(&self, side: i8, asset: usize, row: usize) -> Option<Entry> {
        let Sizing { intent, size, stop_loss, take_profit } = *self.program.sizing();
        let positive = |place| {
            let number = self.number(place, asset, row);
            (number.is_finite() && number > 0.0).then_some(number)
        };
        let close = self.close(asset, row);
        if !intent.is_of_units() && close <= 0 {
            return None; // so much money's worth would be a position on the other side
        }
        let sign = f64::from(side);
        let size = sign * positive(size)?;
        let instrument = &self.market.instruments[asset];
        let level = |place, is_stop: bool| {
            let away = if is_stop { -sign } else { sign };
            let distance = positive(place).map(|distance| away * distance);
            distance.map(|distance| Asked::Exact {
                mantissa: level_beside(close, distance, instrument, side < 0, is_stop),
                scale: instrument.price_scale,
            })
        };
        let stop = stop_loss.map(|place| level(place, true));
        let profit = take_profit.map(|place| level(place, false));
        Some(Entry { size, stop: some_or_none(stop)?, profit: some_or_none(profit)? })
    }

    fn close(&self, asset: usize, row: usize) -> i64 {
        let grid = self.market.panel.grid(PriceField::Close);
        grid[(self.market.start + row) * self.market.panel.assets() + asset]
    }

    fn order(&mut self, wanted: i8, side: i8, asset: usize, row: usize, given: &mut Vec<Given>) {
        let entry = if wanted == 0 { None } else { self.entry(wanted, asset, row) };
        let place = index(asset);
        match entry {
            Some(entry) => {
                if side != 0 {
                    given.push(Given::MakeWay(place));
                }
                self.enter(place, entry, given);
            }
            None if side != 0 => {
                given.push(Given::Leave(place));
                self.tickets += 1;
            }
            None => {}
        }
    }

    fn enter(&mut self, asset: u32, entry: Entry, given: &mut Vec<Given>) {
        let Entry { size, stop, profit } = entry;
        let intent = self.program.sizing().intent;
        given.push(Given::Ticket(ticket(asset, intent, size, TicketKind::Market)));
        let parent = self.tickets;
        self.tickets += 1;
        let kinds = [stop.map(TicketKind::Stop), profit.map(TicketKind::Limit)];
        for kind in kinds.into_iter().flatten() {
            // What it is for follows from what the entry fills; its own size is not read.
            let ticket = ticket(asset, Intent::Quantity, -size, kind);
            let conditions = Conditions::way_out(&format!("bracket {parent}"), None);
            let parent = Some(OrderRef::Ticket(parent));
            let request = Request { ticket, conditions, parent };
            self.give_other(Instruction::Place(Arc::new(request)), given);
            self.tickets += 1;
        }
    }

    fn give_other(&mut self, instruction: Instruction, given: &mut Vec<Given>) {
        given.push(Given::Other(index(self.others.len())));
        self.others.push(instruction);
    }

    fn update_state<N: Number>(&mut self, asset: usize, row: usize, account: &Kernel<N>) {
        let Reader { program, evaluation, rows, .. } = *self;
        let held = sign(account.balances().positions()[asset]);
        self.states[asset].update(program, held, |place| evaluation.at(place, asset, row, rows));
    }
}

/// An entry as it is ordered.
#[derive(Clone, Copy)]
struct Entry {
    size: f64,
    stop: Option<Asked>,
    profit: Option<Asked>,
}

/// A level that is asked for and known, or one that is not asked for.
fn some_or_none(level: Option<Option<Asked>>) -> Option<Option<Asked>> {
    level.map_or(Some(None), |level| level.map(Some))
}

fn ticket(asset: u32, intent: Intent, size: f64, kind: TicketKind) -> Ticket {
    let duration = Duration::GoodTillCancelled;
    Ticket { asset, intent, size: Asked::Float(size), kind, duration }
}

#[inline]
fn sign<Q: Amount>(quantity: Q) -> i8 {
    i8::from(quantity > Q::ZERO) - i8::from(quantity < Q::ZERO)
}

/// The place of an instrument or of an instruction as orders name it.
#[inline]
fn index(place: usize) -> u32 {
    u32::try_from(place).expect("instruments and the orders of a bar are fewer than 2^32")
}

impl Instructions for Reader<'_> {
    fn has_references(&self) -> bool {
        self.program.has_brackets()
    }

    fn other(&self, place: u32) -> Option<&Instruction> {
        self.others.get(place as usize)
    }

    #[inline]
    fn at<N: Number>(&mut self, row: usize, account: &Kernel<N>, given: &mut Vec<Given>) {
        self.others.clear();
        for asset in 0..self.market.panel.assets() {
            if !self.market.has_bar(asset, row) {
                continue;
            }
            if !self.states.is_empty() {
                self.update_state(asset, row, account);
            }
            let side = account.expected_side(index(asset));
            if let Some(wanted) = self.wanted(side, asset, row) {
                self.order(wanted, side, asset, row, given);
            }
        }
    }

    #[inline]
    fn silent_until<N: Number>(&mut self, row: usize, account: &Kernel<N>) -> usize {
        if !self.states.is_empty() {
            return row;
        }
        let words = bits::words(self.rows);
        let Sides { long, exit, short, cover } = *self.program.sides();
        let mut first = usize::MAX;
        for asset in 0..self.market.panel.assets() {
            let of = |condition: Option<Place>| -> &[u64] {
                let all = condition.and_then(|place| self.evaluation.bits(place));
                all.map_or(&[], |all| &all[asset * words..][..words])
            };
            let pair = match account.expected_side(index(asset)) {
                0 => [of(long), of(short)],
                1.. => [of(exit), &[]],
                _ => [of(cover), &[]],
            };
            for own in pair {
                first = first.min(bits::next_set(own.len(), row, |word| own[word]));
            }
        }
        first
    }
}
