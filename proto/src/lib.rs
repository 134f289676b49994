//! The wire messages of Spark Connect, and of the channel between a server and its executors, generated from our `.proto`
//! files. It knows the contracts and refuses to know what any message means.
//!
//! The sources are in `proto/spark/connect` and `proto/sparrow/fleet`; `cargo xtask codegen` writes `src/generated`. Use it
//! as `use sparrow_proto::spark::connect as proto;`.

/// The package `spark`.
pub mod spark {
    /// The package `spark.connect`: messages, and the service's server and client halves.
    #[allow(clippy::all, rustdoc::all)]
    pub mod connect {
        include!("generated/spark.connect.rs");
    }
}

/// The package `sparrow`: what is our own.
pub mod sparrow {
    /// The package `sparrow.fleet`: what executors and their server say to each other.
    #[allow(clippy::all, rustdoc::all)]
    pub mod fleet {
        include!("generated/sparrow.fleet.rs");
    }
}

/// The serialized `FileDescriptorSet` of the package `spark.connect` and of all that it imports, without comments.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!("generated/descriptors.bin");

#[cfg(test)]
mod contract_tests;
