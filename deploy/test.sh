#!/usr/bin/env bash
# The whole suite in three parts: what needs neither Rasa nor a browser on two cores, then what trains
# and talks to a real assistant, then the browser.
# What fails on a machine that others keep busy is tried once more, alone; what fails twice fails.
set -euo pipefail
cd "$(dirname "$0")/.."

part() {
  local marker=$1
  shift
  .venv/bin/python -m pytest -m "$marker" "$@" && return
  echo "Once more, one after the other, what has failed:"
  .venv/bin/python -m pytest -m "$marker" --last-failed --last-failed-no-failures none
}

part "not assistant and not browser" -n 2 --dist loadfile
part "assistant and not browser"
part "browser"
