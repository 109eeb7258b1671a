"""The journey through the menus: 我要看, 我要问, 我要办, the kiosk's sections, stages of life."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.tracking import Events, language_of, latest_message
from actions.utterances import utter_blocks
from bot.choices import HUMAN, NEAREST
from bot.turns import Choice, ChoicesBlock, Language, Say
from knowledge_base.lookup import Lookup

PAGE = 8
"""Choices on a page, besides the one for more."""
MENUS: dict[str, tuple[tuple[str, str], ...]] = {
    "main": (
        ("utter_menu_read", "menu:read"),
        ("utter_menu_ask", "menu:ask"),
        ("utter_menu_do", "menu:do"),
    ),
    "read": (
        ("utter_menu_disclosure", "menu:disclosure"),
        ("utter_menu_data", "menu:data"),
        ("utter_menu_application", "menu:application"),
    ),
    "ask": (
        ("utter_menu_interaction", "menu:interaction"),
        ("utter_menu_services", "menu:services"),
    ),
    "do": (
        ("utter_menu_person", "menu:person"),
        ("utter_menu_enterprise", "menu:enterprise"),
        ("utter_menu_nearest", NEAREST),
        ("utter_menu_progress", "case_progress"),
        ("utter_menu_application", "menu:application"),
    ),
    "services": (
        ("utter_menu_person", "menu:person"),
        ("utter_menu_enterprise", "menu:enterprise"),
        ("utter_menu_nearest", NEAREST),
        ("utter_menu_progress", "case_progress"),
    ),
    "enterprise": (("utter_menu_policies", "match_policies"),),
    "application": (
        ("utter_step_apply", "apply_disclosure"),
        ("utter_menu_application_status", "app_status"),
    ),
    "interaction": (
        ("utter_menu_message", "leave_message"),
        ("utter_menu_message_status", "message_status"),
        ("utter_ask_human", HUMAN),
    ),
}
"""Menus that are always the same: label and choice."""
DATA_FIELDS = ("财政预决算", "公共资源交易", "重大建设项目", "生态环境", "食品药品监管")
"""Fields whose items are data: accounts, results, readings."""
TYPED = (
    ("read", ("我要看", "read")),
    ("ask", ("我要问", "ask")),
    ("do", ("我要办", "do something")),
    ("services", ("政务服务", "services")),
    ("data", ("数据", "data")),
    ("application", ("依申请", "application")),
    ("interaction", ("互动", "interaction")),
    ("enterprise", ("企业", "enterprise", "business")),
    ("person", ("个人", "人生", "person", "life")),
    ("disclosure", ("公开", "领域", "disclosure")),
)
"""Words by which a menu is asked for, the first that fits."""


SHOWN = "menu"
"""Slot that holds the menu shown last: its key, and behind a colon what it is about."""
_PARENTS = {value: key for key, entries in reversed(MENUS.items()) for _, value in entries}
"""Choice → the first menu that holds it."""


class ActionMenu(Action):
    """Shows a menu."""

    def __init__(self, lookup: Lookup, say: Say) -> None:
        self._lookup = lookup
        self._say = say

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_menu"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Show the menu that was chosen or named; the main one where it is none of ours."""
        wanted = latest_message(tracker)
        key = wanted.value or _named(wanted.text)
        return self.show(key, wanted.detail or "", dispatcher, tracker)

    def show(
        self, key: str, detail: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Show a menu by its key and what it is about; the main one where there is none such."""
        language = language_of(tracker)
        choices = tuple(self._choices(key, detail, language))
        if not choices:
            key, detail = "main", ""
            choices = tuple(self._choices(key, detail, language))
        utter_blocks(dispatcher, ChoicesBlock(choices, self._prompt(key, language)))
        return [SlotSet(SHOWN, f"{key}:{detail}")]

    def above(self, key: str, detail: str) -> tuple[str, str]:
        """The menu, or the page of it, that leads to this one; the main one leads to itself."""
        code, page = _paged(detail)
        if page:
            return key, f"{code}-{page - 1}"
        if key == "stage":
            side = next((s.side for s in self._lookup.life_stages if s.code == code), "person")
            return side, ""
        return ("disclosure" if key == "field" else _PARENTS.get(f"menu:{key}", "main")), ""

    def _prompt(self, key: str, language: Language) -> str:
        name = "utter_menu_ask_prompt" if key == "ask" else "utter_menu_prompt"
        return self._say(name, language)

    def _choices(self, key: str, detail: str, language: Language) -> Iterator[Choice]:
        for name, value in MENUS.get(key, ()):
            yield Choice(self._say(name, language), value)
        yield from self._stages(key, language)
        if key == "stage":
            yield from self._stage(detail, language)
        if key == "disclosure":
            yield from self._fields(detail, language)
        if key == "data":
            fields = self._lookup.catalogs.fields()
            yield from (_field(f.name, f.code) for f in fields if f.name in DATA_FIELDS)
        if key == "field":
            yield from self._field(detail, language)

    def _stages(self, side: str, language: Language) -> Iterator[Choice]:
        """The stages of the life a menu is about; none for other menus."""
        for stage in self._lookup.life_stages:
            if stage.side == side:
                label = stage.en if language == "en" else stage.zh
                yield Choice(label, f"menu:stage:{stage.code}")

    def _stage(self, detail: str, language: Language) -> Iterator[Choice]:
        code, page = _paged(detail)
        stage = next((s for s in self._lookup.life_stages if s.code == code), None)
        if stage is not None:
            guides = self._lookup.guides.in_stage(stage.labels, stage.guides, language)
            choices = [
                Choice(self._marked(name, language), f"guide:{guide}")
                for guide, name in guides.items()
            ]
            yield from self._page(choices, page, f"menu:stage:{code}", language)

    def _marked(self, name: str, language: Language) -> str:
        """A name; one that is Chinese says so to who reads English."""
        if language != "en" or name.isascii():
            return name
        return self._say("utter_label_in_chinese", language, item=name)

    def _fields(self, detail: str, language: Language) -> Iterator[Choice]:
        fields = [_field(field.name, field.code) for field in self._lookup.catalogs.fields()]
        yield from self._page(fields, _paged(detail)[1], "menu:disclosure:all", language)

    def _field(self, detail: str, language: Language) -> Iterator[Choice]:
        code, page = _paged(detail)
        items = [Choice(i.question, f"choose:{i.id}") for i in self._lookup.catalogs.in_field(code)]
        yield from self._page(items, page, f"menu:field:{code}", language)

    def _page(
        self, choices: Sequence[Choice], page: int, value: str, language: Language
    ) -> Iterator[Choice]:
        """One page of a long menu, and a way to the next."""
        yield from choices[page * PAGE : (page + 1) * PAGE]
        if len(choices) > (page + 1) * PAGE:
            yield Choice(self._say("utter_menu_more", language), f"{value}-{page + 1}")


class ActionStepBack(Action):
    """A step back (上一步) where no form is at hand: to the menu above, or the one left."""

    def __init__(self, menus: ActionMenu) -> None:
        """Let `menus` show them."""
        self._menus = menus

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_step_back"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Show that menu; say so where none was shown."""
        shown = tracker.get_slot(SHOWN)
        if shown is None:
            dispatcher.utter_message(response="utter_nothing_before")
            return []
        key, _, detail = shown.partition(":")
        if _just_shown(tracker):
            key, detail = self._menus.above(key, detail)
        return self._menus.show(key, detail, dispatcher, tracker)


def _just_shown(tracker: Tracker) -> bool:
    """Whether the turn before the latest showed a menu."""
    turns = 0
    for event in reversed(tracker.events):
        turns += event.get("event") == "user"
        if turns == 1 and event.get("event") == "slot" and event.get("name") == SHOWN:
            return True
        if turns > 1:
            return False
    return False


def _field(name: str, code: str) -> Choice:
    return Choice(name, f"menu:field:{code}")


def _paged(detail: str) -> tuple[str, int]:
    """A code and the page behind it: `birth-2`."""
    code, _, page = detail.partition("-")
    return code, int(page) if page.isdigit() else 0


def _named(text: str) -> str:
    said = text.lower()
    return next((key for key, words in TYPED if any(word in said for word in words)), "main")
