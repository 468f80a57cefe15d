"""The instructor's screens: classes and one class (made of `tui.office`), and a student's door to an assignment."""
