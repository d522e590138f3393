//! Playing a scenario on the drivers of the engine.

use std::sync::Arc;

use farthing_core::drive::{Instruction, Tape, Targets, Timed, Walk, simulate};
use farthing_core::kernel::Setup;
use farthing_core::market::{Columns, Panel, PanelBuilder};
use farthing_core::money::{Exact, Integer};
use farthing_core::order::{Conditions, OrderRef};

use super::observed::{Observed, observe};
use super::reader::{BarLine, Scenario, decimal};

impl Scenario {
    fn setup(&self) -> Option<Arc<Setup>> {
        let setup = Setup::new(
            self.instruments.clone(),
            self.currency.clone(),
            decimal(&self.cells["capital"]),
            self.rules(),
            self.actions(),
        );
        setup.ok().map(|setup| Arc::new(setup.with_conditions(self.conditions())))
    }

    fn panel(&self) -> Option<Arc<Panel<i64>>> {
        let sessions = self.rows.iter().map(|(session, _)| *session).collect();
        let panel = self.panel_of(sessions, times_of(&self.rows), &self.bars)?;
        if self.finer.is_empty() {
            return Some(Arc::new(panel));
        }
        let sessions = self.finer_rows.iter().map(|(session, ..)| *session).collect();
        let finer = self.panel_of(sessions, finer_times_of(&self.finer_rows), &self.finer)?;
        Some(Arc::new(panel.with_finer(Arc::new(finer))))
    }

    fn panel_of(
        &self,
        sessions: Vec<u32>,
        (times, begins): (Vec<i64>, Vec<i64>),
        bars: &[BarLine],
    ) -> Option<Panel<i64>> {
        let mut builder = PanelBuilder::new(times, sessions, self.instruments.len()).ok()?;
        builder.begin(begins).ok()?;
        for (asset, instrument) in self.instruments.iter().enumerate() {
            let own: Vec<_> = bars.iter().filter(|bar| bar.symbol == instrument.symbol).collect();
            let rows: Vec<u32> =
                own.iter().map(|bar| u32::try_from(bar.row).expect("few rows")).collect();
            let price = |index: usize| -> Option<Vec<i64>> {
                own.iter()
                    .map(|bar| {
                        let mantissa = bar.prices[index].at_scale(instrument.price_scale)?;
                        i64::try_from(mantissa).ok()
                    })
                    .collect()
            };
            let volume: Option<Vec<i64>> = own.iter().map(|bar| bar.volume).collect();
            let (open, high, low, close) = (price(0)?, price(1)?, price(2)?, price(3)?);
            let columns = Columns {
                rows: &rows,
                open: &open,
                high: &high,
                low: &low,
                close: &close,
                volume: volume.as_deref(),
            };
            builder.add(asset, instrument, columns).ok()?;
        }
        Some(builder.finish())
    }

    /// Plays the row on the event driver; nothing when it ends with an error.
    pub fn walk<M: Integer>(&self) -> Option<Observed> {
        let mut walk = Walk::<Exact<M>>::new(self.setup()?).ok()?;
        walk.load(self.panel()?, 0, self.start()).ok()?;
        let script = self.instructions()?;
        let mut row = 0;
        while walk.advance().ok()?.is_some() {
            walk.trade().ok()?;
            for (_, instruction) in script.iter().filter(|(at, _)| *at == row) {
                follow(&mut walk, instruction)?;
            }
            walk.close().ok()?;
            row += 1;
        }
        Some(observe(self, &walk.finish()))
    }

    /// Plays the row on the batch driver; nothing when it ends with an error.
    pub fn simulate<M: Integer>(&self) -> Option<Observed> {
        let (setup, panel, start) = (self.setup()?, self.panel()?, self.start());
        let outcome = match self.targets() {
            Some(targets) => {
                let (unit, rebalance) = self.target_rule();
                let mut source = Targets::new(&targets, self.instruments.len(), unit, rebalance);
                simulate::<Exact<M>>(setup, panel, start, &mut source).ok()?
            }
            None => {
                let timed = |(row, instruction)| Timed { row, instruction };
                let mut script = self.script()?;
                script.sort_by_key(|(row, _)| *row);
                let tape = Tape::new(script.into_iter().map(timed).collect())?;
                simulate::<Exact<M>>(setup, panel, start, &mut tape.read()).ok()?
            }
        };
        Some(observe(self, &outcome))
    }

    /// The orders of a row, those of targets by the rule of section 11.
    fn instructions(&self) -> Option<Vec<(u32, Instruction)>> {
        let Some(targets) = self.targets() else { return self.script() };
        let (unit, rebalance) = self.target_rule();
        let columns = self.instruments.len();
        let mut memory = farthing_core::drive::TargetMemory::new(columns);
        let mut script = Vec::new();
        for (row, targets) in (0_u32..).zip(targets.chunks(columns)) {
            for (asset, &target) in targets.iter().enumerate() {
                let ticket = memory.ticket(asset, target, rebalance, unit);
                script.extend(ticket.map(|ticket| (row, Instruction::Give(ticket))));
            }
        }
        Some(script)
    }
}

/// Does what an instruction says, as a strategy would.
fn follow<M: Integer>(walk: &mut Walk<Exact<M>>, instruction: &Instruction) -> Option<()> {
    let id = |order: &OrderRef| match order {
        OrderRef::Id(id) => *id,
        OrderRef::Ticket(place) => panic!("a table names orders, not ticket {place}"),
    };
    match instruction {
        Instruction::Give(ticket) => drop(walk.submit(ticket).ok()?),
        Instruction::Place(request) => {
            let parent = request.parent.as_ref().map(id);
            let conditions = Conditions { parent, ..request.conditions.clone() };
            walk.place(&request.ticket, &conditions).ok()?;
        }
        Instruction::Modify(order, change) => drop(walk.modify(id(order), change).ok()?),
        Instruction::Cancel(order) => drop(walk.cancel(id(order)).ok()?),
        Instruction::Convert(place, amount) => {
            walk.convert(*place, *amount).ok()?;
        }
    }
    Some(())
}

const MINUTE: i64 = 60_000_000_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// When rows end and begin: the n-th row of a session ends n minutes after its midnight, and
/// begins a minute before.
fn times_of(rows: &[(u32, i64)]) -> (Vec<i64>, Vec<i64>) {
    let (mut ends, mut minute, mut before) = (Vec::new(), 0, None);
    for &(session, _) in rows {
        minute = if before == Some(session) { minute + 1 } else { 1 };
        before = Some(session);
        ends.push(i64::from(session) * DAY + minute * MINUTE);
    }
    let begins = ends.iter().map(|end| end - MINUTE).collect();
    (ends, begins)
}

/// When finer rows end and begin: the k-th of p parts ends k p-ths of its row's minute after it
/// began.
fn finer_times_of(rows: &[(u32, i64, i64)]) -> (Vec<i64>, Vec<i64>) {
    let parts = |row: &(u32, i64, i64)| {
        let same = rows.iter().filter(|other| (other.0, other.1) == (row.0, row.1));
        same.map(|(_, _, part)| *part).max().expect("the row itself")
    };
    let end = |row: &(u32, i64, i64), part: i64| {
        let &(session, number, _) = row;
        i64::from(session) * DAY + (number - 1) * MINUTE + MINUTE * part / parts(row)
    };
    let ends = rows.iter().map(|row| end(row, row.2)).collect();
    (ends, rows.iter().map(|row| end(row, row.2 - 1)).collect())
}
