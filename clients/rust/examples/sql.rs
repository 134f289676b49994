//! SQL with parameters, commands, settings, and an error that says what is wrong.

use sparrow_connect::{Error, Result, Session, call, lit};

#[tokio::main]
async fn main() -> Result<()> {
    let session = Session::builder().connect().await?;
    session.config().set("spark.sql.session.timeZone", "UTC").await?;

    // A command runs at once; a query runs when its rows are asked for.
    session.sql("CREATE OR REPLACE TEMPORARY VIEW visits AS SELECT id, id % 3 AS page FROM range(100)").await?;

    let named = session.sql("SELECT count(*) AS visits FROM visits WHERE page = :page").bind("page", 2).await?;
    named.show().await?;

    // A parameter is a value or a column.
    let pages = call("array", [lit(0), lit(1)]);
    let positional = session
        .sql("SELECT page, count(*) AS visits FROM visits WHERE array_contains(?, page) AND id < ? GROUP BY page");
    positional.arg(pages).arg(50_i64).await?.sort(["page"]).show().await?;

    match session.sql("SELECT vists FROM visits").await?.collect().await {
        Err(Error::Spark(error)) => println!("{}: {}", error.condition, error.message),
        other => println!("expected an error, got {other:?}"),
    }

    session.close().await
}
