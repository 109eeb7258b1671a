#!/usr/bin/env bash
# The tests start a PostgreSQL and a Redis of their own. Install Debian's where there is none and we may.
set -euo pipefail

# Debian keeps the server's programs off PATH.
has_postgresql() {
    command -v initdb >/dev/null 2>&1 || compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null
}

missing=()
has_postgresql || missing+=(postgresql)
command -v redis-server >/dev/null 2>&1 || missing+=(redis-server)
[ ${#missing[@]} = 0 ] && exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "The tests start a PostgreSQL and a Redis of their own: install ${missing[*]}" >&2
    echo "(apt-get install ${missing[*]}, or put initdb and redis-server on PATH)." >&2
    exit 1
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null
