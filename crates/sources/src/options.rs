//! The options of reads and writes: which Spark has, which of them we honour, and their values.

use std::collections::BTreeMap;

use sparrow_spark_error::{Result, unsupported};

use crate::condition::invalid_option;
use crate::format::Format;

/// What becomes of an option Spark knows.
enum Support {
    /// It does what it does in Spark.
    Honoured,
    /// Only these values (lower case) do what they do in Spark.
    Only(&'static [&'static str]),
    /// It bounds or tunes Spark's own machinery; rows do not depend on it.
    Tuning,
}

use Support::{Honoured, Only, Tuning};

type Known = (&'static str, Support);

/// Options of every file format.
const FILES: &[Known] = &[
    ("path", Honoured),
    ("paths", Tuning),
    ("basepath", Honoured),
    ("pathglobfilter", Honoured),
    ("recursivefilelookup", Honoured),
    ("ignorecorruptfiles", Only(&["false"])),
    ("ignoremissingfiles", Only(&["false"])),
    ("modifiedbefore", Only(&[])),
    ("modifiedafter", Only(&[])),
    ("mode", Honoured),
    ("compression", Honoured),
    ("codec", Honoured),
    ("maxrecordsperfile", Honoured),
    ("partitionoverwritemode", Honoured),
    ("timezone", Honoured),
    ("inferschema", Honoured),
];

const PARQUET: &[Known] = &[
    ("mergeschema", Honoured),
    ("parquet.compression", Honoured),
    ("datetimerebasemode", Only(&["corrected", "exception"])),
    ("int96rebasemode", Only(&["corrected", "exception"])),
    ("parquet.block.size", Tuning),
    ("parquet.page.size", Tuning),
    ("parquet.dictionary.page.size", Tuning),
    ("parquet.enable.dictionary", Tuning),
];

const CSV: &[Known] = &[
    ("sep", Honoured),
    ("delimiter", Honoured),
    ("encoding", Only(&["utf-8", "utf8", "us-ascii"])),
    ("charset", Only(&["utf-8", "utf8", "us-ascii"])),
    ("quote", Honoured),
    ("escape", Honoured),
    ("comment", Honoured),
    ("header", Honoured),
    ("preferdate", Honoured),
    ("enforceschema", Honoured),
    ("ignoreleadingwhitespace", Honoured),
    ("ignoretrailingwhitespace", Honoured),
    ("nullvalue", Honoured),
    ("nanvalue", Honoured),
    ("positiveinf", Honoured),
    ("negativeinf", Honoured),
    ("dateformat", Honoured),
    ("timestampformat", Honoured),
    ("timestampntzformat", Honoured),
    ("enabledatetimeparsingfallback", Only(&["false"])),
    ("maxcolumns", Tuning),
    ("maxcharspercolumn", Tuning),
    ("columnnameofcorruptrecord", Honoured),
    ("multiline", Honoured),
    ("chartoescapequoteescaping", Honoured),
    ("samplingratio", Only(&["1", "1.0"])),
    ("emptyvalue", Honoured),
    ("locale", Only(&["en-us", "en"])),
    ("linesep", Honoured),
    ("unescapedquotehandling", Only(&["stop_at_delimiter"])),
    ("quoteall", Honoured),
    ("escapequotes", Honoured),
    ("inputbuffersize", Tuning),
    ("columnpruning", Only(&["true"])),
    ("singlevariantcolumn", Only(&[])),
];

const JSON: &[Known] = &[
    ("primitivesasstring", Honoured),
    ("prefersdecimal", Honoured),
    ("allowcomments", Honoured),
    ("allowunquotedfieldnames", Honoured),
    ("allowsinglequotes", Honoured),
    ("allownumericleadingzeros", Honoured),
    ("allownonnumericnumbers", Honoured),
    ("allowbackslashescapinganycharacter", Honoured),
    ("allowunquotedcontrolchars", Honoured),
    ("columnnameofcorruptrecord", Honoured),
    ("dateformat", Honoured),
    ("timestampformat", Honoured),
    ("timestampntzformat", Honoured),
    ("enabledatetimeparsingfallback", Only(&["false"])),
    ("infertimestamp", Honoured),
    ("multiline", Honoured),
    ("linesep", Honoured),
    ("samplingratio", Only(&["1", "1.0"])),
    ("dropfieldifallnull", Honoured),
    ("encoding", Only(&["utf-8", "utf8", "us-ascii"])),
    ("charset", Only(&["utf-8", "utf8", "us-ascii"])),
    ("locale", Only(&["en-us", "en"])),
    ("ignorenullfields", Honoured),
    ("writenonasciicharacterasCodepoint", Only(&["false"])),
    ("pretty", Only(&["false"])),
    ("singlevariantcolumn", Only(&[])),
];

const TEXT: &[Known] = &[
    ("wholetext", Honoured),
    ("linesep", Honoured),
    ("encoding", Only(&["utf-8", "utf8", "us-ascii"])),
    ("charset", Only(&["utf-8", "utf8", "us-ascii"])),
];

/// Options by name without regard to case, each with the spelling the user gave it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options(BTreeMap<String, (String, String)>);

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Options {
    /// A later option of the same name wins.
    fn from_iter<T: IntoIterator<Item = (K, V)>>(pairs: T) -> Self {
        let entry = |(name, value): (K, V)| {
            let name = name.into();
            (name.to_lowercase(), (name, value.into()))
        };
        Self(pairs.into_iter().map(entry).collect())
    }
}

impl Options {
    /// The names and values, as the user gave them.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.values().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The value of an option.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(&name.to_lowercase()).map(|(_, value)| value.as_str())
    }

    /// The first of these options that is set: an option and its other names.
    pub fn first(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.get(name))
    }

    /// A `true` or `false`.
    pub fn flag(&self, name: &str, default: bool) -> Result<bool> {
        match self.get(name) {
            None => Ok(default),
            Some(value) if value.eq_ignore_ascii_case("true") => Ok(true),
            Some(value) if value.eq_ignore_ascii_case("false") => Ok(false),
            Some(_) => Err(invalid_option(name, format!("The flag {name} can be true or false."))),
        }
    }

    /// A whole number.
    pub fn number(&self, name: &str) -> Result<Option<u64>> {
        let parse = |value: &str| {
            let parsed = value.trim().parse::<i64>().map(|number| number.max(0).unsigned_abs());
            parsed.map_err(|_| invalid_option(name, format!("{name} should be an integer, not {value}.")))
        };
        self.get(name).map(parse).transpose()
    }

    /// One ASCII character, or none for an empty value.
    pub fn character(&self, name: &str, default: Option<u8>) -> Result<Option<u8>> {
        match self.get(name).map(str::as_bytes) {
            None => Ok(default),
            Some([]) => Ok(None),
            Some([one]) => Ok(Some(*one)),
            Some(_) if self.get(name).is_some_and(|value| value.chars().count() == 1) => {
                Err(unsupported(format!("the option `{name}` with a character outside ASCII")))
            }
            Some(_) => Err(invalid_option(name, format!("{name} cannot be more than one character"))),
        }
    }

    /// Refuses options of `format` that Spark has and we do not honour; answers the names Spark does not have either, which
    /// Spark ignores.
    pub fn check(&self, format: Format) -> Result<Vec<String>> {
        let own = match format {
            Format::Parquet => PARQUET,
            Format::Csv => CSV,
            Format::Json => JSON,
            Format::Text => TEXT,
        };
        let mut unknown = Vec::new();
        for (lower, (name, value)) in &self.0 {
            let known = own.iter().chain(FILES).find(|(known, _)| known.eq_ignore_ascii_case(lower));
            match known {
                None => unknown.push(name.clone()),
                Some((_, Only(values))) if !values.contains(&value.to_lowercase().as_str()) => {
                    let source = format.short_name();
                    return Err(unsupported(format!(
                        "the option `{name}` of the {source} source with the value `{value}`"
                    )));
                }
                Some((_, Honoured | Tuning | Only(_))) => {}
            }
        }
        Ok(unknown)
    }
}
