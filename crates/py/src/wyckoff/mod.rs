//! Wyckoff's method for Python.

mod detector;
mod tables;
mod watch;

pub(crate) use detector::{
    WyckoffDetector, WyckoffFound, point_and_figure, show_wyckoff, told, wyckoff_of,
    wyckoff_parameters, wyckoff_slots,
};
pub(crate) use watch::{Longer, Slots, WyckoffWatch};
