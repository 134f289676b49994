//! `soundex`, `levenshtein`, `luhn_check`: what text is like.

use datafusion::common::Result as DfResult;
use sparrow_spark_error::Result;

use super::super::spec::{Call, Param, Returns, Spec};
use crate::{Context, Typed};

/// `soundex(str)`
pub(super) static SOUNDEX: Spec = Spec::new("spark_soundex", &[Param::STRING], Returns::STRING, |c| c.map1(soundex));

/// `luhn_check(str)`
pub(super) static LUHN_CHECK: Spec =
    Spec::new("spark_luhn_check", &[Param::STRING], Returns::BOOLEAN, |c| c.map1(luhn_check)).nullable();

pub(super) static LEVENSHTEIN: Spec =
    Spec::new("spark_levenshtein", &[Param::STRING, Param::STRING], Returns::INT, |c| c.map2(distance));

pub(super) static LEVENSHTEIN_WITHIN: Spec = Spec::new(
    "spark_levenshtein_within",
    &[Param::STRING, Param::STRING, Param::INT],
    Returns::INT,
    |c: &Call| -> DfResult<_> {
        c.map3(|a: &str, b: &str, most: i32| {
            let distance = distance(a, b);
            if distance <= most { distance } else { -1 }
        })
    },
);

/// `levenshtein(str1, str2[, threshold])`: -1 beyond the threshold.
pub(super) fn levenshtein(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    match args.len() {
        3 => LEVENSHTEIN_WITHIN.build(context, name, args),
        2 => LEVENSHTEIN.build(context, name, args),
        n => Err(sparrow_spark_error::wrong_num_args(name, "[2, 3]", n)),
    }
}

fn distance(a: &str, b: &str) -> i32 {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<i32> = (0..=b.len() as i32).collect();
    for (i, ch) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i as i32 + 1;
        for (j, other) in b.iter().enumerate() {
            let cost = diagonal + i32::from(ch != *other);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

/// The code of a letter, `0` for vowels, `7` for `H` and `W` that do not separate.
fn sound(byte: u8) -> u8 {
    const SOUNDS: &[u8; 26] = b"01230127022455012623017202";
    SOUNDS[usize::from(byte - b'A')]
}

fn soundex(text: &str) -> String {
    let bytes = text.as_bytes();
    let Some(first) = bytes.first().map(u8::to_ascii_uppercase).filter(u8::is_ascii_uppercase) else {
        return text.to_owned();
    };
    let mut code = String::from(char::from(first));
    let mut last = sound(first);
    for byte in bytes[1..].iter().map(u8::to_ascii_uppercase) {
        if !byte.is_ascii_uppercase() {
            last = b'0';
            continue;
        }
        let sound = sound(byte);
        if sound == b'7' {
            continue;
        }
        if sound != b'0' && sound != last {
            code.push(char::from(sound));
            if code.len() == 4 {
                break;
            }
        }
        last = sound;
    }
    format!("{code:0<4}")
}

fn luhn_check(text: &str) -> bool {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let digits = text.bytes().rev().map(|b| u32::from(b - b'0')).enumerate();
    let weigh = |(i, d): (usize, u32)| if i % 2 == 0 { d } else { d * 2 / 10 + d * 2 % 10 };
    digits.map(weigh).sum::<u32>() % 10 == 0
}
