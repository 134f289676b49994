//! What a credential passed on its way, for the operator who asks why it is refused.

use crate::Refusal;

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What was looked at.
    pub name: &'static str,
    /// What was found, or why the credential is refused here. Never the credential or a part that can be used as one.
    pub outcome: Result<String, String>,
}

/// Keeps steps where somebody wants them; requests do not.
pub(crate) struct Trace(Option<Vec<Step>>);

impl Trace {
    pub(crate) fn silent() -> Self {
        Self(None)
    }

    pub(crate) fn kept() -> Self {
        Self(Some(Vec::new()))
    }

    /// A step was passed; what was found is written down only when it is kept.
    pub(crate) fn passed(&mut self, name: &'static str, found: impl FnOnce() -> String) {
        if let Some(steps) = &mut self.0 {
            steps.push(Step { name, outcome: Ok(found()) });
        }
    }

    /// The steps, closed by the refusal if there is one.
    pub(crate) fn finish(self, refusal: Option<&Refusal>) -> Vec<Step> {
        let mut steps = self.0.unwrap_or_default();
        if let Some(refusal) = refusal {
            steps.push(Step { name: refusal.reason.name(), outcome: Err(refusal.detail().to_owned()) });
        }
        steps
    }
}

/// The longest piece of a value that an explanation shows.
const SHOWN_CHARACTERS_MAX: usize = 100;

/// A value as an explanation shows it: quoted, control characters escaped, cut.
pub(crate) fn show(value: &str) -> String {
    let cut: String = value.chars().take(SHOWN_CHARACTERS_MAX).collect();
    let more = if cut.len() < value.len() { "…" } else { "" };
    format!("{cut:?}{more}")
}
