//! `width_bucket`: which of equally wide buckets a value falls into.

use super::super::spec::{Param, Returns, Spec};

/// `width_bucket(value, min_value, max_value, num_buckets)`
pub(super) static WIDTH_BUCKET: Spec =
    Spec::new("spark_width_bucket", &[Param::DOUBLE, Param::DOUBLE, Param::DOUBLE, Param::LONG], Returns::LONG, |c| {
        c.map4(width_bucket)
    })
    .nullable();

fn width_bucket(value: f64, min: f64, max: f64, count: i64) -> Option<i64> {
    if count <= 0 || count == i64::MAX || value.is_nan() || min == max || !min.is_finite() || !max.is_finite() {
        return None;
    }
    let (lower, upper) = (min.min(max), min.max(max));
    let (below, above) = if min < max { (0, count + 1) } else { (count + 1, 0) };
    Some(match value {
        _ if min < max && value < lower => below,
        _ if min < max && value >= upper => above,
        _ if min > max && value > upper => 0,
        _ if min > max && value <= lower => count + 1,
        _ if min < max => (count as f64 * (value - lower) / (upper - lower)) as i64 + 1,
        _ => (count as f64 * (upper - value) / (upper - lower)) as i64 + 1,
    })
}
