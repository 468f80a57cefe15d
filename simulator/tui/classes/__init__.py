"""The instructor's screens: classes, one class with all its views, forms for what is done with it, and what came of it.

Nothing here is written for a single operation: what the office offers (`classroom/office`) is shown, asked and answered.
"""
