"""A headless Chromium for the browser tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.e2e.browsing import Browse
from tests.e2e.recording import RECORD_DIR, offer_ffmpeg

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> str:
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is not None:
        return path
    pytest.fail(f"no browser on PATH: one of {', '.join(NAMES)} is needed (make browser)")


@pytest.fixture(scope="session")
def album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where walks are kept."""
    if (directory := os.environ.get(RECORD_DIR)) is None:
        return tmp_path_factory.mktemp("album")
    offer_ffmpeg(tmp_path_factory.mktemp("ffmpeg"))
    return Path(directory)


@pytest.fixture(scope="module")
def browser(chromium: str, album: Path) -> Iterator[Browser]:
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def browse(browser: Browser) -> Iterator[Browse]:
    """Browsers of different people."""
    opened: list[BrowserContext] = []

    def new() -> BrowserContext:
        context = browser.new_context(locale="zh-CN")
        context.set_default_timeout(15_000)
        opened.append(context)
        return context

    yield new
    for context in opened:
        context.close()


@pytest.fixture
def context(browse: Browse) -> BrowserContext:
    return browse()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
