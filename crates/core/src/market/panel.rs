//! Bars of many instruments on one time line: a grid per field, time first.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::market::Instrument;
use crate::money::{Amount, Number};

/// One bar of one instrument, as the fill models see it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar<P> {
    /// First price.
    pub open: P,
    /// Highest price.
    pub high: P,
    /// Lowest price.
    pub low: P,
    /// Last price.
    pub close: P,
}

impl<P: Copy> Bar<P> {
    /// A bar that is nothing but this one's close.
    #[must_use]
    #[inline]
    pub fn at_close(&self) -> Bar<P> {
        let close = self.close;
        Bar { open: close, high: close, low: close, close }
    }
}

/// The last bar of an instrument before a panel begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Earlier<P> {
    /// The session of the bar.
    pub session: u32,
    /// Its close.
    pub close: P,
}

/// Bars on a grid of `rows * assets`, time first: a row is one instant for all instruments.
///
/// A panel may be one chunk of a longer run; chunks end with a session.
#[derive(Clone, Debug)]
pub struct Panel<P> {
    assets: usize,
    times: Vec<i64>,
    sessions: Vec<u32>,
    open: Vec<P>,
    high: Vec<P>,
    low: Vec<P>,
    close: Vec<P>,
    volume: Vec<i64>,
    /// Which instruments have volumes.
    has_volume: Vec<bool>,
    present: Vec<bool>,
    tradable: Vec<bool>,
    dense: bool,
    price_max: Vec<P>,
    earlier: Vec<Option<Earlier<P>>>,
    /// When each row's bars begin; empty where the data does not say.
    begins: Vec<i64>,
    finer: Option<Arc<Panel<P>>>,
}

impl<P: Amount> Panel<P> {
    /// A panel without a row.
    pub fn empty(assets: usize) -> Panel<P> {
        Panel {
            assets,
            times: Vec::new(),
            sessions: Vec::new(),
            open: Vec::new(),
            high: Vec::new(),
            low: Vec::new(),
            close: Vec::new(),
            volume: Vec::new(),
            has_volume: vec![false; assets],
            present: Vec::new(),
            tradable: Vec::new(),
            dense: true,
            price_max: vec![P::ZERO; assets],
            earlier: vec![None; assets],
            begins: Vec::new(),
            finer: None,
        }
    }

    /// The same bars with finer ones of the same instruments, which decide ambiguous bars.
    #[must_use]
    pub fn with_finer(self, finer: Arc<Panel<P>>) -> Panel<P> {
        Panel { finer: Some(finer), ..self }
    }

    /// Number of instants.
    #[inline]
    pub fn rows(&self) -> usize {
        self.times.len()
    }

    /// Number of instruments.
    #[inline]
    pub fn assets(&self) -> usize {
        self.assets
    }

    /// The instants at which bars end, in nanoseconds since 1970-01-01 UTC.
    pub fn times(&self) -> &[i64] {
        &self.times
    }

    /// The session of each row.
    pub fn sessions(&self) -> &[u32] {
        &self.sessions
    }

    /// Whether every instrument has a bar at every instant.
    #[inline]
    pub fn is_dense(&self) -> bool {
        self.dense
    }

    /// Whether a bar exists.
    #[inline]
    pub fn is_present(&self, row: usize, asset: usize) -> bool {
        self.present[row * self.assets + asset]
    }

    /// Whether a bar exists and has volume, so that an order may fill on it.
    #[inline]
    pub fn is_tradable(&self, row: usize, asset: usize) -> bool {
        self.tradable[row * self.assets + asset]
    }

    /// The bar at a place; its numbers mean nothing where the bar is not present.
    #[inline]
    pub fn bar(&self, row: usize, asset: usize) -> Bar<P> {
        let at = row * self.assets + asset;
        Bar { open: self.open[at], high: self.high[at], low: self.low[at], close: self.close[at] }
    }

    /// The open at a place; it means nothing where the bar is not present.
    #[inline]
    pub fn open(&self, row: usize, asset: usize) -> P {
        self.open[row * self.assets + asset]
    }

    /// The closes of one row.
    #[inline]
    pub fn closes(&self, row: usize) -> &[P] {
        &self.close[row * self.assets..(row + 1) * self.assets]
    }

    /// Which bars of one row exist.
    #[inline]
    pub fn presence(&self, row: usize) -> &[bool] {
        &self.present[row * self.assets..(row + 1) * self.assets]
    }

    /// The largest price without its sign, by instrument.
    pub fn price_max(&self) -> &[P] {
        &self.price_max
    }

    /// The last bar of an instrument before the first row, where the panel is not the first chunk
    /// and the instrument has no bar in that row.
    pub fn earlier(&self, asset: usize) -> Option<Earlier<P>> {
        self.earlier[asset]
    }

    /// Whether `row` is the last of its session.
    #[inline]
    pub fn ends_session(&self, row: usize) -> bool {
        self.sessions.get(row + 1) != Some(&self.sessions[row])
    }

    /// The whole grid of one field, time first.
    pub fn grid(&self, field: PriceField) -> &[P] {
        match field {
            PriceField::Open => &self.open,
            PriceField::High => &self.high,
            PriceField::Low => &self.low,
            PriceField::Close => &self.close,
        }
    }

    /// The grid of volumes, time first; empty where the data has none.
    pub fn volumes(&self) -> &[i64] {
        &self.volume
    }

    /// The volume of a bar; nothing where the data of its instrument has none.
    #[inline]
    pub fn volume(&self, row: usize, asset: usize) -> Option<i64> {
        self.has_volume[asset].then(|| self.volume[row * self.assets + asset])
    }

    /// When the bars of a row begin: as the data says, else at the end of the row before.
    #[inline]
    pub fn begin(&self, row: usize) -> i64 {
        let before = || row.checked_sub(1).and_then(|row| self.times.get(row).copied());
        self.begins.get(row).copied().or_else(before).unwrap_or(i64::MIN)
    }

    /// The finer bars within those of a row, as rows of their own panel.
    pub fn finer(&self, row: usize) -> Option<(&Panel<P>, Range<usize>)> {
        let finer = self.finer.as_deref()?;
        let before = row.checked_sub(1).map_or(i64::MIN, |row| self.times[row]);
        let after = before.max(self.begin(row));
        let place = |time: i64| finer.times.partition_point(|&end| end <= time);
        Some((finer, place(after)..place(self.times[row])))
    }
}

/// A price of a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PriceField {
    /// First price.
    Open,
    /// Highest price.
    High,
    /// Lowest price.
    Low,
    /// Last price.
    Close,
}

impl Panel<i64> {
    /// The same bars in the numbers of another kernel.
    pub fn converted<N: Number>(&self, instruments: &[Instrument]) -> Panel<N::Price> {
        let convert = |grid: &[i64]| -> Vec<N::Price> {
            let scales = instruments.iter().map(|instrument| instrument.price_scale).cycle();
            grid.iter().zip(scales).map(|(&price, scale)| N::price(price, scale)).collect()
        };
        Panel {
            assets: self.assets,
            times: self.times.clone(),
            sessions: self.sessions.clone(),
            open: convert(&self.open),
            high: convert(&self.high),
            low: convert(&self.low),
            close: convert(&self.close),
            volume: self.volume.clone(),
            has_volume: self.has_volume.clone(),
            present: self.present.clone(),
            tradable: self.tradable.clone(),
            dense: self.dense,
            price_max: convert(&self.price_max),
            earlier: vec![None; self.assets],
            begins: self.begins.clone(),
            finer: self.finer.as_ref().map(|finer| Arc::new(finer.converted::<N>(instruments))),
        }
    }
}

/// The bars of one instrument, by column, with the rows of the time line they belong to.
#[derive(Clone, Copy, Debug)]
pub struct Columns<'a> {
    /// Row of each bar on the time line, ascending.
    pub rows: &'a [u32],
    /// First prices.
    pub open: &'a [i64],
    /// Highest prices.
    pub high: &'a [i64],
    /// Lowest prices.
    pub low: &'a [i64],
    /// Last prices.
    pub close: &'a [i64],
    /// Volumes; `None` where the data has none.
    pub volume: Option<&'a [i64]>,
}

/// Puts the bars of instruments, one after the other, on a grid.
#[derive(Debug)]
pub struct PanelBuilder {
    panel: Panel<i64>,
}

impl PanelBuilder {
    /// An empty grid for a time line.
    ///
    /// # Errors
    /// When times do not ascend or sessions descend.
    pub fn new(times: Vec<i64>, sessions: Vec<u32>, assets: usize) -> Result<Self, PanelError> {
        if times.len() != sessions.len() {
            return Err(PanelError::Lengths { expected: times.len(), found: sessions.len() });
        }
        if let Some(row) = times.windows(2).position(|pair| pair[0] >= pair[1]) {
            return Err(PanelError::Disorder { row: row + 1 });
        }
        if let Some(row) = sessions.windows(2).position(|pair| pair[0] > pair[1]) {
            return Err(PanelError::Disorder { row: row + 1 });
        }
        let cells = times.len() * assets;
        let mut panel = Panel { times, sessions, dense: false, ..Panel::empty(assets) };
        for grid in [&mut panel.open, &mut panel.high, &mut panel.low, &mut panel.close] {
            *grid = vec![0; cells];
        }
        (panel.present, panel.tradable) = (vec![false; cells], vec![false; cells]);
        Ok(PanelBuilder { panel })
    }

    /// Says when the bars of each row begin.
    ///
    /// # Errors
    /// When they are not as many as there are rows.
    pub fn begin(&mut self, begins: Vec<i64>) -> Result<(), PanelError> {
        let expected = self.panel.times.len();
        if begins.len() != expected {
            return Err(PanelError::Lengths { expected, found: begins.len() });
        }
        self.panel.begins = begins;
        Ok(())
    }

    /// Says what the last bar of an instrument before the panel was.
    pub fn follows(&mut self, asset: usize, earlier: Earlier<i64>) {
        self.panel.earlier[asset] = Some(earlier);
    }

    /// Puts the bars of one instrument in its column.
    ///
    /// # Errors
    /// When columns differ in length, a row is off the time line or comes twice, or a price is
    /// one that the instrument does not accept.
    pub fn add(
        &mut self,
        asset: usize,
        instrument: &Instrument,
        columns: Columns<'_>,
    ) -> Result<(), PanelError> {
        let count = columns.rows.len();
        let volume_len = columns.volume.map_or(count, <[i64]>::len);
        for found in [
            columns.open.len(),
            columns.high.len(),
            columns.low.len(),
            columns.close.len(),
            volume_len,
        ] {
            if found != count {
                return Err(PanelError::Lengths { expected: count, found });
            }
        }
        self.panel.has_volume[asset] = columns.volume.is_some();
        if columns.volume.is_some() && self.panel.volume.is_empty() {
            self.panel.volume = vec![0; self.panel.close.len()];
        }
        for (index, &row) in columns.rows.iter().enumerate() {
            self.put(asset, instrument, &columns, index, row as usize)?;
        }
        Ok(())
    }

    fn put(
        &mut self,
        asset: usize,
        instrument: &Instrument,
        columns: &Columns<'_>,
        index: usize,
        row: usize,
    ) -> Result<(), PanelError> {
        let panel = &mut self.panel;
        let at = row * panel.assets + asset;
        if row >= panel.times.len() || panel.present[at] {
            return Err(PanelError::Disorder { row });
        }
        let [open, high, low, close] =
            [columns.open[index], columns.high[index], columns.low[index], columns.close[index]];
        for price in [open, high, low, close] {
            if !instrument.accepts_price(price) {
                let symbol = instrument.symbol.clone();
                return Err(PanelError::Price { symbol, row, mantissa: price });
            }
            panel.price_max[asset] = panel.price_max[asset].max(price.abs());
        }
        (panel.open[at], panel.high[at], panel.low[at], panel.close[at]) = (open, high, low, close);
        panel.present[at] = true;
        panel.tradable[at] = true;
        if let Some(volume) = columns.volume {
            panel.volume[at] = volume[index];
            panel.tradable[at] = volume[index] != 0;
        }
        Ok(())
    }

    /// The finished grid.
    pub fn finish(mut self) -> Panel<i64> {
        self.panel.dense = self.panel.present.iter().all(|&present| present);
        self.panel
    }
}

/// Bars that do not make a grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PanelError {
    /// Two columns of one table differ in length.
    Lengths {
        /// Length of the first.
        expected: usize,
        /// Length of the other.
        found: usize,
    },
    /// A row is out of order, off the time line, or there twice.
    Disorder {
        /// The row.
        row: usize,
    },
    /// A price that the instrument does not accept.
    Price {
        /// The instrument.
        symbol: String,
        /// The row.
        row: usize,
        /// The price.
        mantissa: i64,
    },
}

impl fmt::Display for PanelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PanelError::Lengths { expected, found } => {
                write!(f, "a column has {found} values where {expected} are expected")
            }
            PanelError::Disorder { row } => {
                write!(
                    f,
                    "row {row} of the bars is out of order, off the time line, or there twice"
                )
            }
            PanelError::Price { symbol, row, mantissa } => {
                write!(
                    f,
                    "price mantissa {mantissa} of {symbol} in row {row} is not positive or is 2^53 or more"
                )
            }
        }
    }
}

impl std::error::Error for PanelError {}
