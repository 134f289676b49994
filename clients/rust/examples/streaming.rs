//! A large result batch by batch, with progress, a deadline, and an early end.

use std::time::Duration;

use futures::StreamExt;
use sparrow_connect::{Result, Session};

#[tokio::main]
async fn main() -> Result<()> {
    let session = Session::builder().deadline(Duration::from_secs(60)).connect().await?;

    // Nothing is read ahead, so memory does not grow with the result.
    let frame = session.range(0, 1_000_000).on_progress(|progress| {
        if progress.is_last {
            eprintln!("the server is done");
        }
    });
    let mut batches = frame.stream().await?;
    println!("columns: {}", batches.schema());
    let mut rows = 0;
    while let Some(batch) = batches.next().await {
        rows += batch?.num_rows();
    }
    println!("{rows} rows");

    // A stream that is dropped tells the server to stop.
    let mut endless = session.range(0, i64::MAX).stream().await?;
    if let Some(first) = endless.next().await {
        println!("{} rows are enough", first?.num_rows());
    }
    drop(endless);

    session.close().await
}
