# Sourced by ./run and ./test: sets PYTHON to a Python from 3.11 to 3.13, or says in one sentence that there is none.
suits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

PYTHON=
for candidate in .venv/bin/python python3 python3.13 python3.12 python3.11 python; do
    if suits "$candidate"; then
        PYTHON=$candidate
        break
    fi
done
if [ -z "$PYTHON" ]; then
    found=$(python3 --version 2>&1) || found="no python3"
    echo "The portal needs Python 3.11, 3.12 or 3.13 and found $found on this machine." >&2
    exit 1
fi
