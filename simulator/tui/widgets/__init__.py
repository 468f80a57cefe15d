"""Widgets that every screen may use. Import each from its module: a start pays only for what it shows."""
