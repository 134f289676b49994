"""What each call of the protocol promises beyond the answer itself: handles, interrupts, clones, artifacts, chunks."""
