//! Statistics of a frame: some are frames, some are numbers.

use arrow::array::{Array, AsArray};
use arrow::datatypes::Float64Type;
use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::relation::RelType;
use sparrow_proto::spark::connect::stat_sample_by::Fraction;

use super::DataFrame;
use super::plan::Parts;
use crate::column::{Column, Literal};
use crate::error::{Error, Result};

impl DataFrame {
    /// Count, mean, standard deviation, smallest and largest value of these columns, as texts; without names, of all.
    pub fn describe<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Self {
        let cols: Vec<String> = names.into_iter().map(str::to_owned).collect();
        self.step(move |input| {
            RelType::Describe(Box::new(proto::StatDescribe { input: Some(input), cols: cols.clone() }))
        })
    }

    /// These statistics of all columns, as texts, such as `count`, `mean`, `25%`; without any, the usual ones.
    pub fn summary<'a>(&self, statistics: impl IntoIterator<Item = &'a str>) -> Self {
        let statistics: Vec<String> = statistics.into_iter().map(str::to_owned).collect();
        self.step(move |input| {
            RelType::Summary(Box::new(proto::StatSummary { input: Some(input), statistics: statistics.clone() }))
        })
    }

    /// How often two values occur together: a row for each value of one column, a column for each of the other.
    pub fn crosstab(&self, one: &str, other: &str) -> Self {
        let (col1, col2) = (one.to_owned(), other.to_owned());
        self.step(move |input| {
            let (col1, col2) = (col1.clone(), col2.clone());
            RelType::Crosstab(Box::new(proto::StatCrosstab { input: Some(input), col1, col2 }))
        })
    }

    /// The values of these columns that occur in at least this part of the rows (a hundredth without), and some more.
    pub fn freq_items<'a>(&self, names: impl IntoIterator<Item = &'a str>, support: Option<f64>) -> Self {
        let cols: Vec<String> = names.into_iter().map(str::to_owned).collect();
        self.step(move |input| {
            RelType::FreqItems(Box::new(proto::StatFreqItems { input: Some(input), cols: cols.clone(), support }))
        })
    }

    /// A part of the rows, with a fraction for each value of a column; other values have none.
    pub fn sample_by(
        &self,
        column: impl Into<Column>,
        fractions: impl IntoIterator<Item = (Literal, f64)>,
        seed: Option<i64>,
    ) -> Self {
        let mut parts = Parts::of([column.into()]);
        let mut all = Vec::new();
        for (value, fraction) in fractions {
            if !(0.0..=1.0).contains(&fraction) {
                parts.refuse(format!("a sample of the fraction {fraction}: give one from 0 to 1"));
            }
            value.problem.into_iter().for_each(|problem| parts.refuse(problem));
            all.push(Fraction { stratum: Some(value.value), fraction });
        }
        self.derive(parts, move |input, mut column| {
            RelType::SampleBy(Box::new(proto::StatSampleBy {
                input: Some(input),
                col: column.pop(),
                fractions: all.clone(),
                seed,
            }))
        })
    }

    /// The sample covariance of two columns; NaN where there is none.
    pub async fn cov(&self, one: &str, other: &str) -> Result<f64> {
        let (col1, col2) = (one.to_owned(), other.to_owned());
        let frame = self.step(move |input| {
            let (col1, col2) = (col1.clone(), col2.clone());
            RelType::Cov(Box::new(proto::StatCov { input: Some(input), col1, col2 }))
        });
        frame.number().await
    }

    /// Pearson's correlation of two columns; NaN where there is none.
    pub async fn corr(&self, one: &str, other: &str) -> Result<f64> {
        let (col1, col2) = (one.to_owned(), other.to_owned());
        let frame = self.step(move |input| {
            let (col1, col2) = (col1.clone(), col2.clone());
            let method = Some("pearson".to_owned());
            RelType::Corr(Box::new(proto::StatCorr { input: Some(input), col1, col2, method }))
        });
        frame.number().await
    }

    /// The quantiles of these columns at these probabilities, exact where `error` is 0: a list for each column.
    pub async fn approx_quantile<'a>(
        &self,
        names: impl IntoIterator<Item = &'a str>,
        probabilities: &[f64],
        error: f64,
    ) -> Result<Vec<Vec<f64>>> {
        if let Some(wrong) = probabilities.iter().find(|probability| !(0.0..=1.0).contains(*probability)) {
            return Err(Error::client(format!("{wrong} is no probability: give numbers from 0 to 1")));
        }
        let (cols, probabilities) = (names.into_iter().map(str::to_owned).collect::<Vec<_>>(), probabilities.to_vec());
        let frame = self.step(move |input| {
            RelType::ApproxQuantile(Box::new(proto::StatApproxQuantile {
                input: Some(input),
                cols: cols.clone(),
                probabilities: probabilities.clone(),
                relative_error: error,
            }))
        });
        let batch = frame.row().await?;
        let columns = batch.column(0).as_list_opt::<i32>().filter(|_| batch.num_columns() == 1);
        let columns =
            columns.ok_or_else(|| Error::answer("quantiles came in another form than lists of lists"))?.value(0);
        let columns = columns.as_list_opt::<i32>();
        let columns = columns.ok_or_else(|| Error::answer("quantiles came in another form than lists of lists"))?;
        let numbers = |at| {
            let list = columns.value(at);
            let list = list.as_primitive_opt::<Float64Type>();
            list.map(|list| list.values().to_vec()).ok_or_else(|| Error::answer("quantiles came that are no doubles"))
        };
        (0..columns.len()).map(numbers).collect()
    }

    async fn number(&self) -> Result<f64> {
        let batch = self.row().await?;
        let column = batch.column(0).as_primitive_opt::<Float64Type>();
        let column = column.ok_or_else(|| Error::answer("a statistic came that is no double"))?;
        Ok(if column.is_null(0) { f64::NAN } else { column.value(0) })
    }
}
