"""The pictures of docs/dialogue.md are those of the rules."""

from __future__ import annotations

from pathlib import Path

import yaml

from bot.journeys import ROOT, page, picture

PAGE = ROOT / "docs" / "dialogue.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_rule_is_in_its_picture() -> None:
    drawn = page()
    for file in sorted((ROOT / "nlu_data" / "rules").glob("*.yml")):
        assert f"## {file.stem}\n\n```mermaid\nflowchart LR\n" in drawn
        section = drawn.partition(f"## {file.stem}\n")[2].partition("\n## ")[0]
        for rule in yaml.safe_load(file.read_text(encoding="utf-8"))["rules"]:
            for step in rule["steps"]:
                if "intent" in step:
                    assert f"said_{step['intent']}(" in section
                if "action" in step:
                    assert step["action"] in section


def test_a_form_is_drawn_as_the_chain_of_its_slots() -> None:
    rules = [
        {"steps": [{"intent": "leave"}, {"action": "note_form"}, {"active_loop": "note_form"}]},
        {
            "condition": [{"active_loop": "note_form"}],
            "steps": [{"action": "note_form"}, {"active_loop": None}, {"action": "action_send"}],
        },
    ]
    drawn = picture(rules, {"note_form": {"required_slots": ["kind", "words"]}}, {"leave": "留言"})
    assert drawn.splitlines() == [
        "flowchart LR",
        '  said_leave(["leave<br/>留言"]) --> note_form',
        '  note_form_done --> action_send["action_send"]',
        '  note_form{{"note_form"}} --> note_form_kind[/"kind"/]',
        '  note_form_kind --> note_form_words[/"words"/]',
        '  note_form_words --> note_form_done(("filled"))',
    ]


def test_a_form_that_no_rule_begins_is_begun_by_an_action() -> None:
    rules = [
        {"steps": [{"intent": "near"}, {"action": "action_begin_near"}]},
        {
            "condition": [{"active_loop": "near_form"}],
            "steps": [{"action": "near_form"}, {"active_loop": None}, {"action": "action_show"}],
        },
    ]
    drawn = picture(rules, {"near_form": {"required_slots": ["place"]}}, {})
    assert "  action_begin_near -.-> near_form" in drawn.splitlines()


def test_a_new_file_of_rules_gets_a_picture(tmp_path: Path) -> None:
    (tmp_path / "nlu_data" / "rules").mkdir(parents=True)
    (tmp_path / "domain.yml").write_text("forms: {}\n", encoding="utf-8")
    rule = "rules:\n  - rule: x\n    steps:\n      - intent: greet\n      - action: utter_greet\n"
    (tmp_path / "nlu_data" / "rules" / "new.yml").write_text(rule, encoding="utf-8")
    assert '## new\n\n```mermaid\nflowchart LR\n  said_greet(["greet"]) --> utter_greet' in page(
        tmp_path
    )
