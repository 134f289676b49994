"""Executors as processes: how they join, are refused, come back and leave."""
