//! The detectors of a run: one for each asset, which hear its bars as they become known.

use std::sync::Arc;

use farthing_core::market::{Digits, Panel, Split};
use farthing_core::signal::Quote;
use farthing_core::wyckoff::{
    Detector, Found, Parameters, Phase, RangeRow, Signal, Told, TooLarge, slot,
};
use pyo3::prelude::*;

use super::detector::{WyckoffFound, volume_kind};

/// What became known of the assets of a run so far.
#[pyclass(module = "farthing._core")]
pub(crate) struct WyckoffWatch {
    assets: Vec<Watched>,
    benchmark: Option<usize>,
    slots: Option<Slots>,
    longer: Option<Longer>,
    /// In the order of their sessions.
    splits: Vec<Split>,
    splits_done: usize,
}

/// Places in sessions: when each of these opens, and how long a bar is, in nanoseconds.
pub(crate) struct Slots {
    pub(crate) opens: Vec<i64>,
    pub(crate) length: i64,
}

/// Longer bars, and a detector of these for each asset.
pub(crate) struct Longer {
    /// Those of the run; the time of a row is when its bars are complete.
    panel: Arc<Panel<i64>>,
    /// What gaps are counted by, for each session.
    numbers: Vec<u32>,
    detectors: Vec<Detector>,
    /// Rows that were heard.
    heard: usize,
    splits_done: usize,
}

impl Longer {
    pub(crate) fn new(
        panel: Arc<Panel<i64>>,
        numbers: Vec<u32>,
        parameters: &Arc<Parameters>,
        assets: usize,
    ) -> Longer {
        let detectors = vec![Detector::new(Arc::clone(parameters)); assets];
        Longer { panel, numbers, detectors, heard: 0, splits_done: 0 }
    }

    /// Hears the bars that are complete at a time.
    fn hear(&mut self, time: i64, splits: &[Split]) -> Result<(), TooLarge> {
        while let Some(&end) = self.panel.times().get(self.heard)
            && end <= time
        {
            let session = self.panel.sessions()[self.heard];
            while let Some(split) = splits.get(self.splits_done)
                && split.session <= session
            {
                self.detectors[split.asset as usize].on_split(split.new, split.old);
                self.splits_done += 1;
            }
            let number = self.numbers.get(session as usize).copied().unwrap_or(session);
            for (asset, detector) in self.detectors.iter_mut().enumerate() {
                if self.panel.is_present(self.heard, asset) {
                    let quote = Quote { session: number, ..quote(&self.panel, self.heard, asset) };
                    detector.update(&quote, &mut Found::default())?;
                }
            }
            self.heard += 1;
        }
        Ok(())
    }
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

/// A signal: asset, event, side, phase, range, entry, stop, targets, reward, confidence, what
/// longer bars say, words.
type SignalRow = (
    usize,
    &'static str,
    &'static str,
    &'static str,
    u32,
    i64,
    i64,
    [i64; 3],
    f64,
    f64,
    Option<&'static str>,
    String,
);

/// Where an asset stands: phase, kind, range, support, resistance, quality.
type StandRow = (&'static str, &'static str, u32, i64, i64, f64);

impl WyckoffWatch {
    /// Detectors for assets, of which some have ticks for volume.
    pub(crate) fn new(
        parameters: &Arc<Parameters>,
        assets: (&[Digits], &[bool]),
        splits: &[Split],
    ) -> Self {
        let watched = |(digits, &is_tick): (&Digits, &bool)| Watched {
            detector: Detector::new(Arc::clone(parameters)).with_volume(volume_kind(is_tick)),
            found: Found::default(),
            scale: digits.price,
            signals_before: 0,
            range: None,
        };
        let assets = assets.0.iter().zip(assets.1).map(watched).collect();
        let splits = splits.to_vec();
        WyckoffWatch { assets, benchmark: None, slots: None, longer: None, splits, splits_done: 0 }
    }

    /// The same, told more beside the bars.
    pub(crate) fn with(
        self,
        benchmark: Option<usize>,
        slots: Option<Slots>,
        longer: Option<Longer>,
    ) -> Self {
        WyckoffWatch { benchmark, slots, longer, ..self }
    }

    /// Hears a row of a panel.
    ///
    /// # Errors
    /// When its numbers are too large.
    pub(crate) fn hear(&mut self, panel: &Panel<i64>, row: usize) -> Result<(), TooLarge> {
        let (session, time) = (panel.sessions()[row], panel.times()[row]);
        while let Some(&split) = self.splits.get(self.splits_done)
            && split.session <= session
        {
            self.split(&split);
            self.splits_done += 1;
        }
        if let Some(longer) = &mut self.longer {
            longer.hear(time, &self.splits)?;
        }
        let of_benchmark = self.benchmark.filter(|&asset| panel.is_present(row, asset));
        let benchmark = of_benchmark.map(|asset| panel.bar(row, asset).close);
        let slot = self.slots.as_ref().and_then(|slots| {
            slots.opens.get(session as usize).and_then(|open| slot(time - open, slots.length))
        });
        for (asset, watched) in self.assets.iter_mut().enumerate() {
            watched.signals_before = watched.found.signals.len();
            if !panel.is_present(row, asset) {
                continue;
            }
            let biases = self.longer.as_ref().map(|longer| longer.detectors[asset].bias());
            watched.hear(&Told {
                quote: Quote { session, ..quote(panel, row, asset) },
                slot,
                benchmark: benchmark.filter(|_| self.benchmark != Some(asset)),
                higher: biases,
            })?;
        }
        Ok(())
    }

    /// What is remembered is per new share from now on.
    fn split(&mut self, split: &Split) {
        self.assets[split.asset as usize].split(split);
        if self.benchmark == Some(split.asset as usize) {
            let others = self.assets.iter_mut().map(|watched| &mut watched.detector);
            others.for_each(|detector| detector.on_benchmark_split(split.new, split.old));
        }
    }

    fn signal_row(&self, asset: usize, signal: &Signal) -> SignalRow {
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
            signal.backing.map(|backing| backing.name()),
            signal.words(self.assets[asset].detector.parameters()),
        )
    }
}

/// The bar of a place.
fn quote(panel: &Panel<i64>, row: usize, asset: usize) -> Quote {
    let bar = panel.bar(row, asset);
    let (open, high, low, close) = (bar.open, bar.high, bar.low, bar.close);
    Quote { open, high, low, close, volume: panel.volume(row, asset).unwrap_or(0), session: 0 }
}

impl Watched {
    fn hear(&mut self, told: &Told) -> Result<(), TooLarge> {
        let ranges = self.found.ranges.len();
        self.detector.hear(told, &mut self.found)?;
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
            new.iter().map(|signal| self.signal_row(asset, signal)).collect()
        };
        self.assets.iter().enumerate().flat_map(of).collect()
    }
}
