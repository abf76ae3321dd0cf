"""Small things to test with: an invented county with three measures, users with one role each."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from kept import applied
from luoshi.delivery.models import Commitment
from luoshi.delivery.service import commitments, tasks
from luoshi.kernel.manifest import Programme
from luoshi.registry.api import RoleViewer, viewer_of
from luoshi.registry.models import RoleGrant, Unit, User

POLICY = """各乡镇人民政府,县直各部门:
《关于加快示范发展的若干措施》已经县政府研究同意,现印发给你们,请抓好贯彻落实。
示范县人民政府
2021年7月23日
(此件主动公开)
关于加快示范发展的若干措施
为加快示范发展,提出如下措施:
一、优化服务
(一)打造一流环境。完善“云代办”服务,压减许可时间。健全企业服务机制。(责任单位:县发改局、财政局,各乡镇)
(二)发展特色产业。到2025年,培育规上企业达到50家。(责任单位:县工信局,各乡镇)
二、保障民生
(三)改善养老服务。推进智慧养老平台建设。(责任单位:县民政局)
"""

UNITS = """code,name,short_names,level,kind,parent,groups,name_en
government,示范县人民政府,县政府,county,government,,,Demonstration County Government
development,示范县发展和改革局,县发改局,county,bureau,government,县直各部门,Development Bureau
planning,示范县规划中心,县规划中心,county,centre,development,,Planning Centre
finance,示范县财政局,县财政局,county,bureau,government,县直各部门,Finance Bureau
industry,示范县工业和信息化局,县工信局,county,bureau,government,县直各部门,Industry Bureau
civil,示范县民政局,县民政局,county,bureau,government,县直各部门,Civil Affairs Bureau
east-town,示范县东镇人民政府,东镇,township,township,government,各乡镇,East Town
"""

PROGRAMME = """code: sample
title: 关于加快示范发展的若干措施
title_en: Measures for Exemplary Development
issuer: 示范县人民政府
issued_on: 2021-07-23
policy: policy.txt
"""

MEASURE = """measure: "1"
title: 打造一流环境
title_en: A first-class environment
summary_en: Better service for firms.
clauses:
  1.s1: {en: Improve the remote agency and cut permit times.}
rows:
  - row: "1.0"
    words: [请抓好贯彻落实]
    clauses: [1.s1, 1.s2]
    mechanisms: [{code: delivery.supervision, title: 督查督办, title_en: Supervised delivery}]
    works_when: {zh: 有任务, en: there are tasks}
  - row: "1.1a"
    words: ["“云代办”"]
    clauses: [1.s1]
    mechanisms: [{code: services.cloud-agency, title: 云代办, title_en: Remote agency}]
    works_when: {zh: 一件完整办理, en: a full case}
"""


def write_towns(folder: Path) -> None:
    """Three towns of the sample county."""
    (folder / "places").mkdir(exist_ok=True)
    towns = "code,name\n990101001,东镇\n990101002,西镇\n990101003,南镇\n"
    (folder / "places" / "townships.csv").write_text(towns, "utf-8")


def write_programme(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "policy.txt").write_text(POLICY, "utf-8")
    (folder / "units.csv").write_text(UNITS, "utf-8")
    (folder / "programme.yaml").write_text(PROGRAMME, "utf-8")
    measure = folder / "01-environment"
    measure.mkdir(exist_ok=True)
    (measure / "measure.yaml").write_text(MEASURE, "utf-8")
    return folder


def sample_programme(folder: Path) -> Programme:
    """The invented county's programme, written to ``folder`` and applied."""
    return applied(write_programme(folder))


def user(role: str, unit: str | None = None, name: str | None = None) -> User:
    made = User.objects.create_user(name or f"{role}-{unit or 'all'}", "a long password", display_name=f"测试{role}")
    RoleGrant.objects.create(user=made, role=role, unit=Unit.objects.get(code=unit) if unit else None)
    return made


def viewer(role: str, unit: str | None = None) -> RoleViewer:
    name = f"{role}-{unit or 'all'}"
    return viewer_of(User.objects.filter(username=name).first() or user(role, unit))


def task_under_way(on_day: Any) -> str:
    """A task of the sample's development bureau, issued on 2021-08-02, accepted and under way on 2021-09-06."""
    on_day(date(2021, 8, 2))
    code = Commitment.objects.filter(document="sample", clause="1.s1").first().code
    by, given = viewer("supervisor"), {"lead": "development", "supports": [], "due_date": date(2021, 12, 31)}
    commitments.correct(by=by, document="sample", code=code, **given)
    commitments.issue(by=by, document="sample", codes=[code])
    tasks.accept(by=viewer("liaison", "development"), document="sample", code=code)
    on_day(date(2021, 9, 6))
    return code
