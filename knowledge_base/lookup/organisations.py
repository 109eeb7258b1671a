"""Finding a body by what people call it: 教育局, 城管, Tax Bureau."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.models import Jurisdiction, Organisation
from knowledge_base.text import clean

_WORDLESS = re.compile(r"[^\w]+")
_TAILS = ("办公室", "办事处", "委员会", "管理局", "分局", "中心", "局", "委", "办", "处", "部")
MIN_SHARED = 2
"""Characters two names must share to be alike at all."""


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation as a citizen is shown it."""

    code: str
    """Its code."""
    name: str
    """Its full name."""
    name_en: str | None
    """In English, where there is one."""
    phone: str | None
    address: str | None
    hours: str | None

    def called(self, language: str) -> str:
        """Its name in a language."""
        return (self.name_en if language == "en" else None) or self.name


def bodies(session: Session) -> list[Body]:
    """Every organisation, by code."""
    rows = session.scalars(select(Organisation).order_by(Organisation.code))
    return [Body(o.code, o.name, o.name_en, o.phone, o.address, o.hours) for o in rows]


def body(session: Session, code: str) -> Body | None:
    """The organisation with this code."""
    o = session.get(Organisation, code)
    if o is None:
        return None
    return Body(o.code, o.name, o.name_en, o.phone, o.address, o.hours)


def district_name(session: Session) -> str:
    """The name of the district itself, such as 示范区."""
    own = select(Jurisdiction.name).where(Jurisdiction.parent_code.is_(None))
    return session.scalars(own.order_by(Jurisdiction.code)).first() or ""


def bodies_called(known: Iterable[Body], words: str, district: str) -> list[Body]:
    """Organisations that words may mean, best first.

    Args:
        known: every organisation.
        words: what was said, such as 城管局 or the full name.
        district: left out of names, because nobody says it.
    """
    said = _core(words, district)
    if len(said) < MIN_SHARED:
        return []
    ranked = [(_likeness(said, each, district), each) for each in known]
    found = sorted((pair for pair in ranked if pair[0] > 0), key=lambda p: (-p[0], len(p[1].name)))
    best = found[0][0] if found else 0.0
    return [each for likeness, each in found if likeness >= best * 0.8]


def bodies_named_in(known: Iterable[Body], text: str, district: str) -> list[Body]:
    """Organisations whose name, or the name without its last word, stands in a text."""
    plain = _core(text, district)
    return [each for each in known if any(n in plain for n in _names(each, district))]


def _likeness(said: str, of: Body, district: str) -> float:
    names = _names(of, district)
    if said in names or said == _core(of.name_en or "", district):
        return 1.0
    name = names[0]
    if said in name or any(n in said for n in names if len(n) > MIN_SHARED):
        return 0.8
    stem = _stem(said)
    if len(stem) >= MIN_SHARED and _in_order(stem, name):
        return 0.6
    return 0.5 if len(said) > 4 and said in _core(of.name_en or "", district) else 0.0


def _names(of: Body, district: str) -> list[str]:
    name = _core(of.name, district)
    stem = _stem(name)
    return [name, stem] if len(stem) > MIN_SHARED else [name]


def _stem(name: str) -> str:
    return next((name.removesuffix(t) for t in _TAILS if name.endswith(t)), name)


def _in_order(short: str, name: str) -> bool:
    """Whether the characters of 人社 stand in 人力资源和社会保障局, in this order."""
    rest = iter(name)
    return all(char in rest for char in short)


def _core(words: str, district: str) -> str:
    plain = _WORDLESS.sub("", clean(words).lower())
    return plain.replace(district, "").replace("国家税务总局", "") if district else plain
