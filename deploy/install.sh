#!/usr/bin/env bash
# 断网安装：不访问任何索引 · install without internet: no index is asked. Usage: ./install.sh [FOLDER]   (default /opt/xianzhi)
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
target="${1:-/opt/xianzhi}"
python="${PYTHON:-python3.11}"
command -v "$python" >/dev/null || { echo "需要 Python 3.11 · Python 3.11 is needed (or: PYTHON=/path/to/python3.11 $0)" >&2; exit 2; }
"$python" -m venv "$target"
"$target/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --find-links "$here" --no-deps --require-hashes -r "$here/requirements.lock"
"$target/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --no-deps "$here"/xianzhi-*.whl
"$target/bin/python" -m pip check --disable-pip-version-check
"$target/bin/xianzhi" doctor
