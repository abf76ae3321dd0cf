"""The command ``luoshi read``: a document, or a folder of them, to JSON, Akoma Ntoso or a table."""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, NoReturn

from tqdm import tqdm

from luoshi.kernel.errors import N_, ExpectedError

from .akn import to_akn
from .directory import UnitDirectory
from .export import to_json
from .folder import read_folder, tasks_of, write_report
from .formats import load
from .model import PolicyDocument
from .understanding import understand

_SHOWN = 20
_USAGE = "luoshi read 文件 [--json | --akn | --table] [--units 单位表.csv]\n     luoshi read 文件夹 --out 结果文件夹 [--json | --akn] [--jobs 进程数] [--force] [--units 单位表.csv]"


class UnitsUnreadable(ExpectedError):
    code = "reader.units_unreadable"
    message = N_("单位表“{name}”读不了：应为 CSV，第一行至少有 code、name、short_names、groups 各列。")


class _Misuse(Exception):
    pass


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _Misuse(message)


def main(argv: Sequence[str]) -> int:
    """Run the command. Returns 0; 1 when a document could not be read, 2 on misuse, 130 when interrupted."""
    try:
        options = _options(argv)
        units = _units(options.units)
        path = Path(options.path)
        return _folder(path, options, units) if path.is_dir() else _file(path, options, units)
    except _Misuse as error:
        print(f"用法：{_USAGE}\n命令不对：{error}", file=sys.stderr)
        return 2
    except UnitsUnreadable as error:
        print(error, file=sys.stderr)
        return 2
    except ExpectedError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader of the pipe has had enough (head); Python must not try to flush the rest when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("已中断。再次运行同一命令会接着读。", file=sys.stderr)
        return 130
    except SystemExit as leave:  # --help
        return int(leave.code or 0)


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = _Parser(prog="luoshi read", usage=_USAGE, description="读一份文件，或一个文件夹里的全部文件。")
    parser.add_argument("path", help="docx、pdf、html、txt 文件，或文件夹")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_const", const="json", dest="form", help="输出 JSON")
    form.add_argument("--akn", action="store_const", const="akn", dest="form", help="输出 Akoma Ntoso XML")
    form.add_argument("--table", action="store_const", const="table", dest="form", help="输出措施表（默认）")
    parser.add_argument("--units", help="单位表 CSV，用来对上规范名称")
    parser.add_argument("--out", help="文件夹的结果放在哪里")
    parser.add_argument("--jobs", type=_whole_number, help="进程数，默认等于处理器数")
    parser.add_argument("--force", action="store_true", help="已有结果的也重新读")
    return parser.parse_args(list(argv))


def _whole_number(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 256:
        raise argparse.ArgumentTypeError("进程数应为 1 到 256 的整数")
    return int(text)


def _units(path: str | None) -> UnitDirectory | None:
    if path is None:
        return None
    try:
        units = UnitDirectory.from_csv(load(Path(path)).text)
    except (ExpectedError, KeyError, csv.Error, AttributeError):
        raise UnitsUnreadable(name=path) from None
    if not units.units:
        raise UnitsUnreadable(name=path)
    return units


def _file(path: Path, options: argparse.Namespace, units: UnitDirectory | None) -> int:
    if options.out or options.jobs or options.force:
        raise _Misuse(f"--out、--jobs、--force 只用于文件夹，“{path}”不是文件夹")
    reading = understand(load(path), units)
    if options.form == "akn":
        _print(to_akn(reading).decode())
    elif options.form == "json":
        _print(json.dumps(to_json(reading), ensure_ascii=False, indent=1))
    else:
        _print(_table(reading))
    for note in reading.notes:
        print(f"提示：{note}", file=sys.stderr)
    return 0


def _folder(folder: Path, options: argparse.Namespace, units: UnitDirectory | None) -> int:
    if not options.out:
        raise _Misuse("读文件夹要用 --out 指明结果放在哪里")
    if options.form == "table":
        raise _Misuse("文件夹的结果只能是 --json 或 --akn")
    out = Path(options.out).resolve()
    if out == folder.resolve() or (out.exists() and not out.is_dir()):
        raise _Misuse(f"“{options.out}”不能作结果文件夹：它是被读的文件夹，或是一个文件")
    out.mkdir(parents=True, exist_ok=True)
    suffix = ".xml" if options.form == "akn" else ".json"
    total = sum(1 for _ in tasks_of(folder, out, suffix))
    # Its thread would be copied into the workers.
    tqdm.monitor_interval = 0
    with tqdm(total=total, unit="份", file=sys.stderr, disable=None) as bar:
        summary = read_folder(
            tasks_of(folder, out, suffix),
            units=units,
            jobs=options.jobs or _processors(),
            force=options.force,
            on_outcome=lambda outcome: _advance(bar),
        )
    report = write_report(out, summary.failed)
    print(
        f"读取 {summary.read} 份，跳过 {summary.skipped} 份（结果较新），失败 {len(summary.failed)} 份。",
        file=sys.stderr,
    )
    for outcome in summary.failed[:_SHOWN]:
        print(f"  {outcome.document}：{outcome.message}", file=sys.stderr)
    if report:
        print(f"失败清单：{report}", file=sys.stderr)
    return 1 if summary.failed else 0


def _advance(bar: tqdm[NoReturn]) -> None:
    bar.update()


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _print(text: str) -> None:
    stream: IO[str] = sys.stdout
    if isinstance(stream, io.TextIOWrapper):
        # A terminal that lacks a character shows a mark in its place.
        stream.reconfigure(errors="replace")
    stream.write(text if text.endswith("\n") else text + "\n")
    stream.flush()


def _table(reading: PolicyDocument) -> str:
    """Tab-separated, one measure a row, so that it can be pasted into a spreadsheet."""
    rows = [("措施", "编号", "标题", "牵头单位", "责任单位", "配合单位", "目标", "时限", "承诺数")]
    for measure in reading.measures:
        units: dict[str, list[str]] = {"lead": [], "responsible": [], "support": []}
        for party in measure.responsible:
            units.setdefault(party.role, []).append(party.unit or party.name)
        named = [*units["responsible"], *units.get("unspecified", []), *(group.name for group in measure.groups)]
        rows.append(
            (
                measure.id,
                measure.number,
                measure.title,
                "、".join(units["lead"]),
                "、".join(named),
                "、".join(units["support"]),
                "；".join(target.text for target in measure.targets),
                "；".join(deadline.text for deadline in measure.deadlines),
                str(len(measure.commitments)),
            )
        )
    return "".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in rows)
