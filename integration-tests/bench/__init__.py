"""Benchmarks: our server and its peers, measured in the same run on the same data."""
