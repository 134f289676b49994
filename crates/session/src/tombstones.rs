//! What is remembered of things that are gone: a bounded map that forgets the oldest first.

use std::borrow::Borrow;
use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

/// A bounded memory, oldest out first.
#[derive(Debug)]
pub struct Tombstones<K, V> {
    count_max: usize,
    entries: HashMap<K, V>,
    order: VecDeque<K>,
}

impl<K, V> Default for Tombstones<K, V> {
    fn default() -> Self {
        Self { count_max: 0, entries: HashMap::new(), order: VecDeque::new() }
    }
}

impl<K: Hash + Eq + Clone, V> Tombstones<K, V> {
    /// Remembers up to `count_max` things.
    pub fn new(count_max: usize) -> Self {
        Self { count_max, ..Self::default() }
    }

    /// Remembers `value` under `key`.
    pub fn insert(&mut self, key: K, value: V) {
        if self.entries.insert(key.clone(), value).is_none() {
            self.order.push_back(key);
        }
        while self.order.len() > self.count_max {
            let oldest = self.order.pop_front().expect("it is longer than a limit");
            self.entries.remove(&oldest);
        }
    }

    /// What is remembered under `key`.
    pub fn get<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.entries.get(key)
    }

    /// Whether `key` is remembered.
    pub fn contains<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.entries.contains_key(key)
    }

    /// Forgets `key`.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        let value = self.entries.remove(key)?;
        self.order.retain(|other| other != key);
        Some(value)
    }

    /// How many things are remembered.
    pub fn count(&self) -> usize {
        self.order.len()
    }

    /// The keys, oldest first.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.order.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::Tombstones;

    #[test]
    fn the_oldest_is_forgotten_first() {
        let mut tombstones = Tombstones::new(2);
        for key in [1, 2, 1, 3] {
            tombstones.insert(key, key * 10);
        }
        assert_eq!(tombstones.keys().collect::<Vec<_>>(), [&2, &3]);
        assert!(!tombstones.contains(&1));
        assert_eq!(tombstones.remove(&2), Some(20));
        assert_eq!(tombstones.get(&3), Some(&30));
    }
}
