//! Who is asking, what they may do, how much; and how the processes of a fleet know each other. Knows no session and no wire.

mod handshake;
mod paths;
mod principal;
mod private;
mod secret;
mod terms;
mod ticket;

pub use handshake::{Answer, CHALLENGE_SCHEME, Challenge, Confirmation};
pub use paths::{Access, PathRule, RuleProblem};
pub use principal::{LOCAL_TENANT, Principal};
pub use private::{is_open_to_others, others_may_use};
pub use secret::{Secret, SecretProblem, Side};
pub use terms::{DEFAULT_WEIGHT, OTHERS, Tenants, Terms};
pub use ticket::{CLOCK_SKEW_MAX, FleetKey, KeyHolder, Pass, TICKET_SCHEME, TicketProblem};
