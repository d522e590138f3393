//! The detectors of a run: one for each asset, which hear its bars as they become known.

use std::sync::Arc;

use farthing_core::market::{Digits, Panel, Split};
use farthing_core::signal::Quote;
use farthing_core::wyckoff::{Detector, Found, Parameters, Phase, RangeRow, Signal, TooLarge};
use pyo3::prelude::*;

use super::detector::WyckoffFound;

/// What became known of the assets of a run so far.
#[pyclass(module = "farthing._core")]
pub(crate) struct WyckoffWatch {
    assets: Vec<Watched>,
    /// In the order of their sessions.
    splits: Vec<Split>,
    splits_done: usize,
}

/// One asset.
struct Watched {
    detector: Detector,
    found: Found,
    scale: u8,
    /// Signals that were known before the last bar.
    signals_before: usize,
    /// The last range as it was known last, in shares of now.
    range: Option<RangeRow>,
}

/// A signal: asset, event, side, phase, range, entry, stop, targets, reward, confidence.
type SignalRow =
    (usize, &'static str, &'static str, &'static str, u32, i64, i64, [i64; 3], f64, f64);

/// Where an asset stands: phase, kind, range, support, resistance, quality.
type StandRow = (&'static str, &'static str, u32, i64, i64, f64);

impl WyckoffWatch {
    pub(crate) fn new(parameters: Parameters, digits: &[Digits], splits: &[Split]) -> Self {
        let parameters = Arc::new(parameters);
        let watched = |digits: &Digits| Watched {
            detector: Detector::new(Arc::clone(&parameters), digits.price),
            found: Found::default(),
            scale: digits.price,
            signals_before: 0,
            range: None,
        };
        let assets = digits.iter().map(watched).collect();
        WyckoffWatch { assets, splits: splits.to_vec(), splits_done: 0 }
    }

    /// Hears a row of a panel.
    ///
    /// # Errors
    /// When its numbers are too large.
    pub(crate) fn hear(&mut self, panel: &Panel<i64>, row: usize) -> Result<(), TooLarge> {
        let session = panel.sessions()[row];
        while let Some(split) = self.splits.get(self.splits_done)
            && split.session <= session
        {
            self.assets[split.asset as usize].split(split);
            self.splits_done += 1;
        }
        for (asset, watched) in self.assets.iter_mut().enumerate() {
            watched.signals_before = watched.found.signals.len();
            if panel.is_present(row, asset) {
                watched.hear(panel, row, asset)?;
            }
        }
        Ok(())
    }
}

impl Watched {
    fn hear(&mut self, panel: &Panel<i64>, row: usize, asset: usize) -> Result<(), TooLarge> {
        let bar = panel.bar(row, asset);
        let volume = panel.volume(row, asset).unwrap_or(0);
        let (open, high, low, close) = (bar.open, bar.high, bar.low, bar.close);
        let ranges = self.found.ranges.len();
        let quote = Quote { open, high, low, close, volume, session: 0 };
        self.detector.update(&quote, &mut self.found)?;
        if let Some(row) = self.found.ranges[ranges..].last() {
            self.range = Some(*row);
        }
        Ok(())
    }

    /// What is remembered is per new share from now on.
    fn split(&mut self, split: &Split) {
        self.detector.on_split(split.new, split.old);
        self.range = self.range.map(|range| range.rebased(split.new, split.old));
    }

    fn phase(&self) -> &'static str {
        self.found.phases.last().map_or(Phase::None, |row| row.phase).name()
    }

    /// The range that it is in, as it was known last.
    fn range(&self) -> Option<&RangeRow> {
        let phase = self.found.phases.last().filter(|row| row.phase != Phase::None)?;
        self.range.as_ref().filter(|row| row.range == phase.range)
    }
}

#[pymethods]
impl WyckoffWatch {
    /// The phase of each asset.
    fn phases(&self) -> Vec<&'static str> {
        self.assets.iter().map(Watched::phase).collect()
    }

    /// Where an asset stands; nothing where it is in no range. Levels are in shares of now.
    fn stand(&self, asset: usize) -> Option<StandRow> {
        let watched = &self.assets[asset];
        let range = watched.range()?;
        let phase = watched.found.phases.last()?;
        let RangeRow { range: number, support, resistance, quality, .. } = *range;
        Some((phase.phase.name(), phase.kind.name(), number, support, resistance, quality))
    }

    /// All that is known of an asset.
    fn found(&self, asset: usize) -> WyckoffFound {
        let watched = &self.assets[asset];
        let parameters = watched.detector.parameters().clone();
        WyckoffFound::new(watched.found.clone(), parameters, watched.scale)
    }

    /// The signals that became known with the last bar.
    fn signals(&self) -> Vec<SignalRow> {
        let of = |(asset, watched): (usize, &Watched)| -> Vec<SignalRow> {
            let new = &watched.found.signals[watched.signals_before..];
            new.iter().map(|signal| signal_row(asset, signal)).collect()
        };
        self.assets.iter().enumerate().flat_map(of).collect()
    }
}

fn signal_row(asset: usize, signal: &Signal) -> SignalRow {
    let event = &signal.event;
    (
        asset,
        event.kind.name(),
        super::tables::WAYS[event.side as usize],
        signal.phase.name(),
        event.range,
        signal.entry,
        signal.stop,
        signal.targets.prices,
        signal.reward,
        signal.confidence,
    )
}
