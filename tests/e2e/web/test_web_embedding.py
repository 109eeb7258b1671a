"""Must-pass 1: the widget and any page leave each other in peace. Must-pass 4: markup is inert."""

from __future__ import annotations

import gzip

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from connectors.web.pages import STATIC
from tests.e2e.web.host_site import HostSite
from tests.e2e.web.support import LiveServer
from tests.e2e.web.widget import Widget

pytestmark = pytest.mark.browser

HOSTILE = "*{all:unset}button{display:none!important}body>*{display:none!important;opacity:0}"


def test_web_01_works_on_a_foreign_page_with_a_strict_policy(
    page: Page, server: LiveServer, host: HostSite
) -> None:
    widget = Widget(page)
    host.embed(server.url)
    page.goto(host.origin)
    widget.open().ask("依申请公开多久答复？")
    expect(widget.answered()).to_contain_text("20个工作日")
    assert widget.faults == []


def test_web_01_hostile_host_css_changes_nothing(
    page: Page, server: LiveServer, host: HostSite
) -> None:
    widget = Widget(page)
    host.embed(server.url, css=HOSTILE)
    page.goto(host.origin)
    widget.open().ask("居住证")
    expect(widget.answered().get_by_role("button").first).to_be_visible()
    box = widget.panel.bounding_box()
    assert box is not None
    assert box["width"] == 420
    assert widget.panel.evaluate("n => getComputedStyle(n).position") == "fixed"
    assert widget.button("转人工").evaluate("n => getComputedStyle(n).cursor") == "pointer"


def test_web_01_embedded_twice_is_one_widget(
    page: Page, server: LiveServer, host: HostSite
) -> None:
    widget = Widget(page)
    host.embed(server.url, scripts=2)
    page.goto(host.origin)
    widget.open()
    assert page.locator("wenzheng-widget").count() == 1
    assert widget.faults == []


@pytest.mark.parametrize("missing", ["widget.js", "app.js", "widget.css"])
def test_web_01_page_is_usable_without_the_script(
    page: Page, server: LiveServer, host: HostSite, missing: str
) -> None:
    widget = Widget(page)
    page.route(f"**/widget/{missing}", lambda route: route.fulfill(status=404, body="gone"))
    host.embed(server.url)
    page.goto(host.origin)
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="本站按钮").click()
    page.get_by_role("link", name="本站链接").click()
    expect(page).to_have_url(f"{host.origin}/#x")
    assert page.locator("wenzheng-widget").count() == 0
    assert widget.faults == []


def test_web_01_a_website_that_is_not_allowed_gets_no_session(
    page: Page, server: LiveServer, other_host: HostSite
) -> None:
    other_host.files["/"] = ("text/html", "<p>x")
    page.goto(other_host.origin)
    assert (
        page.evaluate(
            """url => fetch(`${url}/web/session`, {method: 'POST'}).then(r => r.ok, () => 'no')""",
            server.url,
        )
        == "no"
    )
    assert (
        page.evaluate(
            """url => new Promise(done => {
            const socket = new WebSocket(url.replace('http', 'ws') + '/web/ws');
            socket.onopen = () => done('open');
            socket.onerror = () => done('refused');
        })""",
            server.url,
        )
        == "refused"
    )


def test_web_01_whole_widget_is_at_most_30_kb_gzipped() -> None:
    files = [path for path in STATIC.iterdir() if path.suffix in {".js", ".css"}]
    assert len(files) > 5
    total = sum(len(gzip.compress(path.read_bytes())) for path in files)
    assert total <= 30 * 1024


def test_web_01_model_page_allows_nothing_inline(page: Page, server: LiveServer) -> None:
    response = page.goto(server.url)
    assert response is not None
    policy = response.headers["content-security-policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert "default-src 'none'" in policy


def test_web_01_search_box_of_the_page_asks_the_widget(widget: Widget) -> None:
    widget.page.get_by_role("searchbox").fill("依申请公开多久答复？")
    widget.page.get_by_role("button", name="问一问").click()
    expect(widget.answered()).to_contain_text("20个工作日")


def test_web_01_works_where_the_browser_forbids_storage(
    context: BrowserContext, server: LiveServer
) -> None:
    page = context.new_page()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }})"
    )
    widget = Widget(page).visit(server.url).open().ask("依申请公开")
    expect(widget.answered()).to_contain_text("20个工作日")
    assert widget.faults == []


def test_web_04_markup_and_bad_links_are_inert_text(widget: Widget) -> None:
    widget.open().ask("标记 <b onclick=x>粗</b> [链接](javascript:alert(1))")
    widget.answered()
    answer = widget.answers.first  # the choice clicked below brings another
    expect(widget.said.last).to_have_text("标记 <b onclick=x>粗</b> [链接](javascript:alert(1))")
    expect(answer).to_contain_text('<img src=x onerror="window.hacked=')
    expect(answer).to_contain_text("**粗体 [点这里](javascript:")
    for element in widget.panel.locator("summary, .choices button, .grades button").all():
        element.click()
    links = answer.locator("a").evaluate_all("all => all.map(a => [a.href, a.rel, a.target])")
    urls = [url for url, _, _ in links]
    assert "https://example.gov.cn/ok" in urls
    assert all(url.startswith(("https://", "tel:")) for url in urls)
    assert all(
        "noopener" in rel and target == "_blank"
        for url, rel, target in links
        if url.startswith("https")
    )
    assert widget.panel.locator("img, script, b, iframe").count() == 0
    assert widget.page.evaluate("window.hacked") is None


def test_web_04_no_code_of_the_widget_can_turn_text_into_markup() -> None:
    ways = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", ".style.")
    for path in STATIC.rglob("*.js"):
        source = path.read_text(encoding="utf-8")
        assert not [way for way in ways if way in source], path
