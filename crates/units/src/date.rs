//! Calendar days, for `since` and for reasons that end.

use std::fmt;
use std::str::FromStr;

/// A day of the Gregorian calendar, `1970-01-01` to `9999-12-31`. Printed as `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// A day, or `None` if the calendar has no such day.
    pub const fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let length = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        if year < 1970 || year > 9999 || day == 0 || day > length {
            return None;
        }
        Some(Self { year, month, day })
    }

    /// Days since 1970-01-01.
    ///
    /// Counted in eras of 400 years that begin on 1 March, so that the leap day is the last of its year
    /// (Howard Hinnant, `chrono`-compatible low-level date algorithms, `days_from_civil`).
    pub const fn days_since_epoch(self) -> u32 {
        let (month, day) = (self.month as u32, self.day as u32);
        let year = self.year as u32 - if month <= 2 { 1 } else { 0 };
        let (era, year_of_era) = (year / 400, year % 400);
        let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }

    /// The day that is so many days after 1970-01-01, or `None` after the year 9999.
    pub fn from_days_since_epoch(days: u32) -> Option<Self> {
        let days = days.checked_add(719_468)?;
        let (era, day_of_era) = (days / 146_097, days % 146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + u32::from(month <= 2);
        Self::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A text that is not a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateError {
    found: String,
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a day; expected `YYYY-MM-DD` between 1970-01-01 and 9999-12-31", self.found)
    }
}

impl std::error::Error for DateError {}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let error = || DateError { found: text.to_owned() };
        let shape =
            |(at, byte): (usize, u8)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
        if text.len() != 10 || !text.bytes().enumerate().all(shape) {
            return Err(error());
        }
        let year = text[..4].parse().map_err(|_| error())?;
        let month = text[5..7].parse().map_err(|_| error())?;
        let day = text[8..].parse().map_err(|_| error())?;
        Self::new(year, month, day).ok_or_else(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_across_leap_years() {
        for (text, days) in
            [("1970-01-01", 0), ("1970-03-01", 59), ("2000-02-29", 11_016), ("2025-10-24", 20_385)]
        {
            let date: Date = text.parse().unwrap();
            assert_eq!(date.days_since_epoch(), days, "{text}");
            assert_eq!(date.to_string(), text);
        }
    }

    #[test]
    fn every_day_is_found_again_by_its_number() {
        for days in 0..=2_932_896 {
            assert_eq!(Date::from_days_since_epoch(days).map(Date::days_since_epoch), Some(days));
        }
        assert_eq!(Date::from_days_since_epoch(2_932_896), Date::new(9999, 12, 31));
        assert_eq!(Date::from_days_since_epoch(2_932_897), None);
        assert_eq!(Date::from_days_since_epoch(u32::MAX), None);
    }

    #[test]
    fn a_day_that_does_not_exist_is_refused() {
        for text in
            ["2025-02-29", "2025-13-01", "2025-00-01", "2025-1-01", "1969-12-31", "today", "２０２5-01"]
        {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }
}
