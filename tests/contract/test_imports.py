"""Who may import whom (docs/architecture.md). One direction, checked on the syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = {"bot", "knowledge_base", "casework", "actions", "connectors", "console"}

ALLOWED: dict[str, tuple[str, ...]] = {
    "knowledge_base": ("knowledge_base",),
    "casework": ("casework", "knowledge_base.database", "knowledge_base.models"),
    "actions": ("actions", "knowledge_base", "casework", "bot.turns", "bot.choices"),
    "connectors": ("connectors", "bot.turns", "bot.choices", "bot.events"),
    "console": ("console", "knowledge_base", "casework", "bot.conversations"),
    "bot/conversations": (
        "bot.conversations",
        "bot.turns",
        "bot.choices",
        "bot.events",
        "bot.errors",
        "knowledge_base",
        "casework.leaving",
    ),
    "bot/assistant": ("bot.assistant",),
    "bot/turns.py": (),
    "bot/choices.py": (),
    "bot/events.py": ("bot.turns",),
}
"""What of our own each package may import; everything else of ours is forbidden to it."""

FORBIDDEN_LIBRARIES: dict[str, set[str]] = {
    "knowledge_base": {"rasa", "rasa_sdk", "fastapi", "starlette", "uvicorn", "typer"},
    "casework": {"rasa", "rasa_sdk", "fastapi", "starlette"},
    "connectors": {"rasa", "rasa_sdk", "sqlalchemy"},
    "actions": {"sqlalchemy", "fastapi"},
}

ASSISTANT_LIBRARIES = {"rasa", "jieba", "aiohttp", "sqlalchemy", "numpy", "scipy", "uvloop"}
"""In Rasa's interpreter: Rasa, jieba, and those of Rasa's own libraries it is extended with."""


def modules(package: str) -> Iterator[Path]:
    path = ROOT / package
    yield from [path] if path.is_file() else path.rglob("*.py")


def imports(module: Path) -> set[str]:
    """Full names that a module imports: `a.b` for `import a.b`, `a.b.c` for `from a.b import c`."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    names = {alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def within(name: str, allowed: tuple[str, ...]) -> bool:
    return any(name == a or name.startswith(f"{a}.") for a in allowed)


@pytest.mark.parametrize("package", ALLOWED)
def test_imports_of_our_own_go_one_way(package: str) -> None:
    wrong = {
        f"{module.relative_to(ROOT)} imports {name}"
        for module in modules(package)
        for name in imports(module)
        if name.split(".")[0] in OURS and not within(name, ALLOWED[package])
    }
    assert not wrong


@pytest.mark.parametrize("package", FORBIDDEN_LIBRARIES)
def test_frameworks_stay_where_they_belong(package: str) -> None:
    wrong = {
        f"{module.relative_to(ROOT)} imports {name}"
        for module in modules(package)
        for name in imports(module)
        if name.split(".")[0] in FORBIDDEN_LIBRARIES[package]
    }
    assert not wrong


def test_the_assistant_needs_nothing_but_rasa_jieba_and_the_standard_library() -> None:
    import sys

    wrong = {
        f"{module.relative_to(ROOT)} imports {name}"
        for module in modules("bot/assistant")
        for name in imports(module)
        if (top := name.split(".")[0]) not in ASSISTANT_LIBRARIES | {"bot"}
        and top not in sys.stdlib_module_names
    }
    assert not wrong


@pytest.mark.parametrize(
    ("module", "importer"),
    [("bot.service", "bot/commands/serving.py"), ("bot.assembly", "bot/service.py")],
)
def test_nobody_else_imports_the_composition_root(module: str, importer: str) -> None:
    importers = {
        file.relative_to(ROOT).as_posix()
        for package in OURS
        for file in modules(package)
        if any(within(name, (module,)) for name in imports(file))
    }
    assert importers == {importer}


def test_the_check_itself_sees_a_wrong_import(tmp_path: Path) -> None:
    module = tmp_path / "wrong.py"
    module.write_text("from bot.service import create_app\nimport rasa.core\n")
    assert imports(module) == {"bot.service.create_app", "rasa.core"}
    assert not within("bot.service.create_app", ALLOWED["connectors"])
    assert not within("bot.turnstile", ALLOWED["connectors"])
