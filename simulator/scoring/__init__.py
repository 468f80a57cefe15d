"""The score: a pure function of the journal's facts and a rubric. Nothing here reads a clock, a file or luck."""
