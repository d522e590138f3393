//! The models of a run: pure functions of one context value, chosen once, before the loop.

pub mod account;
pub mod carry;
pub mod controls;
pub mod fee;
pub mod fill;
pub mod latency;
pub mod slippage;
