//! Wyckoff's method for Python.

mod detector;
mod tables;
mod watch;

pub(crate) use detector::{
    WyckoffDetector, WyckoffFound, point_and_figure, show_wyckoff, wyckoff_parameters,
};
pub(crate) use watch::WyckoffWatch;
