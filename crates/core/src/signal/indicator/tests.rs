//! What holds for every indicator: the array is the stream, and the stream knows no future.

use super::*;
use crate::signal::{Quote, Signal};

/// An indicator of any kind, told whole bars and saying bits.
trait Rule {
    fn hear(&mut self, bar: &Quote) -> Vec<u64>;
    fn split(&mut self, new: i64, old: i64);
    fn copy(&self) -> Box<dyn Rule>;
}

#[derive(Clone)]
struct OfCloses<S>(S);

#[derive(Clone)]
struct OfBars<S>(S);

trait Output {
    fn bits(self) -> Vec<u64>;
}

impl Output for f64 {
    fn bits(self) -> Vec<u64> {
        vec![self.to_bits()]
    }
}

impl<const OUTPUTS: usize> Output for [f64; OUTPUTS] {
    fn bits(self) -> Vec<u64> {
        self.map(f64::to_bits).into()
    }
}

impl<S: Signal<Input = i64, Output: Output> + Clone + 'static> Rule for OfCloses<S> {
    fn hear(&mut self, bar: &Quote) -> Vec<u64> {
        self.0.update(bar.close).bits()
    }
    fn split(&mut self, new: i64, old: i64) {
        self.0.rebase(new, old);
    }
    fn copy(&self) -> Box<dyn Rule> {
        Box::new(self.clone())
    }
}

impl<S: Signal<Input = Quote, Output: Output> + Clone + 'static> Rule for OfBars<S> {
    fn hear(&mut self, bar: &Quote) -> Vec<u64> {
        self.0.update(*bar).bits()
    }
    fn split(&mut self, new: i64, old: i64) {
        self.0.rebase(new, old);
    }
    fn copy(&self) -> Box<dyn Rule> {
        Box::new(self.clone())
    }
}

struct Case {
    name: &'static str,
    /// The bar of which it first says a number, by output.
    first: Vec<usize>,
    /// How many bars what it says depends on, unless on all.
    reach: Option<usize>,
    rule: Box<dyn Rule>,
}

fn case(name: &'static str, first: usize, reach: Option<usize>, rule: impl Rule + 'static) -> Case {
    parts(name, &[first], reach, rule)
}

/// An indicator whose outputs begin at bars of their own.
fn parts(
    name: &'static str,
    first: &[usize],
    reach: Option<usize>,
    rule: impl Rule + 'static,
) -> Case {
    Case { name, first: first.to_vec(), reach, rule: Box::new(rule) }
}

fn cases() -> Vec<Case> {
    let mut cases = vec![
        case("session vwap", 0, None, OfBars(Vwap::session(4))),
        case("obv", 0, None, OfBars(Obv::new(0))),
    ];
    for n in [1, 2, 5, 20] {
        let window = Some(n);
        cases.extend([
            case("sma", n - 1, window, OfCloses(Sma::new(n, 4))),
            case("wma", n - 1, window, OfCloses(Wma::new(n, 4))),
            case("ema", n - 1, None, OfCloses(Ema::new(n, 4))),
            case("min", n - 1, window, OfCloses(RollingMin::new(n, 4))),
            case("max", n - 1, window, OfCloses(RollingMax::new(n, 4))),
            case("std", n - 1, window, OfCloses(Std::new(n, 0, 4))),
            case("sample std", n, Some(n + 1), OfCloses(Std::new(n + 1, 1, 4))),
            case("z-score", n, Some(n + 1), OfCloses(ZScore::new(n + 1, 0))),
            case("sample z-score", n, Some(n + 1), OfCloses(ZScore::new(n + 1, 1))),
            case("returns", n, Some(n + 1), OfCloses(Returns::new(n))),
            case("rsi", n, None, OfCloses(Rsi::new(n))),
            case("atr", n, None, OfBars(Atr::new(n, 4))),
            case("bollinger", n - 1, window, OfCloses(Bollinger::new(n, 2.0, 4))),
            case("rolling vwap", n - 1, window, OfBars(Vwap::rolling(n, 4))),
            case("aroon", n, Some(n + 1), OfBars(Aroon::new(n))),
            case("donchian", n - 1, window, OfBars(Donchian::new(n, 4))),
            case("keltner", n.max(4), None, OfBars(Keltner::new(n + 1, 1.5, 4, 4))),
        ]);
        cases.extend(of_parts(n));
    }
    cases
}

/// Indicators of which one output is made of another.
fn of_parts(n: usize) -> [Case; 4] {
    let (macd, cloud) = (Macd::new(n, n + 3, 4, 4), Ichimoku::new([n, n + 2, n + 5], 4, 4));
    let spread = Stochastic::new(n, 3, 2);
    let (line, adx) = (n + 2, 2 * n - 1);
    [
        parts("macd", &[line, line + 3, line + 3], None, OfCloses(macd)),
        parts("stochastic", &[n - 1, n + 1, n + 2], Some(n + 3), OfBars(spread)),
        parts("adx", &[adx, n, n], None, OfBars(Adx::new(n))),
        parts("ichimoku", &[n - 1, n + 1, n + 5, n + 8], Some(n + 9), OfBars(cloud)),
    ]
}

/// A walk of `count` bars whose prices are multiples of `step`; every price differs from the last.
fn walk(seed: u64, count: usize, step: i64) -> Vec<Quote> {
    let mut state = seed;
    let mut draw = move |below: i64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(state >> 33).unwrap() % below
    };
    let mut price = 1_000_000;
    let bars = 0..u32::try_from(count).unwrap();
    bars.map(|index| {
        let open = price;
        price += if draw(2) == 0 { 1 + draw(9_000) } else { -1 - draw(9_000) };
        let (high, low) = (open.max(price) + draw(5_000), open.min(price) - draw(5_000));
        let [open, high, low, close] = [open, high, low, price].map(|price| price * step);
        Quote { open, high, low, close, volume: 1 + draw(100_000), session: index / 17 }
    })
    .collect()
}

fn array(rule: &mut dyn Rule, bars: &[Quote]) -> Vec<Vec<u64>> {
    bars.iter().map(|bar| rule.hear(bar)).collect()
}

#[test]
fn a_number_is_said_from_the_bar_it_is_defined_on() {
    for Case { name, first, rule, .. } in cases() {
        let said = array(&mut *rule.copy(), &walk(1, 100, 1));
        for (bar, bits) in said.iter().enumerate() {
            for (output, &bits) in bits.iter().enumerate() {
                let (known, unknown) = (f64::from_bits(bits).is_finite(), f64::NAN.to_bits());
                // One place for all outputs, or one for each.
                let first = first[output.min(first.len() - 1)];
                let as_told = if bar < first { bits == unknown } else { known };
                assert!(as_told, "{name}, output {output} at bar {bar}");
            }
        }
    }
}

#[test]
fn in_chunks_or_from_a_copy_it_says_the_same_to_the_bit() {
    let bars = walk(2, 200, 1);
    for Case { name, rule, .. } in cases() {
        let whole = array(&mut *rule.copy(), &bars);
        for size in [1, 2, 3, 7, 64, 199] {
            let (mut rule, mut said) = (rule.copy(), Vec::new());
            for chunk in bars.chunks(size) {
                rule = rule.copy();
                said.extend(array(&mut *rule, chunk));
            }
            assert_eq!(said, whole, "{name} in chunks of {size}");
        }
    }
}

#[test]
fn what_comes_later_changes_nothing_said_before() {
    let (bars, others) = (walk(3, 60, 1), walk(4, 60, 7));
    for Case { name, rule, .. } in cases() {
        let whole = array(&mut *rule.copy(), &bars);
        let mut told = rule.copy();
        for known in 0..bars.len() {
            let mut elsewhere = told.copy();
            array(&mut *elsewhere, &others[known..]);
            let otherwise = [&bars[..known], &others[known..]].concat();
            let said = array(&mut *rule.copy(), &otherwise);
            assert_eq!(said[..known], whole[..known], "{name} with {known} bars known");
            assert_eq!(told.hear(&bars[known]), whole[known], "{name} beside a copy at {known}");
        }
    }
}

#[test]
fn what_left_the_window_leaves_no_trace() {
    let bars = walk(5, 300, 1_000_003);
    for Case { name, reach, rule, .. } in cases() {
        let Some(reach) = reach else { continue };
        let whole = array(&mut *rule.copy(), &bars);
        for end in reach..=bars.len() {
            let fresh = array(&mut *rule.copy(), &bars[end - reach..end]);
            assert_eq!(fresh.last(), Some(&whole[end - 1]), "{name} at bar {}", end - 1);
        }
    }
}

#[test]
fn after_a_split_it_says_what_it_would_in_new_shares_all_along() {
    let new = walk(6, 60, 1);
    let old = new.iter().map(|bar| Quote {
        open: bar.open * 4,
        high: bar.high * 4,
        low: bar.low * 4,
        close: bar.close * 4,
        ..*bar
    });
    let (old, new): (Vec<_>, Vec<_>) =
        old.zip(new.iter().map(|bar| Quote { volume: bar.volume * 4, ..*bar })).unzip();
    for Case { name, rule, .. } in cases() {
        let whole = array(&mut *rule.copy(), &new);
        for split in 0..new.len() {
            let mut rule = rule.copy();
            array(&mut *rule, &old[..split]);
            rule.split(4, 1);
            assert_eq!(array(&mut *rule, &new[split..]), whole[split..], "{name} split at {split}");
        }
    }
}
