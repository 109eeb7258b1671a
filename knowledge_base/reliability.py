"""Whether probabilities are what they say: of what is called 80 % sure, 80 % should be right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BINS = 10
"""Probabilities are gathered by tenths."""

_SIDE, _LEFT, _TOP = 360, 56, 40
"""Of the square in which the plot is drawn, in pixels."""
_LARGEST = 16.0
"""Radius of the fullest bin, in pixels; areas are as the numbers of questions."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions whose best match was about equally probable."""

    low: float
    high: float
    count: int
    said: float
    """Mean probability, 0 where there are none."""
    right: float
    """Share of them that was right."""


def reliability(judged: Sequence[tuple[float, bool]]) -> list[Bin]:
    """Gather what was said and what was right.

    Args:
        judged: per question the probability of its best match, and whether that was right; out
            of scope nothing is.
    """
    held: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for probability, right in judged:
        held[min(int(probability * BINS), BINS - 1)].append((probability, right))
    return [
        Bin(
            low=number / BINS,
            high=(number + 1) / BINS,
            count=len(inside),
            said=sum(p for p, _ in inside) / len(inside) if inside else 0.0,
            right=sum(right for _, right in inside) / len(inside) if inside else 0.0,
        )
        for number, inside in enumerate(held)
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """How far, on average over the questions, what was said is from what was right."""
    total = sum(b.count for b in bins)
    return sum(b.count * abs(b.said - b.right) for b in bins) / total if total else 0.0


def draw(bins: Sequence[Bin], title: str) -> str:
    """The bins as an SVG image: on the diagonal probabilities are what they say."""
    fullest = max((b.count for b in bins), default=0) or 1
    marks = [_axis(tenth / 10) for tenth in range(0, 11, 2)]
    for b in bins:
        if b.count:
            x, y = _place(b.said, b.right)
            radius = max(2.5, _LARGEST * (b.count / fullest) ** 0.5)
            marks.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="#1f6feb" '
                f'fill-opacity=".55"><title>{b.low:.1f}–{b.high:.1f}: {b.count} asked, said '
                f"{b.said:.2f}, right {b.right:.2f}</title></circle>"
                f'<text x="{x + radius + 3:.1f}" y="{y + 4:.1f}">{b.count}</text>'
            )
    (x0, y0), (x1, y1) = _place(0, 0), _place(1, 1)
    width, height = _LEFT + _SIDE + 40, _TOP + _SIDE + 56
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" font-family="sans-serif" font-size="12">',
            f"<title>{title}</title>",
            f'<rect width="{width}" height="{height}" fill="#fff"/>',
            f'<text x="{_LEFT}" y="22" font-size="14">{title}</text>',
            f'<rect x="{x0}" y="{y1}" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="#999"/>',
            f'<path d="M{x0} {y0}L{x1} {y1}" stroke="#999" stroke-dasharray="4 4"/>',
            *marks,
            f'<text x="{_LEFT + _SIDE / 2}" y="{height - 12}" text-anchor="middle">'
            "probability said</text>",
            f'<text transform="translate(16 {_TOP + _SIDE / 2}) rotate(-90)" '
            'text-anchor="middle">share right</text>',
            "</svg>\n",
        ]
    )


def _place(said: float, right: float) -> tuple[float, float]:
    return _LEFT + _SIDE * said, _TOP + _SIDE * (1 - right)


def _axis(value: float) -> str:
    (x, bottom), (left, y) = _place(value, 0), _place(0, value)
    return (
        f'<text x="{x}" y="{bottom + 18}" text-anchor="middle">{value:g}</text>'
        f'<text x="{left - 8}" y="{y + 4}" text-anchor="end">{value:g}</text>'
    )
