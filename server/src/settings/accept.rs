//! The one way from settings to a server: every rule is asked, and what a server is made of comes out, or all that must be
//! changed before. `sparrow-server config check` goes the same way, and stops there.

use std::fmt::Display;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use sparrow_engine::Placement;
use sparrow_session::conf::Defaults;

use super::fleet::{self, FleetSettings};
use super::{Problem, Settings, rules};
use crate::auth::Authentication;
use crate::{exposition, tls};

/// What a server starts with. Nothing of a server is made of settings that break a rule.
pub struct Accepted {
    /// The settings themselves, for what cannot be wrong.
    pub settings: Settings,
    /// Where clients connect.
    pub address: SocketAddr,
    /// How their connections are taken.
    pub tls: tls::Options,
    /// Whether they must have a credential.
    pub authentication: Authentication,
    /// How the process tells of itself.
    pub telemetry: sparrow_telemetry::Options,
    /// Where metrics are shown, if anywhere.
    pub metrics_address: Option<SocketAddr>,
    /// Confs that sessions start with.
    pub conf_defaults: Arc<Defaults>,
    /// Where managed tables are stored.
    pub warehouse: PathBuf,
    /// The fleet, where there is to be one.
    pub fleet: Option<FleetSettings>,
    /// Where queries run, if the settings say it.
    pub placement: Option<Placement>,
}

/// What is wrong, as it is found.
#[derive(Default)]
pub(super) struct Problems(Vec<Problem>);

impl Problems {
    /// Keeps what is wrong.
    pub(super) fn note<T, E: Display>(&mut self, result: Result<T, E>) -> Option<T> {
        result.map_err(|problem| self.0.push(Problem(problem.to_string()))).ok()
    }

    fn extend(&mut self, problems: impl IntoIterator<Item = Problem>) {
        self.0.extend(problems);
    }
}

/// Asks every rule.
pub fn accept(settings: Settings) -> Result<Accepted, Vec<Problem>> {
    let mut problems = Problems::default();
    match judge(settings, &mut problems) {
        Some(accepted) if problems.0.is_empty() => Ok(accepted),
        _ => Err(problems.0),
    }
}

/// What the settings become; `None` only where something is wrong.
fn judge(settings: Settings, problems: &mut Problems) -> Option<Accepted> {
    let mode = problems.note(tls::mode(&settings));
    let address = problems.note(rules::address(&settings));
    if let (Some(mode), Some(address)) = (&mode, address) {
        problems.extend(rules::exposure(&settings, mode, address));
    }
    problems.note(tls::check(&settings));
    let tls = mode.and_then(|mode| problems.note(tls::Options::new(&settings, mode)));
    let authentication = problems.note(Authentication::new(&settings));
    problems.extend(rules::strangers(&settings));
    problems.extend(rules::storage(&settings));
    let fleet = fleet::read(&settings, problems);
    let placement = problems.note(fleet::placement(&settings));
    problems.extend(rules::levels(&settings));
    let telemetry = problems.note(rules::telemetry(&settings));
    let metrics_address = problems.note(exposition::address(settings.text("telemetry.metrics_listen")));
    let warehouse = problems.note(rules::warehouse(&settings));
    let conf_defaults =
        warehouse.as_deref().and_then(|warehouse| problems.note(rules::conf_defaults(&settings, warehouse)));
    Some(Accepted {
        address: address?,
        tls: tls?,
        authentication: authentication?,
        telemetry: telemetry?,
        metrics_address: metrics_address?,
        conf_defaults: Arc::new(conf_defaults?),
        warehouse: warehouse?,
        fleet,
        placement: placement?,
        settings,
    })
}
