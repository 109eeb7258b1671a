#!/usr/bin/env bash
# Make the two environments: .venv (service, Python >= 3.11) and .venv-assistant (Rasa, Python 3.10).
# Usage: environments.sh service|dev|assistant ...   Does nothing where the lock has not changed.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

find_uv() {
    if command -v uv >/dev/null 2>&1; then UV=uv; return; fi
    if [ ! -x .uv/bin/uv ]; then
        local base
        base=$(find_python 11 12 13 14) || fail_python "3.11 or newer"
        "$base" -m venv .uv || { say "python3-venv is missing: apt-get install python3-venv"; exit 1; }
        .uv/bin/python -m pip install -q uv
    fi
    UV=.uv/bin/uv
}

# Print the first interpreter 3.<minor> that really runs: on PATH, under pyenv, or known to uv.
find_python() {
    local minor candidate
    for minor in "$@"; do
        for candidate in "$(command -v "python3.$minor" || true)" \
            "$(command -v python3 || true)" \
            "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3."$minor".*/bin/python; do
            if [ -n "$candidate" ] && [ -x "$candidate" ] && [ "$(
                "$candidate" -c 'import sys; print(sys.version_info[1])' 2>/dev/null
            )" = "$minor" ]; then
                echo "$candidate"
                return 0
            fi
        done
        if [ -n "${UV:-}" ] && "$UV" python find --no-python-downloads "3.$minor" 2>/dev/null; then
            return 0
        fi
    done
    return 1
}

fail_python() {
    say "No Python $1 was found on PATH, under pyenv or by uv. Get one with any of:"
    say "  uv python install $1"
    say "  pyenv install $1"
    say "  apt-get install python$1 python$1-venv    (where the distribution has it)"
    exit 1
}

# make_environment DIRECTORY LOCK PYTHON-NAME MINOR...
make_environment() {
    local directory=$1 lock=requirements/$2.txt name=$3 stamp python
    shift 3
    stamp="$directory/.lock-$(sha256sum "$lock" | cut -c1-16)"
    [ -f "$stamp" ] && return
    find_uv
    if [ ! -x "$directory/bin/python" ]; then
        python=$(find_python "$@") || { "$UV" python install "$1" >&2 2>/dev/null && python=$(find_python "$@"); } ||
            fail_python "$name"
        say "making $directory with $python"
        "$UV" venv -q --python "$python" "$directory"
    fi
    say "installing $lock"
    "$UV" pip sync -q --python "$directory/bin/python" --require-hashes "$lock"
    rm -f "$directory"/.lock-*
    touch "$stamp"
}

for wanted in "$@"; do
    case $wanted in
        # the development environment holds the service's, so it is not taken down again
        service)
            dev=.venv/.lock-$(sha256sum requirements/dev.txt | cut -c1-16)
            [ -f "$dev" ] || make_environment .venv service "3.11 or newer" 11 12 13 14 ;;
        dev) make_environment .venv dev "3.11 or newer" 11 12 13 14 ;;
        assistant) make_environment .venv-assistant assistant 3.10 10 ;;
        *) say "unknown environment: $wanted"; exit 2 ;;
    esac
done
