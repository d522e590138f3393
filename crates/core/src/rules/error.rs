//! What rules cannot be run with.

use std::fmt;

use super::node::Place;
use crate::signal::WINDOW_MAX;

/// Rules that cannot be run with some parameters.
#[derive(Clone, Debug, PartialEq)]
pub enum RulesError {
    /// A number for bars is none.
    Window {
        /// The place of its node.
        place: Place,
        /// Its value.
        value: f64,
    },
    /// No indicator has this name and these windows.
    Indicator {
        /// Its name.
        name: String,
        /// Its windows.
        lengths: Vec<usize>,
    },
    /// Numbers are too large for exact sums.
    TooLarge {
        /// Index of the instrument.
        asset: usize,
        /// Bars in the window.
        length: usize,
    },
}

impl fmt::Display for RulesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RulesError::Window { value, .. } => {
                write!(f, "a window of {value} bars: give a whole number from 1 to {WINDOW_MAX}")
            }
            RulesError::Indicator { name, lengths } => write!(
                f,
                "there is no {name} with windows {lengths:?} (a MACD's fast window is the shorter)"
            ),
            RulesError::TooLarge { asset, length } => write!(
                f,
                "numbers of instrument {asset} are too large for exact sums of {length} bars: \
                 take a shorter window"
            ),
        }
    }
}

impl std::error::Error for RulesError {}

/// A number as a number of bars.
pub(super) fn bar_count(place: Place, value: f64) -> Result<usize, RulesError> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
    let count = value as usize;
    if value.fract().abs() > 0.0 || !(1..=WINDOW_MAX).contains(&count) {
        return Err(RulesError::Window { place, value });
    }
    Ok(count)
}
