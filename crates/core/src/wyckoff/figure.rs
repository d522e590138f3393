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

/// Rows of boxes that are told apart; what lies beyond them counts with the outermost ones.
const ROWS: usize = 128;

/// Rows below the first column.
const ROWS_BELOW: i64 = 64;

/// A chart that is told one bar after the other. It keeps its last column alone, and which column
/// was the first to stand in each row.
///
/// A column goes on while its extreme reaches a further box; where it does not, and the other
/// extreme is `reversal` boxes away, a new one begins (de Villiers, 1933, by highs and lows).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    size: i64,
    reversal: i64,
    column: Option<Column>,
    columns: u32,
    /// The number of the first column with a box in each row, from 1; and the box of the lowest row.
    rows: [u32; ROWS],
    lowest: i64,
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
        Figure {
            size: size.max(1),
            reversal: i64::from(reversal.max(1)),
            column: None,
            columns: 0,
            rows: [0; ROWS],
            lowest: 0,
        }
    }

    /// How many columns it has.
    pub fn columns(&self) -> u32 {
        self.columns
    }

    /// The size of a box.
    pub fn size(&self) -> i64 {
        self.size
    }

    /// The columns that a count along a line takes: from the last one back to the first one that
    /// stands on the line, those between that do not as well (Wyckoff; Pruden); none where none
    /// does.
    pub fn columns_from(&self, line: i64) -> u32 {
        let first = self.rows[self.row(line.div_euclid(self.size))];
        if first == 0 { 0 } else { self.columns - first + 1 }
    }

    /// The count along a line: its columns times box times reversal.
    pub fn count(&self, line: i64) -> i64 {
        let columns = i64::from(self.columns_from(line));
        columns.saturating_mul(self.size).saturating_mul(self.reversal)
    }

    /// The row of a box.
    fn row(&self, number: i64) -> usize {
        usize::try_from(number - self.lowest).unwrap_or(0).min(ROWS - 1)
    }

    /// Notes the last column in the rows from one box to another, both among them.
    fn fill(&mut self, low: i64, high: i64) {
        let rows = self.row(low)..=self.row(high);
        let column = self.columns;
        self.rows[rows].iter_mut().filter(|first| **first == 0).for_each(|first| *first = column);
    }

    /// Takes the extremes of a bar.
    #[inline]
    pub fn update(&mut self, at: u32, high: i64, low: i64) -> Drawn {
        let (top, bottom) = (high.div_euclid(self.size), low.div_euclid(self.size));
        let Some(column) = self.column.as_mut() else {
            return self.begin(Column { is_rising: true, low: bottom, high: top, begun_at: at });
        };
        if column.is_rising && top > column.high {
            let from = std::mem::replace(&mut column.high, top);
            return self.lengthen(from, top);
        } else if !column.is_rising && bottom < column.low {
            let to = std::mem::replace(&mut column.low, bottom);
            return self.lengthen(bottom, to);
        } else if column.is_rising && column.high - bottom >= self.reversal {
            let high = column.high - 1;
            return self.begin(Column { is_rising: false, low: bottom, high, begun_at: at });
        } else if !column.is_rising && top - column.low >= self.reversal {
            let low = column.low + 1;
            return self.begin(Column { is_rising: true, low, high: top, begun_at: at });
        }
        Drawn::Nothing
    }

    /// The last column now goes from one of these boxes to the other.
    fn lengthen(&mut self, low: i64, high: i64) -> Drawn {
        self.fill(low, high);
        self.column.map_or(Drawn::Nothing, Drawn::Longer)
    }

    fn begin(&mut self, column: Column) -> Drawn {
        if self.columns == 0 {
            self.lowest = i64::midpoint(column.low, column.high) - ROWS_BELOW;
        }
        self.column = Some(column);
        self.columns += 1;
        self.fill(column.low, column.high);
        Drawn::New(column)
    }

    /// Writes it in shares of after a split: boxes keep their numbers as far as they can.
    pub fn rebase(&mut self, new: i64, old: i64) {
        let before = self.size;
        self.size = rebased(self.size, new, old).max(1);
        if let Some(column) = self.column.as_mut() {
            let moved = |number: i64| rebased(number * before, new, old).div_euclid(self.size);
            (column.low, column.high) = (moved(column.low), moved(column.high));
            self.lowest = moved(self.lowest);
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
    fn the_count_is_columns_from_the_line_on_times_box_times_reversal() {
        let mut figure = Figure::new(2, 3);
        for (at, (high, low)) in (0..).zip([(20, 20), (20, 14), (20, 14)]) {
            figure.update(at, high, low);
        }
        // X of box 10; O of 9 to 7; X of 8 to 10.
        assert_eq!((figure.columns(), figure.size()), (3, 2));
        let counts = [12, 14, 15, 16, 19, 20, 21, 22].map(|line| figure.count(line));
        assert_eq!(counts, [0, 12, 12, 12, 12, 18, 18, 0]);
        figure.rebase(2, 1);
        assert_eq!((figure.columns(), figure.columns_from(8), figure.count(8)), (3, 2, 6));
        assert_eq!(Figure::new(0, 0).size(), 1);
    }

    #[test]
    fn a_line_is_counted_back_to_the_first_column_that_stands_on_it() {
        let mut state = 7_u64;
        let mut next = |most: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(12_345);
            i64::try_from((state >> 33) % most).unwrap()
        };
        let lows: Vec<_> = (0..300).map(|_| 1_000 + next(80)).collect();
        let highs: Vec<_> = lows.iter().map(|low| low + next(9)).collect();
        let mut figure = Figure::new(3, 3);
        for (at, (&high, &low)) in (0..).zip(highs.iter().zip(&lows)) {
            figure.update(at, high, low);
        }
        let columns = columns_of(&highs, &lows, 3, 3);
        for line in 990..1_100 {
            let number = i64::div_euclid(line, 3);
            let is_on = |column: &Column| (column.low..=column.high).contains(&number);
            let expected = columns.iter().position(is_on).map_or(0, |at| columns.len() - at);
            assert_eq!(figure.columns_from(line) as usize, expected, "{line}");
        }
    }

    #[test]
    fn what_lies_beyond_the_rows_counts_with_the_outermost() {
        let mut figure = Figure::new(1, 3);
        for (at, price) in (0..).zip([0, 50, 0, 200, 0, 300]) {
            figure.update(at, price, price);
        }
        let counts = [-70, -1, 0, 40, 60, 63, 90, 1_000].map(|line| figure.columns_from(line));
        assert_eq!(counts, [0, 0, 5, 5, 3, 3, 3, 3]);
    }
}
