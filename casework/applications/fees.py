"""Fees for excessive use (信息处理费): 国办函〔2020〕109号. Amounts in whole yuan, cumulative."""

from __future__ import annotations

from casework.applications.codes import FeeBasis
from casework.errors import InvalidInput

FREE_REQUESTS, FIRST_BAND_END, BAND, YUAN_PER_REQUEST = 10, 30, 10, 100
PAGE_BANDS = ((30, 0), (100, 10), (200, 20))
"""(up to this page, yuan a page)."""
YUAN_PER_FURTHER_PAGE = 40


def by_requests(count: int) -> int:
    """The fee for all of one applicant's applications in a calendar month (第四条).

    To 10 free, to 30 at 100 yuan each; then each band of ten costs 100 yuan a piece more.
    """
    _check(count)
    total = YUAN_PER_REQUEST * max(0, min(count, FIRST_BAND_END) - FREE_REQUESTS)
    full, rest = divmod(max(0, count - FIRST_BAND_END), BAND)
    prices = [YUAN_PER_REQUEST * (2 + band) for band in range(full + 1)]
    return total + BAND * sum(prices[:full]) + rest * prices[full]


def by_pages(count: int) -> int:
    """The fee for the pages provided on one application (第五条)."""
    _check(count)
    total, below = 0, 0
    for until, price in PAGE_BANDS:
        total += price * max(0, min(count, until) - below)
        below = until
    return total + YUAN_PER_FURTHER_PAGE * max(0, count - below)


def fee(basis: FeeBasis, count: int) -> int:
    """The fee for one application: one basis, never both (第三条).

    Args:
        basis: by requests or by pages.
        count: by requests, which application of the applicant's month this is; by pages, how
            many pages it takes.
    """
    if basis is FeeBasis.PAGES:
        return by_pages(count)
    return by_requests(count) - by_requests(max(0, count - 1))


def _check(count: int) -> None:
    if not 0 <= count <= 100_000:
        raise InvalidInput("count", "out_of_range")
