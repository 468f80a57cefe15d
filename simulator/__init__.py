"""storesim: a training simulator for operating cross-border stores, scored clause by clause with evidence."""

import os

# Some terminals drop Chinese input when the kitty keyboard protocol with associated text is on; Textual reads this
# variable when it is imported, so it has to be set before that.
os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")

__version__ = "0.1.0"
