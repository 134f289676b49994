//! Connections between the processes of a fleet, plain or with mutual TLS, by one path. Knows no message that crosses them.

mod dial;
mod encryption;
mod listen;

pub use dial::{authority, connect, endpoint, said};
pub use encryption::{Encryption, EncryptionProblem, TlsFiles};
pub use listen::{Incoming, incoming};

#[cfg(test)]
mod tests;
