//! The options of JSON reads as values.

use sparrow_spark_error::Result;

use crate::Options;
use crate::csv::line_separator;
use crate::read::ReadConf;
use crate::rows::ParseMode;
use crate::value::pattern::Pattern;
use crate::value::zone::Zone;

/// Which JSON is taken and what its values mean.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct JsonOptions {
    pub syntax: Syntax,
    pub primitives_as_string: bool,
    pub prefers_decimal: bool,
    pub infer_timestamp: bool,
    pub drop_field_if_all_null: bool,
    pub multi_line: bool,
    pub line_separator: Option<Vec<u8>>,
    pub date_format: Option<Pattern>,
    pub timestamp_format: Option<Pattern>,
    pub timestamp_ntz_format: Option<Pattern>,
    /// `spark.sql.timestampType` is `TIMESTAMP_NTZ`.
    pub prefer_ntz: bool,
    pub mode: ParseMode,
    pub corrupt_column: String,
    pub zone: Zone,
    /// Text columns get numbers as they are written (`spark.sql.json.enableExactStringParsing`, for files); else a number with a
    /// point goes through a double.
    pub exact_numbers: bool,
}

/// What is allowed beyond the standard.
#[derive(Clone, Copy, Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Syntax {
    pub comments: bool,
    pub unquoted_names: bool,
    pub single_quotes: bool,
    pub leading_zeros: bool,
    pub non_numeric_numbers: bool,
    pub backslash_any: bool,
    pub control_characters: bool,
}

impl JsonOptions {
    /// The values `options` give, else Spark's defaults.
    pub fn new(options: &Options, conf: &ReadConf) -> Result<Self> {
        let pattern = |name: &str| options.get(name).map(Pattern::compile).transpose();
        let corrupt_column = options.get("columnNameOfCorruptRecord").unwrap_or(&conf.corrupt_record_column);
        Ok(Self {
            syntax: Syntax::new(options)?,
            primitives_as_string: options.flag("primitivesAsString", false)?,
            prefers_decimal: options.flag("prefersDecimal", false)?,
            infer_timestamp: options.flag("inferTimestamp", false)?,
            drop_field_if_all_null: options.flag("dropFieldIfAllNull", false)?,
            multi_line: options.flag("multiLine", false)?,
            line_separator: options.get("lineSep").map(line_separator).transpose()?,
            date_format: pattern("dateFormat")?,
            timestamp_format: pattern("timestampFormat")?,
            timestamp_ntz_format: pattern("timestampNTZFormat")?,
            prefer_ntz: conf.timestamp_ntz,
            mode: ParseMode::of(options),
            corrupt_column: corrupt_column.to_owned(),
            zone: Zone::parse(options.get("timeZone").unwrap_or(&conf.time_zone))?,
            exact_numbers: true,
        })
    }
}

impl Syntax {
    fn new(options: &Options) -> Result<Self> {
        Ok(Self {
            comments: options.flag("allowComments", false)?,
            unquoted_names: options.flag("allowUnquotedFieldNames", false)?,
            single_quotes: options.flag("allowSingleQuotes", true)?,
            leading_zeros: options.flag("allowNumericLeadingZeros", false)?,
            non_numeric_numbers: options.flag("allowNonNumericNumbers", true)?,
            backslash_any: options.flag("allowBackslashEscapingAnyCharacter", false)?,
            control_characters: options.flag("allowUnquotedControlChars", false)?,
        })
    }
}
