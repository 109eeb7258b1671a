#!/usr/bin/env bash
# The whole suite: what needs neither Rasa nor a browser on both cores, the rest one by one. What fails on
# a machine that others keep busy is tried once more, alone; what fails twice fails.
# Usage: test.sh [fast]   With `fast` only, and once, what starts no service (tests/e2e) and is not marked slow.
set -uo pipefail
cd "$(dirname "$0")/.."

ALONE="assistant or browser"
on_both() { PYTHONHASHSEED=0 .venv/bin/python -m pytest -n 2 --dist loadfile "$@"; }

if [ "${1:-}" = fast ]; then
    on_both --ignore=tests/e2e -m "not ($ALONE or slow)"
    exit
fi
failed=0
on_both -m "not ($ALONE)" || failed=1
.venv/bin/python -m pytest -m "$ALONE" || failed=1
[ "$failed" = 0 ] && exit
echo "Once more, what has failed:"
.venv/bin/python -m pytest --last-failed --last-failed-no-failures none
