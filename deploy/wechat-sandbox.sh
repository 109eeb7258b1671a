#!/usr/bin/env bash
# The service with an official account, and a pretended WeChat to talk to it (docs/wechat.md).
# Arguments are passed on; --help lists them.
set -euo pipefail
cd "$(dirname "$0")/.."
exec .venv/bin/python -m tests.e2e.wechat.sandbox "$@"
