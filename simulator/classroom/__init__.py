"""The classroom: classes with rosters and assignments, students' hand-ins judged and graded, marks, overrides, exports."""
