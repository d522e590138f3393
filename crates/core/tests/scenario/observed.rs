//! What came out of a run in the words of the tables, and how it differs from what they say.

use farthing_core::kernel::{Ambiguous, Outcome, Profit};
use farthing_core::ledger::{Account, Event, EventKind, Trade};
use farthing_core::money::{Decimal, Exact, Integer};
use farthing_core::order::{Order, OrderState, Refusal};

use super::reader::{Scenario, items};

/// The columns of a row, each as lists of words. Numbers are without trailing zeros.
pub struct Observed {
    columns: Vec<(&'static str, Vec<Vec<String>>)>,
}

/// Puts an outcome in the words of the tables.
pub fn observe<M: Integer>(scenario: &Scenario, outcome: &Outcome<Exact<M>>) -> Observed {
    let writer = Writer { scenario, outcome };
    let sessions: Vec<u32> =
        scenario.rows[scenario.start()..].iter().map(|(session, _)| *session).collect();
    let balance = |account| writer.money(outcome.balances.money(account, 0));
    let one = |value: String| vec![vec![value]];
    Observed {
        columns: vec![
            ("events", outcome.events.iter().skip(1).map(|event| writer.event(event)).collect()),
            (
                "states",
                (1..).zip(&outcome.orders).map(|(n, order)| writer.state(n, order)).collect(),
            ),
            ("cash", one(balance(Account::Cash))),
            ("receivable", one(balance(Account::Receivable))),
            ("positions", writer.positions(&sessions)),
            ("trades", writer.trades()),
            ("equity", outcome.marks.iter().map(|mark| vec![writer.money(mark.equity)]).collect()),
            ("marks", writer.marks()),
            ("holdings", writer.holdings(&sessions)),
            ("postings", writer.postings()),
            ("ambiguous", writer.ambiguous()),
            ("refusals", writer.refusals()),
            ("cash_in", writer.cash_in()),
            ("profits", writer.profits()),
        ],
    }
}

impl Scenario {
    /// What differs from the row, column by column.
    pub fn differences<'a>(&'a self, found: &'a Observed) -> impl Iterator<Item = String> + 'a {
        found.columns.iter().filter_map(|(column, found)| {
            let default = match *column {
                "cash" | "receivable" => "0",
                "marks" | "holdings" | "postings" | "refusals" | "ambiguous" | "cash_in"
                | "profits" => self.cell(column)?,
                _ => "-",
            };
            let cell = self.cell(column).unwrap_or(default);
            let expected: Vec<Vec<String>> =
                items(cell).map(|words| words.into_iter().map(plain).collect()).collect();
            (expected != *found)
                .then(|| format!("{column}\n  expected {expected:?}\n  found    {found:?}"))
        })
    }
}

/// A word; a number without trailing zeros.
fn plain(word: &str) -> String {
    let number = |word: &str| match word.parse::<Decimal>() {
        Ok(number) => number.canonical().to_string(),
        Err(_) => word.to_owned(),
    };
    word.split('/').map(number).collect::<Vec<_>>().join("/")
}

struct Writer<'a, M: Integer> {
    scenario: &'a Scenario,
    outcome: &'a Outcome<Exact<M>>,
}

impl<M: Integer> Writer<'_, M> {
    fn exact(mantissa: i128, scale: u8) -> String {
        Decimal::new(mantissa, scale).expect("a small scale").canonical().to_string()
    }

    fn money(&self, money: M) -> String {
        Self::exact(money.widened(), self.outcome.setup.ledger_scale)
    }

    fn symbol(&self, asset: u32) -> String {
        self.scenario.instruments[asset as usize].symbol.clone()
    }

    fn price(&self, asset: u32, price: i64) -> String {
        Self::exact(price.into(), self.scenario.instruments[asset as usize].price_scale)
    }

    fn quantity(&self, asset: u32, quantity: i64) -> String {
        Self::exact(quantity.into(), self.scenario.instruments[asset as usize].quantity_scale)
    }

    fn code(&self, currency: u16) -> String {
        self.outcome.setup.currencies[usize::from(currency)].code.clone()
    }

    fn event(&self, event: &Event<Exact<M>>) -> Vec<String> {
        let row = format!("{}:", event.row);
        if event.kind == EventKind::Conversion {
            let code = self.code(event.currency(&[]));
            let (amount, home) = (self.money(event.value), self.money(event.fee));
            return vec![row, "conversion".to_owned(), code, amount, "for".to_owned(), home];
        }
        if event.kind == EventKind::Interest {
            let code = self.code(event.currency(&[]));
            return vec![row, "interest".to_owned(), code, self.money(event.value)];
        }
        let symbol = self.symbol(event.asset);
        let (kind, value) = (event.kind.name().to_owned(), self.money(event.value));
        let quantity = self.quantity(event.asset, event.quantity);
        match event.kind {
            EventKind::Fill | EventKind::ContractFill => {
                let order = format!("#{}", event.order + 1);
                let price = self.price(event.asset, event.price);
                let mut words =
                    vec![row, kind, order, symbol, quantity, "@".into(), price, "=".into(), value];
                if event.fee != M::ZERO {
                    words.extend(["fee".to_owned(), self.money(event.fee)]);
                }
                words
            }
            EventKind::Split | EventKind::End => {
                vec![row, kind, symbol, quantity, "pays".into(), value]
            }
            EventKind::MarginCall => vec![row, kind, value],
            _ => vec![row, kind, symbol, value],
        }
    }

    fn state(&self, number: u32, order: &Order<Exact<M>>) -> Vec<String> {
        let mut words = vec![format!("#{number}"), self.quantity(order.asset, order.quantity)];
        let (limit, stop) = order.prices(self.outcome.detail(order));
        let prices: Vec<String> =
            stop.into_iter().chain(limit).map(|price| self.price(order.asset, price)).collect();
        if !prices.is_empty() {
            words.extend(["@".to_owned(), prices.join("/")]);
        }
        words.push(order.state.name().to_owned());
        if !order.state.is_alive() {
            words.push(order.closed.to_string());
        }
        words.extend(order.state.reason().map(str::to_owned));
        if order.filled != 0 && order.state != OrderState::Filled {
            words.extend(["filled".to_owned(), self.quantity(order.asset, order.filled)]);
        }
        words
    }

    fn ambiguous(&self) -> Vec<Vec<String>> {
        let Ambiguous { decided, undecided } = self.outcome.ambiguous;
        vec![vec![format!("{decided}/{undecided}")]]
    }

    fn refusals(&self) -> Vec<Vec<String>> {
        let words = |&(row, order, reason): &(u32, u32, Refusal)| {
            vec![format!("{row}:"), format!("#{}", order + 1), reason.name().to_owned()]
        };
        self.outcome.refused_changes.iter().map(words).collect()
    }

    fn positions(&self, sessions: &[u32]) -> Vec<Vec<String>> {
        let held = self.outcome.positions(sessions);
        let last = held.iter().filter(|position| Some(&position.session) == sessions.last());
        let words = |position: &farthing_core::kernel::HeldPosition<Exact<M>>| {
            let quantity = self.quantity(position.asset, position.quantity);
            let cost = self.money(position.cost);
            vec![self.symbol(position.asset), quantity, "for".into(), cost]
        };
        last.map(words).collect()
    }

    fn trades(&self) -> Vec<Vec<String>> {
        let words = |trade: &farthing_core::ledger::Trade<Exact<M>>| {
            let profit = trade.profit().expect("a profit that fits");
            let mut words =
                vec![self.symbol(trade.asset), self.quantity(trade.asset, trade.quantity)];
            for (name, money) in [
                ("cost", trade.cost),
                ("proceeds", trade.proceeds),
                ("fees", trade.fees),
                ("profit", profit),
            ] {
                words.extend([name.to_owned(), self.money(money)]);
            }
            words
        };
        self.outcome.trades.iter().map(words).collect()
    }

    fn marks(&self) -> Vec<Vec<String>> {
        let words = |mark: &farthing_core::kernel::Mark<Exact<M>>| {
            let money = [mark.equity, mark.cash, mark.gross, mark.largest];
            let mut words: Vec<String> = money.map(|money| self.money(money)).into();
            words.push(mark.held.to_string());
            words
        };
        self.outcome.marks.iter().map(words).collect()
    }

    fn holdings(&self, sessions: &[u32]) -> Vec<Vec<String>> {
        let words = |position: &farthing_core::kernel::HeldPosition<Exact<M>>| {
            vec![
                position.session.to_string(),
                self.symbol(position.asset),
                self.quantity(position.asset, position.quantity),
                "@".to_owned(),
                self.price(position.asset, position.price),
                "=".to_owned(),
                self.money(position.value),
                "for".to_owned(),
                self.money(position.cost),
            ]
        };
        self.outcome.positions(sessions).iter().map(words).collect()
    }

    fn cash_in(&self) -> Vec<Vec<String>> {
        let count = u16::try_from(self.outcome.setup.currencies.len()).expect("few currencies");
        let of = |currency| (currency, self.outcome.balances.money_in(Account::Cash, currency));
        let some = (1..count).map(of).filter(|(_, money)| *money != M::ZERO);
        some.map(|(currency, money)| vec![self.code(currency), self.money(money)]).collect()
    }

    fn profits(&self) -> Vec<Vec<String>> {
        let home = &self.outcome.setup.currency.code;
        let is_abroad =
            |asset: u32| self.scenario.instruments[asset as usize].currency.code != *home;
        let parts = self.outcome.profits();
        let trades = self.outcome.trades.iter().zip(parts);
        let abroad = trades.filter(|(trade, _)| is_abroad(trade.asset));
        let words = |(trade, part): (&Trade<Exact<M>>, Option<Profit<Exact<M>>>)| {
            let Profit { price, currency, .. } = part.expect("a known rate");
            let [symbol, price, currency] =
                [self.symbol(trade.asset), self.money(price), self.money(currency)];
            vec![symbol, "price".to_owned(), price, "currency".to_owned(), currency]
        };
        abroad.map(words).collect()
    }

    fn postings(&self) -> Vec<Vec<String>> {
        let words = |entry: &farthing_core::ledger::Entry<Exact<M>>| {
            let event = &self.outcome.events[entry.event as usize];
            let name = if entry.account.is_of_an_instrument() {
                format!("{}/{}", entry.account.name(), self.symbol(event.asset))
            } else {
                entry.account.name().to_owned()
            };
            let commodity = match entry.in_units {
                true => self.symbol(event.asset),
                false => self.code(entry.currency),
            };
            vec![entry.event.to_string(), name, commodity, self.money(entry.amount)]
        };
        self.outcome.journal.iter().map(words).collect()
    }
}
