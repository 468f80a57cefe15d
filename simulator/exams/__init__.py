"""Exam sessions: papers, sittings, tickets, the hall, marks and what is made of them."""
