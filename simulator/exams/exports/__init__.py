"""Everything about an exam that leaves as a file, written from its book alone (`results.book`), which holds no name before names are revealed.

Gradebooks for a school's system, spreadsheets and xAPI are those of classes (`classroom.exports`), given the exam as a class with one assignment; pages of
their own are the certificate, the evidence report of a candidate and the report of the exam. Nothing here touches a disk or a network, and the same
book gives the same bytes.
"""
