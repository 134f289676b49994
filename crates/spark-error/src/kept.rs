//! Conditions that came from another process: found in the table, or kept for as long as this process lives.

use std::sync::{Mutex, PoisonError};

use crate::condition::{ALL, Condition, Kind};

/// So many conditions of other tables than the one of this crate are kept.
const KEPT_MAX: usize = 1024;
/// So long may the texts of one be together.
const TEXT_BYTES_MAX: usize = 16 * 1024;

static KEPT: Mutex<Vec<&'static Condition>> = Mutex::new(Vec::new());

/// The condition that says just this. Conditions outside the table are kept, since errors refer to theirs for ever; `None` where
/// there is no room for more.
pub fn keep_condition(name: &str, sql_state: &str, kind: Kind, template: &str) -> Option<&'static Condition> {
    let is_same = |known: &&&'static Condition| {
        known.name == name && known.sql_state == sql_state && known.kind == kind && known.template == template
    };
    if let Some(known) = ALL.iter().find(is_same) {
        return Some(*known);
    }
    // Conditions are pushed whole: a panic elsewhere cannot leave one half done.
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = kept.iter().find(is_same) {
        return Some(*known);
    }
    if kept.len() >= KEPT_MAX || name.len() + sql_state.len() + template.len() > TEXT_BYTES_MAX {
        return None;
    }
    let text = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
    let condition = Condition { name: text(name), sql_state: text(sql_state), kind, template: text(template) };
    let condition: &'static Condition = Box::leak(Box::new(condition));
    kept.push(condition);
    Some(condition)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_of_the_table_are_found_and_others_kept() {
        for condition in ALL {
            let found = keep_condition(condition.name, condition.sql_state, condition.kind, condition.template);
            assert!(std::ptr::eq(found.unwrap(), *condition), "{}", condition.name);
        }
        let keep = || keep_condition("OF_ANOTHER_TABLE", "XX000", Kind::Runtime, "<message>").unwrap();
        assert!(std::ptr::eq(keep(), keep()));
        assert_eq!((keep().name, keep().kind), ("OF_ANOTHER_TABLE", Kind::Runtime));
        assert!(keep_condition("LONG", "XX000", Kind::Runtime, &"x".repeat(TEXT_BYTES_MAX)).is_none());
        assert!(Kind::ALL.iter().all(|kind| Kind::named(&kind.name()) == Some(*kind)));
    }
}
