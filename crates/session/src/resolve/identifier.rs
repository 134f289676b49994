//! Dotted names as `spark.catalog` and `createTempView` take them.

use sparrow_spark_error::{Result, SparkError, condition, to_sql_value};

/// The parts of a dotted name; parts in back-ticks may hold anything, a doubled back-tick stands for one.
pub(crate) fn parse(text: &str) -> Result<Vec<String>> {
    let mut parts = Vec::new();
    let mut rest = text.trim();
    loop {
        let (part, after) = part(rest).ok_or_else(|| invalid(text))?;
        parts.push(part);
        if after.is_empty() {
            return Ok(parts);
        }
        rest = after.strip_prefix('.').ok_or_else(|| invalid(text))?;
    }
}

/// The first part and what follows it.
fn part(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('`') else {
        let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
        return (end > 0).then(|| (text[..end].to_owned(), &text[end..]));
    };
    let mut part = String::new();
    let mut rest = quoted;
    loop {
        let end = rest.find('`')?;
        part.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('`') {
            Some(more) => {
                part.push('`');
                rest = more;
            }
            None => return (!part.is_empty()).then_some((part, rest)),
        }
    }
}

fn invalid(text: &str) -> SparkError {
    SparkError::new(&condition::PARSE_SYNTAX_ERROR).with("error", to_sql_value(text)).with("hint", "")
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn parts_and_back_ticks() {
        let parts = |text: &str| parse(text).map_err(|e| e.condition().name);
        assert_eq!(parts("a.b"), Ok(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(parts("`a.b`.`c``d`"), Ok(vec!["a.b".to_owned(), "c`d".to_owned()]));
        for wrong in ["", "a b", "a.", ".a", "`a", "a..b", "``"] {
            assert_eq!(parts(wrong), Err("PARSE_SYNTAX_ERROR"), "{wrong}");
        }
    }
}
