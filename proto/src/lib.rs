//! The wire messages of Spark Connect, generated from our `.proto` files. It knows the contract and
//! refuses to know what any message means.
//!
//! The sources are in `proto/spark/connect`; `cargo xtask codegen` writes `src/generated`. Use it as
//! `use sparrow_proto::spark::connect as proto;`.

/// The package `spark`.
pub mod spark {
    /// The package `spark.connect`: messages, and the service's server and client halves.
    #[allow(clippy::all, rustdoc::all)]
    pub mod connect {
        include!("generated/spark.connect.rs");
    }
}

/// The serialized `FileDescriptorSet` of the package and of all that it imports, without comments.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!("generated/descriptors.bin");

#[cfg(test)]
mod contract_tests;
