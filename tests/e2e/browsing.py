"""What is done on every page: faults are kept, and staff sign in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Self

from playwright.sync_api import BrowserContext, Locator, Page

from tests.support.desk import PASSWORD

Browse = Callable[[], BrowserContext]
"""Opens a browser of one more person."""


def faults_of(page: Page) -> list[str]:
    """Script errors, and refusals by the page's content security policy, from now on."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None,
    )
    return faults


class StaffPage:
    """Pages behind the desk's sign-in, as somebody there uses them."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.faults = faults_of(page)

    def sign_in(self, name: str, password: str = PASSWORD) -> Self:
        self.page.goto(f"{self.url}/console/desk")
        self.page.get_by_label("账号").fill(name)
        self.page.get_by_label("口令").fill(password)
        self.page.get_by_role("button", name="登录").click()
        return self.ready()

    def ready(self) -> Self:
        self.page.locator("body[data-ready]").wait_for()
        return self

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)
