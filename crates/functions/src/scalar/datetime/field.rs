//! `year`, `month`, `dayofweek` …: the fields of a date.

use super::super::spec::{Param, Returns, Spec};
use crate::cast::calendar::{civil_from_days, days_from_civil};

const DATE: &[Param] = &[Param::DATE];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

macro_rules! fields {
    ($($name:ident $kernel:literal $body:expr;)*) => {
        $(pub(super) static $name: Spec = Spec::new($kernel, DATE, Returns::INT, |c| {
            let body: fn(i64) -> i64 = $body;
            c.map1(|days: i32| body(i64::from(days)) as i32)
        });)*
    };
}

fields! {
    YEAR "spark_year" |days| civil_from_days(days).0;
    QUARTER "spark_quarter" |days| i64::from((civil_from_days(days).1 - 1) / 3 + 1);
    MONTH "spark_month" |days| i64::from(civil_from_days(days).1);
    DAY "spark_day" |days| i64::from(civil_from_days(days).2);
    DAY_OF_WEEK "spark_dayofweek" |days| (days + 4).rem_euclid(7) + 1;
    WEEKDAY "spark_weekday" weekday;
    DAY_OF_YEAR "spark_dayofyear" day_of_year;
    WEEK_OF_YEAR "spark_weekofyear" |days| week(days).1;
}

/// `monthname(date)`
pub(super) static MONTH_NAME: Spec = Spec::new("spark_monthname", DATE, Returns::STRING, |c| {
    c.map1(|days: i32| MONTHS[civil_from_days(i64::from(days)).1 as usize - 1].to_owned())
});

/// `dayname(date)`
pub(super) static DAY_NAME: Spec = Spec::new("spark_dayname", DATE, Returns::STRING, |c| {
    c.map1(|days: i32| DAYS[weekday(i64::from(days)) as usize].to_owned())
});

/// 0 for Monday to 6 for Sunday.
pub(super) fn weekday(days: i64) -> i64 {
    (days + 3).rem_euclid(7)
}

/// 1 for the first of January.
pub(super) fn day_of_year(days: i64) -> i64 {
    days - days_from_civil(civil_from_days(days).0, 1, 1).unwrap_or(days) + 1
}

/// The year and the number of the ISO week: the year that holds its Thursday.
pub(super) fn week(days: i64) -> (i64, i64) {
    let thursday = days - weekday(days) + 3;
    (civil_from_days(thursday).0, (day_of_year(thursday) - 1) / 7 + 1)
}
