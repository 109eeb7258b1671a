#!/usr/bin/env bash
# The whole suite. What fails on a machine that others keep busy is tried once more, alone; what fails
# twice fails.
set -euo pipefail
cd "$(dirname "$0")/.."

.venv/bin/python -m pytest && exit
echo "Once more, what has failed:"
.venv/bin/python -m pytest --last-failed --last-failed-no-failures none
