"""From what a sitting left behind to its mark. Pure and picklable: facts and rows in, plain data out, no database, no clock and no file, so that
it can run in any process of any machine, years later, and give the same."""
