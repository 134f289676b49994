//! What a worker's Flight service gives to whom.

use arrow_flight::flight_service_client::FlightServiceClient;
use arrow_flight::{Action, Criteria, Empty, FlightData, FlightDescriptor, HandshakeRequest, Ticket};
use ballista_core::serde::protobuf;
use ballista_core::serde::scheduler::{Action as Fetch, ShuffleFileKind, ShuffleLayout};
use prost::Message as _;
use tonic::transport::Channel;
use tonic::{Code, Request, Status};

use super::*;

const HOUR: Duration = Duration::from_secs(3600);

/// The bytes of a request for a plain block.
fn fetch(job: &str, stage: usize, partition: usize) -> Vec<u8> {
    let action: protobuf::Action = Fetch::FetchPartition {
        job_id: job.into(),
        stage_id: stage,
        partition_id: partition,
        host: "127.0.0.1".into(),
        port: 1,
        file_id: Some(0),
        layout: ShuffleLayout::Passthrough,
        file_kind: ShuffleFileKind::Data,
        byte_ranges: vec![],
    }
    .try_into()
    .unwrap();
    action.encode_to_vec()
}

fn request<T>(message: T, ticket: Option<&str>) -> Request<T> {
    let mut request = Request::new(message);
    if let Some(ticket) = ticket {
        request.metadata_mut().insert("authorization", ticket.parse().unwrap());
    }
    request
}

/// A site with one block, and a connection to it.
async fn site() -> (Site, FlightServiceClient<Channel>) {
    let site = Site::new("a");
    let plan = plain(memory(&[vec![batch([(1, 1)].into_iter())]]), 0);
    site.succeed(task(1, 0, 0), Some(plan)).await;
    let address = format!("127.0.0.1:{}", site.worker.options().flight_port);
    let channel = wire::connect(&wire::endpoint(&address, None).unwrap()).await.unwrap();
    (site, FlightServiceClient::new(channel))
}

/// Asks both ways for what `body` names.
async fn ask(client: &mut FlightServiceClient<Channel>, body: &[u8], ticket: Option<&str>) -> [Result<(), Status>; 2] {
    let action = Action { r#type: "IO_BLOCK_TRANSPORT".to_owned(), body: body.to_vec().into() };
    let block = client.do_action(request(action, ticket)).await.map(|_| ());
    let rows = client.do_get(request(Ticket { ticket: body.to_vec().into() }, ticket)).await.map(|_| ());
    [block, rows]
}

/// A stream that ends at once.
fn nothing<T: Send + 'static>() -> impl Stream<Item = T> + Send + 'static {
    futures::stream::empty()
}

type Result<T, E> = std::result::Result<T, E>;

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_opens_the_block_it_was_made_for_as_often_as_it_comes() {
    let (_site, mut client) = site().await;
    let body = fetch(JOB, 1, 0);
    let ticket = pass().ticket(&body);
    for _ in 0..2 {
        for answer in ask(&mut client, &body, Some(&ticket)).await {
            answer.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_else_opens_it() {
    let (_site, mut client) = site().await;
    let body = fetch(JOB, 1, 0);
    let good = pass().ticket(&body);
    let of = |tenant: &str, job: &str| fleet_key().pass(tenant, job, SystemTime::now() + HOUR).ticket(&body);
    let other_fleet = FleetKey::random().unwrap().pass("acme", JOB, SystemTime::now() + HOUR).ticket(&body);
    let expired = fleet_key().pass("acme", JOB, SystemTime::now() - HOUR).ticket(&body);
    let as_beta = good.replace(&hex::encode("acme"), &hex::encode("beta"));
    let other_block = pass().ticket(&fetch(JOB, 1, 1));
    let forged = [
        None,
        Some("".to_owned()),
        Some("Bearer x".to_owned()),
        Some(good[..good.len() - 2].to_owned()),
        Some(of("acme", "job-2")),
        Some(as_beta),
        Some(other_fleet),
        Some(expired),
        Some(other_block),
    ];
    for ticket in forged {
        for answer in ask(&mut client, &body, ticket.as_deref()).await {
            let refused = answer.unwrap_err();
            assert_eq!(refused.code(), Code::Unauthenticated, "{ticket:?}: {refused:?}");
            assert!(ticket.as_deref().is_none_or(|ticket| ticket.is_empty() || !refused.message().contains(ticket)));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_path_is_made_of_a_strange_job_whatever_the_ticket() {
    let (site, mut client) = site().await;
    let outside = site.folder.path().join("outside").to_str().unwrap().to_owned();
    for job in ["../outside", &outside, "..", "", "a/b"] {
        let body = fetch(job, 1, 0);
        let ticket = fleet_key().pass("acme", job, SystemTime::now() + HOUR).ticket(&body);
        for answer in ask(&mut client, &body, Some(&ticket)).await {
            assert_eq!(answer.unwrap_err().code(), Code::InvalidArgument, "{job}");
        }
        for answer in ask(&mut client, &body, None).await {
            assert_eq!(answer.unwrap_err().code(), Code::Unauthenticated, "{job}");
        }
    }
    for nonsense in [b"".as_slice(), b"\xff\xff", b"\x0a\x00"] {
        let ticket = pass().ticket(nonsense);
        for answer in ask(&mut client, nonsense, Some(&ticket)).await {
            assert_eq!(answer.unwrap_err().code(), Code::Unauthenticated);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_other_call_of_flight_is_answered() {
    let (_site, mut client) = site().await;
    let ticket = pass().ticket(&fetch(JOB, 1, 0));
    for ticket in [None, Some(ticket.as_str())] {
        let descriptor = || request(FlightDescriptor::default(), ticket);
        let answers = [
            client.handshake(request(nothing::<HandshakeRequest>(), ticket)).await.err(),
            client.list_flights(request(Criteria::default(), ticket)).await.err(),
            client.get_flight_info(descriptor()).await.err(),
            client.poll_flight_info(descriptor()).await.err(),
            client.get_schema(descriptor()).await.err(),
            client.do_put(request(nothing::<FlightData>(), ticket)).await.err(),
            client.list_actions(request(Empty {}, ticket)).await.err(),
            client.do_exchange(request(nothing::<FlightData>(), ticket)).await.err(),
        ];
        for answer in answers {
            assert_eq!(answer.map(|refused| refused.code()), Some(Code::Unauthenticated));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_without_a_pass_reads_nothing_of_others() {
    let (a, _) = site().await;
    let reader = Site::new("b");
    let plan = plain(memory(&[vec![batch([(1, 1)].into_iter())]]), 0);
    let written = a.succeed(task(2, 0, 0), Some(plan)).await;
    let input = StageInputExec::new(2, schema(), Partitioning::UnknownPartitioning(1), None);
    let input = input.with_locations(vec![vec![a.location(2, 0, &written.partitions[0])]]);
    let run = |pass: Option<Pass>| {
        let mut task = TaskDefinition { props: vec![], plan: encoded(&input, 0), ..task(3, 0, 0) };
        if let Some(pass) = pass {
            give_pass(&mut task, &pass);
        }
        task
    };
    let other_job = fleet_key().pass("acme", "job-2", SystemTime::now() + HOUR);
    assert!(reader.fail(run(None), None).await.error.contains("no pass"));
    assert!(reader.fail(run(Some(other_job)), None).await.error.contains("not for this request"));
    reader.succeed(run(Some(pass())), None).await;
}

/// What is logged, as text.
#[derive(Clone, Default)]
struct Written(Arc<parking_lot::Mutex<Vec<u8>>>);

impl std::io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// On one thread, so that all of it is heard.
#[tokio::test]
async fn tickets_and_passes_are_not_logged() {
    let written = Written::default();
    let writer = written.clone();
    let listening = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false);
    let _listening = tracing::subscriber::set_default(listening.with_writer(move || writer.clone()).finish());
    let (a, reader) = (Site::new("a"), Site::new("b"));
    let plan = plain(memory(&[vec![batch([(1, 1)].into_iter())]]), 0);
    let block = a.succeed(task(1, 0, 0), Some(plan)).await;
    let input = StageInputExec::new(1, schema(), Partitioning::UnknownPartitioning(1), None);
    let input = input.with_locations(vec![vec![a.location(1, 0, &block.partitions[0])]]);
    assert_eq!(reader.read(&input, 0).await.unwrap(), [(1, 1)]);
    let strange = FleetKey::random().unwrap().pass("acme", JOB, SystemTime::now() + HOUR);
    let refused =
        reader.worker.wired(&input, strange).execute(0, Arc::default()).unwrap().try_collect::<Vec<_>>().await;
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains("not for this request"), "{refused}");

    let logged = String::from_utf8_lossy(&written.0.lock()).into_owned();
    assert!(logged.contains("a shuffle block is asked for again"), "something is logged");
    for secret in ["Sparrow-Ticket", &hex::encode("acme"), &hex::encode(fleet_key().bytes())] {
        assert!(!logged.contains(secret) && !refused.contains(secret), "{secret}: {logged}");
    }
}
