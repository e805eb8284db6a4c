"""An install without internet, rehearsed: in a network namespace without a route the wheel house is installed as docs/operations.md says, a
workspace made, a night run through Prefect, its release asked, everything verified."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK_UP = "import fcntl,socket,struct;s=socket.socket();fcntl.ioctl(s,0x8914,struct.pack('16sh',b'lo',0x49))"
"""SIOCSIFFLAGS: a fresh namespace has its loopback down."""
REHEARSAL = """
set -euo pipefail
python3.11 -c "$LOOPBACK_UP"
test "$(python3.11 -c 'import socket; print(len(socket.if_nameindex()))')" = 1
! python3.11 -c 'import socket; socket.create_connection(("192.0.2.1", 80), 3)' 2>/dev/null
cd "$CARRIED"
./install.sh "$TARGET"
"$TARGET/bin/xianzhi" init "$COUNTY" --county 夏邑县
printf '%s' "$REPORT" > "$COUNTY/inbox/杨集镇2022年政府工作报告.txt"
"$TARGET/bin/xianzhi" nightly --home "$COUNTY"
"$TARGET/bin/xianzhi" verify --home "$COUNTY"
"$TARGET/bin/xianzhi" doctor --home "$COUNTY"
"$TARGET/bin/xianzhi" query --home "$COUNTY" "SELECT township, sentence FROM cell WHERE indicator = 'land_transfer_area' AND value > 0"
for unit in "$CARRIED"/*.service "$CARRIED"/*.timer; do
  command -v systemd-analyze >/dev/null || break
  sed -i "s#/opt/xianzhi#$TARGET#; s#/srv/county#$COUNTY#" "$unit"
  systemd-analyze verify "$unit"
done
"""
REPORT = """杨集镇2022年政府工作报告
2023年2月3日
一、2022年工作回顾
全镇完成土地流转3200亩。新建卫生室2所，硬化村组道路12公里。
二、2023年工作计划
力争土地流转达到4000亩。
"""

pytestmark = [pytest.mark.slow, pytest.mark.prefect, pytest.mark.timeout(1800)]


def can_unshare() -> bool:
    return (
        shutil.which("unshare") is not None and subprocess.run(["unshare", "--net", "--map-root-user", "true"], check=False).returncode == 0
    )


@pytest.mark.skipif(not can_unshare(), reason="needs network namespaces (unshare --net)")
def test_the_wheel_house_makes_a_county_without_a_network(tmp_path):
    made = subprocess.run(["make", "wheelhouse"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr[-4000:]
    carried = Path(shutil.copytree(ROOT / "build/wheelhouse", tmp_path / "carried"))
    places = {"CARRIED": carried, "TARGET": tmp_path / "xianzhi", "COUNTY": tmp_path / "county"}
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    done = subprocess.run(
        ["unshare", "--net", "--map-root-user", "bash", "-c", REHEARSAL],
        env={
            **kept,
            **{name: str(path) for name, path in places.items()},
            "REPORT": REPORT,
            "LOOPBACK_UP": LOOPBACK_UP,
        },
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    assert (tmp_path / "county/releases/current/metrics.duckdb").is_file()
    assert (tmp_path / "county/releases/current/site/index.html").is_file()
    assert "杨集镇" in done.stdout
