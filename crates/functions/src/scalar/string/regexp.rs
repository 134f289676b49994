//! `regexp_*`, `split`: patterns in text.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::ArrayRef;
use datafusion::common::{Result as DfResult, ScalarValue};
use fancy_regex::{Captures, Regex};
use sparrow_spark_error::{Result, SparkError, condition, to_sql_value};

use super::super::spec::{BYTES_MAX, Call, Default, Param, Returns, Spec, too_large};
use super::pattern::to_rust;
use crate::{Context, Typed};

const TWO: &[Param] = &[Param::STRING, Param::STRING];
const GROUP: &[Param] = &[Param::STRING, Param::STRING, Param::INT];

/// `regexp_extract(str, regexp[, idx])`: `''` where there is no match.
pub(super) static EXTRACT: Spec = Spec::new("spark_regexp_extract", GROUP, Returns::STRING, |c| {
    let patterns = Patterns::new("regexp_extract");
    c.map3(|text: &str, pattern: &str, group: i32| {
        let regex = patterns.get(pattern)?;
        let group = check_group(&regex, group, "regexp_extract")?;
        let found = regex.captures(text).map_err(|e| too_hard(&e))?;
        Ok::<_, SparkError>(found.and_then(|f| f.get(group)).map_or_else(String::new, |m| m.as_str().to_owned()))
    })
})
.defaults(&[Default::Int(1)]);

/// `regexp_extract_all(str, regexp[, idx])`
pub(super) static EXTRACT_ALL: Spec =
    Spec::new("spark_regexp_extract_all", GROUP, Returns::Of(|_| Ok(strings())), |c| {
        let patterns = Patterns::new("regexp_extract_all");
        c.map3(|text: &str, pattern: &str, group: i32| {
            let regex = patterns.get(pattern)?;
            let group = check_group(&regex, group, "regexp_extract_all")?;
            let text_of = |f: Captures| f.get(group).map_or_else(String::new, |m| m.as_str().to_owned());
            let found = regex.captures_iter(text).map(|f| f.map(text_of).map_err(|e| too_hard(&e)));
            found.collect::<Result<Vec<String>>>()
        })
    })
    .defaults(&[Default::Int(1)]);

pub(super) static REPLACE: Spec = Spec::new(
    "spark_regexp_replace",
    &[Param::STRING, Param::STRING, Param::STRING, Param::INT],
    Returns::STRING,
    |c| {
        let patterns = Patterns::new("regexp_replace");
        c.map4(|text: &str, pattern: &str, with: &str, position: i32| {
            replace(&*patterns.get(pattern)?, pattern, text, with, position)
        })
    },
)
.defaults(&[Default::Int(1)]);

/// `regexp_count(str, regexp)`
pub(super) static COUNT: Spec = Spec::new("spark_regexp_count", TWO, Returns::INT, |c| {
    let patterns = Patterns::new("regexp_count");
    c.map2(|text: &str, pattern: &str| Ok::<_, SparkError>(patterns.get(pattern)?.find_iter(text).count() as i32))
});

/// `regexp_substr(str, regexp)`: NULL where there is no match.
pub(super) static SUBSTR: Spec = Spec::new("spark_regexp_substr", TWO, Returns::STRING, |c| {
    let patterns = Patterns::new("regexp_substr");
    c.map2(|text: &str, pattern: &str| {
        let found = patterns.get(pattern)?.find(text).map_err(|e| too_hard(&e))?;
        Ok::<_, SparkError>(found.map(|m| m.as_str().to_owned()))
    })
})
.nullable();

/// `regexp_instr(str, regexp[, idx])`: Spark does not look at `idx`.
pub(super) static INSTR: Spec = Spec::new("spark_regexp_instr", GROUP, Returns::INT, |c| {
    let patterns = Patterns::new("regexp_instr");
    c.map3(|text: &str, pattern: &str, _: i32| {
        let found = patterns.get(pattern)?.find(text).map_err(|e| too_hard(&e))?;
        Ok::<_, SparkError>(found.map_or(0, |m| text[..m.start()].chars().count() as i32 + 1))
    })
})
.defaults(&[Default::Int(0)]);

/// `split(str, regex[, limit])`
pub(super) static SPLIT: Spec = Spec::new("spark_split", GROUP, Returns::STRINGS, split).defaults(&[Default::Int(-1)]);

/// `regexp_replace(str, regexp, rep[, position])`: a constant position must be 1 or more.
pub(super) fn regexp_replace(context: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    let position = args.get(3).and_then(|a| a.constant().cloned());
    let built = REPLACE.build(context, name, args)?;
    match position {
        Some(ScalarValue::Int32(Some(position @ ..=0))) => {
            Err(SparkError::new(&condition::DATATYPE_MISMATCH_VALUE_OUT_OF_RANGE)
                .with("sqlExpr", format!("\"{}\"", built.name))
                .with("exprName", "position")
                .with("valueRange", "(0, 2147483647]")
                .with("currentValue", position.to_string()))
        }
        _ => Ok(built),
    }
}

fn strings() -> sparrow_spark_types::DataType {
    sparrow_spark_types::DataType::array(sparrow_spark_types::DataType::String)
}

/// The patterns of one batch, each compiled once.
struct Patterns {
    function: &'static str,
    compiled: RefCell<HashMap<String, Arc<Regex>>>,
}

impl Patterns {
    fn new(function: &'static str) -> Self {
        Self { function, compiled: RefCell::default() }
    }

    fn get(&self, pattern: &str) -> Result<Arc<Regex>> {
        if let Some(known) = self.compiled.borrow().get(pattern) {
            return Ok(known.clone());
        }
        let invalid = |_| {
            SparkError::new(&condition::INVALID_PARAMETER_VALUE_PATTERN)
                .with("parameter", "`regexp`")
                .with("functionName", format!("`{}`", self.function))
                .with("value", to_sql_value(pattern))
        };
        let regex = Arc::new(Regex::new(&to_rust(pattern)).map_err(invalid)?);
        self.compiled.borrow_mut().insert(pattern.to_owned(), regex.clone());
        Ok(regex)
    }
}

/// The pattern backtracks beyond the limit.
fn too_hard(_: &fancy_regex::Error) -> SparkError {
    sparrow_spark_error::limit_exceeded(
        "Matching a regular expression",
        "1000000 steps back",
        "regexp_steps_max",
        "Simplify the pattern.",
    )
}

fn check_group(regex: &Regex, group: i32, function: &str) -> Result<usize> {
    let count = regex.captures_len() - 1;
    let known = usize::try_from(group).ok().filter(|g| *g <= count);
    known.ok_or_else(|| {
        SparkError::new(&condition::INVALID_PARAMETER_VALUE_REGEX_GROUP_INDEX)
            .with("parameter", "`idx`")
            .with("functionName", format!("`{function}`"))
            .with("groupCount", count.to_string())
            .with("groupIndex", group.to_string())
    })
}

fn replace(regex: &Regex, pattern: &str, text: &str, with: &str, position: i32) -> Result<String> {
    let invalid = || {
        SparkError::new(&condition::INVALID_REGEXP_REPLACE)
            .with("source", text)
            .with("pattern", pattern)
            .with("replacement", with)
            .with("position", position.to_string())
    };
    let skip = usize::try_from(position).ok().and_then(|p| p.checked_sub(1)).ok_or_else(invalid)?;
    let start = text.char_indices().map(|(offset, _)| offset).chain([text.len()]).nth(skip);
    let Some(start) = start else { return Ok(text.to_owned()) };
    let mut out = text[..start].to_owned();
    let mut last = start;
    for found in regex.captures_iter(&text[start..]) {
        let found = found.map_err(|e| too_hard(&e))?;
        let Some(whole) = found.get(0) else { continue };
        out.push_str(&text[last..start + whole.start()]);
        append_replacement(&mut out, with, &found).ok_or_else(invalid)?;
        last = start + whole.end();
        if out.len() > BYTES_MAX {
            return Err(too_large("regexp_replace"));
        }
    }
    out.push_str(&text[last..]);
    Ok(out)
}

/// Java's replacement text: `$1`, `${name}`, and a backslash before a literal character.
fn append_replacement(out: &mut String, with: &str, found: &Captures) -> Option<()> {
    let mut chars = with.chars().peekable();
    while let Some(ch) = chars.next() {
        match ch {
            '\\' => out.push(chars.next()?),
            '$' if chars.peek() == Some(&'{') => {
                chars.next();
                let name: String = chars.by_ref().take_while(|c| *c != '}').collect();
                out.push_str(found.name(&name)?.as_str());
            }
            '$' => {
                let mut group = chars.next()?.to_digit(10)? as usize;
                if group >= found.len() {
                    return None;
                }
                while let Some(digit) = chars.peek().and_then(|c| c.to_digit(10)) {
                    let longer = group * 10 + digit as usize;
                    if longer >= found.len() {
                        break;
                    }
                    group = longer;
                    chars.next();
                }
                out.push_str(found.get(group).map_or("", |m| m.as_str()));
            }
            other => out.push(other),
        }
    }
    Some(())
}

fn split(c: &Call) -> DfResult<ArrayRef> {
    let patterns = Patterns::new("split");
    c.map3(|text: &str, pattern: &str, limit: i32| {
        let most = if limit > 0 { limit as usize } else { usize::MAX };
        if pattern.is_empty() {
            return Ok(split_characters(text, most));
        }
        let regex = patterns.get(pattern)?;
        let mut parts = Vec::new();
        let mut last = 0;
        for found in regex.find_iter(text) {
            let found = found.map_err(|e| too_hard(&e))?;
            if parts.len() + 1 >= most {
                break;
            }
            // As in Java, a match of nothing at the beginning makes no empty first part, and none at the end.
            if found.end() == 0 || (found.start() == found.end() && found.start() == text.len()) {
                continue;
            }
            parts.push(text[last..found.start()].to_owned());
            last = found.end();
        }
        parts.push(text[last..].to_owned());
        Ok::<_, SparkError>(parts)
    })
}

/// An empty pattern splits into characters; a limit cuts off the rest.
fn split_characters(text: &str, most: usize) -> Vec<String> {
    if text.is_empty() {
        return vec![String::new()];
    }
    text.chars().take(most).map(String::from).collect()
}
