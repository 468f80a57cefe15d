"""What can go wrong with the files of a pack, each in one sentence of both languages."""

from __future__ import annotations

from pathlib import Path

from simulator.kernel.refused import reason
from simulator.kernel.text import Text


class PackFileError(Exception):
    """Something about the files of packs cannot be done; `text` says what and how to mend it."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


class FolderError(PackFileError):
    """The folder of a pack cannot be read, or holds what cannot travel."""


class ArchiveError(PackFileError):
    """An archive cannot be read or written."""


class SignatureError(PackFileError):
    """A key or a key ring cannot be used, or an archive cannot be signed."""


class ShelfError(PackFileError):
    """A pack cannot be put on the shelf or taken from it."""


class OtherContent(ShelfError):
    """The same id and version are on the shelf with other content; it can be replaced by one who asks for that."""


class IdError(PackFileError):
    """This cannot be the id of a pack."""


class VersionError(PackFileError):
    """This is not a version."""


_SYSTEM = Text("{place}：{why}。", "{place}: {why}.")


def of_system(error: OSError, place: Path | str) -> Text:
    """The sentence for what the operating system refused."""
    return _SYSTEM.fill(place=str(place), why=reason(error))
