"""Runs one command as a process of its own and measures it: wall time, CPU time (user and system) and peak memory.

The command is started by a small process in between (this file as a script): on Linux a new process counts the memory of whoever
starts it as its own peak, and the benchmark itself holds more than some of what it measures.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TIMEOUT_SECONDS = 2 * 3600


def measured(command: list[str], log: Path, cwd: Path | None = None, environment: dict[str, str] | None = None) -> dict:
    """Seconds of wall and CPU, peak memory in MiB, and `failed` with the end of its output where the command did not succeed.

    What the command prints goes to the file `log`.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "measured.json"
        with log.open("w") as output:
            subprocess.run(
                [sys.executable, "-S", "-E", __file__, str(result), *command],
                cwd=cwd,
                env=os.environ | (environment or {}),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=True,
            )
        measurement = json.loads(result.read_text())
    code = measurement.pop("exit_code")
    if code != 0:
        reason = f"ended by signal {-code}" if code < 0 else f"exit code {code}"
        measurement["failed"] = f"{reason}; {log.read_text(errors='replace')[-1500:].strip()}"
    return measurement


def main() -> None:
    result, *command = sys.argv[1:]
    started = time.perf_counter()
    process = subprocess.Popen(command)
    signal.signal(signal.SIGALRM, lambda *_: process.kill())
    signal.alarm(TIMEOUT_SECONDS)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    peak_unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    measurement = {
        "wall": wall,
        "cpu": usage.ru_utime + usage.ru_stime,
        "peak_mib": usage.ru_maxrss / peak_unit,
        "exit_code": os.waitstatus_to_exitcode(status),
    }
    Path(result).write_text(json.dumps(measurement))


if __name__ == "__main__":
    main()
