//! Returns of an instrument from its closes.

use super::split_level::SplitLevels;
use crate::money::quotient;

/// The return of each session from one close to the next, as if splits had not been.
///
/// `closes` has the day and the last close of each session that has one, in days since 1970-01-01,
/// ascending; `sessions` the days asked for, ascending; `splits` the day, the new and the old
/// shares of each, ascending. A session without a close has a return of nothing: the last close
/// stands, as it does in an account. `None` where no close is known before the session, where that
/// is not positive, and where splits multiply out of range. Each is one division of exact numbers,
/// `(close * new - last * old) / (last * old)`. Dividends are not in it.
///
/// ```
/// use farthing_core::metric::price_returns;
/// let closes = [(3, 100), (4, 25), (6, 30)];
/// let found = price_returns(&closes, &[3, 4, 5, 6], &[(4, 4, 1)]);
/// assert_eq!(found, [None, Some(0.0), Some(0.0), Some(0.2)]);
/// ```
pub fn price_returns(
    closes: &[(i32, i64)],
    sessions: &[i32],
    splits: &[(i32, i64, i64)],
) -> Vec<Option<f64>> {
    let Some(levels) = SplitLevels::new(splits) else {
        return vec![None; sessions.len()];
    };
    let mut later = closes.iter().peekable();
    let mut latest = |day: i32| {
        let mut found = None;
        while let Some(&close) = later.next_if(|close| close.0 <= day) {
            found = Some(close);
        }
        found
    };
    // What was known before the first session is where its return begins.
    let mut known = sessions.first().and_then(|&day| latest(day - 1));
    let returns = sessions.iter().map(|&day| {
        let before = known;
        known = latest(day).or(known);
        growth(before?, known?, &levels)
    });
    returns.collect()
}

fn growth(from: (i32, i64), to: (i32, i64), levels: &SplitLevels) -> Option<f64> {
    if from.1 <= 0 {
        return None;
    }
    let (more, fewer) = levels.between(from.0, to.0)?;
    let (from, to) = (i128::from(from.1) * fewer, i128::from(to.1) * more);
    Some(quotient(to - from, from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_session_grows_from_the_close_before() {
        let closes = [(3, 100), (5, 125), (8, 100)];
        let none = [];
        let found = price_returns(&closes, &[4, 5, 6, 8], &none);
        assert_eq!(found, [Some(0.0), Some(0.25), Some(0.0), Some(-0.2)]);
        let found = price_returns(&closes, &[2, 3, 5], &none);
        assert_eq!(found, [None, None, Some(0.25)]);
        assert_eq!(price_returns(&[], &[1, 2], &none), [None, None]);
        assert_eq!(price_returns(&closes, &[], &none), []);
    }

    #[test]
    fn a_split_is_no_return() {
        let splits = [(5, 4, 1)];
        let found = price_returns(&[(3, 100), (5, 25), (6, 30)], &[3, 5, 6], &splits);
        assert_eq!(found, [None, Some(0.0), Some(0.2)]);
        assert_eq!(price_returns(&[(3, 0), (4, 7)], &[3, 4], &splits), [None, None]);
        let large = [(1, 1 << 40, 1)];
        assert_eq!(price_returns(&[(3, 5), (4, 7)], &[3, 4], &large), [None, None]);
    }
}
