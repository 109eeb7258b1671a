"""What must never be committed, and what the README must not forget."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
import typer

from bot.__main__ import MODULES, build

ROOT = Path(__file__).resolve().parents[2]
REGISTRY_HOSTS = (
    "py" + "pi.org",
    "python" + "hosted.org",
    "registry.npm" + "js",
    "deb.debian" + ".org",
)


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_package_registry() -> None:
    guilty = [
        file.relative_to(ROOT).as_posix()
        for file in tracked_files()
        if any(host.encode() in file.read_bytes() for host in REGISTRY_HOSTS)
    ]
    assert not guilty


@pytest.mark.parametrize("lock", ["service", "dev", "assistant"])
def test_every_requirement_is_pinned_and_hashed(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    requirements = re.split(r"\n(?=[a-z])", text.strip())
    assert len(requirements) > 50
    for requirement in requirements:
        assert "==" in requirement.splitlines()[0], requirement
        assert "--hash=sha256:" in requirement, requirement


def commands() -> list[str]:
    group = typer.main.get_command(build())
    return sorted(group.commands)  # type: ignore[attr-defined]  # Typer made a group


def test_every_command_is_found_by_its_name() -> None:
    assert sorted(name for names in MODULES.values() for name in names) == commands()


@pytest.mark.parametrize("name", commands())
def test_every_command_is_documented(name: str) -> None:
    documents = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    texts = "\n".join(document.read_text(encoding="utf-8") for document in documents)
    assert f"python -m bot {name}" in texts


def test_make_help_lists_every_target() -> None:
    listed = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if not k.startswith("MAKE")},
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    public = re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert {line.split()[0] for line in listed.splitlines()} == set(public)
