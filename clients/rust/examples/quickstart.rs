//! Connects, runs a query, and prints its rows.

use sparrow_connect::functions::{count, upper};
use sparrow_connect::{Result, Session, col};

#[tokio::main]
async fn main() -> Result<()> {
    // The address is in SPARK_REMOTE, or sc://127.0.0.1:15002.
    let session = Session::builder().connect().await?;
    println!("connected to Spark {}", session.version().await?);

    let words = session.sql("SELECT * FROM VALUES ('ant', 3), ('bee', 5), ('ant', 4) AS t(name, size)").await?;
    words
        .filter(col("size").gt(2))
        .group_by([upper("name").alias("name")])
        .agg([count("*").alias("how_many")])
        .sort(["name"])
        .show()
        .await?;

    session.close().await
}
