//! Actions: what runs a frame and gives its rows.

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::Int64Type;
use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::plan::OpType;
use sparrow_proto::spark::connect::relation::RelType;

use super::DataFrame;
use crate::column::{Column, call, lit};
use crate::error::{Error, Result};
use crate::result::ResultStream;

impl DataFrame {
    /// Runs it and gives its rows as they come. The stream begins with the schema; dropped early, it stops the query.
    pub async fn stream(&self) -> Result<ResultStream> {
        self.check()?;
        let responses = self.session.execute(self.node.depth, || OpType::Root(self.node.relation()));
        ResultStream::open(responses, self.session.options.on_progress.clone()).await
    }

    /// Runs it and gives all its rows. At least one batch comes, maybe without rows.
    pub async fn collect(&self) -> Result<Vec<RecordBatch>> {
        self.stream().await?.collect_batches().await
    }

    /// How many rows there are.
    pub async fn count(&self) -> Result<i64> {
        let batch = self.agg([call("count", [lit(1)])]).row().await?;
        let count = batch.column(0).as_primitive_opt::<Int64Type>();
        count.map(|count| count.value(0)).ok_or_else(|| Error::answer("a count came that is no bigint"))
    }

    /// The first rows.
    pub async fn take(&self, rows: i32) -> Result<Vec<RecordBatch>> {
        self.limit(rows).collect().await
    }

    /// The first row, as a batch with one row, or none.
    pub async fn first(&self) -> Result<Option<RecordBatch>> {
        let batches = self.limit(1).collect().await?;
        Ok(batches.into_iter().find(|batch| batch.num_rows() > 0))
    }

    /// The last rows.
    pub async fn tail(&self, rows: i32) -> Result<Vec<RecordBatch>> {
        self.last(rows).collect().await
    }

    /// Whether there is no row.
    pub async fn is_empty(&self) -> Result<bool> {
        let batches = self.select(Vec::<Column>::new()).limit(1).collect().await?;
        Ok(batches.iter().all(|batch| batch.num_rows() == 0))
    }

    /// Prints the first 20 rows as a table, each value cut to 20 letters.
    #[expect(clippy::print_stdout, reason = "this is what it is for")]
    pub async fn show(&self) -> Result<()> {
        println!("{}", self.show_string(20, 20, false).await?);
        Ok(())
    }

    /// The first rows as a table. `truncate` is how many letters of a value are shown, 0 is all; `vertical` gives each
    /// value a line.
    pub async fn show_string(&self, rows: i32, truncate: i32, vertical: bool) -> Result<String> {
        let frame = self.step(move |input| {
            RelType::ShowString(Box::new(proto::ShowString { input: Some(input), num_rows: rows, truncate, vertical }))
        });
        let batch = frame.row().await?;
        let text = batch.column(0).as_string_opt::<i32>();
        text.map(|text| text.value(0).to_owned()).ok_or_else(|| Error::answer("a table came that is no text"))
    }

    /// The one row of a frame that has one, with at least one column.
    pub(super) async fn row(&self) -> Result<RecordBatch> {
        let batches = self.collect().await?;
        let batch = batches.into_iter().find(|batch| batch.num_rows() > 0 && batch.num_columns() > 0);
        batch.ok_or_else(|| Error::answer("no row came where there must be one"))
    }
}
