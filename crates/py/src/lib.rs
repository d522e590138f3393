//! `farthing._core`: convert, release the GIL, call, map the error. It decides no fill and no posting.
//!
//! What of trading still lives here, and belongs into the core, is named in docs/ARCHITECTURE.md.

mod arrow;
mod asked;
mod asset;
mod bar_data;
mod beside;
mod blocks;
mod books;
mod conditions;
mod context;
mod digest;
mod divergence;
mod driven;
mod errors;
mod exact;
mod grid;
mod indicators;
mod metrics;
mod netting;
mod orders;
mod outcome;
mod panel;
mod portfolio;
mod rules;
mod run;
mod run_conditions;
mod setup;
mod several;
mod simulate;
mod statistics;
mod tables;
mod window;
mod window_statistics;
mod wyckoff;

use farthing_core::ledger::Account;
use farthing_core::order::{OrderState, Refusal};
use pyo3::prelude::*;

/// The exact engine of farthing, in Rust.
#[pymodule]
mod _core {
    use super::*;

    #[pymodule_export]
    use arrow::Table;
    #[pymodule_export]
    use asset::{Asset, make_assets};
    #[pymodule_export]
    use bar_data::BarData;
    #[pymodule_export]
    use blocks::{Block, begin_blocks, block_times, end_blocks};
    #[pymodule_export]
    use books::{
        ended, events_since, fill_price, last_bars, last_prices, level_beside, liquidations,
        read_order,
    };
    #[pymodule_export]
    use context::Context;
    #[pymodule_export]
    use divergence::wrong_fills;
    #[pymodule_export]
    use indicators::{Indicator, mantissas, mantissas_of};
    #[pymodule_export]
    use metrics::{
        alpha, annual_return, annual_volatility, beta, conditional_value_at_risk, down_capture,
        information_ratio, omega_ratio, sharpe_ratio, sortino_ratio, tail_ratio, total_return,
        tracking_error, up_capture, value_at_risk,
    };
    #[pymodule_export]
    use netting::{
        after_split, in_proportion, parts_in_lieu, parts_of_borrow, parts_of_dividend,
        parts_of_fee, parts_of_fill, parts_of_liquidation, parts_of_the_same_side,
        units_after_split,
    };
    #[pymodule_export]
    use orders::{FillView, OrderView};
    #[pymodule_export]
    use outcome::Outcome;
    #[pymodule_export]
    use panel::{Panel, PanelBuilder, TwinPanel};
    #[pymodule_export]
    use portfolio::{Portfolio, Position, Positions};
    #[pymodule_export]
    use rules::{RulesProgram, simulate_rules, sweep_rules, twin_rules};
    #[pymodule_export]
    use run::{end_run, load_bars, run_bars, show_universe, silent_signals};
    #[pymodule_export]
    use setup::Setup;
    #[pymodule_export]
    use several::{StrategyBooks, simulate_several};
    #[pymodule_export]
    use simulate::{
        OrderTape, TwinOutcome, simulate_tape, simulate_targets, twin_tape, twin_targets,
    };
    #[pymodule_export]
    use statistics::Summary;
    #[pymodule_export]
    use window::Window;
    #[pymodule_export]
    use wyckoff::{
        WyckoffDetector, WyckoffFound, WyckoffWatch, point_and_figure, show_wyckoff, wyckoff_of,
        wyckoff_parameters, wyckoff_slots,
    };

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("LEDGER_SCALE_MAX", farthing_core::market::LEDGER_SCALE_MAX)?;
        module.add("PRICE_MAX", farthing_core::money::PRICE_MAX)?;
        module.add("WINDOW_MAX", farthing_core::signal::WINDOW_MAX)?;
        module.add("QUANTITY_MAX", farthing_core::money::QUANTITY_MAX)?;
        module.add("VALUE_MAX", farthing_core::signal::VALUE_MAX)?;
        module.add("ACCOUNTS", Account::ALL.map(Account::name))?;
        module.add("ORDER_STATES", OrderState::NAMES)?;
        module.add("REFUSALS", Refusal::ALL.map(Refusal::name))?;
        module.add("WYCKOFF_SLOTS", farthing_core::wyckoff::SLOTS_MOST)?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
