"""Arrays as text, for a scorer's JSON."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt


def by_number(numbers: Mapping[str, int]) -> list[str]:
    """Names in the order of their numbers, which count from 0."""
    return sorted(numbers, key=numbers.__getitem__)


def packed(array: npt.NDArray[Any], kind: str) -> str:
    """An array's numbers as base64, little-endian.

    Args:
        array: of any shape, which is not kept.
        kind: a type of numpy, such as `<f4`.
    """
    return base64.b64encode(array.astype(kind).tobytes()).decode("ascii")


def unpacked(text: str, kind: str) -> npt.NDArray[Any]:
    """The numbers of `packed`, one after the other."""
    return np.frombuffer(base64.b64decode(text), kind)
