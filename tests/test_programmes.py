"""Content goes into the running system whole or not at all; what is planned is what happens; every fault is named."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from docx import Document as Docx

from factories import MEASURE, POLICY, UNITS, user, viewer, write_programme
from luoshi.accountability.api import verify
from luoshi.app.preparation import fingerprint, is_prepared, remember
from luoshi.app.programmes import apply, draft, load_programme
from luoshi.delivery.models import Commitment, Task
from luoshi.delivery.service import commitments
from luoshi.kernel.content import ContentFaults
from luoshi.kernel.today import at_moment, now
from luoshi.policy.api import text
from luoshi.policy.models import Clause, Document, DocumentVersion, Measure, PlannedMechanism
from luoshi.registry.models import Parameter, ParameterValue, Unit, UnitGroup

pytestmark = pytest.mark.django_db
POLICIES = Path(__file__).parent / "reader" / "policies"
ROOMS = ("registry", "policy", "accountability", "delivery")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_programme(tmp_path / "programme")


def everything() -> dict[str, list[dict[str, object]]]:
    """Every row of every room."""
    models = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in models}


def test_plan_changes_nothing_and_lists_what_apply_then_does(folder: Path) -> None:
    programme = load_programme(folder)
    before = everything()
    planned = apply(programme, dry_run=True)
    assert everything() == before
    assert apply(programme) == planned
    kinds = Counter(change.kind for change in planned)
    assert kinds == {
        "unit": 7,
        "unit-group": 2,
        "document": 1,
        "measure": 4,
        "document-version": 1,
        "clause": 1,
        "mechanism": 2,
        "lifecycle": 3,
        "rubric": 1,
        "commitment": Commitment.objects.count(),
        "parameter": Parameter.objects.count() + ParameterValue.objects.count(),
    }
    assert {change.action for change in planned if change.kind == "unit"} == {"create"}


def test_a_second_apply_changes_nothing_not_even_the_record(folder: Path) -> None:
    programme = load_programme(folder)
    apply(programme)
    before = everything()
    assert apply(programme, dry_run=True) == []
    assert apply(load_programme(folder)) == []
    assert everything() == before


def test_the_commands_say_the_same(folder: Path) -> None:
    said = {}
    for command in ("plan", "apply", "plan", "apply"):
        out = io.StringIO()
        call_command(command, programme=folder, stdout=out)
        said.setdefault(command, []).append(out.getvalue().splitlines())
    assert said["plan"][0][:-1] == said["apply"][0][:-1]
    assert len(said["plan"][0]) > 15
    assert said["plan"][1] == said["apply"][1] == ["没有需要更改的内容。"]


@pytest.mark.parametrize(
    ("file", "old", "new", "kind", "code"),
    [
        ("units.csv", "East Town", "Eastern Town", "unit", "east-town"),
        ("units.csv", "planning,示范县规划中心,县规划中心,county,centre,development", "planning,示范县规划中心,县规划中心,county,centre,finance", "unit", "planning"),
        ("units.csv", "各乡镇,East", "各镇,East", "unit-group", "各镇"),
        ("programme.yaml", "title_en: Measures", "title_en: The measures", "document", "sample"),
        ("01-environment/measure.yaml", "Remote agency}", "Agency}", "mechanism", "1.1a services.cloud-agency"),
        ("01-environment/measure.yaml", "cut permit times", "halve permit times", "clause", "1.s1"),
        ("01-environment/measure.yaml", "title_en: A first", "title_en: First", "measure", "1"),
        ("01-environment/measure.yaml", "title_en: A first", "section_en: One\ntitle_en: A first", "measure", "1"),
    ],
)  # fmt: skip
def test_one_change_of_a_file_is_one_change_of_the_system(
    folder: Path, file: str, old: str, new: str, kind: str, code: str
) -> None:
    apply(load_programme(folder))
    path = folder / file
    words = path.read_text("utf-8")
    assert old in words
    path.write_text(words.replace(old, new), "utf-8")
    planned = apply(load_programme(folder), dry_run=True)
    assert (kind, code) in {(change.kind, change.code) for change in planned}
    assert len(planned) <= 2
    assert apply(load_programme(folder)) == planned
    assert apply(load_programme(folder)) == []
    assert verify() == []


def test_a_mechanism_taken_out_is_removed_and_said(folder: Path) -> None:
    apply(load_programme(folder))
    path = folder / "01-environment" / "measure.yaml"
    path.write_text(MEASURE.partition('  - row: "1.1a"')[0], "utf-8")
    assert [(c.kind, c.action) for c in apply(load_programme(folder))] == [("mechanism", "remove")]
    assert PlannedMechanism.objects.count() == 1


def faults_of(folder: Path) -> list[tuple[str, int, str]]:
    before = everything()
    with pytest.raises(ContentFaults) as caught:
        apply(load_programme(folder))
    assert everything() == before
    assert f"{len(caught.value.faults)} 处错误" in str(caught.value)
    return [(Path(f.file).relative_to(folder).as_posix(), f.line, f.message) for f in caught.value.faults]


def test_every_fault_of_every_file_is_named_at_once_with_its_line(folder: Path) -> None:
    units = UNITS.replace("planning,示范县规划中心", "finance,示范县规划中心").replace(
        "east-town,示范县东镇人民政府,东镇,township,township,government",
        "east-town,示范县东镇人民政府,东镇,village,,nowhere",
    )
    (folder / "units.csv").write_text(units, "utf-8")
    wrong = MEASURE.replace("clauses: [1.s1, 1.s2]", "clauses: [1.s1, 1.s9]").replace("“云代办”", "云端代办")
    (folder / "01-environment" / "measure.yaml").write_text(wrong, "utf-8")
    for name, content in {
        "02-industry": 'measure: "2"\ntitle: 产业\ncolour: red\n',
        "03-care": 'measure: "3"\ntitle: [养老\n',
        "04-none": 'measure: "9"\ntitle: 没有这条\n',
        "05-twice": 'measure: "3"\nmeasure: "2"\ntitle: 重复\n',
    }.items():
        (folder / name).mkdir()
        (folder / name / "measure.yaml").write_text(content, "utf-8")
    (folder / "06-bytes").mkdir()
    (folder / "06-bytes" / "measure.yaml").write_bytes("措施".encode("gb18030"))
    found = faults_of(folder)
    places = {(file, line) for file, line, _ in found}
    assert {
        ("units.csv", 8),
        ("01-environment/measure.yaml", 10),
        ("01-environment/measure.yaml", 14),
        ("02-industry/measure.yaml", 3),
        ("03-care/measure.yaml", 3),
        ("04-none/measure.yaml", 1),
        ("05-twice/measure.yaml", 2),
        ("06-bytes/measure.yaml", 1),
    } <= places
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("finance,", "planning,", 5, "重复"),
        ("示范县财政局", "示范县民政局", 7, "重复"),
        (",development,,Planning", ",nowhere,,Planning", 4, "nowhere"),
        (",,,Demonstration", ",planning,,Demonstration", 2, "成环"),
        ("government,县直各部门,Development", "development,县直各部门,Development", 3, "成环"),
        ("county,government", "country,government", 2, "level"),
        ("East Town\n", "East Town,one,two\n", 8, ""),
        ("code,name", "code,names", 1, "names"),
        ("industry,示", "Industry Bureau,示", 6, "code"),
    ],
)
def test_a_wrong_register_of_units_is_refused(folder: Path, old: str, new: str, line: int, words: str) -> None:
    assert old in UNITS
    (folder / "units.csv").write_text(UNITS.replace(old, new, 1), "utf-8")
    found = faults_of(folder)
    assert any(file == "units.csv" and at == line and words in message for file, at, message in found), found


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("units.csv", UNITS.encode("utf-16")),
        ("units.csv", UNITS.replace("财政", "财\0政").encode()),
        ("programme.yaml", "code: sample\ntitle: 标题\nissued_on: 2021-13-45\n".encode()),
        ("programme.yaml", b"code: sample\ntitle: x\npolicy: none.txt\n"),
        ("programme.yaml", b"- a\n- b\n"),
        ("programme.yaml", b"just words"),
        ("programme.yaml", b""),
        ("programme.yaml", b"code: sample\ntitle: \x07\n"),
        ("programme.yaml", b"code: sample\ntitle: !!python/object/apply:os.system [x]\n"),
        ("programme.yaml", b"code: sample\ntitle: x\nissuer: &a [*a]\n"),
        ("programme.yaml", b"code: Sample County\ntitle: x\n"),
        ("policy.txt", b""),
        ("01-environment/measure.yaml", b"? [a, b]\n: c\n"),
        ("01-environment/measure.yaml", MEASURE.replace("rows:", "rows: &x\n  - *x\n").encode()),
    ],
)
def test_a_broken_file_is_a_named_fault_never_a_crash(folder: Path, file: str, content: bytes) -> None:
    (folder / file).write_bytes(content)
    assert file in {name for name, _, _ in faults_of(folder)}


def test_a_changed_text_becomes_the_second_version_and_the_first_stays(
    folder: Path, on_day: Callable[[date], None]
) -> None:
    on_day(date(2021, 8, 2))
    apply(load_programme(folder))
    by = viewer("supervisor")
    first = Commitment.objects.get(code="1.s1.c1")
    commitments.correct(
        by=by, document="sample", code=first.code, lead="development", supports=[], due_date=date(2021, 12, 31)
    )
    commitments.issue(by=by, document="sample", codes=[first.code])
    changed = POLICY.replace("为加快示范发展,提出", "为加快示范发展、改善民生,特提出").replace("50家", "60家")
    (folder / "policy.txt").write_text(changed, "utf-8")
    planned = apply(load_programme(folder), dry_run=True)
    assert [c.code for c in planned if c.kind == "document-version"] == ["sample@2"]
    assert apply(load_programme(folder)) == planned
    versions = {v.number: v.text for v in DocumentVersion.objects.filter(document__code="sample")}
    assert set(versions) == {1, 2}
    assert "50家" in versions[1]
    assert "60家" in versions[2] == text("sample")
    assert Task.objects.get().title == first.text
    # What was promised in words that still stand is found where they now stand.
    strayed = [c.code for c in Commitment.objects.filter(measure="1") if text("sample")[c.start : c.end] != c.text]
    assert strayed == []
    client = Client()
    client.force_login(user("supervisor", name="second"))
    for address in ("/documents/sample/", "/delivery/sample/review/1/", "/delivery/sample/review/2/"):
        assert client.get(address).status_code == 200
    assert apply(load_programme(folder)) == []


def test_a_measure_left_out_of_a_new_text_leaves_its_tasks_readable(
    folder: Path, on_day: Callable[[date], None]
) -> None:
    on_day(date(2021, 8, 2))
    apply(load_programme(folder))
    by = viewer("supervisor")
    commitments.correct(
        by=by, document="sample", code="3.s1.c1", lead="civil", supports=[], due_date=date(2021, 12, 31)
    )
    commitments.issue(by=by, document="sample", codes=["3.s1.c1"])
    (folder / "policy.txt").write_text(POLICY.partition("二、保障民生")[0], "utf-8")
    apply(load_programme(folder))
    assert not Measure.objects.filter(code="3").exists()
    client = Client()
    client.force_login(user("supervisor", name="second"))
    for address in (
        "/delivery/sample/tasks/3.s1.c1/",
        "/workbench/",
        "/units/civil/",
        "/cockpit/sample/",
        "/documents/sample/",
        "/search/?q=养老",
    ):
        assert client.get(address).status_code == 200, address


DRAFTS = ["12-shanghai-jiaotong-guangfu", "17-dezhou-yanglao-tiaoli", "53-qinxian-renwu-fenjie", "minhou-2021-22"]


def _draft_answers(policy: Path, folder: Path) -> None:
    programme = draft(policy, folder)
    apply(programme)
    assert apply(programme) == []
    code = programme.code
    client = Client()
    client.force_login(user("supervisor"))
    measures = list(Measure.objects.filter(document__code=code))
    assert measures
    assert Commitment.objects.filter(document=code).exists()
    home = client.get(f"/documents/{code}/")
    assert home.status_code == 200
    assert Document.objects.get(code=code).title in home.content.decode()
    for measure in measures[:3]:
        page = client.get(f"/delivery/{code}/review/{measure.code}/")
        assert page.status_code == 200
        for clause in Clause.objects.filter(measure=measure):
            assert clause.code in page.content.decode()
    for address in (f"/cockpit/{code}/", f"/policy/{code}/reading.json", f"/delivery/{code}/review/"):
        assert client.get(address).status_code in {200, 404}
    assert Unit.objects.count() == len({unit.name for unit in Unit.objects.all()})
    assert UnitGroup.objects.count() >= 0


@pytest.mark.parametrize("name", DRAFTS)
def test_a_text_alone_becomes_a_running_draft(tmp_path: Path, name: str) -> None:
    _draft_answers(POLICIES / f"{name}.txt", tmp_path / "draft")


def test_a_word_file_alone_becomes_a_running_draft(tmp_path: Path) -> None:
    made = Docx()
    for line in POLICY.splitlines():
        made.add_paragraph(line)
    path = tmp_path / "关于 发展(1).docx"
    made.save(path)
    _draft_answers(path, tmp_path / "draft")
    assert Measure.objects.count() == 3
    assert set(Commitment.objects.values_list("clause", flat=True)) == {"1.s1", "1.s2", "2.s1", "3.s1"}


def test_a_draft_keeps_what_people_wrote_into_its_files(tmp_path: Path) -> None:
    path = tmp_path / "policy.txt"
    path.write_text(POLICY, "utf-8")
    draft(path, tmp_path / "draft")
    file = tmp_path / "draft" / "programme.yaml"
    file.write_text(file.read_text("utf-8") + "title_en: By hand\n", "utf-8")
    assert draft(path, tmp_path / "draft").title_en == "By hand"


def test_a_bomb_or_rubbish_as_a_policy_is_refused_in_words(tmp_path: Path) -> None:
    from luoshi.kernel.errors import ExpectedError

    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", b"<Types/>")
        packed.writestr("word/document.xml", b" " * 400_000_000)
    for name, content in {
        "a.docx": bomb.getvalue(),
        "b.pdf": b"%PDF-1.4 rubbish",
        "c.txt": b"",
        "d.docx": b"PK\3\4",
    }.items():
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(ExpectedError):
            draft(path, tmp_path / f"draft-{name}")
        assert not (tmp_path / f"draft-{name}").exists()


def test_a_start_that_finds_nothing_new_serves_at_once_and_any_change_is_prepared_again(folder: Path) -> None:
    apply(load_programme(folder))
    mark = fingerprint(folder)
    assert not is_prepared(mark)
    remember(mark)
    assert is_prepared(fingerprint(folder))
    (folder / "units.csv").write_text((folder / "units.csv").read_text("utf-8") + "\n", "utf-8")
    assert not is_prepared(fingerprint(folder))
    # Another day changes lights; content applied by hand may come from elsewhere.
    with at_moment(now() + timedelta(days=1)):
        assert not is_prepared(fingerprint(folder))
    remember(fingerprint(folder))
    apply(load_programme(folder))
    assert not is_prepared(fingerprint(folder))
