//! `DATE '…'` constants.

/// Days since the epoch of `[+-]yyyy[yyy][-m[m][-d[d]]]`, anything after a blank or `T` left aside, as Spark reads dates.
pub(crate) fn parse_date(text: &str) -> Option<i32> {
    let text = text.trim();
    let (sign, body) = match text.as_bytes().first()? {
        b'-' => (-1, &text[1..]),
        b'+' => (1, &text[1..]),
        _ => (1, text),
    };
    let mut parts = body.splitn(3, '-');
    let year = number(parts.next()?, 4..=7)? * sign;
    let month = parts.next().map_or(Some(1), |part| number(part, 1..=2))?;
    let day = parts.next().map_or(Some(1), |part| number(part.split([' ', 'T']).next()?, 1..=2))?;
    days_from_civil(year, month, day)
}

fn number(part: &str, digits: std::ops::RangeInclusive<usize>) -> Option<i64> {
    (digits.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())?
}

/// Days from 1970-01-01 in the proleptic Gregorian calendar, or `None` for a day that does not exist.
fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i32> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    // Years are counted from March, so that the leap day comes last; 400 years always have 146,097 days.
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + day_of_year;
    i32::try_from(era * 146_097 + day_of_era - 719_468).ok()
}
