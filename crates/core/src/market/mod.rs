//! What is traded: instruments, their bars, and what happens to them by itself.

mod action;
#[cfg(test)]
pub(crate) mod examples;
mod instrument;
mod mirror;
mod month;
mod panel;
mod so_far;
mod spread;
mod terms;

pub use action::{Actions, Dividend, End, Funding, Split, TableRate};
pub use instrument::{
    ContractMargin, Currency, HoldingCost, Instrument, InstrumentError, Kind, LEDGER_SCALE_MAX,
    Settlement, Ticks, ledger_scale,
};
pub use mirror::{Adjustment, Digits, Epoch, Field, Mirror, SPLIT_DIGITS};
pub(crate) use month::Month;
pub use panel::{Bar, Columns, Earlier, Panel, PanelBuilder, PanelError, PriceField};
pub use so_far::so_far;
pub use spread::{Range, half_spread};
pub use terms::{Grid, Terms};
