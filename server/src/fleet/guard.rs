//! Who may come in: those who have the fleet's secret. Judged by the call's fields, before a byte of its stream is read.

use sparrow_tenancy::{Answer, Challenge, Secret};
use tonic::Status;
use tonic::metadata::{MetadataMap, MetadataValue};

use super::nonces::Nonces;

const AUTHORIZATION: &str = "authorization";
const CHALLENGE: &str = "www-authenticate";
const CONFIRMATION: &str = "authentication-info";

/// Judges calls.
pub(super) struct Guard {
    secret: Option<Secret>,
    nonces: Nonces,
}

impl Guard {
    /// One who asks for this secret, or for nothing.
    pub fn new(secret: Option<Secret>) -> Self {
        Self { secret, nonces: Nonces::new() }
    }

    /// The fields of the answer to a call that may go on; the refusal carries a challenge.
    pub fn admit(&self, fields: &MetadataMap) -> Result<MetadataMap, Status> {
        let mut answered = MetadataMap::new();
        let Some(secret) = &self.secret else { return Ok(answered) };
        let Some(given) = fields.get(AUTHORIZATION) else {
            return Err(
                self.challenge("this fleet asks for a secret: give the executor the server's with --fleet-secret-file")
            );
        };
        let answer = given.to_str().ok().and_then(Answer::parse).filter(|answer| self.nonces.is_valid(&answer.nonce));
        let Some(answer) = answer else {
            return Err(self.challenge("the answer is to no challenge of this server, or it came too late"));
        };
        let Some(confirmation) = answer.confirmed(secret).filter(|_| self.nonces.redeem(&answer.nonce)) else {
            return Err(self.challenge("the executor's secret is not this fleet's: give both the same"));
        };
        answered.insert(CONFIRMATION, field(&confirmation)?);
        Ok(answered)
    }

    fn challenge(&self, why: &str) -> Status {
        let challenge = Challenge { nonce: self.nonces.issue() };
        let mut fields = MetadataMap::new();
        if let Ok(value) = field(&challenge) {
            fields.insert(CHALLENGE, value);
        }
        Status::with_metadata(tonic::Code::Unauthenticated, why, fields)
    }
}

fn field(value: &impl std::fmt::Display) -> Result<MetadataValue<tonic::metadata::Ascii>, Status> {
    value.to_string().parse().map_err(|_| Status::internal("a field of the handshake is not ASCII"))
}
