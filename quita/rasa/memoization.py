"""Policy: recalls a story anywhere in a conversation, with the slots as they are there.

Rasa's AugmentedMemoizationPolicy forgets earlier turns to find a story in the middle of a
conversation, but forgets the slots with them: a story that begins with a verified person is only
found where its length happens to be `max_history`. Here the slots are kept.
"""

from __future__ import annotations

from typing import Any

from rasa.core.policies.memoization import AugmentedMemoizationPolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME, PREVIOUS_ACTION, SLOTS
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.trackers import DialogueStateTracker

from quita.rasa.fingerprint import KnownByItsCode


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class StoryMemory(KnownByItsCode, AugmentedMemoizationPolicy):
    """Tries the whole history first, then without its oldest turns, then as Rasa's own does."""

    def recall(
        self,
        states: list[State],
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None,
    ) -> str | None:
        """Give the action of the longest story that ends like these states, or None."""
        for candidate in (states, *_later_beginnings(states)):
            action = self._recall_states(candidate)
            if action is not None:
                return action
        return self._recall_using_truncation(states, tracker, domain, rule_only_data)


def _later_beginnings(states: list[State]) -> list[list[State]]:
    """Give the states as a story tells them that begins at a later turn, the longest first."""
    return [
        [{SLOTS: state[SLOTS]} if SLOTS in state else {}, *states[at:]]
        for at, state in enumerate(states)
        if state.get(PREVIOUS_ACTION, {}).get("action_name") == ACTION_LISTEN_NAME
    ]
