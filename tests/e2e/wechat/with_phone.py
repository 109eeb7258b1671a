"""A real service with an official account, and the phone on which that is read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from tests.e2e.wechat.sandbox import create_app, sandbox_account
from tests.support.knowledge import small_district
from tests.support.service import LiveService, free_port, live_service
from tests.support.serving import served


@contextmanager
def service_with_phone(
    data: Path, *, model: Path | None = None
) -> Iterator[tuple[LiveService, str]]:
    """The service over the small district, and the address of the phone's page."""
    port = free_port()
    small_district(f"sqlite:///{data / 'wenzheng.db'}").close()
    account = sandbox_account("safe", verified=True)
    settings = {
        "wechat_accounts": json.dumps([asdict(account)]),
        "wechat_api_url": f"http://127.0.0.1:{port}",
    }
    with (
        live_service(data, model=model, **settings) as service,
        served(create_app(account, service.url), port) as phone,
    ):
        yield service, phone
