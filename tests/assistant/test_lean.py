"""The lean parts do what the stock ones do: the same conversations, message for message."""

from __future__ import annotations

import asyncio
import copy
import json
import os
import random
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import aiohttp
import rasa.core.actions.action
import rasa.core.processor
from aiohttp.test_utils import TestServer
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.policies.memoization import MemoizationPolicy
from rasa.core.policies.rule_policy import RulePolicy
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer import CountVectorsFeaturizer
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig

from bot.assistant import lean, lean_nlu, lean_policies
from bot.assistant.server import SECRET_HEADER, TurnServer
from bot.assistant.wire import WireEndpoint

CONVERSATION = (
    "你好",
    "居住证怎么办",
    "那要多久",
    '/choose{"value":"e1"}',
    "谢谢",
    "hello",
    "How do I renew my residence permit?",
    "转人工",
    "再说一遍",
    "居住证怎么办",
    "？",
)
FINDING = {"findings": [{"question": "q", "decision": "answer", "rule": "r", "matches": []}]}
CALLS: list[dict[str, Any]] = []
SECRET = "a secret"
PATCHED = (
    (rasa.core.actions.action, "RemoteAction"),
    (rasa.core.processor, "DaskGraphRunner"),
    (rasa.core.processor, "copy"),
    (Event, "resolve_by_type"),
    (Domain, "is_empty"),
    (DialogueStateTracker, "past_states"),
    (RulePolicy, "_get_possible_keys"),
    (RulePolicy, "format_tracker_states"),
    (MemoizationPolicy, "predict_action_probabilities"),
    (CountVectorsFeaturizer, "_create_features"),
    (LogisticRegressionClassifier, "_create_X"),
)
"""Everything that is replaced."""
STATIC = {"resolve_by_type", "format_tracker_states"}
VOLATILE = {"timestamp", "message_id", "metadata", "input_channel", "parse_data"}


def result_of(call: dict[str, Any]) -> tuple[int, Any]:
    """What the action server of both answers; a sender called so makes it fail or decline."""
    CALLS.append(call)
    if call["sender_id"] == "broken":
        return 500, {}
    if call["sender_id"] == "declined":
        return 400, {"action_name": call["next_action"], "error": "not now"}
    slot = {"event": "slot", "name": "last_entry", "value": "e1", "timestamp": None}
    return 200, {"events": [slot], "responses": [{"custom": FINDING}]}


class ActionServer(BaseHTTPRequestHandler):
    """Answers every action call over HTTP, for the stock agent."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """One action call."""
        call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status, result = result_of(call)
        body = json.dumps(result).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


def parts() -> list:
    """What stands at each place that is patched."""
    return [getattr(owner, name) for owner, name in PATCHED]


def use(wanted: list) -> None:
    """Put parts at their places."""
    for (owner, name), part in zip(PATCHED, wanted, strict=False):
        setattr(owner, name, staticmethod(part) if name in STATIC else part)


async def ask_over_wire(base: str, texts: tuple, sender: str) -> list[dict[str, Any]]:
    """Talks to a turn server as the service does; the answer frame of each turn."""
    answers = []
    headers = {SECRET_HEADER: SECRET}
    async with aiohttp.ClientSession(headers=headers) as http, http.ws_connect(base) as socket:
        for number, text in enumerate(texts):
            frame = {"turn": number, "sender": sender, "text": text}
            await socket.send_json({**frame, "metadata": {"language": "zh"}})
            while "action" in (answer := await socket.receive_json(timeout=60)):
                status, body = result_of(answer["call"])
                number = answer["action"]
                await socket.send_json({"action": number, "status": status, "body": body})
            answers.append(answer)
    return answers


class LeanTest(unittest.TestCase):
    """Stock and lean agents on one trained model and one set of action results."""

    @classmethod
    def setUpClass(cls) -> None:
        """Load both agents."""
        cls.server = ThreadingHTTPServer(("127.0.0.1", 0), ActionServer)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{cls.server.server_port}/"
        model = os.environ["WENZHENG_TEST_MODEL"]
        cls.stock_parts = parts()
        cls.stock = Agent.load(model, action_endpoint=EndpointConfig(url=url))
        lean.install()
        cls.lean = Agent.load(model, action_endpoint=WireEndpoint())
        cls.fits = lean_nlu.install(cls.lean.processor.model_metadata.predict_schema)
        cls.lean_parts = parts()

    @classmethod
    def tearDownClass(cls) -> None:
        """Stop the action server and put Rasa's own parts back."""
        cls.server.shutdown()
        cls.server.server_close()
        use(cls.stock_parts)

    def _stock_says(self, texts: tuple, sender: str = "somebody") -> list:
        async def talk() -> list:
            said = []
            for text in texts:
                output = CollectingOutputChannel()
                message = UserMessage(text, output, sender, metadata={"language": "zh"})
                await self.stock.handle_message(message)
                said.append(
                    [{k: v for k, v in m.items() if k != "recipient_id"} for m in output.messages]
                )
            return copy.deepcopy(said)

        use(self.stock_parts)
        return asyncio.run(talk())

    def _lean_says(self, texts: tuple, sender: str = "somebody") -> list:
        async def talk() -> list:
            turns = TurnServer(self.lean, self.lean.tracker_store, SECRET)
            async with TestServer(turns.app()) as server:
                return await ask_over_wire(str(server.make_url("/turns")), texts, sender)

        use(self.lean_parts)
        return [answer["messages"] for answer in asyncio.run(talk())]

    def _events(self, agent: Agent, sender: str) -> list[dict[str, Any]]:
        tracker = asyncio.run(agent.tracker_store.retrieve(sender))
        events = [event.as_dict() for event in tracker.events]
        return [{k: v for k, v in event.items() if k not in VOLATILE} for event in events]

    def _understood(self, agent: Agent, sender: str) -> list:
        tracker = asyncio.run(agent.tracker_store.retrieve(sender))
        said = [event for event in tracker.events if isinstance(event, UserUttered)]
        parsed = [(event.text, event.parse_data, event.entities) for event in said]
        return [(t, p["intent_ranking"], e) for t, p, e in parsed if not t.startswith("/")]

    def test_everything_that_is_replaced_is_put_back_between_the_two(self) -> None:
        same = [a is b for a, b in zip(self.stock_parts, self.lean_parts, strict=False)]
        self.assertEqual(same, [False] * len(PATCHED))

    def test_the_same_is_said_and_remembered(self) -> None:
        stock, slim = self._stock_says(CONVERSATION), self._lean_says(CONVERSATION)
        self.assertEqual(stock, slim)
        self.assertTrue(all(slim))
        self.assertEqual(self._events(self.stock, "somebody"), self._events(self.lean, "somebody"))

    def test_the_same_is_understood_to_the_last_digit(self) -> None:
        self.assertTrue(self.fits, "lean_nlu.CLASSES_WITHOUT_WORDS does not know all of config.yml")
        self._stock_says(CONVERSATION, "reader")
        self._lean_says(CONVERSATION, "reader")
        stock = self._understood(self.stock, "reader")
        self.assertEqual(stock, self._understood(self.lean, "reader"))
        self.assertGreater(len(stock), 5)

    def test_an_action_gets_what_it_reads_and_no_domain(self) -> None:
        CALLS.clear()
        self._lean_says(("居住证怎么办",) * 12, "talker")
        call = CALLS[-1]
        self.assertNotIn("domain", call)
        self.assertEqual(call["tracker"]["slots"]["last_entry"], "e1")
        self.assertEqual(call["tracker"]["latest_message"]["text"], "居住证怎么办")
        self.assertEqual(call["tracker"]["latest_message"]["metadata"]["language"], "zh")
        self.assertLessEqual(len(call["tracker"]["events"]), lean.SENT_EVENTS)

    def test_a_failing_action_server_leaves_both_silent(self) -> None:
        self.assertEqual(self._stock_says(("居住证怎么办",), "broken"), [[]])
        self.assertEqual(self._lean_says(("居住证怎么办",), "broken"), [[]])

    def test_a_declined_action_is_followed_by_the_same(self) -> None:
        stock = self._stock_says(("居住证怎么办",), "declined")
        self.assertEqual(stock, self._lean_says(("居住证怎么办",), "declined"))
        events = self._events(self.stock, "declined")
        self.assertEqual(events, self._events(self.lean, "declined"))
        self.assertIn("action_execution_rejected", {event["event"] for event in events})

    def test_a_result_without_its_keys_is_refused(self) -> None:
        action = lean.LeanAction("action_answer", None)
        with self.assertRaises(RasaException):
            action._validate_action_result({"events": []})

    def test_the_same_rules_fit_any_states(self) -> None:
        nodes = self.stock.processor.graph_runner._instantiated_nodes.values()
        policy = next(n._component for n in nodes if isinstance(n._component, RulePolicy))
        rules = policy.lookup["rules"]
        known = [policy._rule_key_to_state(key) for key in rules]
        chance, fitting = random.Random(7), 0
        for _ in range(300):
            states = [copy.deepcopy(s) for _ in range(2) for s in chance.choice(known)]
            last = states[-1]
            if chance.random() < 0.3:
                last.pop(chance.choice(["user", "prev_action"]), None)
            elif chance.random() < 0.3:
                last.setdefault("user", {})["intent"] = chance.choice(["ask", "none of these"])
            stock = lean_policies._stock_possible_keys(policy, rules, states)
            self.assertEqual(lean_policies.possible_keys(policy, rules, states), stock)
            fitting += bool(stock)
        self.assertGreater(fitting, 50)
        for few in ([], [{}]):
            stock = lean_policies._stock_possible_keys(policy, rules, few)
            self.assertEqual(lean_policies.possible_keys(policy, rules, few), stock)

    def test_a_copied_slot_is_a_copy(self) -> None:
        for slot in self.lean.domain.slots:
            slot.value = ["x"]
            twin = lean_policies.copied(slot)
            self.assertIs(type(twin), type(slot))
            self.assertEqual(twin.__dict__, slot.__dict__)
            twin.reset()
            self.assertEqual(slot.value, ["x"])
            slot.reset()

    def test_a_model_that_reads_words_keeps_stock_features(self) -> None:
        schema = copy.deepcopy(self.lean.processor.model_metadata.predict_schema)
        next(iter(schema.nodes.values())).uses = LeanTest
        use(self.lean_parts)
        self.assertFalse(lean_nlu.install(schema))
        self.assertIs(CountVectorsFeaturizer._create_features, lean_nlu._stock_create_features)


if __name__ == "__main__":
    unittest.main()
