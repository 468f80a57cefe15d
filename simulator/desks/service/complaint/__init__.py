"""Complaints (9.2.4): gather facts, fix a timeline, cite law and rules, decide, answer the platform, prevent."""
