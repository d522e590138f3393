//! Reading what only some rows set: commissions, accounts, carry and controls beyond the plain ones.

use farthing_core::kernel::RunConditions;
use farthing_core::market::{ContractMargin, HoldingCost};
use farthing_core::models::account::AccountModel;
use farthing_core::models::carry::CarryModel;
use farthing_core::models::controls::{Control, SizeLimit};
use farthing_core::models::fee::{FeeModel, Maximum};
use farthing_core::models::slippage::SlippageModel;
use farthing_core::money::Decimal;

use super::reader::{Scenario, decimal, items};

/// A commission of a table.
pub fn commission(words: &[&str]) -> FeeModel {
    let capped = |model, maximum: &str| {
        let maximum = match maximum.strip_suffix('%') {
            Some(percent) => Maximum::Percent(decimal(percent)),
            None => Maximum::Amount(decimal(maximum)),
        };
        FeeModel::Capped { model: Box::new(model), maximum }
    };
    match *words {
        ["none"] => FeeModel::None,
        ["per-share", rate, minimum] => {
            FeeModel::PerShare { rate: decimal(rate), minimum: decimal(minimum) }
        }
        ["per-trade", amount] => FeeModel::PerTrade { amount: decimal(amount) },
        ["bps", rate, minimum] => FeeModel::Bps { rate: decimal(rate), minimum: decimal(minimum) },
        ["maker-taker", maker, taker] => {
            FeeModel::MakerTaker { maker: decimal(maker), taker: decimal(taker) }
        }
        ["tiered", ref rest @ ..] => tiered(rest),
        [name @ ("per-share" | "bps"), rate, minimum, maximum] => {
            capped(commission(&[name, rate, minimum]), maximum)
        }
        ref other => panic!("commission {other:?}"),
    }
}

/// `THRESHOLD:RATE ... [minimum M]`.
fn tiered(words: &[&str]) -> FeeModel {
    let (tiers, minimum) = match words.iter().position(|word| *word == "minimum") {
        Some(at) => (&words[..at], decimal(words[at + 1])),
        None => (words, Decimal::ZERO),
    };
    let tier = |word: &&str| {
        let (threshold, rate) = word.split_once(':').expect("THRESHOLD:RATE");
        (decimal(threshold), decimal(rate))
    };
    FeeModel::Tiered { tiers: tiers.iter().map(tier).collect(), minimum }
}

/// A slippage of a table.
pub fn slippage(words: &[&str]) -> SlippageModel {
    let count = |word: &str| word.parse().expect("a count");
    match *words {
        ["none"] => SlippageModel::None,
        ["bps", rate] => SlippageModel::Bps { rate: decimal(rate) },
        ["fixed", amount] => SlippageModel::Fixed { amount: decimal(amount) },
        ["spread", spread] => SlippageModel::Spread { spread: decimal(spread) },
        ["volatility", factor, bars] => {
            SlippageModel::Volatility { factor: decimal(factor), bars: count(bars) }
        }
        ["spread-estimate", pairs] => SlippageModel::SpreadEstimate { pairs: count(pairs) },
        ["volume-share", impact] => SlippageModel::VolumeShare { impact: decimal(impact) },
        ref other => panic!("slippage {other:?}"),
    }
}

/// An account of a table; how long its calls may stand is read apart.
pub fn account(words: &[&str]) -> AccountModel {
    match *words {
        [ref rest @ .., "grace", _] => account(rest),
        ["unlimited"] => AccountModel::Unlimited,
        ["cash"] => AccountModel::Cash,
        ["margin", leverage] => {
            let (numerator, denominator) = fraction(leverage);
            AccountModel::Margin { numerator, denominator }
        }
        ["reg-t"] => AccountModel::RegT,
        ["portfolio", leverage, maintenance] => AccountModel::Portfolio {
            leverage: fraction(leverage),
            maintenance: fraction(maintenance),
        },
        ref other => panic!("account {other:?}"),
    }
}

fn fraction(word: &str) -> (i64, i64) {
    let number = decimal(word);
    let denominator = 10_i64.pow(u32::from(number.scale()));
    (i64::try_from(number.mantissa()).expect("a small leverage"), denominator)
}

/// What holding an instrument costs, by its words.
pub fn holding_cost(get: impl Fn(&str) -> Option<String>, quantity_scale: u8) -> HoldingCost {
    let rate = |key| get(key).map(|word| decimal(&word));
    let units = |word: String| {
        let mantissa = decimal(&word).at_scale(quantity_scale).expect("units on the scale");
        i64::try_from(mantissa).expect("few units")
    };
    HoldingCost {
        borrow_rate: rate("borrow_rate"),
        borrowable: get("borrowable").map(units),
        financing_long: rate("financing_long"),
        financing_short: rate("financing_short"),
    }
}

/// The margin per contract, by the words of an instrument.
pub fn contract_margin(get: impl Fn(&str) -> Option<String>) -> Option<ContractMargin> {
    let initial = decimal(&get("initial")?);
    let maintenance = get("maintenance").map_or(initial, |word| decimal(&word));
    Some(ContractMargin { initial, maintenance })
}

impl Scenario {
    /// Carry, controls, and how long a margin call may stand.
    pub fn conditions(&self) -> RunConditions {
        let words = |column: &str| self.cells[column].split_whitespace().collect::<Vec<_>>();
        let grace = match words("account")[..] {
            [.., "grace", sessions] => sessions.parse().expect("sessions"),
            _ => 0,
        };
        let borrow = match words("borrow")[..] {
            [rate] if rate != "-" => Some(decimal(rate)),
            _ => None,
        };
        let interest = match words("interest")[..] {
            [credit, debit] => Some((decimal(credit), decimal(debit))),
            _ => None,
        };
        let first = day_number(&self.cells["first_day"]);
        let last = self.rows.iter().map(|(session, _)| *session).max().unwrap_or(0);
        RunConditions {
            days: (first..).take(last as usize + 1).collect(),
            grace,
            carry: CarryModel { borrow, interest },
            controls: items(&self.cells["controls"]).map(|words| self.control(&words)).collect(),
        }
    }

    fn control(&self, words: &[&str]) -> Control {
        let units = |word| SizeLimit { asset: None, units: Some(decimal(word)), value: None };
        let value = |word| SizeLimit { asset: None, units: None, value: Some(decimal(word)) };
        match *words {
            ["too_many_orders", count] => Control::OrderCount(count.parse().expect("a count")),
            ["restricted", symbol, sessions] => {
                let (first, last) = sessions.split_once('-').unwrap_or((sessions, sessions));
                let session = |word: &str| word.parse().expect("a session");
                let (first, last) = (session(first), session(last));
                Control::Restricted { asset: self.asset(symbol), first, last }
            }
            ["order_units", limit] => Control::OrderSize(units(limit)),
            ["order_value", limit] => Control::OrderSize(value(limit)),
            ["position_units", limit] => Control::PositionSize(units(limit)),
            ["position_value", limit] => Control::PositionSize(value(limit)),
            ["long_only"] => Control::LongOnly,
            ["leverage", leverage] => {
                let (numerator, denominator) = fraction(leverage);
                Control::Leverage(numerator, denominator)
            }
            ["drawdown", share] => Control::Drawdown(decimal(share)),
            ["daily_loss", share] => Control::DailyLoss(decimal(share)),
            ref other => panic!("control {other:?}"),
        }
    }
}

/// Days from 1970-01-01 to a day such as 2024-01-02, counted year by year and month by month.
fn day_number(word: &str) -> i32 {
    let parts: Vec<i32> = word.split('-').map(|part| part.parse().expect("a day")).collect();
    let [year, month, day] = parts[..] else { panic!("{word} is no day") };
    let is_leap = |year: i32| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let years: i32 = (1970..year).map(|year| if is_leap(year) { 366 } else { 365 }).sum();
    let length = |month: i32| match month {
        2 => 28 + i32::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    years + (1..month).map(length).sum::<i32>() + day - 1
}
