"""What an agent does at the desk, and what there is to see."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from tests.support.desk import PASSWORD


class AgentPage:
    """The desk page, as an agent uses it."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.faults: list[str] = []
        """Script errors and refusals by the page's content security policy."""
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on(
            "console",
            lambda line: (
                self.faults.append(line.text) if "Content Security Policy" in line.text else None
            ),
        )
        self.waiting = page.locator("#waiting button")
        self.mine = page.locator("#mine button")
        self.log = page.locator("#log")
        self.notice = page.locator("#notice")
        self.composing = page.locator("#composing")
        self.text = page.locator("#text")

    def sign_in(self, name: str, password: str = PASSWORD) -> AgentPage:
        self.page.goto(f"{self.url}/console/desk")
        self.page.get_by_label("账号").fill(name)
        self.page.get_by_label("口令").fill(password)
        self.page.get_by_role("button", name="登录").click()
        return self.ready()

    def ready(self) -> AgentPage:
        self.page.locator("body[data-ready]").wait_for()
        return self

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

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
