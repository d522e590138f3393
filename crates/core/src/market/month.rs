//! Months of the calendar, from days since 1970-01-01.

/// A month of the Gregorian calendar, and the days it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Month {
    pub(crate) year: i32,
    /// 1 to 12.
    pub(crate) month: u8,
    first: i32,
    last: i32,
}

const DAYS_OF_400_YEARS: i32 = 146_097;
const DAYS_OF_100_YEARS: i32 = 36_524;
const DAYS_OF_4_YEARS: i32 = 1_461;
const DAYS_OF_YEAR: i32 = 365;
/// Years from the start of 1601, where a cycle of the calendar begins, are counted from here.
const CYCLE_YEAR: i32 = 1601;
/// Days from 1601-01-01 to 1970-01-01.
const DAYS_BEFORE_1970: i32 = 134_774;

impl Month {
    /// The month of a day since 1970-01-01.
    pub(crate) fn of(day: i32) -> Month {
        let (year, day_of_year, is_leap) = year_of(day);
        let mut left = day_of_year;
        let mut month = 1;
        while left >= days_of(month, is_leap) {
            left -= days_of(month, is_leap);
            month += 1;
        }
        let first = day.saturating_sub(left);
        Month { year, month, first, last: first.saturating_add(days_of(month, is_leap) - 1) }
    }

    /// Whether a day is in this month.
    #[inline]
    pub(crate) fn contains(&self, day: i32) -> bool {
        self.first <= day && day <= self.last
    }
}

/// The year, the day in it from 0, and whether it is a leap year.
fn year_of(day: i32) -> (i32, i32, bool) {
    // The two parts are taken apart before they are summed up, so that no day is out of range.
    let shifted = day.rem_euclid(DAYS_OF_400_YEARS) + DAYS_BEFORE_1970;
    let cycles = day.div_euclid(DAYS_OF_400_YEARS) + shifted / DAYS_OF_400_YEARS;
    let in_cycle = shifted % DAYS_OF_400_YEARS;
    // The last day of a cycle, and of a leap year, would begin a fifth part.
    let centuries = (in_cycle / DAYS_OF_100_YEARS).min(3);
    let in_century = in_cycle - centuries * DAYS_OF_100_YEARS;
    let (fours, in_four) = (in_century / DAYS_OF_4_YEARS, in_century % DAYS_OF_4_YEARS);
    let years = (in_four / DAYS_OF_YEAR).min(3);
    let year = CYCLE_YEAR + cycles * 400 + centuries * 100 + fours * 4 + years;
    let is_leap = years == 3 && (fours != 24 || centuries == 3);
    (year, in_four - years * DAYS_OF_YEAR, is_leap)
}

const fn days_of(month: u8, is_leap: bool) -> i32 {
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_are_known_are_in_their_months() {
        let known = [
            (0, 1970, 1),
            (-1, 1969, 12),
            (11_016, 2000, 2),
            (11_017, 2000, 3),
            (19_782, 2024, 2),
            (19_783, 2024, 3),
            (-25_509, 1900, 2),
            (-25_508, 1900, 3),
            (-135_081, 1600, 2),
            (-135_080, 1600, 3),
            (-719_162, 1, 1),
            (2_932_896, 9999, 12),
        ];
        for (day, year, month) in known {
            let found = Month::of(day);
            assert_eq!((found.year, found.month), (year, month), "day {day}");
        }
    }

    #[test]
    fn months_follow_each_other_through_a_whole_cycle() {
        let mut month = Month::of(-DAYS_BEFORE_1970);
        assert_eq!((month.year, month.month), (1601, 1));
        for _ in 0..12 * 401 {
            let next = Month::of(month.last + 1);
            assert_eq!(next.first, month.last + 1);
            assert!(month.contains(month.first) && month.contains(month.last));
            assert!(!month.contains(next.first) && !next.contains(month.last));
            let expected =
                if month.month == 12 { (month.year + 1, 1) } else { (month.year, month.month + 1) };
            assert_eq!((next.year, next.month), expected);
            month = next;
        }
    }

    #[test]
    fn every_day_has_a_month() {
        for day in [i32::MIN, i32::MAX] {
            assert!(Month::of(day).contains(day));
        }
    }
}
