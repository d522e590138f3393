//! What a run asks for besides its models: time that costs, margins that are called, controls.

use crate::models::carry::CarryModel;
use crate::models::controls::Control;

/// The conditions of a run; by default there are none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunConditions {
    /// The day of each session since 1970-01-01; may be empty where nothing is counted by days.
    pub days: Vec<i32>,
    /// Sessions that a margin call may stand before what is held is sold.
    pub grace: u32,
    /// What time costs.
    pub carry: CarryModel,
    /// What a strategy may not do.
    pub controls: Vec<Control>,
}
