"""Another website, with a strict content security policy, that embeds the widget."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class HostSite:
    """A website on its own port, and so of its own origin."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[str, str]] = {}
        """Path to (content type, body)."""
        self.policy = ""
        """Content-Security-Policy of every response."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def embed(self, widget_origin: str, *, scripts: int = 1, css: str = "") -> None:
        """Make the page at `/` one that embeds the widget of `widget_origin`."""
        self.policy = (
            f"default-src 'none'; script-src {widget_origin}; style-src 'self'; "
            f"connect-src {widget_origin} {widget_origin.replace('http', 'ws')}"
        )
        tag = f'<script async src="{widget_origin}/widget/widget.js"></script>'
        self.files["/host.css"] = ("text/css", css)
        self.files["/"] = (
            "text/html; charset=utf-8",
            '<!doctype html><html lang="zh-CN"><title>别的网站</title>'
            f'<link rel="stylesheet" href="/host.css">{tag * scripts}'
            '<main><h1>别的网站</h1><button>本站按钮</button><a href="#x">本站链接</a></main>',
        )

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                kind, body = site.files.get(self.path, ("text/plain", ""))
                self.send_response(200 if self.path in site.files else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Security-Policy", site.policy)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, format: str, *args: object) -> None:
                return

        return Handler
