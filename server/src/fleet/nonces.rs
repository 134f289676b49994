//! Challenges that are good for one answer within a short time. They carry what is needed to know them again, so that asking
//! for many takes nothing from anybody; only those that were answered rightly are remembered, until they would end anyway.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use hmac::{Hmac, Mac};
use parking_lot::Mutex;
use sha2::Sha256;
use uuid::Uuid;

/// Time from challenge to answer.
const VALID_FOR: Duration = Duration::from_secs(30);

/// Makes challenges and knows them again.
pub(super) struct Nonces {
    /// Of this process alone.
    key: [u8; 32],
    started: Instant,
    /// Nonces used up, and when they would have ended.
    used: Mutex<HashMap<String, Duration>>,
}

impl Nonces {
    /// A maker with a key of its own.
    pub fn new() -> Self {
        let mut key = [0; 32];
        key[..16].copy_from_slice(Uuid::new_v4().as_bytes());
        key[16..].copy_from_slice(Uuid::new_v4().as_bytes());
        Self { key, started: Instant::now(), used: Mutex::default() }
    }

    /// A new challenge.
    pub fn issue(&self) -> String {
        self.issue_at(self.started.elapsed())
    }

    /// Whether `nonce` is one of ours that is still good. It is not used up by that: an answer may be wrong.
    pub fn is_valid(&self, nonce: &str) -> bool {
        self.is_valid_at(nonce, self.started.elapsed())
    }

    /// Uses a valid nonce up; false when somebody else was first.
    pub fn redeem(&self, nonce: &str) -> bool {
        self.redeem_at(nonce, self.started.elapsed())
    }

    fn issue_at(&self, now: Duration) -> String {
        let ends = u64::try_from((now + VALID_FOR).as_millis()).unwrap_or(u64::MAX);
        let text = format!("{ends:016x}{}", Uuid::new_v4().simple());
        let code = hex::encode(self.code(&text).finalize().into_bytes());
        text + &code
    }

    fn is_valid_at(&self, nonce: &str, now: Duration) -> bool {
        let Some((text, code)) = nonce.split_at_checked(48) else { return false };
        let is_ours = self.code(text).verify_slice(&hex::decode(code).unwrap_or_default()).is_ok();
        is_ours && ends(nonce) >= now && !self.used.lock().contains_key(nonce)
    }

    fn redeem_at(&self, nonce: &str, now: Duration) -> bool {
        let mut used = self.used.lock();
        used.retain(|_, ends| *ends >= now);
        used.insert(nonce.to_owned(), ends(nonce)).is_none()
    }

    fn code(&self, text: &str) -> Hmac<Sha256> {
        let mut code = Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC takes keys of any length");
        code.update(text.as_bytes());
        code
    }
}

/// When a nonce ends, by the process's clock; what is not a nonce has ended.
fn ends(nonce: &str) -> Duration {
    let millis = nonce.get(..16).and_then(|text| u64::from_str_radix(text, 16).ok());
    Duration::from_millis(millis.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_good_once_and_for_a_time() {
        let (nonces, now) = (Nonces::new(), Duration::from_secs(100));
        let nonce = nonces.issue_at(now);
        assert!(nonces.is_valid_at(&nonce, now) && nonces.is_valid_at(&nonce, now + VALID_FOR));
        assert!(!nonces.is_valid_at(&nonce, now + VALID_FOR + Duration::from_millis(1)));
        assert!(nonces.redeem_at(&nonce, now));
        assert!(!nonces.is_valid_at(&nonce, now) && !nonces.redeem_at(&nonce, now));
        // What has ended is forgotten.
        assert!(nonces.redeem_at(&nonces.issue_at(now), now + VALID_FOR * 2));
        assert_eq!(nonces.used.lock().len(), 1);
    }

    #[test]
    fn others_nonces_are_not_known() {
        let nonces = Nonces::new();
        let mut changed = nonces.issue();
        assert!(nonces.is_valid(&changed));
        changed.replace_range(0..1, "f");
        for nonce in ["", "é", &"0".repeat(112), &Nonces::new().issue(), &changed] {
            assert!(!nonces.is_valid(nonce), "{nonce}");
        }
    }
}
