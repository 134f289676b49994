//! Errors of limits, the only place where they are born: each is counted by the setting that raises the limit. Knows no limit.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::{SparkError, condition};

static REFUSALS: Mutex<BTreeMap<String, u64>> = Mutex::new(BTreeMap::new());

/// A limit was reached; `conf` names the setting that raises it.
pub fn limit_exceeded(what: &str, limit: impl ToString, conf: &str, advice: &str) -> SparkError {
    count(conf);
    SparkError::new(&condition::LIMIT_EXCEEDED)
        .with("what", what)
        .with("limit", limit.to_string())
        .with("conf", conf)
        .with("advice", advice)
}

/// A tenant has as many operations waiting as may wait; `conf` names the setting that lets more wait. Worth another try soon.
pub fn tenant_busy(tenant: &str, limit: usize, conf: &str) -> SparkError {
    count(conf);
    SparkError::new(&condition::TENANT_BUSY).with("tenant", tenant).with("limit", limit.to_string()).with("conf", conf)
}

/// A plan is nested deeper than the limit; `conf` names the setting that raises it. `depth` is a number or "more than" one.
pub fn plan_too_deep(depth: impl ToString, limit: usize, conf: &str) -> SparkError {
    count(conf);
    SparkError::new(&condition::PLAN_TOO_DEEP)
        .with("depth", depth.to_string())
        .with("limit", limit.to_string())
        .with("conf", conf)
}

/// A compressed plan expands beyond the limit; `conf` names the setting that raises it.
pub fn plan_too_large(limit_bytes: u64, conf: &str) -> SparkError {
    count(conf);
    SparkError::new(&condition::PLAN_SIZE_LARGER_THAN_MAX)
        .with("planSize", "unknown")
        .with("maxPlanSize", limit_bytes.to_string())
        .with("config", conf)
}

/// Views read one another deeper than the limit; `conf` names the conf that raises it.
pub fn views_too_deep(view: &str, limit: u64, conf: &str) -> SparkError {
    count(conf);
    SparkError::new(&condition::VIEW_EXCEED_MAX_NESTED_DEPTH)
        .with("viewName", view)
        .with("maxNestedDepth", limit.to_string())
        .with("config", conf)
}

/// A query needs more memory than its pool has, or more disk than all spills may take. A pool of a tenant names the setting that
/// raises its limit, in brackets, and has counted the refusal.
pub(crate) fn out_of_memory(detail: &str) -> SparkError {
    let of_tenant =
        detail.split(['(', ')']).find(|part| part.starts_with("tenant.") && !part.contains(char::is_whitespace));
    if of_tenant.is_none() {
        count("engine.memory_bytes_max");
    }
    let conf = of_tenant.unwrap_or("engine.memory_bytes_max or engine.spill_bytes_max");
    SparkError::new(&condition::OUT_OF_MEMORY).with("detail", detail).with("conf", conf)
}

/// A limit refused what may yet go well otherwise, such as memory to who can spill; `conf` names the setting that raises it.
pub fn limit_refused(conf: &str) {
    count(conf);
}

/// How often each limit refused something since the process started, by the name of its setting.
pub fn limit_refusals() -> BTreeMap<String, u64> {
    REFUSALS.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

fn count(conf: &str) {
    // A panic elsewhere cannot leave a count half done.
    let mut refusals = REFUSALS.lock().unwrap_or_else(PoisonError::into_inner);
    *refusals.entry(conf.to_owned()).or_default() += 1;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_counted_by_their_setting() {
        let before = limit_refusals().get("things.count_max").copied().unwrap_or_default();
        let error = limit_exceeded("The number of things", 3, "things.count_max", "Have fewer.");
        assert!(error.message().contains("(things.count_max)"), "{error}");
        assert!(plan_too_deep(4, 3, "things.count_max").message().contains("(things.count_max)"));
        assert!(plan_too_large(3, "things.count_max").message().contains("things.count_max"));
        assert_eq!(limit_refusals()["things.count_max"], before + 3);
    }

    #[test]
    fn a_full_pool_names_the_setting_that_makes_it_larger() {
        let raised = |detail: &str| out_of_memory(detail).message().split_once(" Raise ").unwrap().1.to_owned();
        let of_tenant =
            raised("the tenant acme holds 9 of 10 bytes (tenant.acme.memory_bytes_max), and (sort) asks for 2 more.");
        assert!(of_tenant.starts_with("tenant.acme.memory_bytes_max, or"), "{of_tenant}");
        assert!(raised("no room (tenant. x)").starts_with("engine.memory_bytes_max or engine.spill_bytes_max, or"));
    }
}
