"""Who comes to the case pages, and what they are shown where they may not pass."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from casework.errors import CaseworkError
from casework.office import Office
from casework.officers import Officer, officer_of
from console.cases import words
from console.cases.problems import problem
from console.desk import DESK_HEADERS
from console.desk_sign_in import Agents
from console.origins import REFUSAL, from_here
from console.routes import TEMPLATES

SIGN_IN = "/console/desk"
HOME = "/console/desk/applications"
OPEN_TO_OFFICERS = ("/console/desk/files/", "/console/desk/leave")
"""What of the desk an account that works on cases may use."""


class PageRefused(Exception):
    """Whoever asks may not pass."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


class CasePages:
    """Knows the officers, and draws their pages."""

    def __init__(self, office: Office, agents: Agents, openness_office: str) -> None:
        """Accounts and cases are in `office`; `openness_office` oversees every body."""
        self.office = office
        self._agents = agents
        self._openness_office = openness_office
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=select_autoescape(),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals["words"] = words

    def officer(self, request: Request) -> Officer:
        """The officer whose request this is.

        Raises:
            PageRefused: nobody is signed in, the account sits at the desk, or what would change
                something was not sent from these pages.
        """
        agent = self._agents.who(request)
        if agent is None:
            raise PageRefused(401, "请先登录。")
        if request.method != "GET" and not from_here(request):
            raise PageRefused(403, REFUSAL)
        with self.office.database.read() as session:
            officer = officer_of(session, agent, self._openness_office)
        if officer is None:
            raise PageRefused(403, "这个账号没有办理留言和依申请公开的权限，请联系管理员。")
        return officer

    def keep_from_desk(self, request: Request) -> None:
        """Send who works on cases from the desk to the cases; depend on it there.

        An open desk page says that somebody is there to talk with, which they are not.

        Raises:
            HTTPException: the account works on cases.
        """
        path = request.url.path
        signs_in = path == SIGN_IN and request.method == "POST"
        if signs_in or path.startswith(OPEN_TO_OFFICERS):
            return
        if (agent := self._agents.who(request)) is None:
            return
        with self.office.database.read() as session:
            if officer_of(session, agent, self._openness_office) is None:
                return
        if path == SIGN_IN:
            raise HTTPException(303, headers={"Location": HOME})
        raise HTTPException(403, "这个账号不接待对话。")

    def page(self, name: str, officer: Officer, status: int = 200, **values: object) -> Response:
        """A page for an officer."""
        html = self._templates.get_template(f"cases/{name}").render(me=officer, **values)
        return HTMLResponse(html, status, DESK_HEADERS)

    def refusal(self, request: Request, status: int, text: str) -> Response:
        """A page that says why not; who is not signed in and looks for a page may sign in."""
        if status == 401 and request.method == "GET":
            return RedirectResponse(SIGN_IN, 303, DESK_HEADERS)
        html = self._templates.get_template("cases/refused.html").render(text=text)
        return HTMLResponse(html, status, DESK_HEADERS)


def route_of(pages: CasePages) -> type[APIRoute]:
    """Routes whose errors are pages."""

    class CaseRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()

            async def guarded(request: Request) -> Response:
                try:
                    return await handle(request)
                except PageRefused as refused:
                    return pages.refusal(request, refused.status, refused.text)
                except CaseworkError as error:
                    return pages.refusal(request, *problem(error))
                except RequestValidationError:
                    return pages.refusal(request, 422, "地址或表单里有内容无法识别，请返回检查。")

            return guarded

    return CaseRoute
