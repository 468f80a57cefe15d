"""Scenario packs: the model of a pack, its guarded loader, and the opening that a scenario and a seed give."""
