"""Spark's confs: every key with its default and what it accepts."""
