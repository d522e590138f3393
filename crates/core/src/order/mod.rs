//! Orders: what a strategy asks, how it is read, and what became of it.

mod book;
mod refusal;
mod state;
mod ticket;

pub use book::Book;
pub use refusal::Refusal;
pub use state::{Duration, Order, OrderId, OrderKind, OrderState};
pub use ticket::{Asked, Intent, Ticket, TicketKind};
