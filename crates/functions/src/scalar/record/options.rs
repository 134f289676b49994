//! The options of one call: `map('mode', 'FAILFAST')`. Kernels get them as a constant text.

use arrow::array::{Array, AsArray};
use datafusion::common::ScalarValue;
use sparrow_sources::record::RecordOptions;
use sparrow_sources::{Options, ReadConf};
use sparrow_spark_error::{Result, SparkError, condition, to_sql_type};
use sparrow_spark_types::DataType;

use super::super::spec::string_literal;
use crate::{Context, Typed, constant};

const BETWEEN_PAIRS: char = '\u{2}';
const AFTER_NAME: char = '\u{1}';

/// The options a call gives, over what the session says.
pub(super) struct CallOptions(Vec<(String, String)>);

impl CallOptions {
    /// The pairs of a constant map of strings, if an argument gives one.
    pub(super) fn of(context: &Context, argument: Option<&Typed>) -> Result<Self> {
        let mut pairs = vec![("columnNameOfCorruptRecord".to_owned(), corrupt_column(context))];
        let Some(argument) = argument else { return Ok(Self(pairs)) };
        match &argument.data_type {
            DataType::Map { key, value, .. } if key.is_string() && value.is_string() => {}
            DataType::Map { .. } => {
                return Err(SparkError::new(&condition::INVALID_OPTIONS_NON_STRING_TYPE)
                    .with("mapType", to_sql_type(&argument.data_type.sql_name())));
            }
            _ => return Err(SparkError::new(&condition::INVALID_OPTIONS_NON_MAP_FUNCTION)),
        }
        match constant::fold(context, argument) {
            Some(ScalarValue::Map(map)) if map.len() == 1 && map.is_valid(0) => {
                let entries = map.value(0);
                let (keys, values) = (entries.column(0).as_string::<i32>(), entries.column(1).as_string::<i32>());
                let pair = |i: usize| (keys.value(i).to_owned(), values.value(i).to_owned());
                pairs.extend((0..entries.len()).filter(|i| values.is_valid(*i)).map(pair));
                Ok(Self(pairs))
            }
            _ => Err(SparkError::new(&condition::INVALID_OPTIONS_NON_MAP_FUNCTION)),
        }
    }

    /// Sets an option the call does not give.
    pub(super) fn or(mut self, name: &str, value: &str) -> Self {
        if !self.0.iter().any(|(known, _)| known.eq_ignore_ascii_case(name)) {
            self.0.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// The value of an option.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// As a kernel's argument.
    pub(super) fn argument(&self) -> Typed {
        let pairs = self.0.iter().map(|(name, value)| format!("{name}{AFTER_NAME}{value}"));
        string_literal(&pairs.collect::<Vec<_>>().join(&BETWEEN_PAIRS.to_string()))
    }

    /// For reading at analysis.
    pub(super) fn record(&self, context: &Context) -> RecordOptions {
        let ntz = context.conf("spark.sql.timestampType").is_some_and(|t| t.eq_ignore_ascii_case("TIMESTAMP_NTZ"));
        let conf = ReadConf { time_zone: context.time_zone.to_string(), timestamp_ntz: ntz, ..ReadConf::default() };
        RecordOptions { options: self.0.iter().cloned().collect(), conf }
    }
}

fn corrupt_column(context: &Context) -> String {
    context.conf("spark.sql.columnNameOfCorruptRecord").unwrap_or("_corrupt_record").to_owned()
}

/// The options a kernel's argument tells.
pub(super) fn options_of(text: Option<&str>, time_zone: &str) -> RecordOptions {
    let pairs = text.unwrap_or_default().split(BETWEEN_PAIRS).filter_map(|pair| pair.split_once(AFTER_NAME));
    let options: Options = pairs.collect();
    RecordOptions { options, conf: ReadConf { time_zone: time_zone.to_owned(), ..ReadConf::default() } }
}
