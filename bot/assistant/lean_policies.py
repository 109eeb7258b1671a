"""What the policies need not do twice: predictions stay the same (`tests/assistant/test_lean.py`).

Three costs of stock Rasa 3.6 in each of the two predictions of a turn:

* every policy replays the whole conversation to see its past states, RulePolicy up to twice;
* MemoizationPolicy prepares its key also where no story was ever memorised;
* every rule is held against every past state, also where the last one rules it out;

and what only debug lines would show is copied in depth and set in words.
"""

from __future__ import annotations

from itertools import islice
from types import SimpleNamespace
from typing import Any, Dict, List, Optional, Set, Tuple

import rasa.core.policies.memoization
import rasa.core.policies.rule_policy
import rasa.core.processor
from rasa.core.policies.memoization import MemoizationPolicy
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import SHOULD_NOT_BE_SET, RulePolicy
from rasa.shared.core.constants import PREVIOUS_ACTION, USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    Restarted,
    SessionStarted,
    UserUtteranceReverted,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

_BEGINS_ANEW = (Restarted, SessionStarted)
_CHANGES_THE_PAST = (ActionReverted, UserUtteranceReverted, ActiveLoop)
"""Events after which earlier ones may count differently: these trackers are replayed as ever."""

_stock_past_states = DialogueStateTracker.past_states
_stock_possible_keys = RulePolicy._get_possible_keys
_stock_memoized = MemoizationPolicy.predict_action_probabilities


class _Past:
    """The states before each action of a conversation, followed event by event."""

    def __init__(self, tracker: DialogueStateTracker, domain: Domain) -> None:
        self._domain = domain
        self._seen = 0
        self._last: Any = None
        self._steady = True
        self._begin(tracker)

    def _begin(self, tracker: DialogueStateTracker) -> None:
        self._shadow = tracker.init_copy()
        self._states: List[State] = []

    def continues(self, tracker: DialogueStateTracker, domain: Domain) -> bool:
        """Whether what was seen so far is still the beginning of the conversation."""
        if domain is not self._domain or len(tracker.events) < self._seen:
            return False
        return self._seen == 0 or tracker.events[self._seen - 1] is self._last

    def follow(self, tracker: DialogueStateTracker) -> Optional[List[State]]:
        """All states up to now, to be changed at will; None where they have to be replayed."""
        for event in islice(tracker.events, self._seen, None):
            if isinstance(event, _CHANGES_THE_PAST):
                self._steady = False
            elif isinstance(event, _BEGINS_ANEW):
                self._begin(tracker)
                continue
            elif isinstance(event, ActionExecuted):
                self._states.append(self._domain.get_active_state(self._shadow))
            self._shadow.update(event)
        self._seen, self._last = len(tracker.events), tracker.events[-1] if tracker.events else None
        if not self._steady:
            return None
        states = [*self._states, self._domain.get_active_state(self._shadow)]
        return [{part: dict(values) for part, values in state.items()} for state in states]


def past_states(
    self: DialogueStateTracker,
    domain: Domain,
    omit_unset_slots: bool = False,
    ignore_rule_only_turns: bool = False,
    rule_only_data: Optional[Dict[str, Any]] = None,
) -> List[State]:
    """`DialogueStateTracker.past_states`, going on from where the last call ended."""
    states = None
    if not (omit_unset_slots or ignore_rule_only_turns):
        past: Optional[_Past] = self.__dict__.get("_past")
        if past is None or not past.continues(self, domain):
            past = self.__dict__["_past"] = _Past(self, domain)
        states = past.follow(self)
    if states is not None:
        return states
    return _stock_past_states(
        self, domain, omit_unset_slots, ignore_rule_only_turns, rule_only_data
    )


class _Rules:
    """The rules of a lookup by what their last state asks for."""

    def __init__(self, policy: RulePolicy, lookup: Dict[str, str]) -> None:
        self.lookup = lookup
        self.longest = 0
        self._by_wanted: Dict[Tuple[Any, Any], Dict[str, str]] = {}
        for key, action in lookup.items():
            states = policy._rule_key_to_state(key)
            self.longest = max(self.longest, len(states))
            self._by_wanted.setdefault(_wanted(states[-1]), {})[key] = action

    def fitting(self, state: State) -> Dict[str, str]:
        """The rules that may apply after a state: no other can."""
        intent, action = _wanted(state)
        if action is None:  # the beginning of a conversation, which rules see with other eyes
            return self.lookup
        fits: Dict[str, str] = {}
        for wanted in {(intent, action), (None, action), (intent, None), (None, None)}:
            fits.update(self._by_wanted.get(wanted, {}))
        return fits


def _wanted(state: State) -> Tuple[Any, Any]:
    """Intent and previous action of a state; None where it asks for no certain one."""
    parts = (state.get(USER, {}).get(INTENT), state.get(PREVIOUS_ACTION, {}).get(ACTION_NAME))
    intent, action = (None if part in (SHOULD_NOT_BE_SET, "") else part for part in parts)
    return intent, action


def possible_keys(self: RulePolicy, lookup: Dict[str, str], states: List[State]) -> Set[str]:
    """`RulePolicy._get_possible_keys`, holding only what may apply against what it reads.

    Rules are looked up by intent and action of the last state, and held against no more states
    than the longest of them has.
    """
    known: Dict[int, _Rules] = self.__dict__.setdefault("_rules", {})
    rules = known.get(id(lookup))
    if rules is None or rules.lookup is not lookup:
        rules = known[id(lookup)] = _Rules(self, lookup)
    if not states or not lookup:
        return set(lookup)
    return _stock_possible_keys(self, rules.fitting(states[-1]), states[-rules.longest :])


def memoized(
    self: MemoizationPolicy, tracker: DialogueStateTracker, domain: Domain, **kwargs: Any
) -> PolicyPrediction:
    """`MemoizationPolicy.predict_action_probabilities`; quick where nothing was memorised."""
    if not self.lookup:
        return self._prediction(self._default_predictions(domain))
    return _stock_memoized(self, tracker, domain, **kwargs)


def copied(self: Slot) -> Slot:
    """What `copy.copy` makes of a slot, without asking how: each copy of a tracker copies all."""
    new = self.__class__.__new__(self.__class__)
    new.__dict__.update(self.__dict__)
    return new


def install() -> None:
    """Put the replacements in place."""
    Slot.__copy__ = copied
    DialogueStateTracker.past_states = past_states
    RulePolicy._get_possible_keys = possible_keys
    RulePolicy.format_tracker_states = staticmethod(lambda states: states)
    MemoizationPolicy.predict_action_probabilities = memoized
    for module in (
        rasa.core.processor,
        rasa.core.policies.memoization,
        rasa.core.policies.rule_policy,
    ):
        # These modules copy for their debug lines only.
        module.copy = SimpleNamespace(deepcopy=lambda unread: unread)
