//! Deep plans and texts are answered up to the limits, and refused beyond them; nothing overflows a stack.

use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::relation::RelType;
use tonic::Status;

use crate::errors::send_raw;
use crate::plans::{call, column, filter, long, project, range, relation, root, run, with_column};
use crate::server::{Client, Server, condition};

/// Spark's clients nest so deep; the last is one less than the limit.
const DEPTHS: &[usize] = &[99, 101, 1_024, 1_990];
/// DataFusion asks for the type of every expression inside an expression again and again, so that deep ones take their time
/// in a build without optimization; `make stress` has the others.
const DEPTHS_OF_EXPRESSIONS: &[usize] = &[99, 101, 300];

/// Builds, runs and drops a deep plan on a stack of its own: the client's half recurses too.
async fn rows(client: &Client, plan: impl FnOnce() -> proto::Relation + Send + 'static) -> Result<i64, Status> {
    let client = client.clone();
    let (done, answer) = tokio::sync::oneshot::channel();
    let work = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let mut client = client;
        let _ = done.send(runtime.block_on(run(&mut client, root(plan()))));
    };
    std::thread::Builder::new().stack_size(256 << 20).spawn(work).unwrap();
    answer.await.unwrap()
}

fn text(query: &str) -> proto::Relation {
    relation(RelType::Sql(proto::Sql { query: query.to_owned(), ..Default::default() }))
}

#[tokio::test(flavor = "multi_thread")]
async fn chains_of_relations_are_answered() {
    let server = Server::start(&[]);
    for depth in DEPTHS.iter().copied() {
        let client = server.client().await;
        let filters = move || (0..depth).fold(range(3), |r, _| filter(r, call(">=", vec![column("id"), long(0)])));
        assert_eq!(rows(&client, filters).await.unwrap(), 3, "{depth} filters");
        let projects = move || (0..depth).fold(range(3), |r, _| project(r, vec![column("id")]));
        assert_eq!(rows(&client, projects).await.unwrap(), 3, "{depth} projections");
    }
    for depth in DEPTHS_OF_EXPRESSIONS.iter().copied() {
        let client = server.client().await;
        let with =
            move || (0..depth).fold(range(3), |r, _| with_column(r, "id", call("+", vec![column("id"), long(1)])));
        assert_eq!(rows(&client, with).await.unwrap(), 3, "{depth} columns");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn deep_expressions_are_answered() {
    let server = Server::start(&[]);
    for depth in DEPTHS_OF_EXPRESSIONS.iter().copied() {
        let client = server.client().await;
        let sum = move || project(range(3), vec![(0..depth).fold(column("id"), |e, _| call("+", vec![e, long(1)]))]);
        assert_eq!(rows(&client, sum).await.unwrap(), 3, "{depth} additions");
        let sql = move || text(&format!("SELECT id{} FROM range(3)", " + 1".repeat(depth)));
        assert_eq!(rows(&client, sql).await.unwrap(), 3, "{depth} additions in SQL");
        let nested = move || text(&format!("SELECT {}id{} FROM range(3)", "(".repeat(depth), ")".repeat(depth)));
        assert_eq!(rows(&client, nested).await.unwrap(), 3, "{depth} parentheses");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn deeper_ones_are_refused() {
    let server = Server::start(&[]);
    let client = server.client().await;
    for sql in [
        format!("SELECT {}1{}", "(".repeat(100_000), ")".repeat(100_000)),
        format!("SELECT {} a", "NOT ".repeat(100_000)),
        format!("SELECT 1{}", " + 1".repeat(100_000)),
        format!("{}SELECT 1{}", "SELECT * FROM (".repeat(100_000), ")".repeat(100_000)),
    ] {
        let refused = rows(&client, move || text(&sql)).await.unwrap_err();
        assert_eq!(condition(&refused), "SPARROW.PLAN_TOO_DEEP", "{}", refused.message());
    }
    for refused in
        [send_raw(&server, EXECUTE, filters(1_000_000)).await, send_raw(&server, EXECUTE, filters(10_000)).await]
    {
        let refused = refused.unwrap_err();
        assert_eq!(condition(&refused), "SPARROW.PLAN_TOO_DEEP");
        assert!(refused.message().contains("plan.relation_levels_max"), "{}", refused.message());
    }
    let alive = rows(&client, || range(1)).await;
    assert_eq!(alive.unwrap(), 1);
}

const EXECUTE: &str = "/spark.connect.SparkConnectService/ExecutePlan";

/// An ExecutePlan request whose plan is filters upon filters, written from its end so that it takes linear time.
fn filters(levels: usize) -> Vec<u8> {
    const TAGS: [u8; 4] = [0x0a, 0x22, 0x0a, 0x1a];
    let [input, filter, root, plan] = TAGS;
    let mut reversed = Vec::new();
    for _ in 0..levels {
        wrap(&mut reversed, input);
        wrap(&mut reversed, filter);
    }
    wrap(&mut reversed, root);
    wrap(&mut reversed, plan);
    reversed.reverse();
    reversed
}

fn wrap(reversed: &mut Vec<u8>, tag: u8) {
    let mut head = vec![tag];
    prost::encoding::encode_varint(reversed.len() as u64, &mut head);
    reversed.extend(head.into_iter().rev());
}

#[tokio::test(flavor = "multi_thread")]
async fn deep_data_and_types_are_answered_or_refused() {
    let server = Server::start(&[]);
    let client = server.client().await;
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: String| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let nested = |levels: usize| format!("{{\"a\": {}1{}}}\n", "[".repeat(levels), "]".repeat(levels));
    for (levels, readable) in [(50, true), (900, true), (100_000, false)] {
        let path = write(&format!("{levels}.json"), nested(levels));
        let read = move || text(&format!("SELECT count(*) FROM json.`{path}`"));
        match rows(&client, read).await {
            Ok(count) => assert!(readable && count == 1, "{levels}"),
            // A record nested too deep is a corrupt one, and nothing else is in that file.
            Err(error) => {
                assert!(!readable, "{levels}: {}", error.message());
                assert_eq!(condition(&error), "UNSUPPORTED_FEATURE.QUERY_ONLY_CORRUPT_RECORD_COLUMN");
            }
        }
    }
    let path = write("x.csv", format!("{}\n", "[".repeat(100_000)));
    assert_eq!(rows(&client, move || text(&format!("SELECT * FROM csv.`{path}`"))).await.unwrap(), 1);
    for function in ["from_json('[]', '{}')", "CAST(NULL AS {})"] {
        let nested = format!("{}INT{}", "ARRAY<".repeat(100_000), ">".repeat(100_000));
        let query = format!("SELECT {}", function.replace("{}", &nested));
        let refused = rows(&client, move || text(&query)).await.unwrap_err();
        assert!(!condition(&refused).is_empty(), "{}", refused.message());
    }
    assert_eq!(rows(&client, || range(1)).await.unwrap(), 1);
}
