//! Point and figure charts: columns of boxes, by highs and lows.

use crate::signal::rebased;

/// A column of a chart: boxes from one to another, both among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// Whether it rises: a column of X.
    pub is_rising: bool,
    /// Its lowest box; box `n` begins at `n` times the size.
    pub low: i64,
    /// Its highest box.
    pub high: i64,
    /// The bar with which it began.
    pub begun_at: u32,
}

/// A chart that is told one bar after the other and keeps its last column alone.
///
/// A column goes on while its extreme reaches a further box; where it does not, and the other
/// extreme is `reversal` boxes away, a new one begins (de Villiers, 1933, by highs and lows).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    size: i64,
    reversal: i64,
    column: Option<Column>,
    columns: u32,
}

/// What a bar did to a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawn {
    /// Nothing.
    Nothing,
    /// The last column is now this one.
    Longer(Column),
    /// A new column.
    New(Column),
}

impl Figure {
    /// An empty chart of boxes of a size, at least one unit, and of so many to a reversal.
    pub fn new(size: i64, reversal: u32) -> Figure {
        Figure { size: size.max(1), reversal: i64::from(reversal.max(1)), column: None, columns: 0 }
    }

    /// How many columns it has.
    pub fn columns(&self) -> u32 {
        self.columns
    }

    /// The size of a box.
    pub fn size(&self) -> i64 {
        self.size
    }

    /// The count of all its columns along a line: columns times box times reversal.
    pub fn count(&self) -> i64 {
        i64::from(self.columns).saturating_mul(self.size).saturating_mul(self.reversal)
    }

    /// Takes the extremes of a bar.
    #[inline]
    pub fn update(&mut self, at: u32, high: i64, low: i64) -> Drawn {
        let (top, bottom) = (high.div_euclid(self.size), low.div_euclid(self.size));
        let Some(column) = self.column.as_mut() else {
            return self.begin(Column { is_rising: true, low: bottom, high: top, begun_at: at });
        };
        if column.is_rising && top > column.high {
            column.high = top;
        } else if !column.is_rising && bottom < column.low {
            column.low = bottom;
        } else if column.is_rising && column.high - bottom >= self.reversal {
            let high = column.high - 1;
            return self.begin(Column { is_rising: false, low: bottom, high, begun_at: at });
        } else if !column.is_rising && top - column.low >= self.reversal {
            let low = column.low + 1;
            return self.begin(Column { is_rising: true, low, high: top, begun_at: at });
        } else {
            return Drawn::Nothing;
        }
        Drawn::Longer(*column)
    }

    fn begin(&mut self, column: Column) -> Drawn {
        self.column = Some(column);
        self.columns += 1;
        Drawn::New(column)
    }

    /// Writes it in shares of after a split: boxes keep their numbers as far as they can.
    pub fn rebase(&mut self, new: i64, old: i64) {
        let before = self.size;
        self.size = rebased(self.size, new, old).max(1);
        if let Some(column) = self.column.as_mut() {
            let moved = |number: i64| rebased(number * before, new, old).div_euclid(self.size);
            (column.low, column.high) = (moved(column.low), moved(column.high));
        }
    }
}

/// The columns of a chart of many bars.
///
/// ```
/// use farthing_core::wyckoff::columns_of;
/// let found = columns_of(&[10, 14, 13, 12], &[9, 12, 10, 9], 1, 3);
/// let boxes: Vec<_> = found.iter().map(|c| (c.is_rising, c.low, c.high)).collect();
/// assert_eq!(boxes, [(true, 9, 14), (false, 9, 13)]);
/// ```
pub fn columns_of(highs: &[i64], lows: &[i64], size: i64, reversal: u32) -> Vec<Column> {
    let mut figure = Figure::new(size, reversal);
    let mut columns = Vec::new();
    for (at, (&high, &low)) in (0..).zip(highs.iter().zip(lows)) {
        match figure.update(at, high, low) {
            Drawn::Nothing => {}
            Drawn::New(column) => columns.push(column),
            Drawn::Longer(column) => {
                columns.pop();
                columns.push(column);
            }
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_boxes_turn_a_column_and_two_do_not() {
        let turned = |low| columns_of(&[10, 10], &[10, low], 1, 3).len();
        assert_eq!((turned(8), turned(7), turned(6)), (1, 2, 2));
        let back = |high| columns_of(&[10, 7, high], &[10, 7, 7], 1, 3).len();
        assert_eq!((back(9), back(10)), (2, 3));
    }

    #[test]
    fn a_column_that_goes_on_is_not_turned_by_the_same_bar() {
        assert_eq!(columns_of(&[10, 11], &[10, 1], 1, 3).len(), 1);
    }

    #[test]
    fn the_count_is_columns_times_box_times_reversal() {
        let mut figure = Figure::new(2, 3);
        for (at, (high, low)) in (0..).zip([(20, 20), (20, 14), (20, 14)]) {
            figure.update(at, high, low);
        }
        assert_eq!((figure.columns(), figure.count(), figure.size()), (3, 18, 2));
        figure.rebase(2, 1);
        assert_eq!((figure.columns(), figure.count()), (3, 9));
        assert_eq!(Figure::new(0, 0).size(), 1);
    }
}
