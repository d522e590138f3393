//! Columns made of columns.

use super::bits;
use super::column::Column;
use super::error::{RulesError, bar_count};
use super::evaluation::Evaluation;
use super::market::Market;
use super::node::{Comparison, Node, Place};
use super::program::Program;

/// The column of a node that is made of others; its last one's memory is used again.
///
/// # Errors
/// When a number of bars is none.
pub(super) fn made_of(
    evaluation: &mut Evaluation,
    place: Place,
    program: &Program,
    market: &Market<'_>,
) -> Result<Column, RulesError> {
    let node = &program.nodes()[place];
    let memory = evaluation.take_own(place);
    let parts = Parts { market, evaluation };
    if node.is_condition() {
        let words = if let Some(Column::Bits(words)) = memory { words } else { Vec::new() };
        return Ok(Column::Bits(parts.condition(node, words)));
    }
    let floats = if let Some(Column::Floats(floats)) = memory { floats } else { Vec::new() };
    parts.number_column(place, node, floats)
}

/// What a column is made of.
struct Parts<'a> {
    market: &'a Market<'a>,
    evaluation: &'a Evaluation,
}

impl Parts<'_> {
    fn shape(&self) -> (usize, usize) {
        (self.market.panel.assets(), self.market.rows())
    }

    /// The column of a number that is made of others, in the memory of another one.
    fn number_column(
        &self,
        place: Place,
        node: &Node,
        mut out: Vec<f64>,
    ) -> Result<Column, RulesError> {
        match *node {
            Node::Arithmetic(operation, one, other) => {
                self.floats(&mut out, one, other, |x, y| operation.of(x, y));
            }
            Node::Ago(part, bars) => {
                let bars = bar_count(place, self.evaluation.scalar(bars))?;
                if let Some(exact) = self.evaluation.exact(part) {
                    return Ok(Column::Exact(exact.ago(self.market, bars)));
                }
                self.ago(&mut out, part, bars);
            }
            Node::BarsSince(part) => self.bars_since(&mut out, part),
            _ => unreachable!("{node:?} is a leaf or depends on the position"),
        }
        Ok(Column::Floats(out))
    }

    /// The bits of a condition that is made of others, likewise.
    fn condition(&self, node: &Node, mut out: Vec<u64>) -> Vec<u64> {
        match *node {
            Node::Compare(asked, one, other) => self.compare(&mut out, asked, one, other),
            Node::And(one, other) => self.combine(&mut out, one, other, |x, y| x & y),
            Node::Or(one, other) => self.combine(&mut out, one, other, |x, y| x | y),
            Node::Not(part) => {
                self.combine(&mut out, part, part, |x, _| !x);
                self.trim(&mut out);
            }
            Node::Before(part) => self.before(&mut out, part),
            _ => unreachable!("{node:?} depends on the position"),
        }
        out
    }

    /// The number of a node that has a value at every bar.
    #[inline]
    fn number(&self, place: Place, asset: usize, row: usize) -> f64 {
        self.evaluation.at(place, asset, row, self.market.rows()).unwrap_or(f64::NAN)
    }

    /// Writes what `rule` makes of two numbers at every bar.
    fn floats(&self, out: &mut Vec<f64>, one: Place, other: Place, rule: impl Fn(f64, f64) -> f64) {
        out.clear();
        if let (Some(one), Some(other)) =
            (self.evaluation.floats(one), self.evaluation.floats(other))
        {
            out.extend(one.iter().zip(other).map(|(&one, &other)| rule(one, other)));
            return;
        }
        let (assets, rows) = self.shape();
        for asset in 0..assets {
            let number = |place, row| self.number(place, asset, row);
            out.extend((0..rows).map(|row| rule(number(one, row), number(other, row))));
        }
    }

    /// Writes where two numbers are as asked: exact sums as whole numbers, others as floats.
    fn compare(&self, out: &mut Vec<u64>, asked: Comparison, one: Place, other: Place) {
        self.size(out);
        match (self.evaluation.exact(one), self.evaluation.exact(other)) {
            (Some(one), Some(other)) if one.is_like(other) => one.compare(asked, other, out),
            (Some(one), None) if self.is_scalar(other) => {
                one.compare_with(asked, self.evaluation.scalar(other), out);
            }
            (None, Some(other)) if self.is_scalar(one) => {
                other.compare_with(asked.turned(), self.evaluation.scalar(one), out);
            }
            _ => self.compare_floats(out, asked, one, other),
        }
    }

    fn is_scalar(&self, place: Place) -> bool {
        let Parts { evaluation, .. } = self;
        evaluation.exact(place).is_none()
            && evaluation.floats(place).is_none()
            && evaluation.bits(place).is_none()
    }

    fn compare_floats(&self, out: &mut [u64], asked: Comparison, one: Place, other: Place) {
        let (assets, rows) = self.shape();
        let mut columns = [Vec::with_capacity(rows), Vec::with_capacity(rows)];
        for asset in 0..assets {
            for (column, place) in columns.iter_mut().zip([one, other]) {
                column.clear();
                column.extend((0..rows).map(|row| self.number(place, asset, row)));
            }
            let [one, other] = &columns;
            let own = &mut out[asset * bits::words(rows)..][..bits::words(rows)];
            bits::write_pairs(own, 0, one, other, |one, other| asked.holds(one, other));
        }
    }

    /// Writes what `rule` makes of the words of two conditions.
    fn combine(
        &self,
        out: &mut Vec<u64>,
        one: Place,
        other: Place,
        rule: impl Fn(u64, u64) -> u64,
    ) {
        out.clear();
        let words = |place| self.evaluation.bits(place).unwrap_or_default();
        out.extend(words(one).iter().zip(words(other)).map(|(&one, &other)| rule(one, other)));
    }

    /// Clears the bits behind the last row of each instrument.
    fn trim(&self, out: &mut [u64]) {
        let rows = self.market.rows();
        out.chunks_mut(bits::words(rows).max(1)).for_each(|own| bits::trim(own, rows));
    }

    /// Writes whether a condition held at the bar before.
    fn before(&self, out: &mut Vec<u64>, part: Place) {
        self.size(out);
        let (assets, rows) = self.shape();
        let words = bits::words(rows);
        let all = self.evaluation.bits(part).unwrap_or_default();
        for asset in 0..assets {
            let (own, out) = (&all[asset * words..][..words], &mut out[asset * words..][..words]);
            let mut held = false;
            for row in (0..rows).filter(|&row| self.market.has_bar(asset, row)) {
                out[row / bits::BITS] |= u64::from(held) << (row % bits::BITS);
                held = bits::is_set(own, row);
            }
        }
    }

    /// Writes a number of so many bars ago.
    fn ago(&self, out: &mut Vec<f64>, part: Place, bars: usize) {
        out.clear();
        let (assets, rows) = self.shape();
        for asset in 0..assets {
            let has_bar = |&row: &usize| self.market.has_bar(asset, row);
            let mut earlier = (0..rows).filter(has_bar);
            let mut count = 0;
            out.extend((0..rows).map(|row| {
                if !has_bar(&row) {
                    return f64::NAN;
                }
                count += 1;
                if count <= bars {
                    return f64::NAN;
                }
                earlier.next().map_or(f64::NAN, |row| self.number(part, asset, row))
            }));
        }
    }

    /// Writes how many bars ago a condition held last.
    fn bars_since(&self, out: &mut Vec<f64>, part: Place) {
        out.clear();
        let (assets, rows) = self.shape();
        for asset in 0..assets {
            let own = &self.evaluation.bits(part).unwrap_or_default()[asset * bits::words(rows)..];
            let mut since = f64::NAN;
            out.extend((0..rows).map(|row| {
                if self.market.has_bar(asset, row) {
                    since = if bits::is_set(own, row) { 0.0 } else { since + 1.0 };
                }
                since
            }));
        }
    }

    /// Makes room for the bits of all instruments, none of them set.
    fn size(&self, out: &mut Vec<u64>) {
        let (assets, rows) = self.shape();
        out.clear();
        out.resize(assets * bits::words(rows), 0);
    }
}
