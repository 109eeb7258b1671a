"""Where stock Rasa 3.6 spends a turn on work this project does not need, and what stands in for it.

Costs measured in docs/benchmarks.md, each replaced where Rasa looks its own part up:

* every action result is checked against a JSON schema that is rebuilt each time;
* every action call carries the domain and the whole tracker;
* every graph run builds a dask graph and copies the schema;
* every stored event is given its class by a walk over all subclasses;
* every turn makes a new empty domain, to see that the loaded one is not empty.

`lean_nlu` and `lean_policies` do the same for their parts. The results stay the same:
`tests/assistant/test_lean.py` runs both side by side.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Dict, List, Optional, Tuple

import rasa.core.actions.action
import rasa.core.processor
from rasa.core.actions.action import RemoteAction
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker

from bot.assistant import lean_policies

SENT_EVENTS = 20
"""Latest events an action is shown; slots and the latest message are sent whole."""


class LeanAction(RemoteAction):
    """A custom action called with what it reads: slots, the latest message, the latest events."""

    def _action_call_format(self, tracker: DialogueStateTracker, domain: Domain) -> Dict[str, Any]:
        message = tracker.latest_message
        return {
            "next_action": self._name,
            "sender_id": tracker.sender_id,
            "version": rasa.__version__,
            "tracker": {
                "sender_id": tracker.sender_id,
                "slots": tracker.current_slot_values(),
                "latest_message": {
                    "text": message.text,
                    "intent": message.intent,
                    "entities": message.entities,
                    "metadata": message.metadata,
                }
                if message
                else {},
                "latest_action_name": tracker.latest_action_name,
                "active_loop": tracker.active_loop.__dict__ if tracker.active_loop else {},
                "events": [event.as_dict() for event in list(tracker.events)[-SENT_EVENTS:]],
            },
        }

    def _validate_action_result(self, result: Dict[str, Any]) -> bool:
        """The two keys that are read; each event is checked anyway when it is deserialised."""
        if isinstance(result.get("events"), list) and isinstance(result.get("responses"), list):
            return True
        raise rasa.shared.exceptions.RasaException(
            f"The action server's result for '{self._name}' has no events and responses."
        )


class StraightGraphRunner(DaskGraphRunner):
    """Runs the same nodes in the same order, planned once per set of inputs and targets."""

    def run(
        self,
        inputs: Optional[Dict[str, Any]] = None,
        targets: Optional[List[str]] = None,
    ) -> Dict[str, Any]:
        """Runs the graph (see the parent's parent for the contract)."""
        wanted = tuple(targets or self._graph_schema.target_names)
        given = dict(inputs or {})
        results: Dict[str, Any] = {}
        for name, needs in self._plan(wanted, frozenset(given)):
            arguments = [(need, given[need]) if need in given else results[need] for need in needs]
            try:
                results[name] = self._instantiated_nodes[name](*arguments)
            except RuntimeError as error:
                raise GraphRunError("Error running runner.") from error
        return {name: results[name][1] for name in wanted}

    def _plan(self, targets: Tuple[str, ...], given: frozenset[str]) -> List[Tuple[str, List[str]]]:
        plans = self.__dict__.setdefault("_plans", {})
        if (targets, given) not in plans:
            schema = self._graph_schema.minimal_graph_schema(list(targets))
            plans[targets, given] = list(_in_order(schema, targets, given))
        return plans[targets, given]


def _in_order(
    schema: GraphSchema, targets: Tuple[str, ...], given: frozenset[str]
) -> List[Tuple[str, List[str]]]:
    done: Dict[str, List[str]] = {}

    def visit(name: str) -> None:
        if name in done or name in given:
            return
        needs = list(schema.nodes[name].needs.values())
        for need in needs:
            visit(need)
        done[name] = needs

    for target in targets:
        visit(target)
    return list(done.items())


_stock_is_empty = Domain.is_empty


def is_empty(self: Domain) -> bool:
    """`Domain.is_empty`, found out once: stock Rasa compares it with a new empty one each turn."""
    if "_is_empty" not in self.__dict__:
        self.__dict__["_is_empty"] = _stock_is_empty(self)
    return bool(self.__dict__["_is_empty"])


def install() -> None:
    """Put the replacements where Rasa looks its own classes up; once, before an agent is loaded."""
    rasa.core.actions.action.RemoteAction = LeanAction
    rasa.core.processor.DaskGraphRunner = StraightGraphRunner
    Domain.is_empty = is_empty
    lean_policies.install()
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))
