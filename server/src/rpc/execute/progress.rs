//! Messages that say how far an operation is. They also keep idle connections from being cut.

use std::collections::HashMap;
use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use sparrow_engine::{OperatorMetrics, Progress, StageSnapshot};
use sparrow_proto::spark::connect as proto;
use sparrow_proto::spark::connect::execute_plan_response::execution_progress::StageInfo;
use sparrow_proto::spark::connect::execute_plan_response::metrics::{MetricObject, MetricValue};
use sparrow_proto::spark::connect::execute_plan_response::{ExecutionProgress, Metrics, ResponseType};
use sparrow_session::conf::Conf;

use super::Execution;

const INTERVAL_KEY: &str = "spark.connect.progress.reportInterval";
const INTERVAL_DEFAULT: Duration = Duration::from_secs(2);
const INTERVAL_MIN: Duration = Duration::from_millis(10);

/// How often to report.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pulse(Duration);

impl Pulse {
    /// As the session wants it.
    pub(super) fn new(conf: &Conf) -> Self {
        Self(conf.duration(INTERVAL_KEY).unwrap_or(INTERVAL_DEFAULT).max(INTERVAL_MIN))
    }
}

impl Execution {
    /// Waits for `work`, reporting now and then how far `progress` is.
    pub(super) async fn reporting<T>(&self, progress: Option<&Progress>, work: impl Future<Output = T>) -> T {
        self.telling(|| report(progress), work).await
    }

    /// Waits for the operation's turn, reporting it now and then as a task that has not begun: clients show no progress, and call
    /// no handler of it, where there is no task.
    pub(super) async fn waiting<T>(&self, turn: impl Future<Output = T>) -> T {
        self.telling(not_begun, turn).await
    }

    async fn telling<T>(&self, say: impl Fn() -> ExecutionProgress, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        loop {
            match tokio::time::timeout(self.pulse.0, work.as_mut()).await {
                Ok(done) => return done,
                Err(_) => self.send(ResponseType::ExecutionProgress(say())).await,
            }
        }
    }

    /// Sends the metrics of all operators.
    pub(super) async fn send_metrics(&self, progress: Option<&Progress>) {
        let metrics = progress.map(Progress::operators).unwrap_or_default().into_iter().map(metric_object).collect();
        let metrics = Some(Metrics { metrics });
        self.send_response(proto::ExecutePlanResponse { metrics, ..Default::default() }).await;
    }
}

fn report(progress: Option<&Progress>) -> ExecutionProgress {
    let Some(progress) = progress else { return ExecutionProgress::default() };
    let now = progress.snapshot();
    let info = |stage: &StageSnapshot| StageInfo {
        stage_id: stage.id as i64,
        num_tasks: stage.tasks as i64,
        num_completed_tasks: stage.tasks_finished as i64,
        input_bytes_read: stage.bytes_read as i64,
        done: now.done || stage.tasks_finished == stage.tasks,
    };
    ExecutionProgress { stages: now.stages.iter().map(info).collect(), num_inflight_tasks: now.running as i64 }
}

fn not_begun() -> ExecutionProgress {
    let task = StageInfo { num_tasks: 1, ..StageInfo::default() };
    ExecutionProgress { stages: vec![task], num_inflight_tasks: 0 }
}

fn metric_object(operator: OperatorMetrics) -> MetricObject {
    let value = |(name, value, kind): (String, i64, &str)| {
        (name.clone(), MetricValue { name, value, metric_type: kind.to_owned() })
    };
    let execution_metrics: HashMap<_, _> = operator.values.into_iter().map(value).collect();
    MetricObject { name: operator.name, plan_id: operator.id, parent: operator.parent, execution_metrics }
}
