//! The one table of numbers that the rules read: each with its unit, its source and its bounds.
//!
//! Nothing else in the package states a threshold. A number that is compared is graded evidence: a
//! half at the threshold, nothing or all at `softness` of it below or above. So that a rule can be
//! read, a name is spelled here as it is on the command line and in documents.

use std::fmt;
use std::ops::Index;

use super::table::TABLE;
pub use super::table::{NAMES_COUNT, Name};

/// How a value is compared with a number of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// A setting that nothing is graded by.
    Setting,
    /// More is better.
    AtLeast,
    /// Less is better.
    AtMost,
}

impl Sense {
    /// The words of a table.
    pub fn words(self) -> &'static str {
        match self {
            Sense::Setting => "is",
            Sense::AtLeast => "at least",
            Sense::AtMost => "at most",
        }
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// What it is called everywhere.
    pub name: &'static str,
    /// Its value unless told otherwise.
    pub default: f64,
    /// Its weight among the evidence of a rule; 0 for what is no evidence.
    pub weight: f64,
    /// How a value is compared with it.
    pub sense: Sense,
    /// The unit that it is in.
    pub unit: &'static str,
    /// The least value.
    pub low: f64,
    /// The largest value.
    pub high: f64,
    /// Who says so.
    pub source: &'static str,
    /// What it is.
    pub meaning: &'static str,
}

impl Parameter {
    /// Whether it counts whole things.
    pub fn is_whole(&self) -> bool {
        matches!(self.unit, "bars" | "count" | "sessions")
    }
}

/// A number that the table does not take.
#[derive(Clone, Debug, PartialEq)]
pub enum BadParameter {
    /// No row has that name.
    Unknown(String),
    /// The value lies outside of the bounds of its row, or is no whole number where one is needed.
    Outside(Name, f64),
    /// A weight is negative or no number, or a setting has none.
    Weight(Name, f64),
    /// Two numbers that are in order are not.
    Order(Name, Name),
}

impl fmt::Display for BadParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BadParameter::Unknown(name) => {
                write!(f, "there is no parameter '{name}'; `farthing wyckoff parameters` lists all")
            }
            BadParameter::Outside(name, value) => {
                let row = name.row();
                let kind = if row.is_whole() { "a whole number " } else { "" };
                let Parameter { name, low, high, unit, .. } = row;
                write!(f, "{name} {value} is not {kind}from {low} to {high} ({unit})")
            }
            BadParameter::Weight(name, value) => {
                let name = name.row().name;
                write!(f, "weight {value} of {name}: it is from 0 to 100, and only of evidence")
            }
            BadParameter::Order(first, second) => {
                write!(f, "{} has to be below {}", first.row().name, second.row().name)
            }
        }
    }
}

/// Values of all numbers of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameters {
    values: [f64; NAMES_COUNT],
    weights: [f64; NAMES_COUNT],
}

impl Default for Parameters {
    fn default() -> Parameters {
        Parameters { values: TABLE.map(|row| row.default), weights: TABLE.map(|row| row.weight) }
    }
}

impl Index<Name> for Parameters {
    type Output = f64;

    #[inline]
    fn index(&self, name: Name) -> &f64 {
        &self.values[name as usize]
    }
}

/// Pairs of which the first has to be below the second.
const IN_ORDER: [(Name, Name); 3] = [
    (Name::spring_volume_low, Name::spring_volume_high),
    (Name::range_bars_min, Name::range_bars_max),
    (Name::projection_bars_short, Name::projection_bars_long),
];

const WEIGHT_MAX: f64 = 100.0;

/// What stands behind a name where its weight is meant.
const WEIGHT: &str = ".weight";

impl Parameters {
    /// Sets a number by its name, or its weight by `name.weight`.
    ///
    /// # Errors
    /// When there is no such name, or the table does not take the value.
    ///
    /// ```
    /// use farthing_core::wyckoff::{Name, Parameters};
    /// let mut parameters = Parameters::default();
    /// parameters.set("climax_volume", 2.5).unwrap();
    /// assert_eq!(parameters[Name::climax_volume], 2.5);
    /// let refused = parameters.set("trend_bars", 2.5).unwrap_err().to_string();
    /// assert_eq!(refused, "trend_bars 2.5 is not a whole number from 5 to 500 (bars)");
    /// ```
    pub fn set(&mut self, name: &str, value: f64) -> Result<(), BadParameter> {
        let (plain, is_weight) =
            name.strip_suffix(WEIGHT).map_or((name, false), |plain| (plain, true));
        let unknown = || BadParameter::Unknown(name.to_owned());
        let name = Name::of(plain).ok_or_else(unknown)?;
        let row = name.row();
        if is_weight {
            if row.sense == Sense::Setting || !(0.0..=WEIGHT_MAX).contains(&value) {
                return Err(BadParameter::Weight(name, value));
            }
            self.weights[name as usize] = value;
            return Ok(());
        }
        let is_inside = (row.low..=row.high).contains(&value);
        if !is_inside || (row.is_whole() && value.fract() > 0.0) {
            return Err(BadParameter::Outside(name, value));
        }
        self.values[name as usize] = value;
        Ok(())
    }

    /// Looks at numbers that are in order, once all are set.
    ///
    /// # Errors
    /// The first pair that is not.
    pub fn check(&self) -> Result<(), BadParameter> {
        let wrong = IN_ORDER.into_iter().find(|&(low, high)| self[low] >= self[high]);
        wrong.map_or(Ok(()), |(low, high)| Err(BadParameter::Order(low, high)))
    }

    /// The weight of evidence.
    #[inline]
    pub fn weight(&self, name: Name) -> f64 {
        self.weights[name as usize]
    }

    /// A number of whole things.
    #[inline]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "see `set`")]
    pub fn count(&self, name: Name) -> u32 {
        self[name] as u32
    }

    /// How well a value does against a number of the table: 0 to 1, a half at the number.
    ///
    /// ```
    /// use farthing_core::wyckoff::{Name, Parameters};
    /// let parameters = Parameters::default();
    /// let grades = [1.0, 1.5, 2.0, 3.0].map(|ratio| parameters.grade(Name::climax_volume, ratio));
    /// assert_eq!(grades, [0.0, 0.25, 0.5, 1.0]);
    /// ```
    #[inline]
    pub fn grade(&self, name: Name, value: f64) -> f64 {
        let threshold = self[name];
        let width = threshold * self[Name::softness];
        let above = match name.row().sense {
            Sense::AtMost => threshold - value,
            Sense::AtLeast | Sense::Setting => value - threshold,
        };
        (0.5 + above / (2.0 * width)).clamp(0.0, 1.0)
    }
}

impl Name {
    /// The row of a name.
    #[inline]
    pub fn row(self) -> &'static Parameter {
        &TABLE[self as usize]
    }

    /// A name by how it is spelled.
    pub fn of(name: &str) -> Option<Name> {
        Name::ALL.into_iter().find(|each| each.row().name == name)
    }
}
