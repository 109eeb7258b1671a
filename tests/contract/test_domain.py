"""The domain, the training data, the rules and the code name the same things, both ways."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.parts import Parts
from actions.server import all_actions
from bot.conversations.ratings import Ratings
from bot.wording import Wording
from casework.answers import Answers
from casework.frontdesk import DeskRules, FrontDesk
from casework.office import Office
from casework.seals import Seal
from knowledge_base.answering import Answering
from knowledge_base.database import Database
from knowledge_base.lookup import lookup_of

ROOT = Path(__file__).resolve().parents[2]
RASA_DEFAULT_INTENTS = {"nlu_fallback"}
NEVER_TYPED = {"kept", "inform", "meant_question", "apply_at_window", "rate_why", "rate_comment"}
"""Intents that only the service sends; nobody's words are to be taken for them."""


def load(pattern: str) -> list[dict[str, Any]]:
    files = sorted(ROOT.glob(pattern))
    assert files, pattern
    return [yaml.safe_load(file.read_text(encoding="utf-8")) for file in files]


@pytest.fixture(scope="module")
def domain() -> dict[str, Any]:
    return load("domain.yml")[0]


def steps(key: str) -> set[str]:
    """Every value of `key` in the steps of rules and stories."""
    return {
        step[key]
        for document in [*load("nlu_data/rules/*.yml")]
        for group in ("rules", "stories")
        for story in document.get(group, ())
        for step in story["steps"]
        if key in step
    }


def code() -> str:
    packages = ("bot", "actions", "casework", "connectors")
    return "\n".join(
        file.read_text(encoding="utf-8")
        for package in packages
        for file in (ROOT / package).rglob("*.py")
    )


def test_every_custom_action_is_in_the_domain_and_back(domain: dict[str, Any]) -> None:
    database, seal = Database("sqlite://"), Seal(b"k" * 32)
    answers = Answers(database, seal)
    desk = FrontDesk(database, DeskRules())
    parts = Parts(
        Answering(database, None),
        Office(database, seal),
        answers,
        Wording().say,
        desk,
        lookup_of(database),
        Ratings(database),
    )
    written = {action.name() for action in all_actions(parts)}
    assert written == set(domain["actions"])


def parts_of_forms(domain: dict[str, Any]) -> set[str]:
    """What Rasa's forms call by name: what reads an answer, and what asks for one."""
    forms = domain["forms"]
    return {f"validate_{form}" for form in forms} | {
        f"{kind}_ask_{form}_{slot}"
        for form, form_of in forms.items()
        for slot in form_of["required_slots"]
        for kind in ("action", "utter")
    }


def test_every_action_is_used_by_a_rule_or_a_form(domain: dict[str, Any]) -> None:
    used = steps("action") | parts_of_forms(domain)
    assert set(domain["actions"]) <= used
    assert set(domain["forms"]) <= steps("action")


def test_every_form_asks_for_each_of_its_slots(domain: dict[str, Any]) -> None:
    said = set(domain["actions"]) | set(domain["responses"])
    for form, form_of in domain["forms"].items():
        for slot in form_of["required_slots"]:
            assert {f"action_ask_{form}_{slot}", f"utter_ask_{form}_{slot}"} & said, slot


def test_every_intent_has_examples_and_back(domain: dict[str, Any]) -> None:
    taught = {
        group["intent"]
        for document in load("nlu_data/nlu/*.yml")
        for group in document["nlu"]
        if "intent" in group
    }
    assert taught == set(domain["intents"]) - NEVER_TYPED


def test_every_intent_has_a_rule_and_back(domain: dict[str, Any]) -> None:
    assert steps("intent") == set(domain["intents"]) | RASA_DEFAULT_INTENTS


def test_no_example_teaches_two_intents() -> None:
    seen: dict[str, str] = {}
    clashes = []
    for document in load("nlu_data/nlu/*.yml"):
        for group in document["nlu"]:
            if "intent" not in group:
                continue
            for line in group["examples"].splitlines():
                example = line.removeprefix("- ").strip().lower()
                if example and seen.setdefault(example, group["intent"]) != group["intent"]:
                    clashes.append(example)
    assert not clashes


def test_every_response_is_said_somewhere(domain: dict[str, Any]) -> None:
    said = steps("action") | set(re.findall(r"utter_\w+", code())) | parts_of_forms(domain)
    assert set(domain["responses"]) - said == set()


def test_every_response_that_is_said_exists(domain: dict[str, Any]) -> None:
    named = {name for name in steps("action") if name.startswith("utter_")}
    named |= set(re.findall(r'"(utter_\w+)"', code())) - {"utter_message"}
    assert named - set(domain["responses"]) == set()


def test_every_response_is_bilingual(domain: dict[str, Any]) -> None:
    wording = Wording(ROOT / "domain.yml")
    for name in domain["responses"]:
        named = re.findall(r"{(\w+)}", str(domain["responses"][name]))
        values = dict.fromkeys(named, "1")
        zh, en = (wording.say(name, language, **values) for language in ("zh", "en"))
        assert re.search(r"[\u4e00-\u9fff]", zh), name
        assert not re.search(r"[\u4e00-\u9fff]", en), name


def test_every_slot_is_used_by_an_action_or_a_response(domain: dict[str, Any]) -> None:
    conditions = {
        condition["name"]
        for variants in domain["responses"].values()
        for variant in variants
        for condition in variant.get("condition", ())
    }
    actions = "\n".join(f.read_text("utf-8") for f in (ROOT / "actions").glob("*.py"))
    unused = {slot for slot in domain["slots"] if slot not in conditions and slot not in actions}
    assert not unused


def test_every_component_of_ours_in_the_config_exists() -> None:
    for component in load("config.yml")[0]["pipeline"]:
        if component["name"].startswith("bot."):
            module, _, name = component["name"].rpartition(".")
            source = ROOT / (module.replace(".", "/") + ".py")
            assert f"class {name}(" in source.read_text(encoding="utf-8")
