"""`python -m bot.assistant.cross_validation`: how well intents are told apart, in five folds.

The folds, the training and the report are those of `rasa test nlu --cross-validation --folds 5`.
Left out is what that does besides: hashing for a cache nobody reads, and asking each model about
the examples it has just learned, which takes longer than everything else.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from pathlib import Path
from typing import List

import numpy as np
import rasa.model_training
from rasa.core.agent import Agent
from rasa.nlu.test import (
    IntentEvaluationResult,
    evaluate_intents,
    generate_folds,
    get_eval_data,
)
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLWriter
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.assistant import lean_training
from bot.assistant.training import keep_nothing

FOLDS = 5
SEED = 7
"""Of how the examples are dealt to the folds, so that a figure can be had again."""


def main() -> None:
    """Parse the arguments, cross-validate, print the figures."""
    parser = argparse.ArgumentParser(prog="python -m bot.assistant.cross_validation")
    parser.add_argument("--out", default="var/understanding", help="directory of the report")
    arguments = parser.parse_args()
    keep_nothing()
    lean_training.install()
    np.random.seed(SEED)  # the folds of scikit-learn follow numpy's generator
    importer = TrainingDataImporter.load_from_dict(training_data_paths=["nlu_data"])
    results = asyncio.run(_answers(importer.get_nlu_data()))
    Path(arguments.out).mkdir(parents=True, exist_ok=True)
    found = evaluate_intents(
        results,
        arguments.out,
        successes=False,
        errors=True,
        disable_plotting=True,
        report_as_dict=True,
    )
    macro = found["report"]["macro avg"]["f1-score"]
    print(  # noqa: T201 -- the command's result
        f"{len(results)} examples, {FOLDS} folds: macro-F1 {macro:.4f}, "
        f"accuracy {found['accuracy']:.4f}"
    )


async def _answers(examples: TrainingData) -> List[IntentEvaluationResult]:
    """What a model that has not seen it says of each example."""
    answers: List[IntentEvaluationResult] = []
    for learned, asked in generate_folds(FOLDS, examples):
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder) / "nlu.yml"
            RasaYAMLWriter().dump(data, learned)
            model = rasa.model_training.train_nlu("config.yml", str(data), folder)
            processor = Agent.load(model).processor
            intents, _, _ = await get_eval_data(processor, asked)
        answers += intents
    return answers


if __name__ == "__main__":
    main()
