//! Spark's datetime patterns (`yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX]`): parsing and printing with them.

use sparrow_spark_error::{Result, unsupported};

use super::date;
use super::timestamp::{DAY, MICROS};
use super::zone::Zone;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// A pattern ready for use.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Pattern {
    items: Vec<Item>,
}

#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
enum Item {
    Literal(String),
    /// A letter and how often it stands.
    Field(char, usize),
    Optional(Vec<Item>),
}

/// What a text held.
#[derive(Default)]
struct Found {
    year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
    hour: Option<u32>,
    half_day_hour: Option<u32>,
    afternoon: Option<bool>,
    minute: u32,
    second: u32,
    micros: i64,
    zone: Option<Zone>,
}

impl Pattern {
    /// Reads a pattern; letters beyond the common ones are refused by name.
    pub fn compile(pattern: &str) -> Result<Self> {
        let mut chars = pattern.chars().peekable();
        let items = items(&mut chars, pattern, false)?;
        Ok(Self { items })
    }

    /// The local time a text means and its zone, if it names one; all of the text must match.
    fn find(&self, text: &str) -> Option<Found> {
        let mut found = Found::default();
        let rest = parse_items(&self.items, text, &mut found)?;
        rest.is_empty().then_some(found)
    }

    /// Days since the epoch.
    pub fn parse_date(&self, text: &str) -> Option<i32> {
        self.find(text)?.date()
    }

    /// An instant; without a zone in the text it is local to `zone`.
    pub fn parse_timestamp(&self, text: &str, zone: &Zone) -> Option<i64> {
        let found = self.find(text)?;
        Some(found.zone.unwrap_or(*zone).to_instant(found.local_us()?))
    }

    /// A local time; a zone in the text is refused.
    pub fn parse_local(&self, text: &str) -> Option<i64> {
        let found = self.find(text)?;
        if found.zone.is_some() { None } else { found.local_us() }
    }

    /// Prints a local time that is `offset` seconds ahead of Greenwich; `None` leaves optional zones out.
    pub fn print(&self, local_us: i64, offset: Option<i32>) -> String {
        let mut out = String::new();
        print_items(&self.items, local_us, offset, &mut out);
        out
    }
}

impl Found {
    fn date(&self) -> Option<i32> {
        date::days(self.year.unwrap_or(1970), self.month.unwrap_or(1), self.day.unwrap_or(1))
    }

    fn local_us(&self) -> Option<i64> {
        let half = self.half_day_hour.map(|hour| hour % 12 + if self.afternoon == Some(true) { 12 } else { 0 });
        let hour = self.hour.or(half).unwrap_or(0);
        if hour > 23 || self.minute > 59 || self.second > 59 {
            return None;
        }
        let seconds = i64::from(hour) * 3600 + i64::from(self.minute) * 60 + i64::from(self.second);
        Some(i64::from(self.date()?) * DAY + seconds * MICROS + self.micros)
    }
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn items(chars: &mut Chars, pattern: &str, inner: bool) -> Result<Vec<Item>> {
    let mut items = Vec::new();
    while let Some(c) = chars.next() {
        match c {
            ']' if inner => return Ok(items),
            '[' => items.push(Item::Optional(self::items(chars, pattern, true)?)),
            '\'' => items.push(Item::Literal(quoted(chars))),
            'y' | 'u' | 'M' | 'L' | 'd' | 'H' | 'h' | 'k' | 'K' | 'm' | 's' | 'S' | 'a' | 'E' | 'X' | 'x' | 'Z'
            | 'z' | 'V' | 'O' => {
                let mut count = 1;
                while chars.next_if_eq(&c).is_some() {
                    count += 1;
                }
                items.push(Item::Field(c, count));
            }
            letter if letter.is_ascii_alphabetic() => {
                return Err(unsupported(format!("the letter `{letter}` in the datetime pattern `{pattern}`")));
            }
            literal => items.push(Item::Literal(literal.to_string())),
        }
    }
    Ok(items)
}

/// The rest of a quoted literal; two quotes are one.
fn quoted(chars: &mut Chars) -> String {
    let mut text = String::new();
    while let Some(c) = chars.next() {
        if c != '\'' {
            text.push(c);
        } else if chars.next_if_eq(&'\'').is_some() {
            text.push('\'');
        } else {
            break;
        }
    }
    if text.is_empty() { "'".to_owned() } else { text }
}

fn parse_items<'t>(items: &[Item], text: &'t str, found: &mut Found) -> Option<&'t str> {
    let mut rest = text;
    for (index, item) in items.iter().enumerate() {
        rest = match item {
            Item::Literal(literal) => rest.strip_prefix(literal.as_str())?,
            Item::Optional(inner) => parse_items(inner, rest, found).unwrap_or(rest),
            Item::Field(letter, count) => {
                let adjacent =
                    matches!(items.get(index + 1), Some(Item::Field(next, _)) if "yuMLdHhkKmsS".contains(*next));
                parse_field(*letter, *count, adjacent, rest, found)?
            }
        };
    }
    Some(rest)
}

fn parse_field<'t>(letter: char, count: usize, adjacent: bool, text: &'t str, found: &mut Found) -> Option<&'t str> {
    match letter {
        'y' | 'u' => parse_year(count, adjacent, text, found),
        'M' | 'L' if count >= 3 => named(&MONTHS, count, text).map(|(index, rest)| {
            found.month = Some(index + 1);
            rest
        }),
        'E' => named(&WEEKDAYS, count, text).map(|(_, rest)| rest),
        'a' => parse_half(text, found),
        'S' => parse_fraction(count, text, found),
        'X' | 'x' | 'Z' | 'z' | 'V' | 'O' => parse_zone(text, found),
        _ => {
            let most = if count == 1 { if adjacent { 1 } else { 2 } } else { count };
            let (value, rest) = take_digits(text, count.min(2), most)?;
            match letter {
                'M' | 'L' => found.month = Some(value),
                'd' => found.day = Some(value),
                'H' => found.hour = Some(value),
                'k' => found.hour = Some(value % 24),
                'h' | 'K' => found.half_day_hour = Some(value),
                'm' => found.minute = value,
                _ => found.second = value,
            }
            Some(rest)
        }
    }
}

fn parse_year<'t>(count: usize, adjacent: bool, text: &'t str, found: &mut Found) -> Option<&'t str> {
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) if count != 2 => (true, rest),
        _ => (false, text.strip_prefix('+').filter(|_| count != 2).unwrap_or(text)),
    };
    let most = if count == 2 || adjacent { count } else { 9 };
    let (value, rest) = take_digits(unsigned, count, most)?;
    let value = i32::try_from(value).ok()? + if count == 2 { 2000 } else { 0 };
    found.year = Some(if negative { -value } else { value });
    Some(rest)
}

fn parse_half<'t>(text: &'t str, found: &mut Found) -> Option<&'t str> {
    let half = text.get(..2)?;
    found.afternoon = Some(half.eq_ignore_ascii_case("pm"));
    (found.afternoon == Some(true) || half.eq_ignore_ascii_case("am")).then(|| &text[2..])
}

fn parse_fraction<'t>(count: usize, text: &'t str, found: &mut Found) -> Option<&'t str> {
    let (_, rest) = take_digits(text, count, count)?;
    let digits = format!("{:0<6}", &text[..count]);
    found.micros = digits[..6].parse().ok()?;
    Some(rest)
}

fn parse_zone<'t>(text: &'t str, found: &mut Found) -> Option<&'t str> {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || "+-:/_".contains(c))).unwrap_or(text.len());
    found.zone = Some(Zone::find(&text[..end])?);
    Some(&text[end..])
}

fn take_digits(text: &str, least: usize, most: usize) -> Option<(u32, &str)> {
    let length = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    (length >= least).then(|| Some((text[..length].parse().ok()?, &text[length..])))?
}

/// The index of the name a text begins with: the whole name from four letters on, else its first three letters.
fn named<'t>(names: &[&str], count: usize, text: &'t str) -> Option<(u32, &'t str)> {
    for (index, name) in names.iter().enumerate() {
        let name = if count >= 4 { name } else { &name[..3] };
        if let Some(rest) = text.strip_prefix(name) {
            return Some((index as u32, rest));
        }
    }
    None
}

fn print_items(items: &[Item], local_us: i64, offset: Option<i32>, out: &mut String) {
    for item in items {
        match item {
            Item::Literal(literal) => out.push_str(literal),
            Item::Optional(inner) if offset.is_none() && inner.iter().any(is_zone) => {}
            Item::Optional(inner) => print_items(inner, local_us, offset, out),
            Item::Field(letter, count) => print_field(*letter, *count, local_us, offset.unwrap_or(0), out),
        }
    }
}

fn is_zone(item: &Item) -> bool {
    matches!(item, Item::Field('X' | 'x' | 'Z' | 'z' | 'V' | 'O', _))
}

fn print_field(letter: char, count: usize, local_us: i64, offset: i32, out: &mut String) {
    let (days, time) = (local_us.div_euclid(DAY), local_us.rem_euclid(DAY));
    let (year, month, day) = date::civil(days);
    let seconds = time / MICROS;
    let hour = seconds / 3600;
    let number = match letter {
        'y' | 'u' if count == 2 => year.rem_euclid(100),
        'y' | 'u' => year,
        'M' | 'L' if count >= 3 => return out.push_str(shortened(MONTHS[month as usize - 1], count)),
        'M' | 'L' => i64::from(month),
        'd' => i64::from(day),
        'H' => hour,
        'k' => {
            if hour == 0 {
                24
            } else {
                hour
            }
        }
        'K' => hour % 12,
        'h' => (hour + 11) % 12 + 1,
        'm' => seconds / 60 % 60,
        's' => seconds % 60,
        'S' => return out.push_str(&format!("{:06}000", time % MICROS)[..count.min(9)]),
        'a' => return out.push_str(if hour < 12 { "AM" } else { "PM" }),
        'E' => return out.push_str(shortened(WEEKDAYS[(days + 3).rem_euclid(7) as usize], count)),
        _ => return print_zone(letter, count, offset, out),
    };
    out.push_str(&format!("{number:0count$}"));
}

fn shortened(name: &'static str, count: usize) -> &'static str {
    if count >= 4 { name } else { &name[..3] }
}

fn print_zone(letter: char, count: usize, offset: i32, out: &mut String) {
    if letter == 'X' && offset == 0 {
        return out.push('Z');
    }
    let (sign, magnitude) = (if offset < 0 { '-' } else { '+' }, offset.abs());
    let (hours, minutes) = (magnitude / 3600, magnitude / 60 % 60);
    let colon = if matches!((letter, count), ('X' | 'x', 3 | 5) | ('Z', 5) | ('O' | 'V' | 'z', _)) { ":" } else { "" };
    match (letter, count) {
        ('X' | 'x', 1) if minutes == 0 => out.push_str(&format!("{sign}{hours:02}")),
        ('O', _) => out.push_str(&format!("GMT{sign}{hours:02}:{minutes:02}")),
        _ => out.push_str(&format!("{sign}{hours:02}{colon}{minutes:02}")),
    }
}
