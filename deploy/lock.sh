#!/usr/bin/env bash
# Lock both environments with hashes. No registry's address gets into the files.
set -euo pipefail
cd "$(dirname "$0")/../requirements"
lock() { "${UV:-uv}" pip compile -q --generate-hashes --no-annotate --no-header --no-emit-index-url "$@"; }
lock --universal --python-version 3.11 service.in -o service.txt
lock --universal --python-version 3.11 -c service.txt encoder.in -o encoder.txt
lock --universal --python-version 3.11 -c service.txt -c encoder.txt dev.in -o dev.txt
lock --python-version 3.10 assistant.in -o assistant.txt
