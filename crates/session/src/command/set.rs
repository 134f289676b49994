//! `SET`, `SET TIME ZONE` and `RESET`.

use sparrow_spark_error::Result;

use super::{Run, answer};
use crate::CommandOutcome;

const TIME_ZONE: &str = "spark.sql.session.timeZone";

/// `SET` (all that was set), `SET -v` (all that is documented), `SET key` and `SET key=value`.
pub(super) fn run(run: Run<'_>, key: Option<String>, value: Option<String>, verbose: bool) -> Result<CommandOutcome> {
    match (key, value) {
        (Some(key), Some(value)) => assign(run, key, value),
        (Some(key), None) => {
            let value = run.session.conf().get_option(&key).unwrap_or_else(|| "<undefined>".to_owned());
            one(key, value)
        }
        (None, _) if verbose => documented(run),
        (None, _) => {
            let (keys, values): (Vec<_>, Vec<_>) = run.session.conf().get_all(None).into_iter().unzip();
            answer::rows(vec![answer::text("key", keys), answer::text("value", values)])
        }
    }
}

fn assign(run: Run<'_>, key: String, value: String) -> Result<CommandOutcome> {
    if let Some(warning) = run.session.conf().set(&key, &value)? {
        tracing::warn!(key, warning);
    }
    one(key, value)
}

fn one(key: String, value: String) -> Result<CommandOutcome> {
    answer::rows(vec![answer::text("key", [key]), answer::text("value", [value])])
}

fn documented(run: Run<'_>) -> Result<CommandOutcome> {
    let all = run.session.conf().listed();
    let values = all.iter().map(|listed| listed.value.clone().unwrap_or_else(|| "<undefined>".to_owned()));
    let columns = vec![
        answer::text("key", all.iter().map(|listed| listed.key.clone())),
        answer::text("value", values),
        // Spark's own texts are not ours to repeat; its documentation has them.
        answer::text("meaning", all.iter().map(|_| "")),
        answer::text("Since version", all.iter().map(|_| "")),
    ];
    answer::rows(columns)
}

/// `SET TIME ZONE zone`; `LOCAL` is the server's.
pub(super) fn time_zone(run: Run<'_>, zone: &str) -> Result<CommandOutcome> {
    if zone.eq_ignore_ascii_case("local") {
        run.session.conf().unset(TIME_ZONE)?;
        let zone = run.session.conf().get_option(TIME_ZONE).unwrap_or_else(|| "UTC".to_owned());
        return one(TIME_ZONE.to_owned(), zone);
    }
    assign(run, TIME_ZONE.to_owned(), zone.to_owned())
}

/// `RESET` and `RESET key`.
pub(super) fn reset(run: Run<'_>, key: Option<&str>) -> Result<CommandOutcome> {
    match key {
        Some(key) => run.session.conf().unset(key)?,
        None => run.session.conf().unset_all(),
    }
    Ok(CommandOutcome::Done)
}
