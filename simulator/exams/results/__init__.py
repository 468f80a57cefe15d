"""The results of an exam: grading its sittings, grading them anew by another rubric, and the book of all marks as they count."""
