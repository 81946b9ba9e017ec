"""A Spark cluster on this machine: a master and two workers, each in a Java process of its own, on loopback."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import pyspark
from msgspec import Struct

from ..commands import clean_environment

SHORT = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Options with which Java starts fast, for processes that run for a few seconds."""
HOME = Path(pyspark.__file__).parent
ENVIRONMENT = clean_environment(
    SPARK_HOME=str(HOME),
    SPARK_LOCAL_IP="127.0.0.1",
    PYSPARK_PYTHON=sys.executable,
    PYSPARK_DRIVER_PYTHON=sys.executable,
    SPARK_LAUNCHER_OPTS=SHORT,
)
QUIET = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.executor.cores": "1",
    "spark.executor.memory": "512m",
    "spark.driver.memory": "512m",
    "spark.driver.extraJavaOptions": SHORT,
    "spark.executor.extraJavaOptions": SHORT,
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.showConsoleProgress": "false",
}
STARTING = 60
"""Seconds that a Java process may take to start."""


class Cluster(Struct):
    """The address of the master, the processes of the workers, and the folder of all their logs."""

    master: str
    workers: list[subprocess.Popen[bytes]]
    logs: Path

    def submit(self, script: Path, *arguments: str | Path, **settings: str) -> subprocess.Popen[bytes]:
        """Start a script by spark-submit; its output goes to `driver.log`."""
        options = [each for name, value in (QUIET | settings).items() for each in ("--conf", f"{name}={value}")]
        command = [str(HOME / "bin/spark-submit"), "--master", self.master, *options, str(script), *map(str, arguments)]
        with (self.logs / "driver.log").open("ab") as log:
            return subprocess.Popen(command, env=ENVIRONMENT, stdout=log, stderr=log, start_new_session=True)

    def kill(self, worker: int) -> int:
        """Kill a worker and all processes that it started, as if its machine failed; return their number."""
        return kill(self.workers[worker])


def kill(process: subprocess.Popen[Any]) -> int:
    """Kill a process and all processes that it started; return their number."""
    with suppress(psutil.NoSuchProcess):
        family = psutil.Process(process.pid)
        family.suspend()  # so that it does not start others meanwhile
        processes = [family, *family.children(recursive=True)]
        for each in processes:
            with suppress(psutil.NoSuchProcess):
                each.send_signal(signal.SIGKILL)
        process.wait()
        return len(processes)
    return 0


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """Run a master and two workers with one core each, and end all their processes."""
    started: list[subprocess.Popen[bytes]] = []
    try:
        spark = "org.apache.spark.deploy"
        master = _start(folder, "master", f"{spark}.master.Master", "--port", "0", "--webui-port", "0")
        started.append(master)
        url = _wait_for_line(folder / "master.log", r"Starting Spark master at (spark://\S+)", master)
        for number in range(2):
            options = (
                "--cores",
                "1",
                "--memory",
                "1g",
                "--webui-port",
                "0",
                "--work-dir",
                str(folder / f"work{number}"),
            )
            started.append(_start(folder, f"worker{number}", f"{spark}.worker.Worker", *options, url))
        for number, worker in enumerate(started[1:]):
            _wait_for_line(folder / f"worker{number}.log", r"(Successfully registered with master)", worker)
        yield Cluster(url, started[1:], folder)
    finally:
        for process in started:
            kill(process)


def _start(folder: Path, name: str, main: str, *options: str) -> subprocess.Popen[bytes]:
    command = [str(HOME / "bin/spark-class"), main, "--host", "127.0.0.1", *options]
    environment = ENVIRONMENT | {"SPARK_DAEMON_MEMORY": "512m", "SPARK_DAEMON_JAVA_OPTS": SHORT}
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=folder, start_new_session=True)


def _wait_for_line(log: Path, pattern: str, process: subprocess.Popen[bytes]) -> str:
    """Wait until the log of the process matches the pattern, and return the group of the match."""
    end = time.monotonic() + STARTING
    while time.monotonic() < end and process.poll() is None:
        if match := re.search(pattern, log.read_text(encoding="utf-8", errors="replace")):
            return match[1]
        time.sleep(0.1)
    raise AssertionError(log.read_text(encoding="utf-8", errors="replace"))
