"""What the marks of an exam say of its items and of itself: the figures of Moodle's quiz statistics, from a table of marks.

`table` is what goes in, `calculate.calculate` gives all figures, `shown.shown` those that may be shown. Pure: no file, no
database, no clock. Marks are whole numbers and every sum is exact; a binary float is made only at the end, of a quotient, so
neither the order of candidates nor the machine changes a digit, and what is zero is exactly zero.

Sources, named in the docstrings: [calculations] is docs.moodle.org/dev/Quiz_statistics_calculations, [items] and [whole] what
Moodle does for items (question/classes/statistics/questions/calculator.php) and for the whole
(mod/quiz/report/statistics/classes/calculator.php). Variances and covariances are those of a sample (n - 1).
"""
