"""Text that exists in both languages of the product."""

from __future__ import annotations

from typing import Literal

import msgspec

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, Lang] = ("zh", "en")


class Text(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """One short text in Chinese and English; both are required, so neither language can be forgotten."""

    zh: str
    en: str

    def of(self, lang: Lang) -> str:
        """The wording in `lang`."""
        return self.zh if lang == "zh" else self.en

    def fill(self, **values: object) -> Text:
        """Both wordings with `{name}` places filled by `str(value)`; a `Text` value fills each language with its own."""
        zh = {k: v.zh if isinstance(v, Text) else v for k, v in values.items()}
        en = {k: v.en if isinstance(v, Text) else v for k, v in values.items()}
        return Text(self.zh.format(**zh), self.en.format(**en))
