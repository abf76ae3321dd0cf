"""How fast ``luoshi read FOLDER`` is, and that its memory does not grow with the folder.

Copies the reader's test documents into a temporary folder, reads 1,000 and then 5,000 of them, and prints documents a
second by the clock, documents a second of processor time (which other work on the machine does not slow), and the
highest memory of the command and of its largest worker.

    python bench/read_folder.py [--documents 1000 5000] [--jobs 2]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

SAMPLES = Path(__file__).parents[1] / "tests/reader/policies"
# The command as it is installed, and behind it the highest memory of its process and of its largest child.
_COMMAND = """
import resource, sys
from luoshi.policy.reader.cli import main
code = main(sys.argv[1:])
own, workers = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
processor = own.ru_utime + own.ru_stime + workers.ru_utime + workers.ru_stime
print(code, processor, own.ru_maxrss, workers.ru_maxrss)
"""


def main(arguments: Sequence[str]) -> int:
    options = _options(arguments)
    samples = sorted(SAMPLES.glob("*.txt"))
    if not samples:
        print(f"No documents in {SAMPLES}.", file=sys.stderr)
        return 2
    size = sum(path.stat().st_size for path in samples) / len(samples)
    print(f"{len(samples)} different documents, {size / 1000:.1f} kB on average, {options.jobs} processes")
    print(f"{'documents':>10} {'seconds':>8} {'docs/s':>8} {'docs/s/core':>12} {'command MB':>11} {'worker MB':>10}")
    for count in options.documents:
        seconds, processor, own, worker = _measured(samples, count, options.jobs)
        rates = f"{count / seconds:>8.1f} {count / processor:>12.1f}"
        print(f"{count:>10} {seconds:>8.1f} {rates} {own:>11.1f} {worker:>10.1f}")
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--documents", type=int, nargs="+", default=[1000, 5000])
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    return parser.parse_args(arguments)


def _measured(samples: Sequence[Path], count: int, jobs: int) -> tuple[float, float, float, float]:
    """(seconds, seconds of processor, megabytes of the command, of its largest worker) for ``count`` copies."""
    with tempfile.TemporaryDirectory() as place:
        documents = Path(place) / "documents"
        documents.mkdir()
        for number, sample in enumerate(islice(cycle(samples), count)):
            (documents / f"{number:06d}-{sample.name}").write_bytes(sample.read_bytes())
        command = [sys.executable, "-c", _COMMAND, str(documents), "--out", f"{place}/results", "--jobs", str(jobs)]
        began = time.perf_counter()
        run = subprocess.run(command, capture_output=True, text=True, check=True)
        seconds = time.perf_counter() - began
        code, processor, own, worker = map(float, run.stdout.split())
        written = sum(1 for _ in Path(place, "results").glob("*.json"))
        if code or written != count:
            raise SystemExit(f"{written} of {count} documents were read:\n{run.stderr[-2000:]}")
        return seconds, processor, own / 1024, worker / 1024


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
