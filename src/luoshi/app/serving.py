"""The server: one process manager that knows nothing of the application, and workers that each load it for themselves.

Workers are forked from the manager. A column library keeps threads that do not survive a fork, so nothing of ours may have
been loaded before: ``luoshi up`` prepares everything first and then becomes this program.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time

from gunicorn.app.base import BaseApplication

from luoshi.kernel.today import today


class Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, host: str, port: int, workers: int) -> None:
        self.address = f"{host}:{port}"
        self.workers = workers
        super().__init__()

    def load_config(self) -> None:
        self.cfg.set("bind", self.address)
        self.cfg.set("workers", self.workers)
        self.cfg.set("worker_class", "gthread")
        # More than the processors can keep busy: acts that wait for one another are written together (kernel.group_commit).
        self.cfg.set("threads", 24)
        self.cfg.set("timeout", 120)
        self.cfg.set("loglevel", "warning")
        self.cfg.set("when_ready", lambda server: _ready(self.address))

    def load(self) -> object:
        from luoshi.app.wsgi import application

        return application


def _ready(address: str) -> None:
    print(f"已启动：http://{address}/   （按 Ctrl+C 停止）", flush=True)
    if "LUOSHI_TODAY" not in os.environ:  # a demonstration's day does not pass, and it writes to nobody
        threading.Thread(target=_day_by_day, daemon=True).start()
        subprocess.Popen([sys.executable, "-m", "luoshi.app.cli", "notify", "--watch"])


def _day_by_day() -> None:
    """When the day changes, do what only time does (lights). Idempotent, so a second run is harmless."""
    done = today()
    while True:
        time.sleep(60)
        if today() != done:
            subprocess.run([sys.executable, "-m", "luoshi.app.cli", "daily"], check=False)
            done = today()


if __name__ == "__main__":
    host, port, workers = sys.argv[1:4]
    sys.argv = ["luoshi"]
    Server(host, int(port), int(workers)).run()
