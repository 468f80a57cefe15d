"""Exams that are taken without a hall: handed out as sealed files, worked on the candidate's machine, collected afterwards.

What that can prove is less than a hall can: such a file is tamper-evident against casual edits, and no more (docs/exams.md, "What can be trusted").
"""
