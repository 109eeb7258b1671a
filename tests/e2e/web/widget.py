"""What a citizen does with the widget, and what there is to see."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.e2e.browsing import faults_of


class Widget:
    """The widget on a page, as a citizen uses it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults = faults_of(page)
        self.launcher = page.locator("wenzheng-widget .launcher")
        self.panel = page.locator("wenzheng-widget .panel")
        self.input = self.panel.locator("textarea")
        self.said = self.panel.locator(".said p")
        self.answers = self.panel.locator("article")
        self.live = page.locator("wenzheng-widget [aria-live=polite]")
        self.typing = self.panel.locator(".typing")
        self.options = self.panel.get_by_role("listbox").get_by_role("option")
        self.note = self.panel.locator(".note")

    def visit(self, url: str) -> Widget:
        self.page.goto(url)
        self.launcher.wait_for()
        return self

    def open(self) -> Widget:
        self.launcher.click()
        self.panel.wait_for()
        return self

    def ask(self, text: str) -> Widget:
        self.input.fill(text)
        self.input.press("Enter")
        return self

    def answered(self, count: int = 1) -> Locator:
        """The newest of `count` answers, once it is there."""
        expect(self.answers).to_have_count(count)
        return self.answers.last

    def button(self, name: str) -> Locator:
        return self.panel.get_by_role("button", name=name, exact=True)

    def lines(self) -> list[str]:
        """What was said and answered, in the order to read."""
        lines: list[str] = self.panel.locator(".past > *").evaluate_all(
            "nodes => nodes.map(n => (n.querySelector('p') ?? n).textContent)"
        )
        return lines
