//! Days of the proleptic Gregorian calendar ⇄ text.

/// Days since 1970-01-01 of a date, if there is such a day.
pub(crate) fn days(year: i32, month: u32, day: u32) -> Option<i32> {
    if !(1..=12).contains(&month) || day == 0 || day > month_length(year, month) {
        return None;
    }
    let shifted = i64::from(year) - i64::from(month <= 2);
    let (era, year_of_era) = (shifted.div_euclid(400), shifted.rem_euclid(400));
    let day_of_year = (153 * ((i64::from(month) + 9) % 12) + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    i32::try_from(era * 146_097 + day_of_era - 719_468).ok()
}

/// Year, month and day of a number of days since 1970-01-01.
pub(crate) fn civil(days: i64) -> (i64, u32, u32) {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * month_index + 2) / 5 + 1) as u32;
    let month = if month_index < 10 { month_index + 3 } else { month_index - 9 } as u32;
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

/// The number of days of a month.
pub(crate) fn month_length(year: i32, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// `yyyy-MM-dd`, exactly.
pub(crate) fn parse_strict(text: &str) -> Option<i32> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let (year, month, day) = (digits(&bytes[..4])?, digits(&bytes[5..7])?, digits(&bytes[8..])?);
    days(year as i32, month, day)
}

/// As a cast reads it: `yyyy`, `yyyy-[m]m`, `yyyy-[m]m-[d]d`, anything after a blank or `T`.
pub(crate) fn parse(text: &str) -> Option<i32> {
    let text = text.trim_matches(|c: char| c <= ' ');
    let (day, rest) = parse_prefix(text)?;
    (rest.is_empty() || rest.starts_with([' ', 'T'])).then_some(day)
}

/// The date `text` begins with, and what follows. The month and the day may be missing at the end of the text only.
pub(crate) fn parse_prefix(text: &str) -> Option<(i32, &str)> {
    let (negative, unsigned) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (year, rest) = take_number(unsigned, 4, 7)?;
    let year = if negative { -(year as i32) } else { year as i32 };
    if rest.is_empty() {
        return Some((days(year, 1, 1)?, rest));
    }
    let (month, rest) = take_number(rest.strip_prefix('-')?, 1, 2)?;
    if rest.is_empty() {
        return Some((days(year, month, 1)?, rest));
    }
    let (day, rest) = take_number(rest.strip_prefix('-')?, 1, 2)?;
    Some((days(year, month, day)?, rest))
}

/// A number of `least` to `most` digits at the start of `text`, and what follows; more digits are none.
pub(crate) fn take_number(text: &str, least: usize, most: usize) -> Option<(u32, &str)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    let fits = (least..=most).contains(&length);
    fits.then(|| Some((digits(&text.as_bytes()[..length])?, &text[length..])))?
}

fn digits(text: &[u8]) -> Option<u32> {
    super::number::integer_bytes(text).filter(|_| text.iter().all(u8::is_ascii_digit))
}

/// A date as Spark prints it.
pub(crate) fn to_text(days: i32) -> String {
    let (year, month, day) = civil(i64::from(days));
    match year {
        0..=9999 => format!("{year:04}-{month:02}-{day:02}"),
        10_000.. => format!("+{year}-{month:02}-{day:02}"),
        _ => format!("-{:04}-{month:02}-{day:02}", -year),
    }
}
