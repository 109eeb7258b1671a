"""`python -m bot.assistant.training`: train on everything, in half the time of `rasa train`.

Rasa hashes and stores what every component gives out, so that the next training may skip what has
not changed. With thousands of examples that takes longer than learning from them, and a model here
is only trained when something it depends on has changed (`bot.training`).
"""

from __future__ import annotations

import argparse
from typing import Any, Dict

import rasa
from rasa.engine.training.hooks import TrainingHook

from bot.assistant import lean_training


def keep_nothing() -> None:
    """Let trainings of this process neither hash nor store what the components give out."""
    TrainingHook.on_before_node = _no_key
    TrainingHook.on_after_node = _no_copy


def _no_key(self: TrainingHook, *_: Any, **__: Any) -> Dict[str, Any]:
    return {}


def _no_copy(self: TrainingHook, *_: Any, **__: Any) -> None:
    return None


def main() -> None:
    """Parse the arguments and train; end with an error where nothing could be trained."""
    parser = argparse.ArgumentParser(prog="python -m bot.assistant.training")
    parser.add_argument("--out", required=True, help="directory of the model")
    parser.add_argument("--name", required=True, help="name of the model, without .tar.gz")
    arguments = parser.parse_args()
    keep_nothing()
    lean_training.install()
    result = rasa.train(
        "domain.yml",
        "config.yml",
        ["nlu_data"],
        output=arguments.out,
        fixed_model_name=arguments.name,
        force_training=True,
    )
    raise SystemExit(result.code)


if __name__ == "__main__":
    main()
