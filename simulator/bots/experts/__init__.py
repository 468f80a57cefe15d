"""One expert per requirement: plays it right from the views alone, on every seed."""
