//! Constants: how they are spelt and which type their spelling gives them.

mod datetime;
mod interval;
mod number;
mod text;

pub(crate) use datetime::parse_date;
pub(crate) use interval::{Unit, multi_unit, parse_phrase, unit_to_unit};
pub(crate) use number::{NumberError, parse_number};
pub(crate) use text::{parse_hex, unescape};
