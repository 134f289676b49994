//! Aggregate functions.

use std::sync::Arc;

use datafusion::logical_expr::AggregateUDF;

use crate::Function;
use crate::function::Builder::Aggregate;

mod approximate;
mod average;
mod by;
mod call;
mod collect;
mod collected;
mod count;
mod extreme;
mod frequent_items;
mod groups;
mod logic;
mod moments;
mod percentile;
mod position;
mod quantile_summary;
mod quantiles;
mod statistics;
mod sum;
mod totals;
mod udaf;

pub use frequent_items::frequent_items;
pub use quantiles::approx_quantiles;

/// The groups of aggregate functions.
pub fn groups() -> Vec<&'static [Function]> {
    vec![FUNCTIONS]
}

const FUNCTIONS: &[Function] = &[
    Function { name: "count", aliases: &[], builder: Aggregate(count::count) },
    Function { name: "count_if", aliases: &[], builder: Aggregate(count::count_if) },
    Function { name: "sum", aliases: &[], builder: Aggregate(sum::sum) },
    Function { name: "try_sum", aliases: &[], builder: Aggregate(sum::sum) },
    Function { name: "avg", aliases: &["mean"], builder: Aggregate(average::average) },
    Function { name: "try_avg", aliases: &[], builder: Aggregate(average::average) },
    Function { name: "min", aliases: &[], builder: Aggregate(extreme::min) },
    Function { name: "max", aliases: &[], builder: Aggregate(extreme::max) },
    Function { name: "min_by", aliases: &[], builder: Aggregate(by::min_by) },
    Function { name: "max_by", aliases: &[], builder: Aggregate(by::max_by) },
    Function { name: "first", aliases: &["first_value", "any_value"], builder: Aggregate(position::first) },
    Function { name: "last", aliases: &["last_value"], builder: Aggregate(position::last) },
    Function { name: "collect_list", aliases: &["array_agg"], builder: Aggregate(collect::list) },
    Function { name: "collect_set", aliases: &[], builder: Aggregate(collect::set) },
    Function { name: "listagg", aliases: &["string_agg"], builder: Aggregate(collect::text) },
    Function { name: "stddev", aliases: &["stddev_samp", "std"], builder: Aggregate(statistics::of_one) },
    Function { name: "stddev_pop", aliases: &[], builder: Aggregate(statistics::of_one) },
    Function { name: "variance", aliases: &["var_samp"], builder: Aggregate(statistics::of_one) },
    Function { name: "var_pop", aliases: &[], builder: Aggregate(statistics::of_one) },
    Function { name: "skewness", aliases: &[], builder: Aggregate(statistics::of_one) },
    Function { name: "kurtosis", aliases: &[], builder: Aggregate(statistics::of_one) },
    Function { name: "corr", aliases: &[], builder: Aggregate(statistics::of_two) },
    Function { name: "covar_pop", aliases: &[], builder: Aggregate(statistics::of_two) },
    Function { name: "covar_samp", aliases: &[], builder: Aggregate(statistics::of_two) },
    Function { name: "regr_count", aliases: &[], builder: Aggregate(statistics::of_two) },
    Function { name: "regr_avgx", aliases: &[], builder: Aggregate(statistics::of_two) },
    Function { name: "regr_avgy", aliases: &[], builder: Aggregate(statistics::of_two) },
    Function { name: "regr_sxx", aliases: &[], builder: Aggregate(statistics::of_two) },
    Function { name: "regr_syy", aliases: &[], builder: Aggregate(statistics::of_two) },
    Function { name: "regr_sxy", aliases: &[], builder: Aggregate(statistics::of_two) },
    Function { name: "regr_slope", aliases: &[], builder: Aggregate(statistics::of_two) },
    Function { name: "regr_intercept", aliases: &[], builder: Aggregate(statistics::of_two) },
    Function { name: "regr_r2", aliases: &[], builder: Aggregate(statistics::of_two) },
    Function { name: "approx_count_distinct", aliases: &[], builder: Aggregate(approximate::count_distinct) },
    Function { name: "bool_and", aliases: &["every"], builder: Aggregate(logic::all) },
    Function { name: "bool_or", aliases: &["some", "any"], builder: Aggregate(logic::some) },
    Function { name: "bit_and", aliases: &[], builder: Aggregate(logic::bits) },
    Function { name: "bit_or", aliases: &[], builder: Aggregate(logic::bits) },
    Function { name: "bit_xor", aliases: &[], builder: Aggregate(logic::bits) },
    Function { name: "percentile", aliases: &[], builder: Aggregate(percentile::exact) },
    Function { name: "median", aliases: &[], builder: Aggregate(percentile::median) },
    Function { name: "percentile_cont", aliases: &[], builder: Aggregate(percentile::within_group) },
    Function { name: "percentile_disc", aliases: &[], builder: Aggregate(percentile::within_group) },
    Function {
        name: "percentile_approx",
        aliases: &["approx_percentile"],
        builder: Aggregate(percentile::approximate),
    },
    Function { name: "mode", aliases: &[], builder: Aggregate(collect::mode) },
];

/// The kernels of this module.
pub fn kernels() -> Vec<Arc<AggregateUDF>> {
    [
        totals::kernels(),
        extreme::kernels(),
        by::kernels(),
        collected::kernels(),
        moments::kernels(),
        quantiles::kernels(),
        frequent_items::kernels(),
    ]
    .concat()
}
