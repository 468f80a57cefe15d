"""A hall for browsers: `storesim hall serve`.

    browser --websocket--> the server (aiohttp, `server.py`) --pipes--> one candidate's program each, forked by the nursery (`nursery.py`)

The server knows no exam: it counts, judges and passes on bytes. The nursery has imported everything and read the frozen packs beforehand, holds no
connection and no thread, and forks a program for each browser that is let in, so that they share memory and paint at once; it forks the keeper too
(`exams.keeper`). Where a system cannot fork, each is a process of its own (`spawning.py`). Only this room knows aiohttp and textual_serve.
"""
