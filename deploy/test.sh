#!/usr/bin/env bash
# The whole suite in two parts: what needs no browser on two cores, then the browser on its own.
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

part "not browser" -n 2 --dist loadfile
part "browser"
