"""For all tests: a shelf and a database of classes of their own, so that none reads or writes those of whoever runs them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="session")
def _own_places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        place = tmp_path_factory.mktemp("own")
        patch.setenv("STORESIM_SHELF", str(place / "shelf"))
        patch.setenv("STORESIM_CLASSES", str(place / "classes.db"))
        yield
