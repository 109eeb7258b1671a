"""Keeps a walk through a channel: a video, a trace for Playwright's viewer, a picture of each stop.

`WENZHENG_RECORD_DIR` names the directory. Videos need an ffmpeg on the machine (Debian's package
does); Playwright looks for one of its own at a fixed place only, so it is given a folder in which
the machine's stands there.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import playwright
from playwright.sync_api import Browser, Page

RECORD_DIR = "WENZHENG_RECORD_DIR"
PLACES = "PLAYWRIGHT_BROWSERS_PATH"

Stop = Callable[[str], None]


def offer_ffmpeg(directory: Path) -> bool:
    """Let Playwright find the machine's ffmpeg; whether there is one."""
    found = shutil.which("ffmpeg")
    if found is None or PLACES in os.environ:
        return PLACES in os.environ
    driver = Path(playwright.__file__).parent / "driver" / "package" / "browsers.json"
    (revision,) = (
        each["revision"]
        for each in json.loads(driver.read_text())["browsers"]
        if each["name"] == "ffmpeg"
    )
    place = directory / f"ffmpeg-{revision}" / "ffmpeg-linux"
    place.parent.mkdir()
    place.symlink_to(found)
    os.environ[PLACES] = str(directory)
    return True


@contextmanager
def recorded(
    browser: Browser, channel: str, album: Path, **options: Any
) -> Iterator[tuple[Page, Stop]]:
    """A page whose walk is kept; what it yields beside the page marks a stop.

    Args:
        browser: to open the page in.
        channel: the files' names begin with it.
        album: where they go.
        options: of the browser's context.
    """
    filmed = PLACES in os.environ
    if filmed:
        options |= {"record_video_dir": album, "record_video_size": options.get("viewport")}
    context = browser.new_context(locale="zh-CN", **options)
    context.set_default_timeout(15_000)
    page, numbers = context.new_page(), count(1)

    def stop(name: str) -> None:
        page.screenshot(path=album / f"{channel}-{next(numbers):02}-{name}.png")

    context.tracing.start(screenshots=True, snapshots=True)
    try:
        yield page, stop
    finally:
        context.tracing.stop(path=album / f"{channel}-walk.zip")
        film = Path(page.video.path()) if filmed and page.video else None
        context.close()
        if film is not None:
            film.rename(album / f"{channel}-walk.webm")
