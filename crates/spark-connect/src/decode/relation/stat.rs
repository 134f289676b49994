//! `summary`, `describe` and `df.stat`.

use sparrow_plan::{Literal, RelKind, StatFunction};
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::Result;

use super::required;
use crate::decode::depth::Depth;
use crate::decode::{expression, literal, missing, non_empty};

fn stat(depth: Depth, relation: Option<&proto::Relation>, function: StatFunction) -> Result<RelKind> {
    Ok(RelKind::Stat { input: required(depth, relation)?, function })
}

pub(super) fn summary(depth: Depth, x: &proto::StatSummary) -> Result<RelKind> {
    stat(depth, x.input.as_deref(), StatFunction::Summary(x.statistics.clone()))
}

pub(super) fn describe(depth: Depth, x: &proto::StatDescribe) -> Result<RelKind> {
    stat(depth, x.input.as_deref(), StatFunction::Describe(x.cols.clone()))
}

pub(super) fn crosstab(depth: Depth, x: &proto::StatCrosstab) -> Result<RelKind> {
    stat(depth, x.input.as_deref(), StatFunction::Crosstab(x.col1.clone(), x.col2.clone()))
}

pub(super) fn cov(depth: Depth, x: &proto::StatCov) -> Result<RelKind> {
    stat(depth, x.input.as_deref(), StatFunction::Cov(x.col1.clone(), x.col2.clone()))
}

pub(super) fn corr(depth: Depth, x: &proto::StatCorr) -> Result<RelKind> {
    let method = non_empty(x.method.as_deref());
    stat(depth, x.input.as_deref(), StatFunction::Corr(x.col1.clone(), x.col2.clone(), method))
}

pub(super) fn approx_quantile(depth: Depth, x: &proto::StatApproxQuantile) -> Result<RelKind> {
    let function = StatFunction::ApproxQuantile(x.cols.clone(), x.probabilities.clone(), x.relative_error);
    stat(depth, x.input.as_deref(), function)
}

pub(super) fn freq_items(depth: Depth, x: &proto::StatFreqItems) -> Result<RelKind> {
    stat(depth, x.input.as_deref(), StatFunction::FreqItems(x.cols.clone(), x.support))
}

pub(super) fn sample_by(depth: Depth, x: &proto::StatSampleBy) -> Result<RelKind> {
    let column = expression::required(depth, x.col.as_ref(), "sampleBy", "column")?;
    let fractions = x.fractions.iter().map(|f| fraction(depth, f)).collect::<Result<_>>()?;
    stat(depth, x.input.as_deref(), StatFunction::SampleBy(Box::new(column), fractions, x.seed))
}

fn fraction(depth: Depth, x: &proto::stat_sample_by::Fraction) -> Result<(Literal, f64)> {
    let stratum = x.stratum.as_ref().ok_or_else(|| missing("sampleBy", "stratum"))?;
    Ok((literal::decode(depth, stratum)?, x.fraction))
}
