"""Verifying a whole exam: whether what is kept is what happened, as far as that can be told. See `judge` for what is looked at."""
