"""Everything that leaves the classroom as a file, written from a gradebook: gradebooks for a school's system (`moodle`,
`canvas`), for a spreadsheet (`table`, `xlsx`), for a learning record store (`xapi`), and reports to print (`html`).

Each function answers with a `Made`: the bytes of the file, and sentences about what could not be written. Nothing here
touches a disk or a network, and the same gradebook gives the same bytes.

This is the only room that imports xlsxwriter, jinja2 and pygal, and it does so inside functions: who writes a CSV needs
none of them. Names and reasons are text from people: `cells` keeps them from being formulas or control codes in a file that a
spreadsheet opens, the template engine's escaping keeps them from being markup.
"""
