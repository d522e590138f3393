//! Orders: what a strategy asks, how it is read, and what became of it.

mod book;
mod conditions;
mod detail;
mod groups;
mod kind;
mod refusal;
mod state;
mod ticket;

pub use book::Book;
pub use conditions::{AskedDistance, AskedTrail, Change, Conditions, OrderRef, Request, Schedule};
pub use detail::{Detail, Distance, Trail, WHOLE};
pub use groups::Groups;
pub use kind::{Duration, OrderKind};
pub use refusal::Refusal;
pub use state::{NO_DETAIL, Order, OrderId, OrderState};
pub use ticket::{
    Asked, Intent, Prices, Ticket, TicketKind, distance, level_beside, limit_or_stop,
};
