//! The columns that parameter sets share, each made once.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::column::Column;
use super::error::{RulesError, bar_count};
use super::evaluation::Evaluation;
use super::exact::{Exact, Told};
use super::making::made_of;
use super::market::Market;
use super::node::{Indicator, Node, Place};
use super::program::Program;
use super::sets::Sets;
use crate::market::Field;
use crate::signal::{PanelSignal, Rule};

/// What a column is of: a node, and the bits of the numbers that it depends on.
pub(super) type Key = (Place, Vec<u64>);

/// Columns by what they are of.
#[derive(Debug)]
pub struct Columns<'a> {
    pub(super) market: &'a Market<'a>,
    pub(super) program: &'a Program,
    /// By node: the first node that would hear and say the same with the same windows.
    first_like: Vec<Place>,
    /// By node: whether sets share its column.
    shared: Vec<bool>,
    made: HashMap<Key, Arc<Column>>,
    bytes: usize,
    bytes_max: usize,
}

impl<'a> Columns<'a> {
    /// No columns yet. Parameters that `varies` tells differ between sets; nodes that depend on
    /// some of these alone are shared. Columns of `bytes_max` bytes are kept.
    pub fn new(
        market: &'a Market<'a>,
        program: &'a Program,
        varies: &[bool],
        bytes_max: usize,
    ) -> Columns<'a> {
        let nodes = program.nodes();
        let varying = |places: &[usize]| places.iter().filter(|&&place| varies[place]).count();
        let all = varies.iter().filter(|&&varies| varies).count();
        let is_shared = |place: Place| {
            let is_column = !program.is_scalar(place) && !program.is_stateful(place);
            let is_leaf = matches!(nodes[place], Node::Field(_) | Node::Indicator(_));
            is_column && (is_leaf || varying(program.depends(place)) < all)
        };
        Columns {
            market,
            program,
            first_like: (0..nodes.len()).map(|place| first_like(nodes, place)).collect(),
            shared: (0..nodes.len()).map(is_shared).collect(),
            made: HashMap::new(),
            bytes: 0,
            bytes_max,
        }
    }

    /// Makes the columns that sets from the first of a range on share, and tells before which set
    /// the room was full: those up to there can be run.
    ///
    /// # Errors
    /// When a set has a number that is none, or numbers are too large.
    pub fn prepare(&mut self, sets: &Sets, range: Range<usize>) -> Result<usize, RulesError> {
        if self.bytes > self.bytes_max / 2 {
            self.made.clear();
            self.bytes = 0;
        }
        let mut evaluation = Evaluation::default();
        for index in range.clone() {
            if self.bytes > self.bytes_max && index > range.start {
                return Ok(index);
            }
            evaluation.begin(self.program, sets.of(index));
            for place in 0..self.program.nodes().len() {
                if self.shared[place] {
                    self.provide(place, &mut evaluation)?;
                }
            }
        }
        Ok(range.end)
    }

    fn provide(&mut self, place: Place, evaluation: &mut Evaluation) -> Result<(), RulesError> {
        let key = self.key(place, evaluation);
        if let Some(known) = self.made.get(&key) {
            evaluation.share(place, Arc::clone(known));
            return Ok(());
        }
        let column = match &self.program.nodes()[place] {
            Node::Field(field) => Column::Exact(Exact::new(self.market, *field, Told::Sum(1))?),
            Node::Indicator(indicator) => self.hear(place, indicator, evaluation)?,
            _ => made_of(evaluation, place, self.program, self.market)?,
        };
        let column = Arc::new(column);
        self.bytes += column.bytes();
        evaluation.share(place, Arc::clone(&column));
        self.made.insert(key, column);
        Ok(())
    }

    /// Evaluates a set, whose shared columns were made before; see [`Columns::prepare`].
    ///
    /// # Errors
    /// When it has a number that is none.
    pub fn evaluate(&self, evaluation: &mut Evaluation, set: &[f64]) -> Result<(), RulesError> {
        let Columns { program, market, .. } = self;
        evaluation.begin(program, set);
        self.lend(evaluation);
        for place in 0..program.nodes().len() {
            let is_own = !program.is_scalar(place) && !self.shared[place];
            if is_own && !program.is_stateful(place) {
                let column = made_of(evaluation, place, program, market)?;
                evaluation.own(place, column);
            }
        }
        Ok(())
    }

    /// Gives a set the columns that it shares.
    fn lend(&self, evaluation: &mut Evaluation) {
        for place in (0..self.shared.len()).filter(|&place| self.shared[place]) {
            let known = self.made.get(&self.key(place, evaluation));
            evaluation.share(place, Arc::clone(known.expect("it was made before")));
        }
    }

    fn key(&self, place: Place, evaluation: &Evaluation) -> Key {
        let node = &self.program.nodes()[place];
        let numbers = match node {
            Node::Indicator(_) => {
                node.parts().iter().map(|&part| evaluation.scalar(part).to_bits()).collect()
            }
            _ => {
                let depends = self.program.depends(place);
                depends.iter().map(|&parameter| evaluation.parameter(parameter).to_bits()).collect()
            }
        };
        (self.first_like[place], numbers)
    }

    fn hear(
        &self,
        place: Place,
        indicator: &Indicator,
        evaluation: &Evaluation,
    ) -> Result<Column, RulesError> {
        let Indicator { name, field, lengths, parameter, output } = indicator;
        let lengths: Vec<usize> = lengths
            .iter()
            .map(|&part| bar_count(place, evaluation.scalar(part)))
            .collect::<Result<_, _>>()?;
        let parameter = parameter.map_or(0.0, |part| evaluation.scalar(part));
        match Rule::named(name, &lengths, parameter) {
            Some(rule) if *output < rule.outputs() => {
                if let Some(told) = exactly(rule, *field) {
                    return Ok(Column::Exact(Exact::new(self.market, *field, told)?));
                }
                let longest = lengths.iter().copied().max().unwrap_or(1);
                self.said(rule, *field, *output, longest)
            }
            _ => Err(RulesError::Indicator { name: name.clone(), lengths }),
        }
    }

    /// One output of an indicator, instrument by instrument.
    fn said(
        &self,
        rule: Rule,
        field: Field,
        output: usize,
        length: usize,
    ) -> Result<Column, RulesError> {
        let Market { panel, start, digits, splits, .. } = self.market;
        let mut signal = PanelSignal::new(rule, field, digits, splits);
        let mut outputs = vec![Vec::with_capacity(panel.rows() * panel.assets()); rule.outputs()];
        let heard = signal.extend(panel, 0, &mut outputs);
        heard.map_err(|refused| RulesError::TooLarge { asset: refused.asset, length })?;
        let said = &outputs[output];
        let (assets, rows) = (panel.assets(), *start..panel.rows());
        let of = |asset: usize| rows.clone().map(move |row| said[row * assets + asset]);
        Ok(Column::Floats((0..assets).flat_map(of).collect()))
    }
}

/// What an indicator says as whole numbers, where it does.
fn exactly(rule: Rule, field: Field) -> Option<Told> {
    match rule {
        Rule::Sma(length) => Some(Told::Sum(length)),
        Rule::Max(length) if field != Field::Volume => Some(Told::Largest(length)),
        Rule::Min(length) if field != Field::Volume => Some(Told::Smallest(length)),
        _ => None,
    }
}

/// The first node that is the same but for where its windows come from.
fn first_like(nodes: &[Node], place: Place) -> Place {
    let Node::Indicator(own) = &nodes[place] else { return place };
    let is_like = |node: &Node| match node {
        Node::Indicator(other) => {
            (&own.name, own.field, own.output) == (&other.name, other.field, other.output)
                && own.lengths.len() == other.lengths.len()
                && own.parameter.is_some() == other.parameter.is_some()
        }
        _ => false,
    };
    nodes.iter().position(is_like).unwrap_or(place)
}
