"""The stock peer's action server: rasa_sdk's own, with the project's custom actions.

`python -m benchmarks.stock_actions PORT`. `rasa run actions` starts the same server, only that it
makes the actions itself and so can give them no knowledge; here they get the knowledge of the data
directory under measurement.
"""

from __future__ import annotations

import sys

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor

from actions.server import all_actions
from bot.settings import Settings
from knowledge_base.answering import Answering
from knowledge_base.database import Database


def main() -> None:
    """Serve until ended."""
    answering = Answering(Database(Settings().resolved_database_url), None)
    answering.open()
    executor = ActionExecutor()
    for action in all_actions(answering):
        executor.register_action(action)
    app = create_app(executor)
    app.run("127.0.0.1", int(sys.argv[1]), single_process=True, access_log=False)


if __name__ == "__main__":
    main()
