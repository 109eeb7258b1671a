#!/usr/bin/env bash
# The whole suite: what needs neither Rasa nor a browser on both cores, the rest one by one. What fails on
# a machine that others keep busy is tried once more, alone; what fails twice fails.
# Usage: test.sh [fast]   With `fast` only the first part, once.
set -uo pipefail
cd "$(dirname "$0")/.."

SLOW="assistant or browser or slow"
fast() { PYTHONHASHSEED=0 .venv/bin/python -m pytest -n 2 --dist loadfile -m "not ($SLOW)"; }

if [ "${1:-}" = fast ]; then
    fast
    exit
fi
failed=0
fast || failed=1
.venv/bin/python -m pytest -m "$SLOW" || failed=1
[ "$failed" = 0 ] && exit
echo "Once more, what has failed:"
.venv/bin/python -m pytest --last-failed --last-failed-no-failures none
