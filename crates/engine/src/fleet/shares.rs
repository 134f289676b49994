//! Which tenant's task runs next: slots are shared by weight. Knows no job and no clock.
//!
//! A running task is never stopped for another tenant's, so that what somebody has taken is gone for as long as the task lasts.
//! Hence two rules. Up to its share a tenant takes any free slot; the one furthest below its share comes first. Beyond its share
//! it takes a free slot only as long as one is left for each tenant that has none: whoever is there or was there a moment ago
//! starts at once, and gets the rest of its share as tasks end. A tenant that is alone has all slots.

use std::cmp::Ordering;

/// A tenant that has jobs, or had some a moment ago.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    pub tenant: String,
    pub weight: u32,
    /// The most slots it may have.
    pub slots_max: Option<usize>,
    /// The slots it has.
    pub running: usize,
    /// Whether it has jobs now.
    pub is_present: bool,
}

impl Claim {
    fn may_have_more(&self) -> bool {
        self.slots_max.is_none_or(|most| self.running < most)
    }

    fn weight(&self) -> u128 {
        u128::from(self.weight.max(1))
    }

    /// Which of two is further below its share; of equals the heavier, then the one whose job is older, which stands first.
    fn compare(&self, other: &Self) -> Ordering {
        let (ours, theirs) = (self.running as u128 * other.weight(), other.running as u128 * self.weight());
        ours.cmp(&theirs).then(other.weight.cmp(&self.weight))
    }
}

/// The tenants that may take one of `free` slots of `slots`, by their places in `claims`, who comes first first.
pub(super) fn order(claims: &[Claim], slots: usize, free: usize) -> Vec<usize> {
    let weights: u128 = claims.iter().map(Claim::weight).sum();
    let is_within =
        |claim: &Claim| claim.running == 0 || (claim.running as u128 + 1) * weights <= slots as u128 * claim.weight();
    let is_without = |claim: &Claim| claim.running == 0 && claim.may_have_more();
    let without = claims.iter().filter(|claim| is_without(claim)).count();
    let may = |claim: &Claim| claim.is_present && claim.may_have_more() && (is_within(claim) || free > without);
    let mut order: Vec<usize> = (0..claims.len()).filter(|at| may(&claims[*at])).collect();
    order.sort_by(|a, b| claims[*a].compare(&claims[*b]));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(tenant: &str, weight: u32) -> Claim {
        Claim { tenant: tenant.to_owned(), weight, slots_max: None, running: 0, is_present: true }
    }

    /// Hands out all free slots; the answer is how many each has then.
    fn fill(claims: &mut [Claim], slots: usize) -> Vec<usize> {
        loop {
            let taken: usize = claims.iter().map(|claim| claim.running).sum();
            let free = slots.saturating_sub(taken);
            let next = order(claims, slots, free).first().copied().filter(|_| free > 0);
            match next {
                Some(next) => claims[next].running += 1,
                None => return claims.iter().map(|claim| claim.running).collect(),
            }
        }
    }

    #[test]
    fn slots_are_shared_by_weight() {
        assert_eq!(fill(&mut [claim("a", 100), claim("b", 100)], 8), [4, 4]);
        assert_eq!(fill(&mut [claim("a", 100), claim("b", 300)], 8), [2, 6]);
        assert_eq!(fill(&mut [claim("a", 100), claim("b", 400)], 2), [1, 1]);
        assert_eq!(fill(&mut [claim("a", 0), claim("b", 0), claim("c", 0)], 4), [2, 1, 1]);
    }

    #[test]
    fn a_tenant_alone_has_all_slots_up_to_its_own_limit() {
        assert_eq!(fill(&mut [claim("a", 1)], 8), [8]);
        assert_eq!(fill(&mut [Claim { slots_max: Some(3), ..claim("a", 1) }], 8), [3]);
        let limited = Claim { slots_max: Some(1), ..claim("b", 100) };
        assert_eq!(fill(&mut [claim("a", 100), limited], 8), [7, 1]);
    }

    #[test]
    fn a_slot_is_left_for_whoever_was_there_a_moment_ago() {
        let away = |weight| Claim { is_present: false, ..claim("victim", weight) };
        for (slots, weight, flood) in [(2, 100, 1), (4, 100, 3), (4, 400, 3), (8, 100, 7), (1, 100, 1)] {
            assert_eq!(fill(&mut [claim("flood", 100), away(weight)], slots), [flood, 0], "{slots} slots, {weight}");
        }
        // One that may have no slot needs none kept.
        let none = Claim { slots_max: Some(0), ..away(100) };
        assert_eq!(fill(&mut [claim("flood", 100), none], 4), [4, 0]);
    }

    #[test]
    fn whoever_comes_later_gets_its_share_as_tasks_end() {
        let mut claims = [Claim { running: 8, ..claim("flood", 100) }, claim("victim", 300)];
        for _ in 0..8 {
            if claims[0].running > 0 {
                claims[0].running -= 1;
            }
            fill(&mut claims, 8);
        }
        assert_eq!([claims[0].running, claims[1].running], [2, 6]);
    }

    #[test]
    fn more_tenants_than_slots_have_their_turns() {
        let mut claims: Vec<Claim> = (0..5).map(|n| claim(&n.to_string(), 100)).collect();
        assert_eq!(fill(&mut claims, 2), [1, 1, 0, 0, 0]);
        claims[0].running = 0;
        claims[0].is_present = false;
        assert_eq!(fill(&mut claims, 2), [0, 1, 1, 0, 0]);
    }
}
