//! `make_interval`, `make_dt_interval`, `make_ym_interval`, and the fields of intervals.

use arrow::array::ArrayRef;
use arrow::datatypes::IntervalMonthDayNano;
use datafusion::common::Result as DfResult;
use sparrow_spark_error::{SparkError, condition};
use sparrow_spark_types::DataType;

use super::super::spec::{Call, Default, Param, Returns, Spec};

const SECONDS_TYPE: DataType = DataType::Decimal { precision: 18, scale: 6 };
const SECONDS_PARAM: Param = Param::Is(&SECONDS_TYPE);
const FIELD: &[Param] = &[Param::Any];
const FRACTION: DataType = DataType::Decimal { precision: 8, scale: 6 };

/// `make_dt_interval([days[, hours[, mins[, secs]]]])`
pub(super) static MAKE_DAY_TIME: Spec = Spec::new(
    "spark_make_dt_interval",
    &[Param::INT, Param::INT, Param::INT, SECONDS_PARAM],
    Returns::Type(&DataType::DAY_TIME),
    |c| {
        c.map4(|days: i32, hours: i32, minutes: i32, micros: i128| {
            let minutes = (i128::from(days) * 24 + i128::from(hours)) * 60 + i128::from(minutes);
            i64::try_from(minutes * 60_000_000 + micros).map_err(|_| overflow())
        })
    },
)
.defaults(&[Default::Int(0), Default::Int(0), Default::Int(0), Default::Seconds]);

/// `make_ym_interval([years[, months]])`
pub(super) static MAKE_YEAR_MONTH: Spec =
    Spec::new("spark_make_ym_interval", &[Param::INT, Param::INT], Returns::Type(&DataType::YEAR_MONTH), |c| {
        c.map2(|years: i32, months: i32| {
            i32::try_from(i64::from(years) * 12 + i64::from(months)).map_err(|_| overflow())
        })
    })
    .defaults(&[Default::Int(0), Default::Int(0)]);

/// `make_interval([years[, months[, weeks[, days[, hours[, mins[, secs]]]]]]])`
pub(super) static MAKE_INTERVAL: Spec =
    Spec::new("spark_make_interval", PARTS, Returns::Type(&DataType::CalendarInterval), |c| make(c, c.ansi))
        .lenient()
        .defaults(ZEROS);

/// `try_make_interval([years[, months[, weeks[, days[, hours[, mins[, secs]]]]]]])`
pub(super) static TRY_MAKE_INTERVAL: Spec =
    Spec::new("spark_try_make_interval", PARTS, Returns::Type(&DataType::CalendarInterval), |c| make(c, false))
        .nullable()
        .defaults(ZEROS);

const PARTS: &[Param] = &[Param::INT, Param::INT, Param::INT, Param::INT, Param::INT, Param::INT, SECONDS_PARAM];
const ZEROS: &[Default] = &[
    Default::Int(0),
    Default::Int(0),
    Default::Int(0),
    Default::Int(0),
    Default::Int(0),
    Default::Int(0),
    Default::Seconds,
];

fn make(c: &Call, strict: bool) -> DfResult<ArrayRef> {
    let ints = (0..6).map(|i| c.column::<i32>(i)).collect::<DfResult<Vec<_>>>()?;
    let seconds = c.column::<i128>(6)?;
    c.rows(|row| {
        let fields = ints.iter().map(|column| column.get(row).map(i64::from)).collect::<Option<Vec<_>>>();
        let (Some(fields), Some(seconds)) = (fields, seconds.get(row)) else { return Ok(None) };
        match interval(&fields, seconds) {
            None if strict => Err(overflow()),
            made => Ok(made),
        }
    })
}

fn interval(fields: &[i64], micros: i128) -> Option<IntervalMonthDayNano> {
    let [years, months, weeks, days, hours, minutes] = *fields else { return None };
    let nanos = (i128::from(hours * 60 + minutes) * 60_000_000 + micros) * 1_000;
    Some(IntervalMonthDayNano::new(
        i32::try_from(years * 12 + months).ok()?,
        i32::try_from(weeks * 7 + days).ok()?,
        i64::try_from(nanos).ok()?,
    ))
}

fn overflow() -> SparkError {
    SparkError::new(&condition::INTERVAL_ARITHMETIC_OVERFLOW)
}

pub(super) static DAYS: Spec =
    Spec::new("spark_interval_days", FIELD, Returns::INT, |c| c.map1(|us: i64| (us / 86_400_000_000) as i32));
pub(super) static HOURS: Spec = Spec::new("spark_interval_hours", FIELD, Returns::Type(&DataType::Byte), |c| {
    c.map1(|us: i64| (us % 86_400_000_000 / 3_600_000_000) as i8)
});
pub(super) static MINUTES: Spec = Spec::new("spark_interval_minutes", FIELD, Returns::Type(&DataType::Byte), |c| {
    c.map1(|us: i64| (us % 3_600_000_000 / 60_000_000) as i8)
});
pub(super) static SECONDS: Spec = Spec::new("spark_interval_seconds", FIELD, Returns::Type(&FRACTION), |c| {
    c.map1(|us: i64| i128::from(us % 60_000_000))
});
pub(super) static YEARS: Spec =
    Spec::new("spark_interval_years", FIELD, Returns::INT, |c| c.map1(|months: i32| months / 12));
pub(super) static MONTHS: Spec = Spec::new("spark_interval_months", FIELD, Returns::Type(&DataType::Byte), |c| {
    c.map1(|months: i32| (months % 12) as i8)
});
