"""The library of wrong ways: each a named departure from the reference player."""
