//! Functions of dates, times and intervals.

mod arithmetic;
mod clock;
mod difference;
mod epoch;
mod extract;
mod field;
mod format;
mod interval;
mod make;
mod moment;
mod now;
mod parse;
mod pattern;
mod time;
mod trunc;
mod unit;
mod zone;

super::spec::functions! {
    "year" => field::YEAR;
    "quarter" => field::QUARTER;
    "month" => field::MONTH;
    "day" | "dayofmonth" => field::DAY;
    "dayofweek" => field::DAY_OF_WEEK;
    "weekday" => field::WEEKDAY;
    "dayofyear" => field::DAY_OF_YEAR;
    "weekofyear" => field::WEEK_OF_YEAR;
    "monthname" => field::MONTH_NAME;
    "dayname" => field::DAY_NAME;
    "add_months" => arithmetic::ADD_MONTHS;
    "last_day" => arithmetic::LAST_DAY;
    "next_day" => arithmetic::NEXT_DAY;
    "months_between" => difference::MONTHS_BETWEEN;
    "trunc" => trunc::TRUNC;
    "date_trunc" => trunc::DATE_TRUNC;
    "make_date" => make::MAKE_DATE;
    "make_time" => time::MAKE;
    "time_from_millis" => time::FROM_MILLIS;
    "time_from_micros" => time::FROM_MICROS;
    "make_dt_interval" => interval::MAKE_DAY_TIME;
    "make_ym_interval" => interval::MAKE_YEAR_MONTH;
    "make_interval" => interval::MAKE_INTERVAL;
    "try_make_interval" => interval::TRY_MAKE_INTERVAL;
    "timestamp_millis" => epoch::TIMESTAMP_MILLIS;
    "timestamp_micros" => epoch::TIMESTAMP_MICROS;
    "unix_seconds" => epoch::UNIX_SECONDS;
    "unix_millis" => epoch::UNIX_MILLIS;
    "unix_micros" => epoch::UNIX_MICROS;
    "unix_date" => epoch::UNIX_DATE;
    "date_from_unix_date" => epoch::DATE_FROM_UNIX_DATE;
    "from_utc_timestamp" => zone::FROM_UTC;
    "to_utc_timestamp" => zone::TO_UTC;
    "date_format" => format::DATE_FORMAT;
    "from_unixtime" => format::FROM_UNIXTIME;
    builders:
    "current_date" | "curdate" => now::current_date;
    "current_timestamp" | "now" => now::current_timestamp;
    "localtimestamp" => now::local_timestamp;
    "current_timezone" => now::current_timezone;
    "date_add" | "dateadd" => arithmetic::date_add;
    "date_sub" => arithmetic::date_sub;
    "datediff" | "date_diff" => difference::date_diff;
    "timestampadd" => unit::timestamp_add;
    "timestampdiff" => unit::timestamp_diff;
    "extract" | "date_part" | "datepart" => extract::extract;
    "hour" => time::hour;
    "minute" => time::minute;
    "second" => time::second;
    "time_from_seconds" => time::from_seconds;
    "time_to_seconds" => time::to_seconds;
    "time_to_millis" => time::to_millis;
    "time_to_micros" => time::to_micros;
    "time_diff" => time::diff;
    "time_trunc" => time::trunc;
    "to_time" => parse::to_time;
    "try_to_time" => parse::try_to_time;
    "try_to_date" => parse::try_to_date;
    "make_timestamp" | "make_timestamp_ltz" | "try_make_timestamp" | "try_make_timestamp_ltz" => make::make_timestamp;
    "make_timestamp_ntz" | "try_make_timestamp_ntz" => make::make_timestamp_ntz;
    "timestamp_seconds" => epoch::timestamp_seconds;
    "convert_timezone" => zone::convert_timezone;
    "to_date" => parse::to_date;
    "to_timestamp" => parse::to_timestamp;
    "to_timestamp_ltz" => parse::to_timestamp_ltz;
    "to_timestamp_ntz" => parse::to_timestamp_ntz;
    "try_to_timestamp" => parse::try_to_timestamp;
    "unix_timestamp" | "to_unix_timestamp" => parse::unix_timestamp;
    kernels: clock::HOUR, clock::MINUTE, clock::SECOND, time::HOUR, time::MINUTE, time::SECOND, time::FROM_SECONDS,
        time::TO_SECONDS, time::TO_MILLIS, time::TO_MICROS, time::DIFF, time::TRUNC, time::SECONDS_AND_FRACTION, parse::TRY_PARSE_DATE, parse::PARSE_TIME,
        parse::TRY_PARSE_TIME, make::TRY_MAKE_TIMESTAMP, make::TRY_MAKE_TIMESTAMP_NTZ, make::MAKE_TIMESTAMP_NTZ,
        moment::OF_DATE_AND_TIME, moment::NTZ_OF_DATE_AND_TIME, arithmetic::DATE_ADD, arithmetic::DATE_SUB, difference::DATE_DIFF, unit::ADD, unit::DIFF,
        extract::YEAR_OF_WEEK, extract::SECONDS, extract::WEEKDAY_ISO, make::MAKE_TIMESTAMP, epoch::TIMESTAMP_SECONDS,
        epoch::TIMESTAMP_SECONDS_DECIMAL, epoch::TIMESTAMP_SECONDS_DOUBLE, zone::CONVERT, parse::PARSE_DATE,
        parse::PARSE_TIMESTAMP, parse::PARSE_TIMESTAMP_NTZ, parse::TRY_PARSE_TIMESTAMP, interval::DAYS, interval::HOURS,
        interval::MINUTES, interval::SECONDS, interval::YEARS, interval::MONTHS,
}
