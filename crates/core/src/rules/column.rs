//! A node at every bar of the run: what does not depend on the position.

use super::bits;
use super::exact::Exact;

/// Values or conditions, rows of one instrument after those of the one before.
#[derive(Clone, Debug)]
pub(super) enum Column {
    /// Exact sums, which become floats where they are asked for.
    Exact(Exact),
    /// Floats.
    Floats(Vec<f64>),
    /// Conditions, in words of bits.
    Bits(Vec<u64>),
}

impl Column {
    /// Bytes that it takes.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Column::Exact(exact) => exact.bytes(),
            Column::Floats(values) => size_of_val(values.as_slice()),
            Column::Bits(words) => size_of_val(words.as_slice()),
        }
    }

    /// The number at a row of the run; of a condition 1 where it holds, else 0.
    #[inline]
    pub(super) fn at(&self, asset: usize, row: usize, rows: usize) -> f64 {
        match self {
            Column::Exact(exact) => exact.at(asset, row),
            Column::Floats(values) => values[asset * rows + row],
            Column::Bits(words) => {
                let own = &words[asset * bits::words(rows)..];
                f64::from(u8::from(bits::is_set(own, row)))
            }
        }
    }
}
