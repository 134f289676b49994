//! Frames: local rows, joins, windows, and writing.

use std::sync::Arc;

use sparrow_connect::arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use sparrow_connect::functions::{row_number, sum};
use sparrow_connect::{Result, Session, Window, col, lit, when};

#[tokio::main]
async fn main() -> Result<()> {
    let session = Session::builder().connect().await?;

    let teams = session.create_dataframe([teams()]).await?;
    let games = session.range(0, 12).select([(col("id") % 3).alias("team"), (col("id") * 10).alias("points")]);

    let table = games
        .join(&teams, games.col("team").eq(teams.col("id")), "left")
        .group_by(["name"])
        .agg([sum("points").alias("points")])
        .with_column("place", row_number().over(Window::order_by([col("points").desc()])))
        .with_column("medal", when(col("place").eq(1), lit("gold")));
    table.sort(["place"]).show().await?;
    println!("{}", table.schema().await?);

    let folder = std::env::temp_dir().join("sparrow-example-teams");
    let path = folder.to_string_lossy();
    table.write().mode("overwrite").option("compression", "snappy").partition_by(["place"]).parquet(&path).await?;
    println!("{} rows written", session.read().parquet(&path).count().await?);

    session.close().await
}

fn teams() -> RecordBatch {
    let ids: ArrayRef = Arc::new(Int64Array::from(vec![0, 1, 2]));
    let names: ArrayRef = Arc::new(StringArray::from(vec!["ants", "bees", "cats"]));
    RecordBatch::try_from_iter([("id", ids), ("name", names)]).expect("both columns have three rows")
}
