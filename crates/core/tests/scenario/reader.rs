//! Reading: from lines to cells, from cells to the values that the engine takes.

use std::collections::HashMap;
use std::path::Path;

use farthing_core::drive::{Instruction, TargetUnit};
use farthing_core::kernel::Rules;
use farthing_core::market::{Currency, Dividend, Instrument, Settlement, Split, Ticks};
use farthing_core::models::account::AccountModel;
use farthing_core::models::fee::FeeModel;
use farthing_core::models::fill::FillTiming;
use farthing_core::models::slippage::SlippageModel;
use farthing_core::money::Decimal;
use farthing_core::order::{Asked, Duration, Intent, Ticket, TicketKind};

type Cells = HashMap<String, String>;
type Blocks = HashMap<(String, String), Vec<Vec<String>>>;

const SETTINGS: [(&str, &str); 12] = [
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
    pub bars: Vec<BarLine>,
    /// Session and time of each row.
    pub rows: Vec<(u32, i64)>,
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
    let instruments =
        block("instruments").iter().map(|words| instrument(words, &currency)).collect();
    let (mut rows, mut bars): (Vec<(u32, i64)>, Vec<BarLine>) = (Vec::new(), Vec::new());
    for words in block("bars") {
        let place = (words[0].parse().expect("session"), words[1].parse().expect("time"));
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
    let name = cells["name"].clone();
    Scenario { name, file: file.to_owned(), line, cells, instruments, bars, rows }
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
    let scale = |key: &str, default: &str| get(key, default).parse::<u8>().expect("digits");
    let (price_scale, quantity_scale) = (scale("price_scale", "2"), scale("quantity_scale", "0"));
    let step = |word: &str, scale: u8| {
        let mantissa = decimal(word).at_scale(scale).expect("a step on the scale");
        i64::try_from(mantissa).expect("a small step")
    };
    let below = settings
        .get("below")
        .map(|&index| (step(&words[index + 1], price_scale), step(&words[index + 2], price_scale)));
    Instrument {
        symbol: words[0].clone(),
        price_scale,
        quantity_scale,
        multiplier: decimal(&get("multiplier", "1")),
        ticks: Ticks { step: step(&get("tick", "0.01"), price_scale), below },
        lot: step(&get("lot", "1"), quantity_scale),
        currency: currency.clone(),
        settlement: Settlement::Cash,
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

    /// The models.
    pub fn rules(&self) -> Rules {
        let words = |column: &str| self.cells[column].split_whitespace().collect::<Vec<_>>();
        Rules {
            fee: match words("commission")[..] {
                ["none"] => FeeModel::None,
                ["per-share", rate, minimum] => {
                    FeeModel::PerShare { rate: decimal(rate), minimum: decimal(minimum) }
                }
                ["per-trade", amount] => FeeModel::PerTrade { amount: decimal(amount) },
                ["bps", rate, minimum] => {
                    FeeModel::Bps { rate: decimal(rate), minimum: decimal(minimum) }
                }
                ref other => panic!("commission {other:?}"),
            },
            slippage: match words("slippage")[..] {
                ["none"] => SlippageModel::None,
                ["bps", rate] => SlippageModel::Bps { rate: decimal(rate) },
                ref other => panic!("slippage {other:?}"),
            },
            timing: match words("fill")[..] {
                ["next-open"] => FillTiming::NextOpen,
                ["close"] => FillTiming::SameClose,
                ref other => panic!("fill {other:?}"),
            },
            account: match words("account")[..] {
                ["unlimited"] => AccountModel::Unlimited,
                ["cash"] => AccountModel::Cash,
                ["margin", leverage] => {
                    let leverage = decimal(leverage);
                    let denominator = 10_i64.pow(u32::from(leverage.scale()));
                    let numerator = i64::try_from(leverage.mantissa()).expect("a small leverage");
                    AccountModel::Margin { numerator, denominator }
                }
                ref other => panic!("account {other:?}"),
            },
        }
    }

    /// Dividends and splits.
    pub fn actions(&self) -> (Vec<Dividend>, Vec<Split>) {
        let (mut dividends, mut splits) = (Vec::new(), Vec::new());
        for words in items(&self.cells["actions"]) {
            let asset = self.asset(words[1]);
            let (session, day) = date(words[2]);
            if words[0] == "split" {
                let (new, old) = words[3].split_once(':').expect("NEW:OLD");
                let (new, old) = (new.parse().expect("new"), old.parse().expect("old"));
                splits.push(Split { asset, session, day, new, old });
            } else {
                let (pay_session, pay_day) = date(words.get(5).unwrap_or(&words[2]));
                let amount = decimal(words[3]);
                dividends.push(Dividend { asset, session, day, pay_session, pay_day, amount });
            }
        }
        (dividends, splits)
    }

    /// The first row of the run.
    pub fn start(&self) -> usize {
        self.cells["start"].parse().expect("a row")
    }

    /// What is ordered, in this order; nothing when a number of it is none.
    pub fn script(&self) -> Option<Vec<(u32, Instruction)>> {
        let cell = self.cell("orders").unwrap_or("-");
        items(cell).map(|words| self.step(&words)).collect()
    }

    fn step(&self, words: &[&str]) -> Option<(u32, Instruction)> {
        let row = words[0].trim_end_matches(':').parse().expect("a row");
        if words[1] == "cancel" {
            let number: u32 = words[2].trim_start_matches('#').parse().expect("a number");
            return Some((row, Instruction::Cancel(number - 1)));
        }
        let (symbol, side, mut rest) = (words[1], words[2], &words[3..]);
        let measure = if matches!(rest[0], "value" | "percent") { rest[0] } else { "quantity" };
        if measure != "quantity" {
            rest = &rest[1..];
        }
        let size = asked(rest[0], side == "sell")?;
        rest = &rest[1..];
        let kind = match rest.first() {
            Some(&"limit") => TicketKind::Limit(price(rest[1])),
            Some(&"stop") => TicketKind::Stop(price(rest[1])),
            _ => TicketKind::Market,
        };
        let is_day = rest.last() == Some(&"day");
        let intent = match (side == "target", measure) {
            (false, "value") => Intent::Value,
            (false, "percent") => Intent::Percent,
            (false, _) => Intent::Quantity,
            (true, "value") => Intent::TargetValue,
            (true, "percent") => Intent::TargetPercent,
            (true, _) => Intent::TargetQuantity,
        };
        let duration = if is_day { Duration::Day } else { Duration::GoodTillCancelled };
        let asset = self.asset(symbol);
        Some((row, Instruction::Give(Ticket { asset, intent, size, kind, duration })))
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

/// A number of an order; nothing for a float that is none, which the binding does not let in.
fn asked(word: &str, is_negated: bool) -> Option<Asked> {
    let sign = if is_negated { -1.0 } else { 1.0 };
    if let Some(float) = word.strip_prefix('~') {
        let value: f64 = float.parse().expect("a float");
        return value.is_finite().then_some(Asked::Float(sign * value));
    }
    let asked = Asked::parse(word).ok()?;
    Some(match asked {
        Asked::Exact { mantissa, scale } if is_negated => {
            Asked::Exact { mantissa: -mantissa, scale }
        }
        Asked::Vast(near) => Asked::Vast(sign * near),
        _ => asked,
    })
}

/// A price of an order; what is no number is a float that is none, which the engine refuses.
fn price(word: &str) -> Asked {
    let float = word.strip_prefix('~').map(|float| float.parse().expect("a float"));
    float.map(Asked::Float).or_else(|| asked(word, false)).unwrap_or(Asked::Float(f64::NAN))
}
