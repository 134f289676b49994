//! Java's date and time patterns, as far as Spark takes them.

mod read;
mod write;

use sparrow_spark_error::{Result, SparkError, condition, to_sql_conf, to_sql_value};

pub(super) use write::Moment;

/// A pattern taken apart.
pub(super) struct Pattern {
    items: Vec<Item>,
}

#[derive(Clone, Debug, PartialEq)]
enum Item {
    Literal(String),
    Field(char, usize),
    OptionalStart,
    OptionalEnd,
}

/// How often a letter may repeat; none for a letter Spark does not take.
fn repeats(letter: char) -> Option<&'static [usize]> {
    Some(match letter {
        'y' => &[1, 2, 3, 4, 5, 6],
        'G' | 'M' | 'L' | 'E' | 'Q' | 'q' | 'z' => &[1, 2, 3, 4],
        'D' => &[1, 2, 3],
        'd' | 'H' | 'h' | 'k' | 'K' | 'm' | 's' => &[1, 2],
        'a' | 'F' => &[1],
        'S' => &[1, 2, 3, 4, 5, 6, 7, 8, 9],
        'V' => &[2],
        'x' | 'X' | 'Z' => &[1, 2, 3, 4, 5],
        'O' => &[1, 4],
        _ => return None,
    })
}

impl Pattern {
    /// The pattern, or Spark's error for one it does not take.
    pub(super) fn parse(text: &str) -> Result<Self> {
        items(text).map(|items| Self { items }).ok_or_else(|| invalid(text))
    }
}

fn items(text: &str) -> Option<Vec<Item>> {
    let mut items: Vec<Item> = Vec::new();
    let mut chars = text.chars().peekable();
    let mut depth = 0;
    while let Some(ch) = chars.next() {
        match ch {
            '\'' if chars.next_if_eq(&'\'').is_some() => push_literal(&mut items, '\''),
            '\'' => loop {
                match chars.next()? {
                    '\'' if chars.next_if_eq(&'\'').is_some() => push_literal(&mut items, '\''),
                    '\'' => break,
                    quoted => push_literal(&mut items, quoted),
                }
            },
            '[' => {
                depth += 1;
                items.push(Item::OptionalStart);
            }
            ']' if depth == 0 => return None,
            ']' => {
                depth -= 1;
                items.push(Item::OptionalEnd);
            }
            '{' | '}' | '#' => return None,
            letter if letter.is_ascii_alphabetic() => {
                let mut count = 1;
                while chars.next_if_eq(&letter).is_some() {
                    count += 1;
                }
                if !repeats(letter)?.contains(&count) {
                    return None;
                }
                items.push(Item::Field(letter, count));
            }
            other => push_literal(&mut items, other),
        }
    }
    // A section left open is closed by the end.
    items.extend((0..depth).map(|_| Item::OptionalEnd));
    Some(items)
}

fn push_literal(items: &mut Vec<Item>, ch: char) {
    match items.last_mut() {
        Some(Item::Literal(text)) => text.push(ch),
        _ => items.push(Item::Literal(ch.into())),
    }
}

/// A pattern the formatter before Spark 3.0 took is named as such.
fn invalid(text: &str) -> SparkError {
    const BEFORE: &str = "GyYMLwWDdFEuaHkKhmsSzZX";
    let mut quoted = false;
    let known = text.chars().all(|ch| {
        quoted ^= ch == '\'';
        quoted || !ch.is_ascii_alphabetic() || BEFORE.contains(ch)
    });
    let condition =
        if known && !quoted { &condition::DATETIME_PATTERN_RECOGNITION } else { &condition::INVALID_DATETIME_PATTERN };
    SparkError::new(condition)
        .with("pattern", to_sql_value(text))
        .with("config", to_sql_conf("spark.sql.legacy.timeParserPolicy"))
        .with("docroot", "https://spark.apache.org/docs/latest")
}

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
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
