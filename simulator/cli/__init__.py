"""The command line: everything the screens can do, as text and JSON for pipes, scripts, bots and screen readers.

`simulator.__main__` looks at the arguments first: the interface is opened by `opening`, without typer; all else goes
through `app`, whose commands live in one module each.
"""
