"""Exams in the interface: what a candidate sees."""
