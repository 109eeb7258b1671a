#!/usr/bin/env bash
# The whole suite on two cores. What fails on a machine that others keep busy is tried once more, alone; what
# fails twice fails.
# Usage: test.sh [fast]   With `fast` only, and once, what needs neither Rasa nor a browser, starts no service
# (tests/e2e), asks no whole exam (tests/exam) and is not marked slow.
set -uo pipefail
cd "$(dirname "$0")/.."

on_both() { PYTHONHASHSEED=0 .venv/bin/python -m pytest -n 2 --dist loadfile "$@"; }

if [ "${1:-}" = fast ]; then
    on_both --ignore=tests/e2e --ignore=tests/exam -m "not (assistant or browser or slow)"
    exit
fi
on_both && exit
echo "Once more, what has failed:"
.venv/bin/python -m pytest --last-failed --last-failed-no-failures none
