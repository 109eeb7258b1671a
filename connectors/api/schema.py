"""Blocks as OpenAPI describes them: the dataclasses of `bot.turns`, told apart by `type`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.turns import (
    CardBlock,
    ChoicesBlock,
    CitationBlock,
    LinkBlock,
    ListBlock,
    NoticeBlock,
    PlaceBlock,
    QrBlock,
    RatingBlock,
    TextBlock,
)

BlockModel = Annotated[
    TextBlock
    | CitationBlock
    | ChoicesBlock
    | CardBlock
    | ListBlock
    | LinkBlock
    | PlaceBlock
    | QrBlock
    | RatingBlock
    | NoticeBlock,
    Field(discriminator="type"),
]
"""One block of a reply."""
