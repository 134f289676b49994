"""What `cargo xtask codegen` writes: the messages, and the functions."""
