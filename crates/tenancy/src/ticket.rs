//! Who may read which file of a job. The server gives a task a pass for its job; with the pass the task makes a ticket for each
//! request; whoever has the fleet's key can tell a good ticket from a bad one. Knows no wire: it makes and reads texts.
//!
//! A ticket covers its request byte for byte, and with it the job, the stage, the partition and the file. It is made with a key
//! of one job of one tenant for one time, so that a pass opens nothing else, whatever is written into a ticket.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hmac::{Hmac, Mac};
use parking_lot::RwLock;
use sha2::Sha256;

use crate::secret::Secret;

/// The scheme's name, with which the values begin.
pub const TICKET_SCHEME: &str = "Sparrow-Ticket";

/// A pass is good until a time on the server's clock; an executor's clock may be ahead of it by so much.
pub const CLOCK_SKEW_MAX: Duration = Duration::from_secs(5 * 60);

/// Longer values than these are none of ours.
const TICKET_BYTES_MAX: usize = 4096;
const KEY_BYTES: usize = 32;
/// What a key is made for: a proof for one thing is worth nothing for another.
const FLEET_LABEL: &str = "sparrow fleet tickets 1";
const JOB_LABEL: &str = "sparrow job tickets 1";
const TICKET_LABEL: &str = "sparrow ticket 1";

type Key = [u8; KEY_BYTES];

/// What all tickets of a fleet are judged by. The server and the executors have it, tasks do not.
#[derive(Clone, PartialEq, Eq)]
pub struct FleetKey(Key);

/// A fleet's key where it may not be known yet: an executor without a secret learns it when it joins. Cheap to clone: clones
/// hold the same.
#[derive(Clone, Debug, Default)]
pub struct KeyHolder(Arc<RwLock<Option<FleetKey>>>);

/// Opens the files of one job until it expires.
#[derive(Clone, PartialEq, Eq)]
pub struct Pass {
    tenant: String,
    expires: u64,
    key: Key,
}

/// Why a request is refused. It never holds what was presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TicketProblem {
    /// There is no ticket.
    Missing,
    /// There is one that cannot be read.
    Unreadable,
    /// It is from another fleet or for something else.
    Wrong,
    /// Its time is over.
    Expired,
    /// The fleet's key is not known here.
    NoKey,
}

impl FleetKey {
    /// The key of a fleet with this secret.
    pub fn of(secret: &Secret) -> Self {
        Self(secret.derive(FLEET_LABEL))
    }

    /// A key of these bytes; `None` when they are too many or too few.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// A key nobody ever had, for a fleet without a secret.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut key = [0; KEY_BYTES];
        getrandom::fill(&mut key)?;
        Ok(Self(key))
    }

    /// What crosses to executors that cannot make the key themselves.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// A pass for a job of `tenant` that expires at `expires`.
    pub fn pass(&self, tenant: &str, job: &str, expires: SystemTime) -> Pass {
        let expires = seconds(expires);
        Pass { tenant: tenant.to_owned(), expires, key: self.job_key(tenant, job, expires) }
    }

    /// Whether `ticket` opens `request`, which is for `job`, at the time `now`. Takes the same time whatever is wrong with the
    /// proof.
    pub fn check(&self, ticket: &str, job: &str, request: &[u8], now: SystemTime) -> Result<(), TicketProblem> {
        let Ticket { tenant, expires, proof } = Ticket::parse(ticket).ok_or(TicketProblem::Unreadable)?;
        let key = self.job_key(&tenant, job, expires);
        code(&key, &[TICKET_LABEL.as_bytes(), request]).verify_slice(&proof).map_err(|_| TicketProblem::Wrong)?;
        // Only now is it known that the server said so.
        match seconds(now) > expires.saturating_add(CLOCK_SKEW_MAX.as_secs()) {
            true => Err(TicketProblem::Expired),
            false => Ok(()),
        }
    }

    fn job_key(&self, tenant: &str, job: &str, expires: u64) -> Key {
        let parts = [JOB_LABEL.as_bytes(), tenant.as_bytes(), job.as_bytes(), &expires.to_be_bytes()];
        code(&self.0, &parts).finalize().into_bytes().into()
    }
}

impl KeyHolder {
    /// One that knows its key.
    pub fn of(key: FleetKey) -> Self {
        Self(Arc::new(RwLock::new(Some(key))))
    }

    /// Learns the key, or another one: the server was started anew.
    pub fn set(&self, key: FleetKey) {
        *self.0.write() = Some(key);
    }

    /// As [`FleetKey::check`]; `ticket` is what came, if anything did.
    pub fn check(&self, ticket: Option<&str>, job: &str, request: &[u8]) -> Result<(), TicketProblem> {
        let ticket = ticket.ok_or(TicketProblem::Missing)?;
        let key = self.0.read().clone().ok_or(TicketProblem::NoKey)?;
        key.check(ticket, job, request, SystemTime::now())
    }
}

impl Pass {
    /// The ticket for a request.
    pub fn ticket(&self, request: &[u8]) -> String {
        let proof = code(&self.key, &[TICKET_LABEL.as_bytes(), request]).finalize().into_bytes();
        let ticket = Ticket { tenant: self.tenant.clone(), expires: self.expires, proof: proof.to_vec() };
        ticket.to_string()
    }

    /// The pass as text, for the task it is given to and for nobody else.
    pub fn to_secret_text(&self) -> String {
        let Self { tenant, expires, key } = self;
        format!("{}.{expires}.{}", hex::encode(tenant), hex::encode(key))
    }

    /// Reads a text of [`to_secret_text`](Self::to_secret_text).
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let (tenant, expires, key) = (parts.next()?, parts.next()?, parts.next()?);
        let is_whole = parts.next().is_none();
        let key = hex::decode(key).ok()?.try_into().ok().filter(|_| is_whole)?;
        Some(Self { tenant: text_of(tenant)?, expires: expires.parse().ok()?, key })
    }
}

/// What travels with a request.
struct Ticket {
    tenant: String,
    expires: u64,
    proof: Vec<u8>,
}

impl Ticket {
    fn parse(value: &str) -> Option<Self> {
        if value.len() > TICKET_BYTES_MAX {
            return None;
        }
        let rest = value.strip_prefix(TICKET_SCHEME)?.strip_prefix(' ')?;
        let mut parts = rest.split('.');
        let (tenant, expires, proof) = (parts.next()?, parts.next()?, parts.next()?);
        let is_whole = parts.next().is_none();
        let proof = hex::decode(proof).ok().filter(|_| is_whole)?;
        Some(Self { tenant: text_of(tenant)?, expires: expires.parse().ok()?, proof })
    }
}

impl fmt::Display for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tenant, expires, proof } = self;
        write!(f, "{TICKET_SCHEME} {}.{expires}.{}", hex::encode(tenant), hex::encode(proof))
    }
}

/// A tenant's name crosses in hexadecimal: it may hold what no header may.
fn text_of(hexadecimal: &str) -> Option<String> {
    String::from_utf8(hex::decode(hexadecimal).ok()?).ok()
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// The code of `parts`, each with its length, so that no two lists of parts are the same bytes.
pub(crate) fn code(key: &[u8], parts: &[&[u8]]) -> Hmac<Sha256> {
    let mut code = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    for part in parts {
        code.update(&(part.len() as u64).to_be_bytes());
        code.update(part);
    }
    code
}

impl fmt::Debug for FleetKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FleetKey(…)")
    }
}

impl fmt::Debug for Pass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pass").field("tenant", &self.tenant).field("expires", &self.expires).finish_non_exhaustive()
    }
}

impl fmt::Display for TicketProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "a ticket of this fleet is needed: only tasks of a job read its files",
            Self::Unreadable => "the ticket cannot be read",
            Self::Wrong => "the ticket is not for this request, or of another fleet",
            Self::Expired => "the ticket has expired: the job ended long ago, or a clock is wrong",
            Self::NoKey => "this executor has not joined a fleet yet: try again",
        })
    }
}

impl std::error::Error for TicketProblem {}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);
    const REQUEST: &[u8] = b"job-1/2/3";

    fn key() -> FleetKey {
        FleetKey::of(&Secret::new("correct horse battery staple").unwrap())
    }

    fn pass() -> Pass {
        key().pass("acme", "job-1", now() + HOUR)
    }

    fn now() -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_800_000_000)
    }

    fn check(ticket: &str, job: &str, request: &[u8]) -> Result<(), TicketProblem> {
        key().check(ticket, job, request, now())
    }

    #[test]
    fn a_ticket_opens_its_request_as_often_as_it_comes() {
        let ticket = pass().ticket(REQUEST);
        assert_eq!(check(&ticket, "job-1", REQUEST), Ok(()));
        assert_eq!(check(&ticket, "job-1", REQUEST), Ok(()));
        assert_eq!(Pass::parse(&pass().to_secret_text()), Some(pass()));
        assert_eq!(FleetKey::from_bytes(key().bytes()), Some(key()));
    }

    #[test]
    fn it_opens_nothing_else() {
        let ticket = pass().ticket(REQUEST);
        assert_eq!(check(&ticket, "job-1", b"job-1/2/4"), Err(TicketProblem::Wrong));
        assert_eq!(check(&ticket, "job-2", REQUEST), Err(TicketProblem::Wrong));
        let other_job = key().pass("acme", "job-2", now() + HOUR).ticket(REQUEST);
        assert_eq!(check(&other_job, "job-1", REQUEST), Err(TicketProblem::Wrong));
        let other_fleet = FleetKey::random().unwrap().pass("acme", "job-1", now() + HOUR).ticket(REQUEST);
        assert_eq!(check(&other_fleet, "job-1", REQUEST), Err(TicketProblem::Wrong));
    }

    #[test]
    fn what_it_says_cannot_be_changed() {
        let ticket = pass().ticket(REQUEST);
        let as_other_tenant = ticket.replace(&hex::encode("acme"), &hex::encode("beta"));
        let expires = pass().expires.to_string();
        let longer = ticket.replace(&expires, &(pass().expires + 1).to_string());
        for forged in [as_other_tenant, longer] {
            assert_ne!(forged, ticket);
            assert_eq!(check(&forged, "job-1", REQUEST), Err(TicketProblem::Wrong), "{forged}");
        }
    }

    #[test]
    fn its_time_ends_with_room_for_clocks() {
        let at = |since: Duration| {
            let pass = key().pass("acme", "job-1", now());
            key().check(&pass.ticket(REQUEST), "job-1", REQUEST, now() + since)
        };
        assert_eq!(at(CLOCK_SKEW_MAX), Ok(()));
        assert_eq!(at(CLOCK_SKEW_MAX + Duration::from_secs(1)), Err(TicketProblem::Expired));
    }

    #[test]
    fn parts_of_tickets_are_refused() {
        let ticket = pass().ticket(REQUEST);
        for length in 0..ticket.len() {
            assert!(check(&ticket[..length], "job-1", REQUEST).is_err(), "{length}");
        }
        let long = format!("{TICKET_SCHEME} {}", "0".repeat(TICKET_BYTES_MAX));
        for nonsense in ["Bearer x", "Sparrow-Ticket", "Sparrow-Ticket ..", "Sparrow-Ticket ff.1.00", &long] {
            assert_eq!(check(nonsense, "job-1", REQUEST), Err(TicketProblem::Unreadable), "{nonsense}");
        }
        assert_eq!(check(&format!("{ticket}.00"), "job-1", REQUEST), Err(TicketProblem::Unreadable));
        for nonsense in ["", "61.1", "61.1.00", "61.x.00", &format!("{}.", pass().to_secret_text())] {
            assert_eq!(Pass::parse(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn a_holder_judges_once_it_knows_the_key() {
        let holder = KeyHolder::default();
        let ticket = key().pass("acme", "job-1", SystemTime::now() + HOUR).ticket(REQUEST);
        assert_eq!(holder.check(None, "job-1", REQUEST), Err(TicketProblem::Missing));
        assert_eq!(holder.check(Some(&ticket), "job-1", REQUEST), Err(TicketProblem::NoKey));
        holder.clone().set(key());
        assert_eq!(holder.check(Some(&ticket), "job-1", REQUEST), Ok(()));
    }

    #[test]
    fn keys_are_never_shown() {
        let pass = pass();
        let shown = format!("{pass:?} {:?} {:?}", key(), KeyHolder::of(key()));
        for secret in [hex::encode(pass.key), format!("{:?}", pass.key), hex::encode(key().0), format!("{:?}", key().0)]
        {
            assert!(!shown.contains(&secret), "{shown}");
        }
    }
}
