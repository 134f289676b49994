//! Inputs: good ones damaged in a few places, and words thrown together.

use proptest::collection::vec;
use proptest::prelude::{Just, any};
use proptest::prop_oneof;
use proptest::sample::{Index, select};
use proptest::strategy::Strategy;

/// What can happen to bytes.
#[derive(Clone, Debug)]
enum Damage {
    Set(Index, u8),
    Flip(Index, u8),
    Cut(Index),
    Remove(Index, usize),
    Insert(Index, Vec<u8>),
    /// A stretch again somewhere else.
    Copy(Index, Index, usize),
    /// A number where one of four bytes may be.
    Number(Index, u32),
}

/// One of `seeds`, whole or damaged in up to six places.
pub fn damaged(seeds: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    damaged_from(select(seeds))
}

/// What `inputs` makes, damaged in up to six places.
pub fn damaged_from(inputs: impl Strategy<Value = Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    (inputs, vec(damage(), 0..6)).prop_map(|(mut bytes, damages)| {
        damages.iter().for_each(|damage| damage.apply(&mut bytes));
        bytes
    })
}

/// Up to `count_max` of these words, with blanks between or not.
pub fn soup(words: &'static [&'static str], count_max: usize) -> impl Strategy<Value = Vec<u8>> {
    vec((select(words), any::<bool>()), 0..count_max).prop_map(|picked| {
        let mut text = String::new();
        for (word, blank) in picked {
            text.push_str(word);
            text.push_str(if blank { " " } else { "" });
        }
        text.into_bytes()
    })
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<Index>;
    let numbers = prop_oneof![Just(0), Just(1), Just(u32::MAX), Just(i32::MAX as u32), Just(1 << 24), any::<u32>()];
    prop_oneof![
        (at(), prop_oneof![Just(0), Just(0xff), Just(0x80), any::<u8>()]).prop_map(|(at, byte)| Damage::Set(at, byte)),
        (at(), 0..8_u8).prop_map(|(at, bit)| Damage::Flip(at, bit)),
        at().prop_map(Damage::Cut),
        (at(), 1..20_usize).prop_map(|(at, length)| Damage::Remove(at, length)),
        (at(), vec(any::<u8>(), 1..20)).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        (at(), at(), 1..60_usize).prop_map(|(from, to, length)| Damage::Copy(from, to, length)),
        (at(), numbers).prop_map(|(at, number)| Damage::Number(at, number)),
    ]
}

impl Damage {
    fn apply(&self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        let length = bytes.len();
        match self {
            Self::Set(at, byte) => bytes[at.index(length)] = *byte,
            Self::Flip(at, bit) => bytes[at.index(length)] ^= 1 << bit,
            Self::Cut(at) => bytes.truncate(at.index(length)),
            Self::Remove(at, count) => {
                let from = at.index(length);
                bytes.drain(from..(from + count).min(length));
            }
            Self::Insert(at, more) => {
                let from = at.index(length);
                bytes.splice(from..from, more.iter().copied());
            }
            Self::Copy(from, to, count) => {
                let (from, to) = (from.index(length), to.index(length));
                let stretch = bytes[from..(from + count).min(length)].to_vec();
                bytes.splice(to..to, stretch);
            }
            Self::Number(at, number) => {
                let from = at.index(length);
                for (place, byte) in bytes[from..].iter_mut().zip(number.to_le_bytes()) {
                    *place = byte;
                }
            }
        }
    }
}
