//! Instruments for the tests of the crate.

use super::{Columns, Currency, HoldingCost, Instrument, Kind, Panel, PanelBuilder, Ticks};
use crate::money::Decimal;

/// A US equity with prices in cents.
pub(crate) fn share(symbol: &str) -> Instrument {
    Instrument {
        symbol: symbol.to_owned(),
        price_scale: 2,
        quantity_scale: 0,
        volume_scale: 0,
        multiplier: Decimal::new(1, 0).expect("small"),
        ticks: Ticks::fixed(1),
        lot: 1,
        currency: Currency { code: "USD".to_owned(), unit_scale: 2 },
        kind: Kind::Equity,
        base: None,
        margin: None,
        holding_cost: HoldingCost::default(),
        negative_price_allowed: false,
    }
}

/// Two instruments, four sessions of one bar; the second has no bar in session 1.
pub(crate) fn bars() -> Panel<i64> {
    bars_between(0, 4)
}

/// The rows of [`bars`] from `first` to `end`.
pub(crate) fn bars_between(first: u32, end: u32) -> Panel<i64> {
    let rows = first..end;
    let times = rows.clone().map(|row| i64::from(row) + 1).collect();
    let mut builder = PanelBuilder::new(times, rows.clone().collect(), 2).expect("ascending");
    let closes = [
        (0, [Some(400), Some(404), Some(101), Some(102)]),
        (1, [Some(10), None, Some(20), Some(30)]),
    ];
    for (asset, closes) in closes {
        let there = rows.clone().filter_map(|row| Some((row - first, closes[row as usize]?)));
        let (rows, close): (Vec<u32>, Vec<i64>) = there.unzip();
        let volume = vec![50; rows.len()];
        let columns = Columns {
            rows: &rows,
            open: &close,
            high: &close,
            low: &close,
            close: &close,
            volume: Some(&volume),
        };
        builder.add(asset, &share("A"), columns).expect("positive prices");
    }
    builder.finish()
}
