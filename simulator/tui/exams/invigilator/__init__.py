"""The examination office's and the invigilator's screens: exams, one exam with all that can be done (made of `tui.office`), and the board."""
