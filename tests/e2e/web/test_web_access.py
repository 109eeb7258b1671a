"""Must-pass 5 and 6: everybody can use it, by keyboard or ear, on any screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.e2e.accessibility import violations
from tests.e2e.web.support import LiveServer
from tests.e2e.web.widget import Widget
from tests.support.service import wait_until

pytestmark = pytest.mark.browser

FOCUSED = """() => {
    let node = document.activeElement;
    while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    return node;
}"""
DEMO = "/widget/demo.html?theme="


def show_everything(widget: Widget) -> None:
    """Bring every kind of block and state into the log."""
    widget.open().ask("依申请公开多久答复？")
    widget.answered(1).locator("summary").click()
    widget.ask("居住证")
    widget.answered(2).get_by_role("button").first.click()
    rating = widget.answered(3).locator(".rating")
    rating.get_by_role("button", name="满意", exact=True).click()
    expect(rating).to_contain_text("您的评价：满意")
    widget.input.press_sequentially("居住证")
    widget.options.first.wait_for()
    widget.input.press("ArrowDown")


def tab_to(page: Page, target: Locator, key: str = "Tab") -> None:
    handle = target.element_handle()
    for _ in range(60):
        page.keyboard.press(key)
        if page.evaluate_handle(FOCUSED).evaluate("(node, wanted) => node === wanted", handle):
            return
    raise AssertionError(f"{key} never reached {target}")


@pytest.mark.parametrize("mode", ["closed", "open", "elder", "english", "dark"])
def test_web_05_axe_finds_nothing(page: Page, server: LiveServer, mode: str) -> None:
    widget = Widget(page).visit(server.url + (f"{DEMO}dark" if mode == "dark" else "/"))
    if mode != "closed":
        show_everything(widget)
    if mode == "elder":
        widget.button("大字版").click()
    if mode == "english":
        widget.button("English").click()
    page.wait_for_function(
        "() => document.querySelector('wenzheng-widget').shadowRoot.getAnimations().length === 0"
    )
    assert violations(page) == []


def test_web_05_keyboard_alone_is_enough(widget: Widget, server: LiveServer) -> None:
    page, keys = widget.page, widget.page.keyboard
    tab_to(page, widget.launcher)
    keys.press("Enter")
    expect(widget.input).to_be_focused()
    keys.type("居住证")
    keys.press("Enter")
    answer = widget.answered(1)
    tab_to(page, answer.get_by_role("button", name="首次办理居住证"), "Shift+Tab")
    keys.press("Enter")
    widget.answered(2)
    satisfied = widget.answers.last.get_by_role("button", name="非常满意", exact=True)
    tab_to(page, satisfied)
    keys.press("Space")
    expect(satisfied).to_have_attribute("aria-pressed", "true")
    expect(satisfied).to_be_focused()
    keys.press("Escape")
    expect(widget.panel).to_be_hidden()
    expect(widget.launcher).to_be_focused()
    chosen = [None, "entry:permit-new", "rate:t2:5"]
    wait_until(lambda: [turn.choice for turn in server.bot.turns] == chosen, 10)


def test_web_05_escape_closes_suggestions_before_the_panel(widget: Widget) -> None:
    widget.open()
    widget.input.press_sequentially("居住证")
    widget.options.first.wait_for()
    widget.input.press("Escape")
    expect(widget.options).to_have_count(0)
    expect(widget.panel).to_be_visible()
    widget.input.press("Escape")
    expect(widget.panel).to_be_hidden()


def test_web_05_suggestion_chosen_by_keyboard_is_asked(widget: Widget) -> None:
    widget.open()
    widget.input.press_sequentially("依申请")
    widget.options.first.wait_for()
    widget.input.press("ArrowUp")
    widget.input.press("ArrowDown")
    chosen = widget.panel.locator(".suggestions [aria-selected=true]")
    expect(chosen).to_have_text("依申请公开多久答复？")
    expect(widget.input).to_have_attribute("aria-activedescendant", "suggestion-0")
    widget.input.press("Enter")
    expect(widget.answered(1)).to_contain_text("20个工作日")
    expect(widget.said).to_have_text("依申请公开多久答复？")


def test_web_05_each_answer_is_announced_once_and_history_never(widget: Widget) -> None:
    page = widget.page
    widget.open().ask("依申请公开")
    widget.answered(1)
    page.reload()
    watch = """() => {
        window.announced = [];
        const live = document.querySelector('wenzheng-widget').shadowRoot
            .querySelector('[aria-live=polite]');
        new MutationObserver(all => all.forEach(({addedNodes}) => addedNodes.forEach(
            node => window.announced.push(node.textContent)))).observe(live, {childList: true});
    }"""
    widget.launcher.wait_for()
    page.evaluate(watch)
    widget.open()
    widget.answered(1)
    widget.ask("居住证")
    widget.answered(2)
    announced = page.evaluate("window.announced")
    announced = [text for text in announced if "相近的问题" not in text]  # proposed while typing
    assert len(announced) == 1
    assert announced[0].split("\n") == [
        "您想问居住证的哪一方面？", "请选一个：",
        "首次办理居住证", "居住证到期续签", "居住证丢失补领",
    ]  # fmt: skip
    expect(widget.panel.get_by_role("log")).to_have_attribute("aria-live", "off")


@pytest.mark.parametrize(
    ("size", "large"),
    [((320, 640), False), ((320, 256), False), ((320, 640), True)],
    ids=["320px", "400%-zoom", "320px-elder"],
)
def test_web_06_small_screens_scroll_one_way_only(
    browser: Browser, server: LiveServer, size: tuple[int, int], large: bool
) -> None:
    context = browser.new_context(viewport=ViewportSize(width=size[0], height=size[1]))
    page = context.new_page()
    widget = Widget(page).visit(server.url)
    show_everything(widget)
    if large:
        widget.button("大字版").click()
    widths = "n => [n.scrollWidth, n.clientWidth]"
    for part in (widget.panel, widget.panel.get_by_role("log"), page.locator("html")):
        scroll, client = part.evaluate(widths)
        assert scroll <= client
    assert widget.panel.bounding_box() == {"x": 0, "y": 0, "width": size[0], "height": size[1]}
    widget.button("转人工").scroll_into_view_if_needed()
    expect(widget.button("转人工")).to_be_in_viewport(ratio=1)
    widget.button("关闭").click()
    expect(widget.launcher).to_be_in_viewport(ratio=1)
    context.close()


def test_web_06_reduced_motion_moves_nothing(browser: Browser, server: LiveServer) -> None:
    context = browser.new_context(reduced_motion="reduce")
    widget = Widget(context.new_page()).visit(server.url).open().ask("慢：一")
    expect(widget.typing).to_be_visible()
    moving = "document.querySelector('wenzheng-widget').shadowRoot.getAnimations().length"
    assert widget.page.evaluate(moving) == 0
    context.close()


def test_web_06_motion_where_it_is_welcome(browser: Browser, server: LiveServer) -> None:
    context = browser.new_context(reduced_motion="no-preference")
    widget = Widget(context.new_page()).visit(server.url).open().ask("慢：一")
    expect(widget.typing).to_be_visible()
    moving = "document.querySelector('wenzheng-widget').shadowRoot.getAnimations().length"
    assert widget.page.evaluate(moving) >= 3
    context.close()


def test_web_06_forced_colours_keep_every_boundary(browser: Browser, server: LiveServer) -> None:
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    widget = Widget(page).visit(server.url)
    show_everything(widget)
    edge = """n => { const s = getComputedStyle(n); return [s.borderTopStyle, s.borderTopColor,
        s.backgroundColor]; }"""
    for selector in (".said", "article", ".choices button", ".sender", "textarea"):
        style, border, ground = widget.panel.locator(selector).first.evaluate(edge)
        assert style == "solid"
        assert border != ground, selector
    outline = "n => getComputedStyle(n).outlineStyle"
    for selector in (".grades [aria-pressed=true]", "[role=option][aria-selected=true]"):
        assert widget.panel.locator(selector).evaluate(outline) == "solid", selector
    context.close()


def test_web_06_enter_while_an_input_method_composes_does_not_send(
    widget: Widget, server: LiveServer
) -> None:
    page = widget.open().page
    cdp = page.context.new_cdp_session(page)
    cdp.send("Input.imeSetComposition", {"text": "yi", "selectionStart": 2, "selectionEnd": 2})
    enter = {"windowsVirtualKeyCode": 229, "key": "Process", "code": "Enter"}
    cdp.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
    cdp.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})
    widget.input.evaluate(
        """input => input.dispatchEvent(new KeyboardEvent('keydown',
            {key: 'Enter', isComposing: true, bubbles: true, composed: true}))"""
    )
    cdp.send("Input.insertText", {"text": "依申请公开"})
    expect(widget.input).to_have_value("依申请公开")
    expect(widget.said).to_have_count(0)
    widget.input.press("Enter")
    widget.answered(1)
    assert [turn.text for turn in server.bot.turns] == ["依申请公开"]


def test_web_06_shift_enter_makes_a_line(widget: Widget, server: LiveServer) -> None:
    widget.open().input.type("一")
    widget.input.press("Shift+Enter")
    widget.input.type("二")
    widget.input.press("Enter")
    widget.answered(1)
    assert server.bot.turns[0].text == "一\n二"


def test_web_06_elder_mode_is_large_and_stays(widget: Widget) -> None:
    show_everything(widget)
    widget.button("大字版").click()
    too_small = """panel => [...panel.querySelectorAll('button, a, select, textarea, summary')]
        .filter(n => n.offsetParent !== null)
        .map(n => [n.textContent, n.getBoundingClientRect()])
        .filter(([, box]) => box.height < 60 || box.width < 60)
        .map(([text, box]) => `${text} ${box.width}x${box.height}`)"""
    small_text = """panel => [...panel.querySelectorAll('*')]
        .filter(n => n.offsetParent !== null
            && [...n.childNodes].some(c => c.nodeType === 3 && c.data.trim()))
        .map(n => [n.textContent, getComputedStyle(n)])
        .filter(([, s]) => parseFloat(s.fontSize) < 18
            || parseFloat(s.lineHeight) < 1.3 * parseFloat(s.fontSize))
        .map(([text, s]) => `${text} ${s.fontSize}/${s.lineHeight}`)"""
    assert widget.panel.evaluate(too_small) == []
    assert widget.panel.evaluate(small_text) == []
    widget.page.reload()
    widget.open()
    expect(widget.button("大字版")).to_have_attribute("aria-pressed", "true")


def test_web_06_targets_are_44_px(widget: Widget) -> None:
    show_everything(widget)
    too_small = """panel => [...panel.querySelectorAll('button, a, select, textarea, summary')]
        .filter(n => n.offsetParent !== null)
        .filter(n => n.getBoundingClientRect().height < 44 || n.getBoundingClientRect().width < 44)
        .map(n => n.textContent)"""
    assert widget.panel.evaluate(too_small) == []
