//! The public keys of issuers: what a set of them holds, where it comes from, how it stays fresh.

mod fetch;
mod pem;
mod place;
mod set;
mod source;

#[cfg(test)]
pub(crate) use fetch::Guard;
pub(crate) use fetch::{Client, may_connect};
pub(crate) use pem::read_pem;
pub(crate) use place::Place;
pub(crate) use set::{Fingerprint, Key};
pub(crate) use source::{Source, Terms};
