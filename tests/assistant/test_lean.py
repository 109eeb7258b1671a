"""The lean parts do what the stock ones do: the same conversations, message for message."""

from __future__ import annotations

import asyncio
import copy
import json
import os
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import rasa.core.actions.action
import rasa.core.processor
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.shared.core.events import Event
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig

from bot.assistant import lean

CONVERSATION = (
    "你好",
    "居住证怎么办",
    "那要多久",
    '/choose{"entry":"e1"}',
    "谢谢",
    "hello",
    "转人工",
)
FINDING = {"findings": [{"question": "q", "decision": "answer", "rule": "r", "matches": []}]}
CALLS: list[dict[str, Any]] = []


class ActionServer(BaseHTTPRequestHandler):
    """Answers every action call, and keeps what it was sent."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """One action call."""
        call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        CALLS.append(call)
        slot = {"event": "slot", "name": "last_entry", "value": "e1", "timestamp": None}
        body = json.dumps({"events": [slot], "responses": [{"custom": FINDING}]}).encode()
        self.send_response(500 if call["sender_id"] == "broken" else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


class LeanTest(unittest.TestCase):
    """Stock and lean agents on one trained model and one action server."""

    @classmethod
    def setUpClass(cls) -> None:
        """Load both agents."""
        cls.server = ThreadingHTTPServer(("127.0.0.1", 0), ActionServer)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{cls.server.server_port}/"
        model = os.environ["WENZHENG_TEST_MODEL"]
        originals = (
            rasa.core.actions.action.RemoteAction,
            rasa.core.processor.DaskGraphRunner,
            Event.resolve_by_type,
        )
        cls.stock = Agent.load(model, action_endpoint=EndpointConfig(url=url))
        cls.stock_parts = originals
        lean.install()
        cls.lean_parts = (
            rasa.core.actions.action.RemoteAction,
            rasa.core.processor.DaskGraphRunner,
            Event.resolve_by_type,
        )
        cls.lean = Agent.load(model, action_endpoint=lean.KeptAliveEndpoint(url=url))

    @classmethod
    def tearDownClass(cls) -> None:
        """Stop the action server and put Rasa's own parts back."""
        cls.server.shutdown()
        cls.server.server_close()
        cls._use(cls.stock_parts)

    @staticmethod
    def _use(parts: tuple) -> None:
        remote, runner, resolve = parts
        rasa.core.actions.action.RemoteAction = remote
        rasa.core.processor.DaskGraphRunner = runner
        Event.resolve_by_type = staticmethod(resolve)

    def _say(self, agent: Agent, parts: tuple, texts: tuple, sender: str = "somebody") -> list:
        async def talk() -> list:
            said = []
            for text in texts:
                output = CollectingOutputChannel()
                message = UserMessage(text, output, sender, metadata={"language": "zh"})
                await agent.handle_message(message)
                said.append(copy.deepcopy(output.messages))
            if isinstance(agent.action_endpoint, lean.KeptAliveEndpoint):
                await agent.action_endpoint.close()
                agent.action_endpoint._open = None
            return said

        self._use(parts)
        return asyncio.run(talk())

    def test_the_same_is_said(self) -> None:
        stock = self._say(self.stock, self.stock_parts, CONVERSATION)
        slim = self._say(self.lean, self.lean_parts, CONVERSATION)
        self.assertEqual(stock, slim)
        self.assertTrue(all(slim))

    def test_an_action_gets_what_it_reads_and_no_domain(self) -> None:
        CALLS.clear()
        self._say(self.lean, self.lean_parts, ("居住证怎么办",) * 12, "talker")
        call = CALLS[-1]
        self.assertNotIn("domain", call)
        self.assertEqual(call["tracker"]["slots"]["last_entry"], "e1")
        self.assertEqual(call["tracker"]["latest_message"]["text"], "居住证怎么办")
        self.assertEqual(call["tracker"]["latest_message"]["metadata"]["language"], "zh")
        self.assertLessEqual(len(call["tracker"]["events"]), lean.SENT_EVENTS)

    def test_a_failing_action_server_leaves_both_silent(self) -> None:
        for agent, parts in ((self.stock, self.stock_parts), (self.lean, self.lean_parts)):
            self.assertEqual(self._say(agent, parts, ("居住证怎么办",), "broken"), [[]])

    def test_a_result_without_its_keys_is_refused(self) -> None:
        action = lean.LeanAction("action_answer", None)
        with self.assertRaises(RasaException):
            action._validate_action_result({"events": []})


if __name__ == "__main__":
    unittest.main()
