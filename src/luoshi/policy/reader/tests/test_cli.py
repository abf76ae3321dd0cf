"""The command line as people and scripts use it."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from luoshi.policy.reader import folder as folder_module
from luoshi.policy.reader.cli import main
from luoshi.policy.reader.folder import REPORT, Task, read_folder, tasks_of

TEXT = """某县人民政府关于优化营商环境的若干措施
一、深化改革。2022年底前，建成政务服务“一张网”，压减审批时间50%以上。（牵头单位：县发改局；责任单位：县财政局，各乡镇）
二、扩大开放。引进外资企业10家以上。（责任单位：县商务局）
"""
UNITS = "code,name,short_names,level,kind,parent,groups\nfgj,某县发展和改革局,县发改局,county,bureau,,\n"


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "措施.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "文件"
    (place / "下级").mkdir(parents=True)
    for name in ("甲.txt", "乙.txt", "乙.html", "下级/甲.txt"):
        (place / name).write_text(
            TEXT if not name.endswith("html") else f"<html><p>{TEXT}</p></html>", encoding="utf-8"
        )
    (place / "坏.pdf").write_bytes(b"%PDF-1.7 rubbish")
    (place / "~$甲.docx").write_bytes(b"lock")
    (place / ".隐藏").write_bytes(b"hidden")
    return place


def results(out: Path) -> set[str]:
    return {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}


def test_table_is_the_default(policy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(policy)]) == 0
    header, first, second = capsys.readouterr().out.splitlines()
    assert header.split("\t")[:3] == ["措施", "编号", "标题"]
    assert first.split("\t")[0] == "1" and "县发改局" in first and "2022年底前" not in first.split("\t")[2]
    assert len(header.split("\t")) == len(first.split("\t")) == len(second.split("\t"))


def test_json_with_units_resolved(policy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    units = tmp_path / "单位.csv"
    units.write_bytes(UNITS.encode("gb18030"))
    assert main([str(policy), "--json", "--units", str(units)]) == 0
    reading = json.loads(capsys.readouterr().out)
    assert len(reading["measures"]) == 2
    assert reading["measures"][0]["responsible"][0]["unit"] == "某县发展和改革局"


def test_akn(policy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(policy), "--akn"]) == 0
    root = etree.fromstring(capsys.readouterr().out.encode())
    assert root.tag == "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}akomaNtoso"


def test_document_without_measures_is_a_note_and_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.txt"
    path.write_text("今天天气很好。", encoding="utf-8")
    assert main([str(path)]) == 0
    assert "未识别到措施" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "用法"),
        (["--xml", "x"], "用法"),
        (["x", "--json", "--akn"], "用法"),
        (["x", "--jobs", "0"], "进程数"),
        (["x", "--out", "y"], "只用于文件夹"),
        (["."], "--out"),
        ([".", "--out", "."], "不能作结果文件夹"),
        ([".", "--out", "y", "--table"], "--json 或 --akn"),
        (["x", "--units", "没有.csv"], "单位表"),
    ],
)
def test_misuse_is_two_and_says_how(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert says in captured.err and not captured.out


def test_units_without_the_right_columns_are_refused(policy: Path, tmp_path: Path, capsys) -> None:
    units = tmp_path / "u.csv"
    units.write_text("名称\n县发改局\n", encoding="utf-8")
    assert main([str(policy), "--units", str(units)]) == 2
    assert "应为 CSV" in capsys.readouterr().err


def test_unreadable_file_is_one_and_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "扫描.pdf"
    path.write_bytes(b"%PDF-1.7 rubbish")
    assert main([str(path)]) == 1
    assert "已损坏" in capsys.readouterr().err
    assert main([str(tmp_path / "没有.txt")]) == 1


def test_help_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    assert "单位表" in capsys.readouterr().out


def test_folder_writes_a_result_for_each_and_reports_the_rest(folder: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "结果"
    assert main([str(folder), "--out", str(out), "--jobs", "2"]) == 1
    assert results(out) == {"甲.json", "乙.txt.json", "乙.html.json", "下级/甲.json", REPORT}
    assert len(json.loads((out / "甲.json").read_text(encoding="utf-8"))["measures"]) == 2
    ((_, *row),) = [row for row in csv.reader((out / REPORT).open(encoding="utf-8-sig")) if row[0] != "文件"]
    assert row[0] == "reader.damaged" and "坏.pdf" in row[1]
    assert "读取 4 份，跳过 0 份（结果较新），失败 1 份" in capsys.readouterr().err


def test_second_run_reads_only_what_changed(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "坏.pdf").unlink()
    out = tmp_path / "结果"
    command = [str(folder), "--out", str(out), "--jobs", "1"]
    assert main(command) == 0
    os.utime(folder / "甲.txt", (4_000_000_000, 4_000_000_000))
    assert main(command) == 0
    assert "读取 1 份，跳过 3 份" in capsys.readouterr().err
    assert main([*command, "--force"]) == 0
    assert "读取 4 份" in capsys.readouterr().err


def test_results_inside_the_folder_are_not_read_as_documents(folder: Path) -> None:
    out = folder / "结果"
    assert main([str(folder), "--out", str(out), "--jobs", "1", "--akn"]) == 1
    assert main([str(folder), "--out", str(out), "--jobs", "1", "--akn", "--force"]) == 1
    assert results(out) == {"甲.xml", "乙.txt.xml", "乙.html.xml", "下级/甲.xml", REPORT}


def test_names_that_still_collide_are_kept_apart(tmp_path: Path) -> None:
    for name in ("a.txt", "a.pdf", "a.pdf.docx", "A.html"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    targets = [task.result for task in tasks_of(tmp_path, tmp_path / "out", ".json")]
    assert len({target.casefold() for target in targets}) == len(targets) == 4 or os.name == "nt"


class _Deadly(folder_module._Reading):
    """A reader that dies on some documents, as a library written in C may."""

    def _one(self, task: Task) -> folder_module.Outcome:
        if "死" in task.document:
            os._exit(9)
        if "错" in task.document:
            return super()._one(task._replace(result="/dev/null/x.json"))
        return super()._one(task)


def test_document_that_kills_its_worker_costs_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "in"
    place.mkdir()
    for n in range(40):
        (place / f"{'死' if n in (7, 23) else '文'}{n}.txt").write_text(TEXT, encoding="utf-8")
    (place / "错.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(folder_module, "_Reading", _Deadly)
    summary = read_folder(tasks_of(place, tmp_path / "out", ".json"), units=None, jobs=2, force=True)
    assert summary.read == 38
    failed = {Path(outcome.document).stem: outcome.code for outcome in summary.failed}
    assert failed == {"死7": "reader.worker_died", "死23": "reader.worker_died", "错": "reader.fault"}


def test_closed_pipe_leaves_no_traceback(policy: Path) -> None:
    policy.write_text(TEXT * 200, encoding="utf-8")
    code = "import sys; from luoshi.policy.reader.cli import main; sys.exit(main(sys.argv[1:]))"
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(policy), "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout and process.stderr
    process.stdout.read(10)
    process.stdout.close()
    errors = process.stderr.read().decode()
    assert process.wait(60) == 0
    assert "Traceback" not in errors and "BrokenPipe" not in errors
