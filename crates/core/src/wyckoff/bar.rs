//! The reading of one bar: its volume, spread and close against the bars before it.

use super::{Name, Parameters, Profile, Told};
use crate::money::quotient;
use crate::signal::{Quote, Window, rebased, rebased_volume};

/// Effort against result, in the order in which it is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Class {
    /// Much volume and a wide spread: the end of a move, or its beginning.
    Climactic,
    /// Much volume and a narrow spread: somebody takes what is offered.
    Absorption,
    /// An up bar, narrow and on little volume.
    NoDemand,
    /// A down bar, narrow and on little volume.
    NoSupply,
    /// Anything else.
    #[default]
    Normal,
}

impl Class {
    /// The word of a table.
    pub fn name(self) -> &'static str {
        match self {
            Class::Climactic => "climactic",
            Class::Absorption => "absorption",
            Class::NoDemand => "no demand",
            Class::NoSupply => "no supply",
            Class::Normal => "normal",
        }
    }
}

/// A bar as the rules read it. Prices are in units of `10^-scale`; mirrored ones are negative.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bar {
    /// How many bars came before it.
    pub at: u32,
    /// First price.
    pub open: i64,
    /// Highest price.
    pub high: i64,
    /// Lowest price.
    pub low: i64,
    /// Last price.
    pub close: i64,
    /// Volume.
    pub volume: i64,
    /// Volume against the mean of the bars before, or of the same time of day in sessions before;
    /// 1 where these have none.
    pub volume_ratio: f64,
    /// Spread against the mean of the bars before; 1 where these have none.
    pub spread_ratio: f64,
    /// Mean true range of the bars before, at least one unit.
    pub range: i64,
}

impl Bar {
    /// The bar with prices turned upside down: rules of one side read it for the other.
    #[inline]
    #[must_use]
    pub fn mirrored(self) -> Bar {
        let Bar { open, high, low, close, .. } = self;
        Bar { open: -open, high: -low, low: -high, close: -close, ..self }
    }

    /// Where the close is: 0 at the low, 1 at the high; a half for a bar of one price.
    #[inline]
    pub fn close_position(&self) -> f64 {
        share(self.close - self.low, self.high - self.low, 0.5)
    }

    /// Its class.
    pub fn class(&self, parameters: &Parameters) -> Class {
        let volume = |name| self.volume_ratio >= parameters[name];
        let wide = |name| self.spread_ratio >= parameters[name];
        let quiet = self.volume_ratio <= parameters[Name::quiet_volume]
            && self.spread_ratio <= parameters[Name::quiet_spread];
        if (volume(Name::climactic_volume) && wide(Name::climactic_spread))
            || (volume(Name::climactic_wide_volume) && wide(Name::climactic_wide_spread))
        {
            Class::Climactic
        } else if volume(Name::absorption_volume)
            && self.spread_ratio <= parameters[Name::absorption_spread]
        {
            Class::Absorption
        } else if !quiet {
            Class::Normal
        } else if self.close >= self.open {
            Class::NoDemand
        } else {
            Class::NoSupply
        }
    }

    /// Whether it leaves a zone of supply or demand behind: effort without result.
    #[inline]
    pub fn is_zone(&self, parameters: &Parameters) -> bool {
        self.volume_ratio >= parameters[Name::zone_volume]
            && self.spread_ratio <= parameters[Name::zone_spread]
    }

    /// Writes it in shares of after a split.
    pub(super) fn rebase(&mut self, new: i64, old: i64) {
        for price in [&mut self.open, &mut self.high, &mut self.low, &mut self.close] {
            *price = rebased(*price, new, old);
        }
        self.volume = rebased_volume(self.volume, new, old);
        self.range = rebased(self.range, new, old).max(1);
    }
}

/// A distance as a share of another one; `otherwise` where that is nothing.
#[inline]
pub(super) fn share(distance: i64, whole: i64, otherwise: f64) -> f64 {
    if whole == 0 { otherwise } else { quotient(distance.into(), whole.into()) }
}

/// A share of a distance, in whole units of prices.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "a share of a distance between two prices")]
pub(super) fn part(whole: i64, share: f64) -> i64 {
    (whole as f64 * share).round_ties_even() as i64
}

/// Reads bars one after the other.
#[derive(Clone, Debug)]
pub struct BarReader {
    volumes: Window,
    spreads: Window,
    ranges: Window,
    profile: Option<Profile>,
    last_close: Option<i64>,
    count: u32,
}

impl BarReader {
    /// A reader that has read nothing.
    pub fn new(parameters: &Parameters) -> BarReader {
        let window = Window::new(parameters.count(Name::average_bars) as usize);
        BarReader {
            volumes: window.clone(),
            spreads: window.clone(),
            ranges: window,
            profile: Profile::new(parameters),
            last_close: None,
            count: 0,
        }
    }

    /// Forgets all bars, and only goes on to count them.
    pub(super) fn restart(&mut self) {
        for window in [&mut self.volumes, &mut self.spreads, &mut self.ranges] {
            *window = Window::new(window.length());
        }
        self.profile.iter_mut().for_each(Profile::restart);
        self.last_close = None;
    }

    /// How many bars it has read.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Takes a bar; whether enough came before it, and how it reads.
    #[inline]
    pub fn update(&mut self, told: &Told) -> (bool, Bar) {
        let is_ready = self.ranges.is_full();
        let quote = &told.quote;
        // Bars that were kept as they came may have prices beyond their extremes.
        let high = quote.high.max(quote.low).max(quote.open).max(quote.close);
        let low = quote.low.min(quote.high).min(quote.open).min(quote.close);
        let spread = high - low;
        let bar = Bar {
            at: self.count,
            open: quote.open,
            high,
            low,
            close: quote.close,
            volume: quote.volume,
            volume_ratio: self.volume_ratio(told),
            spread_ratio: against_mean(&self.spreads, spread),
            range: mean(&self.ranges).max(1),
        };
        let last = self.last_close.replace(quote.close).unwrap_or(quote.close);
        self.volumes.push(quote.volume);
        self.spreads.push(spread);
        self.ranges.push(high.max(last) - low.min(last));
        self.count += 1;
        (is_ready, bar)
    }

    /// Volume against the mean of its time of day where that is known, else of the bars before.
    #[inline]
    fn volume_ratio(&mut self, told: &Told) -> f64 {
        let Quote { session, volume, .. } = told.quote;
        let profile = self.profile.as_mut().zip(told.slot);
        let mean = profile.and_then(|(profile, slot)| profile.update(session, slot, volume));
        mean.map_or_else(|| against_mean(&self.volumes, volume), |mean| volume as f64 / mean)
    }

    /// Writes what it remembers in shares of after a split.
    pub fn rebase(&mut self, new: i64, old: i64) {
        self.profile.iter_mut().for_each(|profile| profile.rebase(new, old));
        self.spreads.rebase(new, old);
        self.ranges.rebase(new, old);
        self.volumes.rebase_volumes(new, old);
        self.last_close = self.last_close.map(|last| rebased(last, new, old));
    }
}

#[cfg(test)]
impl BarReader {
    /// The bytes that it keeps elsewhere.
    pub(super) fn bytes(&self) -> usize {
        let windows = [&self.volumes, &self.spreads, &self.ranges];
        let window: usize = windows.iter().map(|window| size_of::<i64>() * window.length()).sum();
        window + self.profile.as_ref().map_or(0, Profile::bytes)
    }
}

/// A value against the mean of a full window.
#[inline]
fn against_mean(window: &Window, value: i64) -> f64 {
    let sum = window.sum();
    if sum <= 0 || !window.is_full() {
        return 1.0;
    }
    quotient(i128::from(value) * window.length() as i128, sum)
}

/// The mean of a full window in whole units, towards zero; 0 before.
#[inline]
fn mean(window: &Window) -> i64 {
    if !window.is_full() {
        return 0;
    }
    match i64::try_from(window.sum()) {
        Ok(sum) => sum / i64::try_from(window.length()).unwrap_or(i64::MAX),
        Err(_) => i64::MAX / 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(volume_ratio: f64, spread_ratio: f64, is_up: bool) -> Bar {
        Bar {
            volume_ratio,
            spread_ratio,
            close: if is_up { 0 } else { -1 },
            open: 0,
            ..Bar::default()
        }
    }

    #[test]
    fn classes_turn_at_their_thresholds() {
        let class = |volume, spread| bar(volume, spread, true).class(&Parameters::default());
        let under = |value: f64| value - 1e-9;
        assert_eq!(class(2.0, 1.0), Class::Climactic);
        assert_eq!(
            (class(under(2.0), 1.0), class(2.0, under(1.0))),
            (Class::Normal, Class::Normal)
        );
        assert_eq!(class(1.5, 1.5), Class::Climactic);
        assert_eq!(
            (class(under(1.5), 1.5), class(1.5, under(1.5))),
            (Class::Normal, Class::Normal)
        );
        assert_eq!(class(1.4, 0.8), Class::Absorption);
        assert_eq!(
            (class(under(1.4), 0.8), class(1.4, 0.8 + 1e-9)),
            (Class::Normal, Class::Normal)
        );
        assert_eq!(class(0.6, 0.8), Class::NoDemand);
        assert_eq!(
            (class(0.6 + 1e-9, 0.8), class(0.6, 0.8 + 1e-9)),
            (Class::Normal, Class::Normal)
        );
        assert_eq!(bar(0.6, 0.8, false).class(&Parameters::default()), Class::NoSupply);
    }

    #[test]
    fn a_zone_is_volume_without_spread() {
        let zone = |volume, spread| bar(volume, spread, true).is_zone(&Parameters::default());
        assert!(zone(1.3, 0.8));
        assert!(!zone(1.3 - 1e-9, 0.8) && !zone(1.3, 0.8 + 1e-9));
    }

    #[test]
    fn ratios_are_those_to_the_bars_before() {
        let mut parameters = Parameters::default();
        parameters.set("average_bars", 2.0).unwrap();
        let mut reader = BarReader::new(&parameters);
        let quote = |high, low, volume| {
            Told::from(Quote { open: low, high, low, close: low, volume, session: 0 })
        };
        assert!(!reader.update(&quote(10, 8, 100)).0);
        assert!(!reader.update(&quote(12, 8, 300)).0);
        let (is_ready, bar) = reader.update(&quote(14, 8, 400));
        assert!(is_ready);
        assert_eq!((bar.at, bar.volume_ratio, bar.spread_ratio, bar.range), (2, 2.0, 2.0, 3));
        reader.rebase(2, 1);
        let (_, bar) = reader.update(&quote(7, 4, 700));
        assert_eq!((bar.volume_ratio, bar.spread_ratio), (1.0, 1.2));
    }

    #[test]
    fn a_bar_with_a_slot_is_read_by_its_time_of_day_once_that_is_known() {
        let mut p = Parameters::default();
        p.set("average_bars", 2.0).unwrap();
        p.set("profile_sessions", 2.0).unwrap();
        let mut reader = BarReader::new(&p);
        let told = |session, slot: u16, volume| {
            let quote = Quote { high: 1, volume, session, ..Quote::default() };
            Told { slot: Some(slot), ..Told::from(quote) }
        };
        // Every session opens with 900 and goes on with 100 and 100.
        let mut ratios = Vec::new();
        for session in 0..3 {
            for (slot, volume) in (0..).zip([900, 100, 100]) {
                ratios.push(reader.update(&told(session, slot, volume)).1.volume_ratio);
            }
        }
        assert_eq!(ratios, [1.0, 1.0, 0.2, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]);
        assert_eq!(reader.update(&told(3, 0, 1_800)).1.volume_ratio, 2.0);
        // The first session is read by the bars before: 100 after 900 and 100 is a fifth; then the
        // second by its time of day.
        p.set("profile_sessions", 0.0).unwrap();
        let mut plain = BarReader::new(&p);
        let opens: Vec<_> = (0..2)
            .flat_map(|session| [900, 100, 100].map(|volume| (session, volume)))
            .map(|(session, volume)| plain.update(&told(session, 0, volume)).1.volume_ratio)
            .collect();
        assert_eq!(opens[3], 9.0);
    }

    #[test]
    fn a_reader_that_is_restarted_knows_nothing_but_the_number_of_its_bar() {
        let mut p = Parameters::default();
        p.set("average_bars", 2.0).unwrap();
        let mut reader = BarReader::new(&p);
        let bar = Told::from(Quote { high: 10, volume: 5, ..Quote::default() });
        for _ in 0..3 {
            reader.update(&bar);
        }
        reader.restart();
        let far = Quote { open: 900, high: 910, low: 900, close: 900, volume: 50, session: 9 };
        let (is_ready, read) = reader.update(&Told::from(far));
        assert!(!is_ready);
        assert_eq!((read.at, read.volume_ratio, read.spread_ratio), (3, 1.0, 1.0));
        reader.update(&Told::from(far));
        assert_eq!(reader.update(&Told::from(far)).1.range, 10); // not the 890 of the gap
    }

    #[test]
    fn a_mirrored_bar_twice_is_itself() {
        let bar = Bar { open: 2, high: 5, low: 1, close: 4, ..Bar::default() };
        assert_eq!(bar.mirrored().mirrored(), bar);
        assert_eq!((bar.close_position(), bar.mirrored().close_position()), (0.75, 0.25));
        assert_eq!(Bar::default().close_position(), 0.5);
    }
}
