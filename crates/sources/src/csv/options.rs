//! The options of CSV reads as values.

use sparrow_spark_error::{Result, SparkError};

use crate::Options;
use crate::condition::invalid_option;
use crate::read::ReadConf;
use crate::rows::ParseMode;
use crate::value::pattern::Pattern;
use crate::value::zone::Zone;

/// How a CSV file is laid out and what its values mean.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct CsvOptions {
    pub separator: Vec<u8>,
    pub quote: Option<u8>,
    pub escape: Option<u8>,
    /// Stands before an escape that means itself.
    pub escape_escape: Option<u8>,
    pub comment: Option<u8>,
    pub header: bool,
    pub enforce_schema: bool,
    pub trim_leading: bool,
    pub trim_trailing: bool,
    pub multi_line: bool,
    pub line_separator: Option<Vec<u8>>,
    pub null_value: String,
    pub empty_value: String,
    pub nan_value: String,
    pub positive_inf: String,
    pub negative_inf: String,
    pub date_format: Option<Pattern>,
    pub timestamp_format: Option<Pattern>,
    pub timestamp_ntz_format: Option<Pattern>,
    pub infer_schema: bool,
    pub prefer_date: bool,
    /// `spark.sql.timestampType` is `TIMESTAMP_NTZ`.
    pub prefer_ntz: bool,
    pub mode: ParseMode,
    pub corrupt_column: String,
    pub case_sensitive: bool,
    pub zone: Zone,
}

impl CsvOptions {
    /// The values `options` give, else Spark's defaults.
    pub fn new(options: &Options, conf: &ReadConf) -> Result<Self> {
        let text = |name: &str, default: &str| options.get(name).unwrap_or(default).to_owned();
        let pattern = |name: &str| options.get(name).map(Pattern::compile).transpose();
        let quote = options.character("quote", Some(b'"'))?;
        let escape = options.character("escape", Some(b'\\'))?;
        let default_escape_escape = escape.filter(|escape| Some(*escape) != quote);
        Ok(Self {
            separator: separator(options)?,
            quote,
            escape,
            escape_escape: options.character("charToEscapeQuoteEscaping", default_escape_escape)?,
            comment: options.character("comment", None)?,
            header: options.flag("header", false)?,
            enforce_schema: options.flag("enforceSchema", true)?,
            trim_leading: options.flag("ignoreLeadingWhiteSpace", false)?,
            trim_trailing: options.flag("ignoreTrailingWhiteSpace", false)?,
            multi_line: options.flag("multiLine", false)?,
            line_separator: options.get("lineSep").map(line_separator).transpose()?,
            null_value: text("nullValue", ""),
            empty_value: text("emptyValue", ""),
            nan_value: text("nanValue", "NaN"),
            positive_inf: text("positiveInf", "Inf"),
            negative_inf: text("negativeInf", "-Inf"),
            date_format: pattern("dateFormat")?,
            timestamp_format: pattern("timestampFormat")?,
            timestamp_ntz_format: pattern("timestampNTZFormat")?,
            infer_schema: options.flag("inferSchema", false)?,
            prefer_date: options.flag("preferDate", true)?,
            prefer_ntz: conf.timestamp_ntz,
            mode: ParseMode::of(options),
            corrupt_column: text("columnNameOfCorruptRecord", &conf.corrupt_record_column),
            case_sensitive: conf.case_sensitive,
            zone: Zone::parse(options.get("timeZone").unwrap_or(&conf.time_zone))?,
        })
    }
}

/// The separator of columns: one character or several, with Spark's escapes.
pub(crate) fn separator(options: &Options) -> Result<Vec<u8>> {
    let text = options.first(&["sep", "delimiter"]).unwrap_or(",");
    let refuse = |message: &str| -> SparkError { invalid_option("sep", message) };
    if text.is_empty() {
        return Err(refuse("Delimiter cannot be empty string"));
    }
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.push(match chars.next() {
                Some('t') => '\t',
                Some('r') => '\r',
                Some('b') => '\u{8}',
                Some('f') => '\u{c}',
                Some(literal @ ('"' | '\'' | '\\')) => literal,
                Some('u') if chars.as_str() == "0000" => return Ok(vec![0]),
                None => {
                    return Err(refuse(
                        "Single backslash is prohibited. It has special meaning as beginning of an escape sequence",
                    ));
                }
                Some(_) => return Err(refuse(&format!("Unsupported special character for delimiter: {text}"))),
            }),
            other => out.push(other),
        }
    }
    Ok(out.into_bytes())
}

/// The option `lineSep`.
pub(crate) fn line_separator(text: &str) -> Result<Vec<u8>> {
    match text.len() {
        0 => Err(invalid_option("lineSep", "'lineSep' cannot be an empty string.")),
        _ => Ok(text.as_bytes().to_vec()),
    }
}
