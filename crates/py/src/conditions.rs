//! The conditions of an order, from the words that Python gives them.

use std::sync::Arc;

use farthing_core::money::Decimal;
use farthing_core::order::{
    Asked, AskedDistance, AskedTrail, Change, Conditions, Duration, Schedule, TicketKind,
};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyString};

use crate::asked::{asked, size};
use crate::errors;

/// Type, duration and conditions of an order.
pub(crate) struct Read {
    pub(crate) kind: TicketKind,
    pub(crate) duration: Duration,
    pub(crate) conditions: Conditions,
    /// The order on whose fill it waits, as it was given.
    pub(crate) parent: Option<Py<PyAny>>,
}

/// The words that an order may have.
const WORDS: [&str; 13] = [
    "limit",
    "stop",
    "duration",
    "trail",
    "trail_percent",
    "offset",
    "at",
    "until",
    "reduce_only",
    "group",
    "parent",
    "tag",
    "schedule",
];

type Given<'a, 'py> = Option<&'a Bound<'py, PyAny>>;

/// Words that were given, by name; what is None was not.
#[derive(Default)]
struct Words<'py> {
    trail: Option<Bound<'py, PyAny>>,
    trail_percent: Option<Bound<'py, PyAny>>,
    offset: Option<Bound<'py, PyAny>>,
    at: Option<Bound<'py, PyAny>>,
    until: Option<Bound<'py, PyAny>>,
    reduce_only: Option<Bound<'py, PyAny>>,
    group: Option<Bound<'py, PyAny>>,
    parent: Option<Bound<'py, PyAny>>,
    tag: Option<Bound<'py, PyAny>>,
    schedule: Option<Bound<'py, PyAny>>,
}

impl<'py> Words<'py> {
    fn of(given: Option<&Bound<'py, PyDict>>) -> PyResult<Words<'py>> {
        let mut words = Words::default();
        for (name, value) in given.into_iter().flatten() {
            let name: String = name.extract()?;
            let slot = match name.as_str() {
                "trail" => &mut words.trail,
                "trail_percent" => &mut words.trail_percent,
                "offset" => &mut words.offset,
                "at" => &mut words.at,
                "until" => &mut words.until,
                "reduce_only" => &mut words.reduce_only,
                "group" => &mut words.group,
                "parent" => &mut words.parent,
                "tag" => &mut words.tag,
                "schedule" => &mut words.schedule,
                _ => return Err(unknown(value.py(), &name)?),
            };
            *slot = (!value.is_none()).then_some(value);
        }
        Ok(words)
    }
}

/// The error of a word that no order has: what was meant, perhaps, and what there is.
#[cold]
fn unknown(py: Python<'_>, name: &str) -> PyResult<PyErr> {
    let there = format!("it may have {}", WORDS.join(", "));
    let hint = py.import("farthing.errors")?.getattr("hint")?.call1((name, WORDS, there))?;
    Ok(errors::order(py, format!("an order has no {name}{hint}")))
}

/// Reads what an order was given; `session` tells the session of a date.
pub(crate) fn read<'py>(
    py: Python<'py>,
    limit: Given<'_, 'py>,
    stop: Given<'_, 'py>,
    duration_name: &str,
    given: Option<&Bound<'py, PyDict>>,
    session: impl FnOnce(&Bound<'py, PyAny>) -> PyResult<u32>,
) -> PyResult<Read> {
    let words = Words::of(given)?;
    let mut conditions = Conditions::default();
    let kind = kind(py, limit, stop, &words, &mut conditions)?;
    let mut duration = duration(py, duration_name)?;
    if let Some(until) = &words.until {
        if !matches!(duration, Duration::GoodTillCancelled | Duration::GoodTillDate) {
            let message = format!("an order that is {duration_name} has no until: it is for gtd");
            return Err(errors::order(py, message));
        }
        duration = Duration::GoodTillDate;
        conditions.until = Some(session(until)?);
    } else if duration == Duration::GoodTillDate {
        let message = "a gtd order names its last session: until=\"2024-01-31\"";
        return Err(errors::order(py, message));
    }
    conditions.reduce_only = words.reduce_only.as_ref().map_or(Ok(false), |word| {
        word.cast::<PyBool>().map(|truth| truth.is_true()).map_err(|_| {
            errors::order(py, format!("reduce_only {word} of an order is neither True nor False"))
        })
    })?;
    conditions.group = text(py, words.group.as_ref(), "group")?;
    conditions.tag = text(py, words.tag.as_ref(), "tag")?;
    conditions.schedule = words.schedule.as_ref().map(schedule).transpose()?;
    let is_plain = kind == TicketKind::Market && words.group.is_none() && words.parent.is_none();
    if conditions.schedule.is_some() && !is_plain {
        let message = "a schedule gives market orders, without group and parent";
        return Err(errors::order(py, message));
    }
    Ok(Read { kind, duration, conditions, parent: words.parent.map(Bound::unbind) })
}

fn kind<'py>(
    py: Python<'py>,
    limit: Given<'_, 'py>,
    stop: Given<'_, 'py>,
    words: &Words<'py>,
    conditions: &mut Conditions,
) -> PyResult<TicketKind> {
    let trail = distance(py, words.trail.as_ref(), words.trail_percent.as_ref())?;
    if let Some(distance) = trail {
        let is_alone = limit.is_none() && stop.is_none() && words.at.is_none();
        return trailing(py, distance, is_alone, words, conditions);
    }
    if words.offset.is_some() {
        return Err(errors::order(py, "an offset is for a trailing stop: give trail as well"));
    }
    if let Some(at) = &words.at {
        return timed(py, at, limit, stop);
    }
    let (kind, limit) = priced(limit, stop)?;
    conditions.limit = limit;
    Ok(kind)
}

/// The type that prices alone make, and the limit of a stop-limit.
#[inline]
pub(crate) fn priced<'py>(
    limit: Given<'_, 'py>,
    stop: Given<'_, 'py>,
) -> PyResult<(TicketKind, Option<Asked>)> {
    let price = |given: Given<'_, 'py>, what| given.map(|price| asked(price, what)).transpose();
    Ok(match (price(limit, "limit")?, price(stop, "stop")?) {
        (None, None) => (TicketKind::Market, None),
        (Some(limit), None) => (TicketKind::Limit(limit), None),
        (None, Some(stop)) => (TicketKind::Stop(stop), None),
        (Some(limit), Some(stop)) => (TicketKind::StopLimit(stop), Some(limit)),
    })
}

/// A trailing stop, which has no other prices.
fn trailing(
    py: Python<'_>,
    distance: AskedDistance,
    is_alone: bool,
    words: &Words<'_>,
    conditions: &mut Conditions,
) -> PyResult<TicketKind> {
    if !is_alone {
        let message = "a trailing stop has neither limit nor stop nor at; its limit is an \
                       offset from its level";
        return Err(errors::order(py, message));
    }
    let offset = words.offset.as_ref().map(|offset| asked(offset, "offset")).transpose()?;
    conditions.trail = Some(AskedTrail { distance, offset });
    let has_limit = offset.is_some();
    Ok(if has_limit { TicketKind::TrailingStopLimit } else { TicketKind::TrailingStop })
}

/// An order on open or on close.
fn timed<'py>(
    py: Python<'py>,
    at: &Bound<'py, PyAny>,
    limit: Given<'_, 'py>,
    stop: Given<'_, 'py>,
) -> PyResult<TicketKind> {
    if stop.is_some() {
        return Err(errors::order(py, "an order on open or on close has no stop"));
    }
    let limit = limit.map(|limit| asked(limit, "limit")).transpose()?;
    let name = at.cast::<PyString>().ok().map(ToString::to_string);
    Ok(match (name.as_deref(), limit) {
        (Some("open"), None) => TicketKind::MarketOnOpen,
        (Some("open"), Some(limit)) => TicketKind::LimitOnOpen(limit),
        (Some("close"), None) => TicketKind::MarketOnClose,
        (Some("close"), Some(limit)) => TicketKind::LimitOnClose(limit),
        _ => {
            let message = format!("at {}: an order is at \"open\" or at \"close\"", at.repr()?);
            return Err(errors::order(py, message));
        }
    })
}

/// How far a trailing stop follows, from an amount or a share.
pub(crate) fn distance(
    py: Python<'_>,
    trail: Given<'_, '_>,
    trail_percent: Given<'_, '_>,
) -> PyResult<Option<AskedDistance>> {
    Ok(match (trail, trail_percent) {
        (None, None) => None,
        (Some(amount), None) => Some(AskedDistance::Amount(asked(amount, "trail")?)),
        (None, Some(share)) => Some(AskedDistance::Share(asked(share, "trail_percent")?)),
        (Some(_), Some(_)) => {
            let message = "a trail is an amount (trail) or a share (trail_percent): give one";
            return Err(errors::order(py, message));
        }
    })
}

fn text(py: Python<'_>, word: Given<'_, '_>, what: &str) -> PyResult<Option<Arc<str>>> {
    let Some(word) = word else { return Ok(None) };
    let text = word.cast::<PyString>().map_err(|_| {
        errors::order(py, format!("the {what} {word} of an order is no text: write it in quotes"))
    })?;
    Ok(Some(text.to_str()?.into()))
}

/// `twap:5`, or `vwap:0.2,0.3,0.5`.
fn schedule(word: &Bound<'_, PyAny>) -> PyResult<Schedule> {
    let py = word.py();
    let wrong = || {
        let shown = word.repr().map_or_else(|_| String::new(), |shown| shown.to_string());
        let message = format!(
            "schedule {shown}: write \"twap:5\" for five closes, or \"vwap:0.2,0.3,0.5\" for \
             weights of nine digits at most"
        );
        errors::order(py, message)
    };
    let text = word.cast::<PyString>().map_err(|_| wrong())?.to_string();
    let plan = match text.split_once(':') {
        Some(("twap", steps)) => steps.trim().parse().ok().map(Schedule::Twap),
        Some(("vwap", weights)) => {
            let weights: Option<Vec<i64>> = weights.split(',').map(parts).collect();
            weights.map(|weights| Schedule::Vwap(weights.into()))
        }
        _ => None,
    };
    plan.filter(Schedule::is_possible).ok_or_else(wrong)
}

fn parts(word: &str) -> Option<i64> {
    const DIGITS: u8 = 9;
    let weight: Decimal = word.trim().parse().ok()?;
    i64::try_from(weight.at_scale(DIGITS)?).ok()
}

/// A duration by its name.
pub(crate) fn duration(py: Python<'_>, name: &str) -> PyResult<Duration> {
    Ok(match name {
        "gtc" => Duration::GoodTillCancelled,
        "day" => Duration::Day,
        "gtd" => Duration::GoodTillDate,
        "ioc" => Duration::ImmediateOrCancel,
        "fok" => Duration::FillOrKill,
        _ => {
            let message = format!("duration {name:?}: it is one of gtc, day, gtd, ioc, fok");
            return Err(errors::order(py, message));
        }
    })
}

/// What is to change of an order.
pub(crate) fn change(
    py: Python<'_>,
    quantity: Given<'_, '_>,
    limit: Given<'_, '_>,
    stop: Given<'_, '_>,
    trail: Given<'_, '_>,
    trail_percent: Given<'_, '_>,
) -> PyResult<Change> {
    let price = |given: Given<'_, '_>, what| given.map(|price| asked(price, what)).transpose();
    Ok(Change {
        quantity: quantity.map(size).transpose()?,
        limit: price(limit, "limit")?,
        stop: price(stop, "stop")?,
        trail: distance(py, trail, trail_percent)?,
    })
}
