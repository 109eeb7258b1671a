"""A running web channel and a widget on a page of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.e2e.web.host_site import HostSite
from tests.e2e.web.support import LiveServer
from tests.e2e.web.widget import Widget


@pytest.fixture
def host() -> Iterator[HostSite]:
    """A website that may embed the widget."""
    site = HostSite()
    yield site
    site.stop()


@pytest.fixture
def other_host() -> Iterator[HostSite]:
    """A website that may not."""
    site = HostSite()
    yield site
    site.stop()


@pytest.fixture
def server(host: HostSite) -> Iterator[LiveServer]:
    server = LiveServer(allowed_origins=(host.origin,))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def widget(page: Page, server: LiveServer) -> Widget:
    """The widget on the model government page, still closed."""
    return Widget(page).visit(server.url)
