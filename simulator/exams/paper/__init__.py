"""Exam papers: what they hold, how they are read and checked, and how they are proven."""
