//! The log's behaviour at every place where a connection can break.

use std::sync::Arc;
use std::time::Duration;

use sparrow_spark_error::condition;

use super::*;

type TestLog = Arc<Log<u32, &'static str>>;

const ROOMY: Limits = Limits { sent_bytes_max: 1000, unsent_bytes_max: 1000 };

fn log(limits: Limits) -> TestLog {
    Arc::new(Log::new(limits))
}

async fn filled(limits: Limits, count: u32) -> TestLog {
    let log = log(limits);
    for entry in 0..count {
        log.append(entry, 10).await;
    }
    log.finish(Ok(()));
    log
}

/// Reads to the end; the responses and how it ended.
async fn read(reader: &mut Reader<u32, &'static str>) -> (Vec<(String, u32)>, Next<u32, &'static str>) {
    let mut responses = Vec::new();
    loop {
        match reader.next().await {
            Next::Response(response) => responses.push((response.id, response.entry)),
            end => return (responses, end),
        }
    }
}

fn entries(responses: &[(String, u32)]) -> Vec<u32> {
    responses.iter().map(|response| response.1).collect()
}

#[tokio::test]
async fn a_cut_after_any_response_loses_and_repeats_nothing() {
    for cut in 0..=5 {
        let log = filled(ROOMY, 5).await;
        let mut first = Log::attach(&log, None).unwrap();
        let mut seen = Vec::new();
        for _ in 0..cut {
            let Next::Response(response) = first.next().await else { panic!("a response") };
            seen.push((response.id, response.entry));
        }
        drop(first);
        let last = seen.last().map(|response| response.0.clone());
        let (rest, end) = read(&mut Log::attach(&log, last.as_deref()).unwrap()).await;
        seen.extend(rest);
        assert_eq!(entries(&seen), [0, 1, 2, 3, 4], "cut after {cut}");
        assert_eq!(end, Next::End(Ok(())));
    }
}

#[tokio::test]
async fn a_replay_gives_the_same_ids_and_the_same_end() {
    let log = log(ROOMY);
    log.append(7, 1).await;
    log.finish(Err("late"));
    log.finish(Ok(()));
    let first = read(&mut Log::attach(&log, None).unwrap()).await;
    let second = read(&mut Log::attach(&log, None).unwrap()).await;
    assert_eq!(first, second);
    assert_eq!(first.1, Next::End(Err("late")));
}

#[tokio::test]
async fn a_new_reader_disconnects_the_old_one() {
    let log = filled(ROOMY, 2).await;
    let mut old = Log::attach(&log, None).unwrap();
    old.next().await;
    let mut new = Log::attach(&log, None).unwrap();
    assert_eq!(old.next().await, Next::Disconnected);
    drop(old);
    assert_eq!(log.detached_since(), None, "the new one is still attached");
    assert_eq!(entries(&read(&mut new).await.0), [0, 1]);
}

#[tokio::test]
async fn a_waiting_reader_is_disconnected_too() {
    let log = log(ROOMY);
    let mut old = Log::attach(&log, None).unwrap();
    let waiting = tokio::spawn(async move { old.next().await });
    tokio::task::yield_now().await;
    let _new = Log::attach(&log, None).unwrap();
    assert_eq!(waiting.await.unwrap(), Next::Disconnected);
}

#[tokio::test]
async fn released_responses_are_no_longer_there() {
    let log = filled(ROOMY, 3).await;
    let (seen, _) = read(&mut Log::attach(&log, None).unwrap()).await;
    log.release_until(&seen[1].0).unwrap();
    log.release_until(&seen[0].0).unwrap();
    let error = Log::attach(&log, None).err().unwrap();
    assert!(error.is(&condition::INVALID_CURSOR_POSITION_NOT_AVAILABLE), "{error}");
    let error = Log::attach(&log, Some(&seen[0].0)).err().unwrap();
    assert!(error.is(&condition::INVALID_CURSOR_POSITION_NOT_AVAILABLE), "{error}");
    assert_eq!(entries(&read(&mut Log::attach(&log, Some(&seen[1].0)).unwrap()).await.0), [2]);
    log.release_until(&seen[2].0).unwrap();
    assert_eq!(log.bytes(), (0, 0));
    assert_eq!(read(&mut Log::attach(&log, Some(&seen[2].0)).unwrap()).await.1, Next::End(Ok(())));
}

#[tokio::test]
async fn unknown_positions_are_refused() {
    let log = filled(ROOMY, 1).await;
    for id in ["bogus", "00112233-4455-6677-8899-aabbccddeeff", &log.ids.id(1)] {
        let error = Log::attach(&log, Some(id)).err().unwrap();
        assert!(error.is(&condition::INVALID_CURSOR_POSITION_NOT_FOUND), "{error}");
        assert!(log.release_until(id).is_err());
    }
}

#[tokio::test]
async fn what_was_sent_is_kept_up_to_its_limit_and_always_the_last() {
    let log = filled(Limits { sent_bytes_max: 25, unsent_bytes_max: 1000 }, 6).await;
    let (seen, _) = read(&mut Log::attach(&log, None).unwrap()).await;
    assert_eq!(log.bytes(), (30, 0), "two within 25 bytes, and the last");
    assert!(Log::attach(&log, Some(&seen[1].0)).is_err());
    assert_eq!(entries(&read(&mut Log::attach(&log, Some(&seen[2].0)).unwrap()).await.0), [3, 4, 5]);
    let tight = filled(Limits { sent_bytes_max: 0, unsent_bytes_max: 1000 }, 3).await;
    read(&mut Log::attach(&tight, None).unwrap()).await;
    assert_eq!(tight.bytes(), (10, 0));
}

#[tokio::test]
async fn an_append_waits_for_the_reader() {
    let log = log(Limits { sent_bytes_max: 1000, unsent_bytes_max: 20 });
    log.append(0, 10).await;
    log.append(1, 10).await;
    let third = tokio::time::timeout(Duration::from_millis(20), log.append(2, 10)).await;
    assert!(third.is_err(), "20 bytes are unsent");
    let mut reader = Log::attach(&log, None).unwrap();
    reader.next().await;
    log.append(2, 10).await;
    assert_eq!(log.bytes(), (10, 20));
}

#[tokio::test]
async fn a_response_above_the_limit_passes_alone() {
    let log = log(Limits { sent_bytes_max: 0, unsent_bytes_max: 5 });
    log.append(0, 100).await;
    assert_eq!(log.bytes(), (0, 100));
}

#[tokio::test]
async fn release_all_ends_readers_and_writers() {
    let log = log(Limits { sent_bytes_max: 0, unsent_bytes_max: 5 });
    log.append(0, 10).await;
    let writer = Arc::clone(&log);
    let blocked = tokio::spawn(async move { writer.append(1, 10).await });
    tokio::task::yield_now().await;
    let mut reader = Log::attach(&log, None).unwrap();
    log.release_all();
    blocked.await.unwrap();
    assert_eq!(reader.next().await, Next::Released);
    assert_eq!(log.bytes(), (0, 0));
}

#[tokio::test]
async fn detachment_is_noticed() {
    let log = log(ROOMY);
    assert!(log.detached_since().is_some());
    let reader = Log::attach(&log, None).unwrap();
    assert!(log.detached_since().is_none());
    drop(reader);
    assert!(log.detached_since().is_some());
}
