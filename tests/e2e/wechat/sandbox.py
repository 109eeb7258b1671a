"""A phone to talk to the official account with, and no WeChat needed: `make wechat-sandbox`.

Starts the service with one account and, on another port, the fake platform with a page that shows
what a citizen would see. Deadlines, repeated deliveries, quotas and error codes are the platform's.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse

from connectors.wechat import Account
from tests.e2e.wechat.wechat_platform import Platform

PAGE = Path(__file__).with_name("sandbox.html")
CITIZEN = "sandbox-citizen"


def sandbox_account(mode: str, *, verified: bool) -> Account:
    """The account that service and sandbox agree on; its secrets guard nothing."""
    return Account(
        name="sandbox",
        appid="wx0000000000000000",
        token="sandbox-token",
        mode=mode,  # checked by the account itself
        aes_key="AAAAABBBBBCCCCCDDDDDEEEEEFFFFFGGGGGHHHHHIII",
        secret="sandbox-secret",
        customer_service=verified,
    )


def service_environment(account: Account, api_url: str) -> dict[str, str]:
    """What makes the service serve the account and call this platform."""
    return {
        "WENZHENG_WECHAT_ACCOUNTS": json.dumps([asdict(account)]),
        "WENZHENG_WECHAT_API_URL": api_url,
    }


def create_app(account: Account, service_url: str) -> FastAPI:
    """The platform's API and the phone."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        await client.aclose()

    client = httpx.AsyncClient(base_url=service_url, trust_env=False)
    platform = Platform(
        account,
        client,
        may_send=account.customer_service,
        may_send_menus=account.customer_service,
        clock=time.time,
    )
    app = FastAPI(lifespan=lifespan, docs_url=None)
    app.state.platform = platform
    under_way: set[asyncio.Task[None]] = set()

    @app.get("/")
    async def phone() -> FileResponse:
        return FileResponse(PAGE)

    @app.get("/screen")
    async def screen() -> dict[str, Any]:
        return {
            "mode": account.mode,
            "verified": account.customer_service,
            "waiting": len(under_way),
            "shown": [asdict(shown) for shown in platform.screens[CITIZEN]],
        }

    @app.post("/act", status_code=202)
    async def act(request: Request) -> None:
        told = await request.json()
        fields = {str(key): value for key, value in told["fields"].items()}
        task = asyncio.create_task(platform.delivers(CITIZEN, told["type"], **fields))
        under_way.add(task)
        task.add_done_callback(under_way.discard)

    app.mount("/", platform.api())
    return app


@contextlib.contextmanager
def service(port: int, environment: dict[str, str]) -> Iterator[None]:
    """The service beside us, ended with us."""
    command = [sys.executable, "-m", "bot", "run", "--port", str(port)]
    process = subprocess.Popen(command, env={**os.environ, **environment})
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def main(
    port: Annotated[int, typer.Option(help="The phone's page.")] = 8090,
    service_port: Annotated[int, typer.Option(help="The service, where it is started.")] = 8000,
    service_url: Annotated[str, typer.Option(help="A running service; none is started.")] = "",
    mode: Annotated[str, typer.Option(help="plain, compatible or safe.")] = "safe",
    verified: Annotated[bool, typer.Option(help="May send customer-service messages.")] = True,
) -> None:
    """Talk to the official account without WeChat."""
    account = sandbox_account(mode, verified=verified)
    app = create_app(account, service_url or f"http://127.0.0.1:{service_port}")
    environment = service_environment(account, f"http://127.0.0.1:{port}")
    typer.echo(f"微信沙盒 / WeChat sandbox: http://127.0.0.1:{port}/")
    with contextlib.nullcontext() if service_url else service(service_port, environment):
        uvicorn.run(app, port=port, log_level="warning")


if __name__ == "__main__":
    typer.run(main)
