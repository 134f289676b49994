//! Ids of responses: UUIDs that tell their position to the log that made them and nothing to anybody else, so that
//! finding a position needs no table, also for responses that were released long ago.

use uuid::Uuid;

/// Bytes of a UUID that carry the position; neither version nor variant bits are among them.
const POSITION_BYTES: usize = 6;

/// The ids of one log.
#[derive(Debug)]
pub struct ResponseIds(Uuid);

impl Default for ResponseIds {
    fn default() -> Self {
        Self(Uuid::new_v4())
    }
}

impl ResponseIds {
    /// The id of the response at `position`.
    pub fn id(&self, position: u64) -> String {
        self.masked(position).to_string()
    }

    /// The position that `id` stands for, if it is one of this log's.
    pub fn position(&self, id: &str) -> Option<u64> {
        let id = Uuid::try_parse(id).ok()?;
        let (own, other) = (self.0.as_bytes(), id.as_bytes());
        let at = own.len() - POSITION_BYTES;
        if own[..at] != other[..at] {
            return None;
        }
        let digits = own[at..].iter().zip(&other[at..]).map(|(a, b)| a ^ b);
        Some(digits.fold(0, |position, digit| position << 8 | u64::from(digit)))
    }

    fn masked(&self, position: u64) -> Uuid {
        let mut bytes = self.0.into_bytes();
        let at = bytes.len() - POSITION_BYTES;
        let digits = position.to_be_bytes();
        for (byte, digit) in bytes[at..].iter_mut().zip(&digits[digits.len() - POSITION_BYTES..]) {
            *byte ^= digit;
        }
        Uuid::from_bytes(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_leads_back_to_its_position() {
        let ids = ResponseIds::default();
        for position in [0, 1, 255, 256, 1 << 40] {
            assert_eq!(ids.position(&ids.id(position)), Some(position));
        }
    }

    #[test]
    fn ids_of_others_lead_nowhere() {
        let ids = ResponseIds::default();
        assert_eq!(ids.position(&ResponseIds::default().id(0)), None);
        assert_eq!(ids.position("no uuid"), None);
        assert_eq!(ids.position(""), None);
    }
}
