"""Conversations as people have them, written in YAML and held with the running service.

A file `*.talks.yml` holds talks; each is a name and its turns:

    - talk: A message is sent
      desk: closed                 # where it matters: open, closed or unattended
      turns:
        - say: 我要留言             # typed
          status: dialogue         # AnswerStatus
          text: [哪一类]            # all of these are read
          not_text: [提交]          # none of these
          choices: [投诉]           # among the choices, by label
        - take: 投诉                # the choice with this label, among all offered so far
        - choose: "menu:ask"       # a choice by its value
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.support.desk import DeskState
from tests.support.service import LiveService

FOLDER = Path(__file__).parent
TURN_KEYS = {"say", "take", "choose", "language", "status", "text", "not_text", "choices", "blocks"}


@dataclass(frozen=True)
class Talk:
    """One conversation."""

    name: str
    """File and name."""
    turns: list[dict[str, Any]]
    """What is said, and what is expected of the reply."""
    desk: DeskState | None
    """How the desk is found, where that matters."""


@dataclass
class Speaker:
    """Somebody who talks with the service."""

    service: LiveService
    session: str
    offered: dict[str, str] = field(default_factory=dict)
    """Value of every choice offered so far, by its label."""

    def turn(self, turn: dict[str, Any]) -> dict[str, Any]:
        """Say or choose; the reply."""
        more = {"language": turn["language"]} if "language" in turn else {}
        if "say" in turn:
            reply = self.service.ask(turn["say"], session=self.session, **more)
        else:
            choice = turn["choose"] if "choose" in turn else self._offered(turn["take"])
            reply = self.service.ask("", session=self.session, choice=choice, **more)
        for block in reply["blocks"]:
            if block["type"] == "choices":
                self.offered |= {c["label"]: c["value"] for c in block["choices"]}
        return reply

    def _offered(self, label: str) -> str:
        assert label in self.offered, f"{label} was not offered: {list(self.offered)}"
        return self.offered[label]


def check(number: int, turn: dict[str, Any], reply: dict[str, Any]) -> None:
    """Hold the reply to a turn against what is expected of it."""
    assert set(turn) <= TURN_KEYS, f"turn {number} has unknown keys"
    seen = f"turn {number}, {reply['status']}: {read(reply)}"
    if "status" in turn:
        assert reply["status"] == turn["status"], seen
    for text in turn.get("text", ()):
        assert text in read(reply), seen
    for text in turn.get("not_text", ()):
        assert text not in read(reply), seen
    for label in turn.get("choices", ()):
        assert label in labels(reply), seen
    for block in turn.get("blocks", ()):
        assert block in [b["type"] for b in reply["blocks"]], seen


def talks() -> Iterator[Talk]:
    """Every talk of every file."""
    for file in sorted(FOLDER.glob("*.talks.yml")):
        for talk in yaml.safe_load(file.read_text(encoding="utf-8"))["talks"]:
            name = f"{file.name.removesuffix('.talks.yml')}: {talk['talk']}"
            yield Talk(name, talk["turns"], talk.get("desk"))


def read(reply: dict[str, Any]) -> str:
    """All that can be read in a reply."""
    return "\n".join(_texts(reply["blocks"]))


def labels(reply: dict[str, Any]) -> list[str]:
    """Labels of all choices of a reply."""
    return [c["label"] for b in reply["blocks"] if b["type"] == "choices" for c in b["choices"]]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in ("type", "value"):
                yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
