"""The screens of every office: what it is about, its views, forms for what can be done, and what came of it.

Nothing here is written for a single operation or for one office: what an office offers (`classroom.bureau`) is shown, asked and answered.
"""
