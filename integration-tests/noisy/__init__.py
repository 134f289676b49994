"""A tenant beside a noisy one: how much slower its short queries become while the other floods the server."""
