//! Groups of orders, of which one cancels the others.

use std::collections::HashMap;
use std::sync::Arc;

use crate::order::OrderId;

/// The groups of a run, by the place in which they were first named.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    places: HashMap<Arc<str>, u32>,
    names: Vec<Arc<str>>,
    members: Vec<Vec<OrderId>>,
    /// The row in which one of them last had its turn.
    turns: Vec<Option<u32>>,
}

impl Groups {
    /// The place of a group, which is new where its name is; `None` when there are too many.
    pub fn place(&mut self, name: &Arc<str>) -> Option<u32> {
        if let Some(&place) = self.places.get(name) {
            return Some(place);
        }
        let place = u32::try_from(self.names.len()).ok()?;
        self.places.insert(Arc::clone(name), place);
        self.names.push(Arc::clone(name));
        self.members.push(Vec::new());
        self.turns.push(None);
        Some(place)
    }

    /// The name of a group.
    pub fn name(&self, group: u32) -> Arc<str> {
        Arc::clone(&self.names[group as usize])
    }

    /// The names, by place.
    pub fn into_names(self) -> Vec<Arc<str>> {
        self.names
    }

    /// Adds an order to a group.
    pub fn join(&mut self, group: u32, order: OrderId) {
        self.members[group as usize].push(order);
    }

    /// The orders of a group that `is_alive` keeps; the others are forgotten.
    pub fn alive(&mut self, group: u32, is_alive: impl Fn(OrderId) -> bool) -> &[OrderId] {
        let members = &mut self.members[group as usize];
        members.retain(|&order| is_alive(order));
        members
    }

    /// Notes that a group had its turn in a row.
    pub fn note_turn(&mut self, group: u32, row: u32) {
        self.turns[group as usize] = Some(row);
    }

    /// Whether a group had its turn in a row.
    pub fn had_turn(&self, group: u32, row: u32) -> bool {
        self.turns[group as usize] == Some(row)
    }
}
