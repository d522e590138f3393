//! Wyckoff's method for Python.

mod detector;
mod tables;

pub(crate) use detector::{WyckoffDetector, WyckoffFound, point_and_figure, wyckoff_parameters};
