//! The exact engine of farthing: no I/O, no clock, no randomness, no float in any money path.
//!
//! One kernel decides every fill, fee and posting; two drivers walk it along the bars. The kernel
//! is generic over its number type, so that the private float twin is the same kernel.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::float_cmp, clippy::cast_precision_loss))]

pub mod drive;
pub mod kernel;
pub mod ledger;
pub mod market;
pub mod metric;
pub mod models;
pub mod money;
pub mod order;
pub mod portfolio;
pub mod rules;
pub mod signal;
pub mod wyckoff;
