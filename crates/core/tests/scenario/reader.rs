//! Reading: from lines to cells, from cells to the values that the engine takes.

use std::collections::HashMap;
use std::path::Path;

use farthing_core::drive::TargetUnit;
use farthing_core::kernel::{Convert, Rules};
use farthing_core::market::{
    Actions, Currency, Dividend, End, Funding, Instrument, Kind, Split, TableRate, Ticks,
};
use farthing_core::models::fill::FillTiming;
use farthing_core::models::latency::{Delay, Latency};
use farthing_core::money::Decimal;

use super::conditions;

type Cells = HashMap<String, String>;
type Blocks = HashMap<(String, String), Vec<Vec<String>>>;

const SETTINGS: [(&str, &str); 22] = [
    ("bars", ""),
    ("instruments", ""),
    ("capital", "10000"),
    ("currency", "USD 2"),
    ("account", "unlimited"),
    ("commission", "none"),
    ("slippage", "none"),
    ("fill", "next-open"),
    ("start", "0"),
    ("actions", "-"),
    ("unit", "weight"),
    ("rebalance", "no"),
    ("volume_limit", "-"),
    ("latency", "-"),
    ("seed", "0"),
    ("finer", "-"),
    ("borrow", "0"),
    ("interest", "0 0"),
    ("controls", "-"),
    ("first_day", "2020-01-02"),
    ("convert", "none"),
    ("rates", "-"),
];

/// One bar line: row, symbol, four prices, volume.
pub struct BarLine {
    pub row: usize,
    pub symbol: String,
    pub prices: [Decimal; 4],
    pub volume: Option<i64>,
}

/// One row of a table.
pub struct Scenario {
    pub name: String,
    pub file: String,
    pub line: usize,
    pub cells: Cells,
    pub instruments: Vec<Instrument>,
    /// The account's.
    pub currency: Currency,
    /// Last sessions that instruments say of themselves.
    pub expiries: Vec<(u32, u32)>,
    pub bars: Vec<BarLine>,
    /// Session and time of each row.
    pub rows: Vec<(u32, i64)>,
    /// Finer bars, and their rows; empty where the row has none.
    pub finer: Vec<BarLine>,
    pub finer_rows: Vec<(u32, i64, i64)>,
}

/// The scenarios of one file.
pub fn read(path: &Path) -> Vec<Scenario> {
    let text = std::fs::read_to_string(path).expect("a readable table");
    let file = path.file_name().expect("a name").to_string_lossy().into_owned();
    let mut blocks = Blocks::new();
    let mut given: Cells =
        SETTINGS.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
    let mut block: Option<(String, String)> = None;
    let mut columns: Option<Vec<String>> = None;
    let mut rows: Vec<(usize, Cells)> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        if !line.starts_with('|') {
            columns = None;
        }
        match words.first().map(String::as_str) {
            None => block = None,
            Some(_) if line.starts_with('|') => {
                table_line(index + 1, line, &mut columns, &given, &mut rows);
            }
            Some(first) if first.starts_with('#') => {}
            Some(_) if block.is_some() => {
                let key = block.clone().expect("a block");
                blocks.get_mut(&key).expect("its lines").push(words);
            }
            Some("given") => {
                given.insert(words[1].clone(), words[2..].join(" "));
            }
            Some(kind @ ("bars" | "instruments")) => {
                let key = (kind.to_owned(), words[1].clone());
                blocks.insert(key.clone(), Vec::new());
                block = Some(key);
            }
            Some(other) => panic!("{file}:{}: {other} is no line of a table", index + 1),
        }
    }
    rows.into_iter().map(|(line, cells)| scenario(&file, line, cells, &blocks)).collect()
}

fn table_line(
    number: usize,
    line: &str,
    columns: &mut Option<Vec<String>>,
    given: &Cells,
    rows: &mut Vec<(usize, Cells)>,
) {
    let inner = line.trim().trim_matches('|');
    let cells: Vec<String> = inner.split('|').map(|cell| cell.trim().to_owned()).collect();
    let Some(columns) = columns else {
        *columns = Some(cells);
        return;
    };
    let is_rule = |cell: &String| !cell.is_empty() && cell.chars().all(|c| c == '-');
    if cells.len() > 1 && cells.iter().all(is_rule) {
        return;
    }
    assert_eq!(cells.len(), columns.len(), "line {number}");
    let row = columns.iter().cloned().zip(cells);
    if row.clone().any(|(column, cell)| column == "name" && !cell.is_empty()) {
        let mut all = given.clone();
        all.extend(row);
        rows.push((number, all));
        return;
    }
    let (_, above) = rows.last_mut().expect("a row to go on with");
    for (column, cell) in row.filter(|(_, cell)| !cell.is_empty()) {
        above.get_mut(&column).expect("a column of the row").push_str(&format!("; {cell}"));
    }
}

fn scenario(file: &str, line: usize, cells: Cells, blocks: &Blocks) -> Scenario {
    let block = |kind: &str| &blocks[&(kind.to_owned(), cells[kind].clone())];
    let currency: Vec<_> = cells["currency"].split_whitespace().collect();
    let currency =
        Currency { code: currency[0].to_owned(), unit_scale: currency[1].parse().expect("digits") };
    let lines = block("instruments");
    let instruments = lines.iter().map(|words| instrument(words, &currency)).collect();
    let expiry = |words: &Vec<String>| {
        let at = words.iter().position(|word| word == "expiry")?;
        words[at + 1].parse().ok()
    };
    let expiries =
        (0_u32..).zip(lines).filter_map(|(asset, words)| Some((asset, expiry(words)?))).collect();
    let (rows, bars) = bar_lines(block("bars"));
    let rows = rows.iter().map(|(session, time)| (*session, word(time))).collect();
    let (finer_rows, finer) = match cells["finer"].as_str() {
        "-" => (Vec::new(), Vec::new()),
        name => bar_lines(&blocks[&("bars".to_owned(), name.to_owned())]),
    };
    let parts = |(session, time): &(u32, String)| {
        let (row, part) = time.split_once('.').expect("ROW.PART");
        (*session, word(row), word(part))
    };
    let finer_rows = finer_rows.iter().map(parts).collect();
    let name = cells["name"].clone();
    let file = file.to_owned();
    Scenario {
        name,
        file,
        line,
        cells,
        instruments,
        currency,
        expiries,
        bars,
        rows,
        finer,
        finer_rows,
    }
}

type BarBlock = (Vec<(u32, String)>, Vec<BarLine>);

fn word(time: &str) -> i64 {
    time.parse().expect("a whole number")
}

/// The rows of a block of bars, and its lines.
fn bar_lines(block: &[Vec<String>]) -> BarBlock {
    let (mut rows, mut bars): BarBlock = (Vec::new(), Vec::new());
    for words in block {
        let place = (words[0].parse().expect("session"), words[1].clone());
        if rows.last() != Some(&place) {
            rows.push(place);
        }
        bars.push(BarLine {
            row: rows.len() - 1,
            symbol: words[2].clone(),
            prices: std::array::from_fn(|index| decimal(&words[3 + index])),
            volume: words[7].parse().ok(),
        });
    }
    (rows, bars)
}

/// The latency of a row: one word for all stages, or one for each.
fn latency(words: &[&str], seed: &str) -> Latency {
    let time = |word: &str| word.parse::<i64>().expect("nanoseconds");
    let delay = |word: &&str| match word.split(':').collect::<Vec<_>>()[..] {
        ["uniform", least, most] => Delay::Uniform { least: time(least), most: time(most) },
        ["exponential", mean] => Delay::Exponential { mean: time(mean) },
        _ => Delay::Fixed(time(word)),
    };
    let (submit, modify, cancel) = match words {
        ["-"] => return Latency::NONE,
        [submit, modify, cancel] => (delay(submit), delay(modify), delay(cancel)),
        other => panic!("latency {other:?}"),
    };
    Latency { submit, modify, cancel, seed: seed.parse().expect("a seed") }
}

/// So many minutes after the midnight of a session, in nanoseconds.
pub fn instant(session: u32, minutes: i64) -> i64 {
    const MINUTE: i64 = 60_000_000_000;
    (i64::from(session) * 24 * 60 + minutes) * MINUTE
}

/// An exact decimal.
pub fn decimal(word: &str) -> Decimal {
    word.parse().unwrap_or_else(|error| panic!("{error}"))
}

/// The session of a date and the day: a date may lie between two sessions.
fn date(word: &str) -> (u32, i32) {
    let tenths = decimal(word).at_scale(1).expect("one decimal at most");
    let session = u32::try_from((tenths + 9) / 10).expect("a session");
    (session, i32::try_from(tenths).expect("a day"))
}

/// The items of a cell; `-` is none.
pub fn items(cell: &str) -> impl Iterator<Item = Vec<&str>> {
    let items = cell.split(';').map(str::trim).filter(|item| !matches!(*item, "" | "-"));
    items.map(|item| item.split_whitespace().collect())
}

fn instrument(words: &[String], currency: &Currency) -> Instrument {
    let settings: HashMap<&str, usize> =
        words.iter().enumerate().map(|(index, word)| (word.as_str(), index)).collect();
    let get = |key: &str, default: &str| {
        settings.get(key).map_or(default.to_owned(), |&index| words[index + 1].clone())
    };
    let given = |key: &str| settings.get(key).map(|&index| words[index + 1].clone());
    let scale = |key: &str, default: &str| get(key, default).parse::<u8>().expect("digits");
    let (price_scale, quantity_scale) = (scale("price_scale", "2"), scale("quantity_scale", "0"));
    let step = |word: &str, scale: u8| {
        let mantissa = decimal(word).at_scale(scale).expect("a step on the scale");
        i64::try_from(mantissa).expect("a small step")
    };
    let own = settings.get("currency").map(|&index| {
        let (code, digits) = words[index + 1].split_once(':').expect("CODE:DIGITS");
        Currency { code: code.to_owned(), unit_scale: digits.parse().expect("digits") }
    });
    let below = settings
        .get("below")
        .map(|&index| (step(&words[index + 1], price_scale), step(&words[index + 2], price_scale)));
    Instrument {
        symbol: words[0].clone(),
        price_scale,
        quantity_scale,
        volume_scale: 0,
        multiplier: decimal(&get("multiplier", "1")),
        ticks: Ticks { step: step(&get("tick", "0.01"), price_scale), below },
        lot: step(&get("lot", "1"), quantity_scale),
        currency: own.unwrap_or_else(|| currency.clone()),
        kind: Kind::named(&get("kind", "equity")).expect("a kind"),
        base: settings.get("base").map(|&index| words[index + 1].clone()),
        margin: conditions::contract_margin(given),
        holding_cost: conditions::holding_cost(given, quantity_scale),
        negative_price_allowed: get("negative", "no") == "yes",
    }
}

impl Scenario {
    /// Whether the row expects an error.
    pub fn is_error(&self) -> bool {
        self.cells.contains_key("error")
    }

    /// A cell, or nothing.
    pub fn cell(&self, column: &str) -> Option<&str> {
        self.cells.get(column).map(String::as_str)
    }

    /// The index of an instrument.
    pub fn asset(&self, symbol: &str) -> u32 {
        let place = self.instruments.iter().position(|instrument| instrument.symbol == symbol);
        u32::try_from(place.unwrap_or_else(|| panic!("no instrument {symbol}"))).expect("few")
    }

    /// The number of a currency: as they come, after the account's.
    pub fn currency_of(&self, code: &str) -> u16 {
        let mut codes = vec![self.currency.code.as_str()];
        for instrument in &self.instruments {
            if !codes.contains(&instrument.currency.code.as_str()) {
                codes.push(&instrument.currency.code);
            }
        }
        let place = codes.iter().position(|known| *known == code).expect("a currency of the run");
        u16::try_from(place).expect("few currencies")
    }

    /// The models.
    pub fn rules(&self) -> Rules {
        let words = |column: &str| self.cells[column].split_whitespace().collect::<Vec<_>>();
        Rules {
            fee: conditions::commission(&words("commission")),
            slippage: conditions::slippage(&words("slippage")),
            timing: match words("fill")[..] {
                ["next-open"] => FillTiming::NextOpen,
                ["close"] => FillTiming::SameClose,
                ["next-close"] => FillTiming::NextClose,
                ref other => panic!("fill {other:?}"),
            },
            account: conditions::account(&words("account")),
            volume_limit: match words("volume_limit")[..] {
                ["-"] => None,
                [limit] => Some(decimal(limit)),
                ref other => panic!("volume_limit {other:?}"),
            },
            latency: latency(&words("latency"), &self.cells["seed"]),
            convert: match self.cells["convert"].as_str() {
                "each" => Convert::Each,
                "none" => Convert::None,
                other => panic!("convert {other:?}"),
            },
        }
    }

    /// All that happens by itself.
    pub fn actions(&self) -> Actions {
        let (mut dividends, mut splits) = (Vec::new(), Vec::new());
        let (mut funding, mut ends) = (Vec::new(), Vec::new());
        for words in items(&self.cells["actions"]) {
            let (asset, at) = (self.asset(words[1]), words[2]);
            let session = || at.parse().expect("session");
            match words[0] {
                "split" => {
                    let (new, old) = words[3].split_once(':').expect("NEW:OLD");
                    let (new, old) = (new.parse().expect("new"), old.parse().expect("old"));
                    let (session, day) = date(at);
                    splits.push(Split { asset, session, day, new, old });
                }
                "funding" => {
                    let time = instant(session(), words[3].parse().expect("minutes"));
                    funding.push(Funding { asset, time, rate: decimal(words[4]) });
                }
                "end" => {
                    let price = words.get(3).map(|word| decimal(word));
                    ends.push(End { asset, session: session(), price });
                }
                _ => {
                    let (session, day) = date(at);
                    let (pay_session, pay_day) = date(words.get(5).copied().unwrap_or(at));
                    let amount = decimal(words[3]);
                    dividends.push(Dividend { asset, session, day, pay_session, pay_day, amount });
                }
            }
        }
        for &(asset, session) in &self.expiries {
            if !ends.iter().any(|end: &End| end.asset == asset) {
                ends.push(End { asset, session, price: None });
            }
        }
        let rates = items(&self.cells["rates"]).map(|words| {
            let (from, to) = words[0].split_once(':').expect("FROM:TO");
            TableRate {
                from: from.to_owned(),
                to: to.to_owned(),
                session: words[1].parse().expect("session"),
                rate: decimal(words[2]),
            }
        });
        Actions::new(dividends, splits)
            .with_funding(funding)
            .with_ends(ends)
            .with_rates(rates.collect())
    }

    /// The first row of the run.
    pub fn start(&self) -> usize {
        self.cells["start"].parse().expect("a row")
    }

    /// The array of targets, or nothing where the row gives orders.
    pub fn targets(&self) -> Option<Vec<f64>> {
        let cell = self.cell("targets")?;
        let (rows, columns) = (self.rows.len() - self.start(), self.instruments.len());
        let mut targets = vec![f64::NAN; rows * columns];
        for words in items(cell) {
            let row: usize = words[0].trim_end_matches(':').parse().expect("a row");
            for (column, word) in words[1..].iter().enumerate() {
                targets[row * columns + column] = word.parse().expect("a float");
            }
        }
        Some(targets)
    }

    /// What targets are given in, and whether every one is given again.
    pub fn target_rule(&self) -> (TargetUnit, bool) {
        let unit = match self.cells["unit"].as_str() {
            "weight" => TargetUnit::Weight,
            _ => TargetUnit::Shares,
        };
        (unit, self.cells["rebalance"] == "yes")
    }
}
