//! Playing a scenario on the drivers of the engine.

use std::sync::Arc;

use farthing_core::drive::{Instruction, Tape, Targets, Timed, Walk, simulate};
use farthing_core::kernel::Setup;
use farthing_core::market::{Columns, Panel, PanelBuilder};
use farthing_core::money::{Exact, Integer};

use super::observed::{Observed, observe};
use super::reader::{Scenario, decimal, instant};

impl Scenario {
    fn setup(&self) -> Option<Arc<Setup>> {
        let setup = Setup::new(
            self.instruments.clone(),
            self.currency.clone(),
            decimal(&self.cells["capital"]),
            self.rules(),
            self.actions(),
        );
        setup.ok().map(Arc::new)
    }

    fn panel(&self) -> Option<Arc<Panel<i64>>> {
        let times = self.times();
        let sessions = self.rows.iter().map(|(session, _)| *session).collect();
        let mut builder = PanelBuilder::new(times, sessions, self.instruments.len()).ok()?;
        for (asset, instrument) in self.instruments.iter().enumerate() {
            let own: Vec<_> =
                self.bars.iter().filter(|bar| bar.symbol == instrument.symbol).collect();
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
        Some(Arc::new(builder.finish()))
    }

    /// When bars end: the n-th row of a session n minutes after its midnight.
    fn times(&self) -> Vec<i64> {
        let (mut minute, mut before) = (0, None);
        let mut time = |&(session, _): &(u32, i64)| {
            minute = if before == Some(session) { minute + 1 } else { 1 };
            before = Some(session);
            instant(session, minute)
        };
        self.rows.iter().map(&mut time).collect()
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
                match instruction {
                    Instruction::Give(ticket) => drop(walk.submit(ticket).ok()?),
                    Instruction::Cancel(order) => drop(walk.cancel(*order).ok()?),
                    Instruction::Convert(place, amount) => walk.convert(*place, *amount).ok()?,
                }
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
