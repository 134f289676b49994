"""The smoke suite: every P0 API of Spark Connect, one line each, held against answers recorded from real Spark."""
