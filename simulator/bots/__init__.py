"""Players: an expert per requirement, mistakes as departures from it, idle, spam; all through the same commands as people."""
