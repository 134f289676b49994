"""Executors that die: queries on a fleet give every row once, whichever executor is killed and whenever."""
