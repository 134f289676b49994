//! Names of columns as DataFrame calls spell them: parts separated by dots, parts with dots in back-ticks.

use sparrow_spark_error::{Result, SparkError, invalid_plan};

/// The parts of a column's name. Unlike in SQL, a part may hold any character but dots and back-ticks.
pub(super) fn attribute(name: &str) -> Result<Vec<String>> {
    if !name.contains(['.', '`']) {
        return Ok(vec![name.to_owned()]);
    }
    let chars: Vec<char> = name.chars().collect();
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut quoted = false;
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        let next = chars.get(at + 1);
        match (c, quoted) {
            ('`', true) if next == Some(&'`') => {
                part.push('`');
                at += 1;
            }
            ('`', true) if next.is_none_or(|next| *next == '.') => quoted = false,
            ('`', false) if part.is_empty() => quoted = true,
            ('`', _) => return Err(invalid(name)),
            ('.', false) => {
                let empty_part = at == 0 || chars[at - 1] == '.' || next.is_none();
                if empty_part {
                    return Err(invalid(name));
                }
                parts.push(std::mem::take(&mut part));
            }
            (other, _) => part.push(*other),
        }
        at += 1;
    }
    if quoted {
        return Err(invalid(name));
    }
    parts.push(part);
    Ok(parts)
}

fn invalid(name: &str) -> SparkError {
    invalid_plan(format!("the column name {name} has unbalanced back-ticks or an empty part"))
}
