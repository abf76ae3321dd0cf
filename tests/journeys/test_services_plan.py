"""``luoshi plan`` says what of a process changes before anything does."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from luoshi.app.programmes import apply, load_programme
from luoshi.registry.api import system_viewer
from luoshi.services.api import start
from luoshi.services.models import ProcessVersion
from services_town import MINHOU, county


def test_a_changed_process_is_planned_with_what_changes(db: None, on_day, tmp_path: Path) -> None:
    on_day(date(2021, 9, 10))
    county()
    start(by=system_viewer(), process="instant", title="样例", applicant={"name": "样例"})
    folder = tmp_path / "programmes" / "minhou"
    shutil.copytree(MINHOU, folder)
    shutil.copytree(MINHOU.parents[1] / "statutes", tmp_path / "statutes")
    file = folder / "11-business-environment" / "services" / "instant.bpmn"
    text = file.read_text("utf-8").replace('name="当场办理"', 'name="当场审核办理"')
    file.write_text(text.replace('candidateGroups="clerk"', 'candidateGroups="liaison"'), "utf-8")
    changes = [change for change in apply(load_programme(folder), dry_run=True) if change.kind == "process"]
    assert [(change.code, change.action) for change in changes] == [("instant@2", "change")]
    assert changes[0].detail == "单个事项：即办件：“当场审核办理”改了名称、岗位；在办 1 件仍按原版本"
    assert ProcessVersion.objects.filter(code="instant").count() == 1  # nothing was changed
