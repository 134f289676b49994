//! Stays over channels instead of connections, with a bench whose tasks end when the test says so.

use std::collections::HashMap;
use std::sync::Mutex;

use ballista_core::serde::protobuf::{SuccessfulTask, TaskDefinition};
use sparrow_proto::sparrow::fleet::from_server::Message;
use sparrow_spark_error::Result as SparkResult;
use tokio::sync::oneshot;
use tokio_stream::wrappers::ReceiverStream;

use super::*;

const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Default)]
struct Held {
    tasks: HashMap<TaskKey, oneshot::Sender<()>>,
    cancelled: Vec<TaskKey>,
    cleaned: Vec<(String, Vec<u32>)>,
}

#[derive(Clone, Default)]
struct Fake(Arc<Mutex<Held>>);

impl Fake {
    fn end(&self, task_id: usize) {
        self.0.lock().unwrap().tasks.remove(&key(task_id)).unwrap().send(()).unwrap();
    }
}

impl Bench for Fake {
    fn run(&self, task: TaskDefinition) -> impl Future<Output = TaskStatus> + Send + 'static {
        let (end, ended) = oneshot::channel();
        self.0.lock().unwrap().tasks.insert(key(task.task_id as usize), end);
        async move {
            let outcome = match ended.await {
                Ok(()) => task_status::Status::Successful(SuccessfulTask::default()),
                Err(_) => task_status::Status::Failed(Default::default()),
            };
            TaskStatus { task_id: task.task_id, job_id: task.job_id, status: Some(outcome), ..Default::default() }
        }
    }

    fn cancel(&self, key: &TaskKey) {
        let mut held = self.0.lock().unwrap();
        held.tasks.remove(key);
        held.cancelled.push(key.clone());
    }

    fn free_slots(&self) -> u32 {
        4 - self.0.lock().unwrap().tasks.len() as u32
    }

    fn memory_bytes(&self) -> usize {
        1234
    }

    fn clean(&self, job_id: String, stages: Vec<u32>) -> impl Future<Output = SparkResult<()>> + Send + 'static {
        self.0.lock().unwrap().cleaned.push((job_id, stages));
        std::future::ready(Ok(()))
    }

    fn sweep(&self, _older_than: Duration) -> impl Future<Output = SparkResult<usize>> + Send + 'static {
        std::future::ready(Ok(0))
    }
}

/// A stay and the server's ends of it.
struct Scene {
    bench: Fake,
    counters: Arc<Counters>,
    orders: Option<mpsc::Sender<Result<proto::FromServer, Status>>>,
    reports: mpsc::Receiver<proto::FromExecutor>,
    wishes: watch::Sender<Wish>,
    stay: tokio::task::JoinHandle<Ended>,
}

impl Scene {
    fn begin() -> Self {
        Self::with(15_000, drain::Limits { tasks: PATIENCE, files: PATIENCE })
    }

    fn with(silence_ms_max: u64, limits: drain::Limits) -> Self {
        let (bench, counters) = (Fake::default(), Arc::<Counters>::default());
        let (orders, heard) = mpsc::channel(16);
        let (sending, reports) = mpsc::channel(4);
        let (wishes, wished) = watch::channel(Wish::Serve);
        // Reports of the interval come once, in the beginning.
        let welcome = proto::Welcome {
            report_interval_ms: 3_000_000,
            silence_ms_max,
            message_bytes_max: 1 << 20,
            ..Default::default()
        };
        let stay = Stay::new(bench.clone(), Terms::of(&welcome), limits, sending, Arc::clone(&counters));
        let stay = tokio::spawn(stay.run(ReceiverStream::new(heard), wished));
        Self { bench, counters, orders: Some(orders), reports, wishes, stay }
    }

    async fn tell(&self, message: Message) {
        self.orders.as_ref().unwrap().send(Ok(proto::FromServer { message: Some(message) })).await.unwrap();
    }

    async fn run_tasks(&self, tasks: &[u32]) {
        let task = |task_id: &u32| {
            let definition = TaskDefinition { job_id: "j".to_owned(), task_id: *task_id, ..Default::default() };
            let key = Some(proto::TaskKey { job_id: "j".to_owned(), stage_id: 0, task_id: *task_id });
            proto::Task { key, stage_attempt: 0, definition: definition.encode_to_vec().into(), origin: None }
        };
        self.tell(Message::Run(proto::Run { tasks: tasks.iter().map(task).collect() })).await;
    }

    async fn acknowledge(&self, sequence: u64) {
        self.tell(Message::Acknowledge(proto::Acknowledge { sequence })).await;
    }

    async fn report(&mut self) -> proto::Report {
        let said = timeout(PATIENCE, self.reports.recv()).await.expect("a report comes").expect("the stay goes on");
        match said.message {
            Some(proto::from_executor::Message::Report(report)) => report,
            other => panic!("it is a report: {other:?}"),
        }
    }

    async fn ended(self) -> Ended {
        drop(self.reports);
        timeout(PATIENCE, self.stay).await.expect("it ends").unwrap()
    }
}

fn key(task_id: usize) -> TaskKey {
    TaskKey { job_id: "j".into(), stage_id: 0, task_id }
}

fn ended_tasks(report: &proto::Report) -> Vec<u32> {
    report.statuses.iter().map(|bytes| TaskStatus::decode(bytes.clone()).unwrap().task_id).collect()
}

async fn until(what: impl Fn() -> bool) {
    timeout(PATIENCE, async {
        while !what() {
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("it comes to be so");
}

#[tokio::test]
async fn an_end_is_reported_at_once_and_until_it_was_heard() {
    let mut scene = Scene::begin();
    assert_eq!(scene.report().await, proto::Report { sequence: 1, free_slots: 4, ..Default::default() });
    scene.run_tasks(&[1, 2]).await;
    until(|| scene.bench.free_slots() == 2).await;
    scene.bench.end(1);
    let report = scene.report().await;
    assert_eq!((report.sequence, report.free_slots, ended_tasks(&report)), (2, 3, vec![1]));
    assert_eq!(report.running.iter().map(|key| key.task_id).collect::<Vec<_>>(), [2]);
    scene.bench.end(2);
    assert_eq!(ended_tasks(&scene.report().await), [1, 2]);
    scene.acknowledge(2).await;
    scene.run_tasks(&[3]).await;
    until(|| scene.bench.free_slots() == 3).await;
    scene.bench.end(3);
    assert_eq!(ended_tasks(&scene.report().await), [2, 3]);
    let count = |counter: &std::sync::atomic::AtomicU64| counter.load(std::sync::atomic::Ordering::Relaxed);
    assert_eq!((count(&scene.counters.repeated), count(&scene.counters.finished)), (2, 3));
}

#[tokio::test]
async fn orders_are_followed() {
    let mut scene = Scene::begin();
    scene.report().await;
    scene.run_tasks(&[1]).await;
    let cancel = [1, 9].map(|task_id| orders::key_message(&key(task_id)));
    scene.tell(Message::Cancel(proto::Cancel { tasks: cancel.to_vec() })).await;
    scene.tell(Message::Clean(proto::Clean { job_id: "j".to_owned(), stages: vec![3] })).await;
    assert_eq!(ended_tasks(&scene.report().await), [1]);
    let bench = scene.bench.clone();
    until(|| !bench.0.lock().unwrap().cleaned.is_empty()).await;
    let held = bench.0.lock().unwrap();
    assert_eq!((&held.cancelled, &held.cleaned), (&vec![key(1)], &vec![("j".to_owned(), vec![3])]));
}

#[tokio::test]
async fn a_task_that_cannot_be_read_has_failed_and_one_without_a_key_ends_the_stay() {
    let mut scene = Scene::begin();
    scene.report().await;
    let nonsense = proto::Task {
        origin: None,
        key: Some(orders::key_message(&key(5))),
        stage_attempt: 1,
        definition: prost::bytes::Bytes::from_static(b"\xff\xff"),
    };
    scene.tell(Message::Run(proto::Run { tasks: vec![nonsense.clone()] })).await;
    let report = scene.report().await;
    assert_eq!((ended_tasks(&report), report.free_slots), (vec![5], 4));
    scene.tell(Message::Run(proto::Run { tasks: vec![proto::Task { key: None, ..nonsense }] })).await;
    assert_eq!(timeout(PATIENCE, scene.stay).await.unwrap().unwrap(), Ended::Broken("a task without a key".to_owned()));
}

#[tokio::test]
async fn a_broken_stream_gives_all_tasks_up() {
    let mut scene = Scene::begin();
    scene.report().await;
    scene.run_tasks(&[1, 2]).await;
    until(|| scene.bench.free_slots() == 2).await;
    scene.orders = None;
    let bench = scene.bench.clone();
    assert!(matches!(scene.ended().await, Ended::Broken(why) if why.contains("closed")));
    let mut cancelled = bench.0.lock().unwrap().cancelled.clone();
    cancelled.sort();
    assert_eq!(cancelled, [key(1), key(2)]);
}

#[tokio::test]
async fn a_silent_server_is_given_up() {
    let mut scene = Scene::with(200, drain::Limits { tasks: PATIENCE, files: PATIENCE });
    scene.report().await;
    let ended = timeout(PATIENCE, &mut scene.stay).await.unwrap().unwrap();
    assert!(matches!(ended, Ended::Broken(why) if why.contains("said nothing")));
}

#[tokio::test]
async fn who_leaves_ends_its_tasks_takes_no_new_ones_and_waits_to_be_released() {
    let mut scene = Scene::begin();
    scene.report().await;
    scene.run_tasks(&[1]).await;
    until(|| scene.bench.free_slots() == 3).await;
    scene.wishes.send(Wish::Drain).unwrap();
    assert!(scene.report().await.draining);
    scene.run_tasks(&[2]).await;
    assert_eq!(ended_tasks(&scene.report().await), [2]);
    scene.bench.end(1);
    let report = scene.report().await;
    assert_eq!((report.sequence, ended_tasks(&report)), (4, vec![2, 1]));
    scene.tell(Message::Drain(proto::Drain {})).await;
    // Released it is, but it stays until the server has heard of all ends of tasks.
    scene.acknowledge(4).await;
    assert_eq!(scene.ended().await, Ended::Left);
}

#[tokio::test]
async fn leaving_takes_no_longer_than_it_may() {
    let limits = drain::Limits { tasks: Duration::from_millis(300), files: Duration::from_millis(300) };
    let mut scene = Scene::with(15_000, limits);
    scene.report().await;
    scene.run_tasks(&[1]).await;
    until(|| scene.bench.free_slots() == 3).await;
    scene.wishes.send(Wish::Drain).unwrap();
    scene.report().await;
    // The task is given up, which is an end like another.
    assert_eq!(ended_tasks(&scene.report().await), [1]);
    assert_eq!(timeout(PATIENCE, &mut scene.stay).await.unwrap().unwrap(), Ended::Left);
}

#[tokio::test]
async fn who_is_told_to_stop_stops_at_once() {
    let mut scene = Scene::begin();
    scene.report().await;
    scene.run_tasks(&[1]).await;
    until(|| scene.bench.free_slots() == 3).await;
    scene.wishes.send(Wish::Stop).unwrap();
    let bench = scene.bench.clone();
    assert_eq!(scene.ended().await, Ended::Stopped);
    assert_eq!(bench.0.lock().unwrap().cancelled, [key(1)]);
}
