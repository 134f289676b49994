//! Runs the cases of clients/features against servers, through an adapter for each client.

fn main() {}
