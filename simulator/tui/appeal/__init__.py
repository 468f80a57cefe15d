"""An examiner's look at one candidate: the marks, and the journal they stand on. Nothing is kept or changed here."""
