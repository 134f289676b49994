"""Lines that break: every stream and request is cut in turn, and each row and each command still counts once."""
