//! The cell `orders`: from words to instructions.

use std::sync::Arc;

use farthing_core::drive::Instruction;
use farthing_core::money::{Decimal, Rounding};
use farthing_core::order::{
    Asked, AskedDistance, AskedTrail, Change, Conditions, Duration, Intent, OrderRef, Request,
    Schedule, Ticket, TicketKind,
};

use super::reader::{Scenario, decimal, items};

impl Scenario {
    /// What is ordered, in this order; nothing when a number of it is none.
    pub fn script(&self) -> Option<Vec<(u32, Instruction)>> {
        let cell = self.cell("orders").unwrap_or("-");
        items(cell).map(|words| self.step(&words)).collect()
    }

    fn step(&self, words: &[&str]) -> Option<(u32, Instruction)> {
        let row = words[0].trim_end_matches(':').parse().expect("a row");
        let instruction = match words[1] {
            "cancel" => Instruction::Cancel(number(words[2])),
            "convert" => Instruction::Convert(self.currency_of(words[2]), decimal(words[3])),
            "modify" => Instruction::Modify(number(words[2]), Arc::new(change(&words[3..])?)),
            _ => self.order(&words[1..])?,
        };
        Some((row, instruction))
    }

    fn order(&self, words: &[&str]) -> Option<Instruction> {
        let (symbol, side, mut rest) = (words[0], words[1], &words[2..]);
        let measure = if matches!(rest[0], "value" | "percent") { rest[0] } else { "quantity" };
        if measure != "quantity" {
            rest = &rest[1..];
        }
        let size = asked(rest[0], side == "sell")?;
        let intent = match (side == "target", measure) {
            (false, "value") => Intent::Value,
            (false, "percent") => Intent::Percent,
            (false, _) => Intent::Quantity,
            (true, "value") => Intent::TargetValue,
            (true, "percent") => Intent::TargetPercent,
            (true, _) => Intent::TargetQuantity,
        };
        let mut words = Words { left: &rest[1..] };
        let mut conditions = Conditions::default();
        let kind = words.kind(&mut conditions);
        let (duration, parent) = words.rest(&mut conditions);
        let ticket = Ticket { asset: self.asset(symbol), intent, size, kind, duration };
        if conditions == Conditions::default() && parent.is_none() {
            return Some(Instruction::Give(ticket));
        }
        Some(Instruction::Place(Arc::new(Request { ticket, conditions, parent })))
    }
}

fn number(word: &str) -> OrderRef {
    let number: u32 = word.trim_start_matches('#').parse().expect("a number");
    OrderRef::Id(number - 1)
}

/// The words of an order behind its size.
struct Words<'a> {
    left: &'a [&'a str],
}

impl<'a> Words<'a> {
    /// Takes a word, if it is the next one.
    fn take(&mut self, word: &str) -> bool {
        let is_next = self.left.first() == Some(&word);
        if is_next {
            self.left = &self.left[1..];
        }
        is_next
    }

    fn next(&mut self) -> &'a str {
        let (first, rest) = self.left.split_first().expect("one word more");
        self.left = rest;
        first
    }

    /// The price behind a word, if that is the next one.
    fn price_after(&mut self, word: &str) -> Option<Asked> {
        self.take(word).then(|| price(self.next()))
    }

    fn kind(&mut self, conditions: &mut Conditions) -> TicketKind {
        if self.take("on-open") {
            let limit = self.price_after("limit");
            return limit.map_or(TicketKind::MarketOnOpen, TicketKind::LimitOnOpen);
        }
        if self.take("on-close") {
            let limit = self.price_after("limit");
            return limit.map_or(TicketKind::MarketOnClose, TicketKind::LimitOnClose);
        }
        if self.take("trail") {
            let distance = distance(self.next());
            let offset = self.price_after("offset");
            conditions.trail = Some(AskedTrail { distance, offset });
            let is_plain = offset.is_none();
            return if is_plain { TicketKind::TrailingStop } else { TicketKind::TrailingStopLimit };
        }
        if let Some(limit) = self.price_after("limit") {
            return TicketKind::Limit(limit);
        }
        match (self.price_after("stop"), self.price_after("limit")) {
            (Some(stop), None) => TicketKind::Stop(stop),
            (Some(stop), limit) => {
                conditions.limit = limit;
                TicketKind::StopLimit(stop)
            }
            (None, _) => TicketKind::Market,
        }
    }

    /// The duration of a word, if it is one.
    fn duration(&mut self, word: &str, conditions: &mut Conditions) -> Option<Duration> {
        Some(match word {
            "gtc" => Duration::GoodTillCancelled,
            "day" => Duration::Day,
            "ioc" => Duration::ImmediateOrCancel,
            "fok" => Duration::FillOrKill,
            "gtd" => {
                conditions.until = Some(self.next().parse().expect("a session"));
                Duration::GoodTillDate
            }
            _ => return None,
        })
    }

    /// What may stand behind the type, in any order: gives duration and parent.
    fn rest(&mut self, conditions: &mut Conditions) -> (Duration, Option<OrderRef>) {
        let (mut duration, mut parent) = (Duration::GoodTillCancelled, None);
        while !self.left.is_empty() {
            match self.next() {
                "reduce" => conditions.reduce_only = true,
                "group" => conditions.group = Some(self.next().into()),
                "tag" => conditions.tag = Some(self.next().into()),
                "of" => parent = Some(number(self.next())),
                "twap" => {
                    let steps = self.next().parse().expect("a number of closes");
                    conditions.schedule = Some(Schedule::Twap(steps));
                }
                "vwap" => {
                    let weights = self.next().split(',').map(parts).collect();
                    conditions.schedule = Some(Schedule::Vwap(weights));
                }
                word => {
                    let found = self.duration(word, conditions);
                    duration = found.unwrap_or_else(|| panic!("{word} is no word of an order"));
                }
            }
        }
        (duration, parent)
    }
}

fn parts(word: &str) -> i64 {
    let weight: Decimal = word.parse().expect("a weight");
    let parts = weight.rounded_to_scale(9, Rounding::TowardZero).expect("nine digits");
    i64::try_from(parts).expect("a small weight")
}

/// `D`, or `R%`.
fn distance(word: &str) -> AskedDistance {
    let Some(percent) = word.strip_suffix('%') else { return AskedDistance::Amount(price(word)) };
    match price(percent) {
        Asked::Exact { mantissa, scale } => {
            AskedDistance::Share(Asked::Exact { mantissa, scale: scale + 2 })
        }
        float => AskedDistance::Share(float),
    }
}

fn change(words: &[&str]) -> Option<Change> {
    let mut change = Change::default();
    for pair in words.chunks(2) {
        match pair[0] {
            "size" => change.quantity = Some(asked(pair[1], false)?),
            "limit" => change.limit = Some(price(pair[1])),
            "stop" => change.stop = Some(price(pair[1])),
            "trail" => change.trail = Some(distance(pair[1])),
            other => panic!("{other} is no word of a change"),
        }
    }
    Some(change)
}

/// A number of an order; nothing for a float that is none, which the binding does not let in.
fn asked(word: &str, is_negated: bool) -> Option<Asked> {
    let sign = if is_negated { -1.0 } else { 1.0 };
    if let Some(float) = word.strip_prefix('~') {
        let value: f64 = float.parse().expect("a float");
        return value.is_finite().then_some(Asked::Float(sign * value));
    }
    Some(match Asked::parse(word).ok()? {
        Asked::Exact { mantissa, scale } if is_negated => {
            Asked::Exact { mantissa: -mantissa, scale }
        }
        Asked::Vast(near) => Asked::Vast(sign * near),
        exact => exact,
    })
}

/// A price of an order; what is no number is a float that is none, which the engine refuses.
fn price(word: &str) -> Asked {
    let float = word.strip_prefix('~').map(|float| float.parse().expect("a float"));
    float.map(Asked::Float).or_else(|| asked(word, false)).unwrap_or(Asked::Float(f64::NAN))
}
