"""A small district with a few of the sample's guides and one catalog, to look things up in."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import orjson

from knowledge_base.database import Base, Database
from knowledge_base.importers.runner import import_paths
from knowledge_base.importers.starter import STARTER, import_starter

PERMIT, PENSION = "juzhuzheng-banli", "gaoling-jintie"
GUIDES = (PERMIT, PENSION, "jumin-shenfenzheng", "putong-huzhao")
CATALOG = "21-huji-guanli.xlsx"
PERMIT_NAME, PENSION_NAME = "居住证申领、换领与补领", "高龄津贴"


def small_town(folder: Path) -> Database:
    """A district with `GUIDES` and `CATALOG`, all published."""
    town = folder / "town"
    for kind in ("guides", "catalogs"):
        (town / kind).mkdir(parents=True)
    shutil.copy(STARTER / "organisations.json", town)
    shutil.copy(STARTER / "catalogs" / CATALOG, town / "catalogs")
    for guide in GUIDES:
        shutil.copy(STARTER / "guides" / f"{guide}.json", town / "guides")
    database = Database(f"sqlite:///{folder / 'town.db'}")
    Base.metadata.create_all(database.engine)
    import_starter(database, town, actor="test")
    return database


def copy_of(made: Path, folder: Path) -> Database:
    """A copy of a town's database file, to be changed."""
    shutil.copy(made, folder / "town.db")
    return Database(f"sqlite:///{folder / 'town.db'}")


def republish(
    database: Database, folder: Path, guide: str, *, publish: bool, **fields: Any
) -> None:
    """Import a guide with other fields; as drafts for review only where it is not published."""
    record = orjson.loads((STARTER / "guides" / f"{guide}.json").read_bytes()) | fields
    path = folder / f"{guide}.json"
    path.write_bytes(orjson.dumps(record))
    import_paths(database, [path], actor="test", publish_reason="sample" if publish else None)
