"""Draws every journey of the dialogue into docs/dialogue.md, from the rules and the forms.

`python -m bot.journeys docs/dialogue.md` draws them anew after a rule or a form changed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
HEAD = """# The dialogue, journey by journey

Drawn from `nlu_data/rules/` and the forms of `domain.yml`; after either changed:
`.venv/bin/python -m bot.journeys docs/dialogue.md`.

What a citizen means (an intent, with an example) leads to what is done or said. A form is a chain
of the slots it asks for. A question in between is answered by the other rules, and the form's own
question put again behind the answer; after another errand, a menu or a person the form waits, for
继续 or for one of its own buttons (`actions/pausing.py`). 我不想填, 跳过 are about one question,
不办了 and 算了 about the whole form (`actions/skipping.py`). What names no matter leads on to menus
(`actions/ways_on.py`).
"""
BEGINS = "action_begin"
"""How actions are called that begin a form of their journey where there is something to ask."""

Rule = Mapping[str, Any]


def page(root: Path = ROOT) -> str:
    """The whole page: one picture per file of rules.

    Raises:
        OSError: a file cannot be read.
        yaml.YAMLError: one is not YAML.
    """
    forms = _read(root / "domain.yml").get("forms") or {}
    examples = _examples(root / "nlu_data" / "nlu")
    sections = [HEAD]
    for file in sorted((root / "nlu_data" / "rules").glob("*.yml")):
        drawn = picture(_read(file).get("rules") or [], forms, examples)
        sections.append(f"## {file.stem}\n\n```mermaid\n{drawn}\n```\n")
    return "\n".join(sections)


def picture(rules: list[Rule], forms: Mapping[str, Any], examples: Mapping[str, str]) -> str:
    """The rules of one journey as a Mermaid flowchart.

    Args:
        rules: as Rasa has them.
        forms: all forms of the domain.
        examples: something said with each intent.
    """
    edges = [edge for rule in rules for edge in _edges(rule, forms, examples)]
    own = [name for rule in rules if (name := _form_ended_by(rule, forms))]
    begun = {edge.rpartition(" ")[2].partition("[")[0] for edge in edges}
    for form in dict.fromkeys(own):
        edges += _slots(form, forms[form]["required_slots"])
        if form not in begun:
            edges += [f"{action} -.-> {form}" for action in _beginners(rules)]
    return "\n".join(["flowchart LR", *(f"  {edge}" for edge in dict.fromkeys(edges))])


def _edges(rule: Rule, forms: Mapping[str, Any], examples: Mapping[str, str]) -> Iterator[str]:
    """The way of one rule: what is meant, then what is done, one after the other."""
    before: str | None = None
    for step in rule["steps"]:
        if "intent" in step:
            before = _intent(step["intent"], examples)
        elif "action" in step and step["action"] not in forms:
            form = _form_ended_by(rule, forms)
            before = before or (f"{form}_done" if form else None)
            action = f'{step["action"]}["{step["action"]}"]'
            yield f"{before} --> {action}" if before else action
            before = step["action"]
        elif "action" in step and before:
            yield f"{before} --> {step['action']}"


def _intent(name: str, examples: Mapping[str, str]) -> str:
    said = f"<br/>{examples[name]}" if name in examples else ""
    return f'said_{name}(["{name}{said}"])'


def _form_ended_by(rule: Rule, forms: Mapping[str, Any]) -> str | None:
    """The form at whose end a rule goes on."""
    loops = [c["active_loop"] for c in rule.get("condition") or () if c.get("active_loop")]
    steps = [step["action"] for step in rule["steps"] if "action" in step]
    return next((form for form in loops if form in forms and form in steps), None)


def _slots(form: str, slots: list[str]) -> Iterator[str]:
    """A form as the chain of what it asks for."""
    here = f'{form}{{{{"{form}"}}}}'
    for slot in slots:
        asked = f'{form}_{slot}[/"{slot}"/]'
        yield f"{here} --> {asked}"
        here = f"{form}_{slot}"
    yield f'{here} --> {form}_done(("filled"))'


def _beginners(rules: list[Rule]) -> list[str]:
    actions = (step.get("action", "") for rule in rules for step in rule["steps"])
    return list(dict.fromkeys(action for action in actions if action.startswith(BEGINS)))


def _examples(folder: Path) -> dict[str, str]:
    """The first thing taught to be said with each intent."""
    found: dict[str, str] = {}
    for file in sorted(folder.glob("*.yml")):
        for group in _read(file).get("nlu") or ():
            if "intent" in group:
                first = group["examples"].splitlines()[0].removeprefix("- ").strip()
                found.setdefault(group["intent"], first.replace('"', ""))
    return found


def _read(file: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return content


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
