"""The stock peer's action server: rasa_sdk's own, with the project's custom actions.

`python -m benchmarks.stock_actions PORT`. `rasa run actions` starts the same server, only that it
makes the actions itself and so can give them no knowledge; here they get the parts of a service
on the database under measurement, with a data directory and so an index of its own.
"""

from __future__ import annotations

import sys

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor

from actions.server import all_actions
from bot.assembly import build
from bot.settings import Settings


def main() -> None:
    """Serve until ended."""
    service = build(Settings())
    service.answering.open()
    executor = ActionExecutor()
    for action in all_actions(service.actions.parts):
        executor.register_action(action)
    app = create_app(executor)
    app.run("127.0.0.1", int(sys.argv[1]), single_process=True, access_log=False)


if __name__ == "__main__":
    main()
