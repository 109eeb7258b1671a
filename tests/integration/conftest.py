"""What several kinds of integration tests use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.casework_desk import Office, open_office


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    """A district's offices with nothing to do yet, on both databases."""
    with open_office(database_url) as office:
        yield office
