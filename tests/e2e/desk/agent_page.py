"""What an agent does at the desk, and what there is to see."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.e2e.browsing import StaffPage


class AgentPage(StaffPage):
    """The desk page, as an agent uses it."""

    def __init__(self, page: Page, url: str) -> None:
        super().__init__(page, url)
        self.waiting = page.locator("#waiting button")
        self.mine = page.locator("#mine button")
        self.log = page.locator("#log")
        self.notice = page.locator("#notice")
        self.composing = page.locator("#composing")
        self.text = page.locator("#text")

    def claim(self) -> AgentPage:
        """Open whoever waits longest and take them."""
        self.waiting.first.click()
        self.button("接入").click()
        self.button("结束对话").wait_for()
        return self

    def say(self, text: str) -> AgentPage:
        self.text.fill(text)
        self.text.press("Enter")
        return self
