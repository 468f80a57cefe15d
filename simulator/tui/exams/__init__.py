"""Exams in the interface."""
