//! The life of an executor: joins, stays as long as it can, and joins again as another; nothing but a signal ends it.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use sparrow_proto::sparrow::fleet as proto;
use sparrow_spark_error::SparkError;
use sparrow_tenancy::{FleetKey, KeyHolder};
use tokio::sync::watch;
use tokio::time::{Instant, interval, sleep};
use uuid::Uuid;

use crate::bench::Bench;
use crate::counters::{Counters, add, set};
use crate::dial::Dial;
use crate::join::{self, Link, Refusal};
use crate::options::Settings;
use crate::signals::{Wish, reached};
use crate::stay::{Ended, Stay, Terms};
use crate::{drain, patience};

/// A stay shorter than this is as good as none.
const STAY_TIME_MIN: Duration = Duration::from_secs(10);
const SWEEP_INTERVAL: Duration = Duration::from_secs(60 * 60);

/// What stays the same from one stay to the next.
pub struct Executor {
    /// The options.
    pub settings: Settings,
    /// Where the server is.
    pub dial: Dial,
    /// What tickets are judged by; learnt from the server where there is no secret.
    pub key: KeyHolder,
    /// The port of the Flight service.
    pub flight_port: u16,
    /// The fingerprint of the functions and plan nodes here.
    pub registry: String,
    /// Where probes are answered, for the line that says that it is ready.
    pub health: Option<std::net::SocketAddr>,
    /// What is counted.
    pub counters: Arc<Counters>,
}

impl Executor {
    /// Lives until it is told to go. `make` makes what runs the tasks of one stay, by its id.
    pub async fn live<B: Bench + Clone>(
        &self,
        make: impl Fn(&str) -> Result<B, SparkError>,
        mut wishes: watch::Receiver<Wish>,
    ) {
        set(&self.counters.slots, self.settings.slots as usize);
        let (mut failures, mut is_said) = (0, false);
        loop {
            // Others must not take it for one they knew, whose tasks and files are lost to them.
            let executor_id = format!("{}-{}", self.settings.name, &Uuid::new_v4().simple().to_string()[..8]);
            let joined = tokio::select! {
                () = reached(&mut wishes, Wish::Drain) => return,
                joined = self.join(&executor_id) => joined,
            };
            let began = Instant::now();
            match joined {
                Ok(link) => {
                    match make(&executor_id) {
                        Ok(bench) => {
                            if !std::mem::replace(&mut is_said, true) {
                                self.say_ready(&executor_id);
                            }
                            if self.stay(&executor_id, link, bench, wishes.clone()).await {
                                return;
                            }
                        }
                        Err(error) => tracing::error!(executor_id, %error, "no tasks can be run here"),
                    }
                    failures = if began.elapsed() >= STAY_TIME_MIN { 1 } else { failures + 1 };
                }
                Err(refusal) => {
                    failures += 1;
                    self.log(&refusal, failures);
                }
            }
            let wait = patience::wait(failures, Uuid::new_v4().as_u64_pair().0);
            tokio::select! {
                () = reached(&mut wishes, Wish::Drain) => return,
                () = sleep(wait) => {}
            }
        }
    }

    async fn join(&self, executor_id: &str) -> Result<Link, Refusal> {
        let channel = self.dial.connect().await.map_err(Refusal::Unreachable)?;
        let hello = proto::Hello {
            executor_id: executor_id.to_owned(),
            host: self.settings.advertise.clone(),
            flight_port: u32::from(self.flight_port),
            slots: self.settings.slots,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            registry: self.registry.clone(),
        };
        let secret = self.settings.secret.as_ref();
        let link = join::join(channel, hello, secret, self.settings.message_bytes_max).await?;
        if secret.is_none() {
            let key = FleetKey::from_bytes(&link.welcome.ticket_key);
            let none = || Refusal::Refused("the server gave no key for tickets, though there is no secret".to_owned());
            self.key.set(key.ok_or_else(none)?);
        }
        Ok(link)
    }

    /// Whether it is over for good.
    async fn stay<B: Bench + Clone>(&self, id: &str, link: Link, bench: B, wishes: watch::Receiver<Wish>) -> bool {
        tracing::info!(executor_id = id, scheduler = self.settings.scheduler, "joined");
        add(&self.counters.joined, 1);
        set(&self.counters.in_fleet, 1);
        let limits =
            drain::Limits { tasks: self.settings.drain_duration_max, files: self.settings.linger_duration_max };
        let sweeping = tokio::spawn(sweep(bench.clone(), self.settings.job_data_duration_max));
        let stay = Stay::new(bench, Terms::of(&link.welcome), limits, link.reports, Arc::clone(&self.counters));
        let ended = stay.run(link.orders, wishes.clone()).await;
        sweeping.abort();
        set(&self.counters.in_fleet, 0);
        match &ended {
            Ended::Broken(why) => tracing::warn!(executor_id = id, why, "out of the fleet"),
            Ended::Left | Ended::Stopped => tracing::info!(executor_id = id, "left the fleet"),
        }
        // One that was leaving when the stream broke has nothing left to stay for.
        !matches!(ended, Ended::Broken(_)) || *wishes.borrow() > Wish::Serve
    }

    /// The first failures of a row are worth a line, then each tenth.
    fn log(&self, refusal: &Refusal, failures: u32) {
        let scheduler = &self.settings.scheduler;
        match refusal {
            _ if failures > 3 && !failures.is_multiple_of(10) => {}
            Refusal::Unreachable(why) => tracing::info!(scheduler, failures, why, "the server cannot be reached"),
            Refusal::Refused(why) => tracing::warn!(scheduler, failures, why, "the server refuses this executor"),
        }
    }

    /// The one line on standard output: people and programs wait for it.
    fn say_ready(&self, executor_id: &str) {
        let Settings { scheduler, advertise, .. } = &self.settings;
        let health = self.health.map(|address| format!(", health on http://{address}")).unwrap_or_default();
        let mut out = std::io::stdout().lock();
        // Nobody reading is no reason not to work.
        let _ = writeln!(
            out,
            "Sparrow executor {} is ready: {executor_id} has joined {scheduler}, shuffle files on {advertise}:{}{health}",
            env!("CARGO_PKG_VERSION"),
            self.flight_port
        );
        let _ = out.flush();
    }
}

/// Removes what nobody removed, now and then.
async fn sweep<B: Bench>(bench: B, older_than: Duration) {
    let mut ticks = interval(SWEEP_INTERVAL);
    loop {
        ticks.tick().await;
        match bench.sweep(older_than).await {
            Ok(0) => {}
            Ok(folders) => tracing::info!(folders, "old files of jobs swept away"),
            Err(error) => tracing::warn!(%error, "old files of jobs could not be swept away"),
        }
    }
}
