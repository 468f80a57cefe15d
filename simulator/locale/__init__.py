"""Language, settings and notation for the screens and the command line (`tui` and `cli`), and for nothing beneath them.

There are no message catalogues here. Interface strings stand where they are used, as `Text(zh=..., en=...)`: both
languages side by side are complete by construction (a missing one is a type error and a failing constructor), a reader
of the code sees what is said, and both change in one edit. Keys into a catalogue buy none of that and can drift: a key
renamed here and kept there, a string changed in one language only. What has rules rather than wording lives in this
room: which language, how amounts, dates and durations are written and read, how wide text is, what is kept between runs.

Nothing is imported from the submodules here, so that a start pays only for what it uses.
"""
