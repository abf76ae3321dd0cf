"""An activity done for each of a list, a number of times, or again: as the standard and three tools write it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from luoshi.kernel.manifest import Programme
from luoshi.kernel.today import now
from luoshi.services import daily
from luoshi.services.engine import specs
from luoshi.services.engine.loops import NotAList
from luoshi.services.errors import ProcessFaulty
from luoshi.services.models import Case, Step

from .samples import END, START, begun, node, process, published, user, waiting
from .samples import done as done_once

FLOWS = (("s", "a"), ("a", "each"), ("each", "z"), ("z", "e"))
UNIT = '<bpmn:extensionElements><camunda:properties><camunda:property name="unit" value="=one"/><camunda:property name="name_en" value="Each"/></camunda:properties></bpmn:extensionElements>'
LISTS = {
    "standard": "<bpmn:multiInstanceLoopCharacteristics{}><bpmn:loopDataInputRef>units</bpmn:loopDataInputRef>"
    '<bpmn:inputDataItem id="one" name="one"/>{}</bpmn:multiInstanceLoopCharacteristics>',
    "camunda 7": '<bpmn:multiInstanceLoopCharacteristics{} camunda:collection="${{units}}" camunda:elementVariable="one">{}</bpmn:multiInstanceLoopCharacteristics>',
    "flowable": '<bpmn:multiInstanceLoopCharacteristics{} xmlns:flowable="http://flowable.org/bpmn" flowable:collection="units" flowable:elementVariable="one">{}</bpmn:multiInstanceLoopCharacteristics>',
    "camunda 8": '<bpmn:multiInstanceLoopCharacteristics{}><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=units" inputElement="one"'
    ' outputCollection="opinions" outputElement="=opinion"/></bpmn:extensionElements>{}</bpmn:multiInstanceLoopCharacteristics>',
}


@pytest.fixture(autouse=True)
def another_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step is taken by a server that has never seen the process before: nothing may live only in memory."""
    from luoshi.services.service import cases, intake, processes

    def fresh(version: object) -> object:
        specs.specs_of.cache_clear()
        return processes.compiled(version)  # type: ignore[arg-type]

    monkeypatch.setattr(cases, "compiled", fresh)
    monkeypatch.setattr(intake, "compiled", fresh)


def done(number: str, node_id: str, name: str = "", **values: object) -> None:
    from luoshi.registry.api import system_viewer
    from luoshi.services.service.finishing import finish_step

    if not name:
        done_once(number, node_id, **values)
        return
    step = Step.objects.get(case__number=number, node=node_id, state="open", name=name)
    finish_step(by=system_viewer(), number=number, step_id=step.pk, values=values)


def names(number: str) -> list[str]:
    return sorted(Step.objects.filter(case__number=number, state="open").values_list("name", flat=True))


def loop(tool: str, sequential: bool = False, until: str = "") -> str:
    condition = f"<bpmn:completionCondition>{until}</bpmn:completionCondition>" if until else ""
    return LISTS[tool].format(' isSequential="true"' if sequential else "", condition)


@pytest.mark.parametrize("tool", LISTS)
def test_each_unit_of_a_list_has_its_own_step_at_its_own_desk(programme: Programme, tool: str) -> None:
    published(process(START + user("a") + user("each", UNIT + loop(tool)) + user("z") + END, *FLOWS))
    number = begun()
    done(number, "a", units=["civil", "industry"])
    steps = Step.objects.filter(case__number=number, node="each").order_by("name")
    assert [(step.name, step.name_en, step.unit.code if step.unit else "") for step in steps] == [
        ("each（civil）", "Each (civil)", "civil"),
        ("each（industry）", "Each (industry)", "industry"),
    ]
    done(number, "each", "each（industry）", opinion="同意")
    assert names(number) == ["each（civil）"]
    done(number, "each", "each（civil）", opinion="再议")
    assert waiting(number) == ["z"]
    if tool == "camunda 8":
        assert Case.objects.get(number=number).data["opinions"] == ["同意", "再议"]
    assert "one" not in Case.objects.get(number=number).data


@pytest.mark.parametrize("tool", LISTS)
def test_one_after_the_other(programme: Programme, tool: str) -> None:
    published(process(START + user("a") + user("each", UNIT + loop(tool, True)) + user("z") + END, *FLOWS))
    number = begun()
    done(number, "a", units="civil\nindustry\n")
    for unit in ("civil", "industry"):
        assert names(number) == [f"each（{unit}）"]
        done(number, "each", opinion=unit)
    assert waiting(number) == ["z"]


def test_nobody_on_the_list_and_no_list(programme: Programme) -> None:
    published(process(START + user("a") + user("each", loop("camunda 7")) + user("z") + END, *FLOWS))
    number = begun()
    with pytest.raises(NotAList):
        done(number, "a", units=3)
    assert waiting(number) == ["a"]
    done(number, "a", units=[])
    assert waiting(number) == ["z"]


def test_countersigning_ends_when_enough_have_signed(programme: Programme) -> None:
    until = "${nrOfCompletedInstances / nrOfInstances &gt;= 0.5}"
    published(process(START + user("a") + user("each", loop("flowable", until=until)) + user("z") + END, *FLOWS))
    number = begun()
    done(number, "a", units=["civil", "industry", "development", "tax"])
    done(number, "each", "each（tax）")
    assert len(names(number)) == 3
    done(number, "each", "each（civil）")
    assert waiting(number) == ["z"]
    assert Step.objects.filter(case__number=number, node="each", state="dropped").count() == 2


def test_countersigning_one_after_the_other_knows_how_many_there_are(programme: Programme) -> None:
    until = "=numberOfCompletedInstances / numberOfInstances &gt;= 0.6"
    published(process(START + user("a") + user("each", loop("camunda 8", True, until)) + user("z") + END, *FLOWS))
    number = begun()
    done(number, "a", units=["1", "2", "3"])
    done(number, "each", opinion="1")
    assert names(number) == ["each（2）"]
    done(number, "each", opinion="2")
    assert waiting(number) == ["z"]


def test_a_sub_process_for_each_of_a_list_and_the_list_used_again(programme: Programme) -> None:
    inner = node("startEvent", "s2") + user("u1", UNIT) + user("u2") + node("endEvent", "e2")
    inner += '<bpmn:sequenceFlow id="q1" sourceRef="s2" targetRef="u1"/><bpmn:sequenceFlow id="q2" sourceRef="u1" targetRef="u2"/>'
    inner += '<bpmn:sequenceFlow id="q3" sourceRef="u2" targetRef="e2"/>'
    nodes = START + user("a") + node("subProcess", "each", loop("camunda 7") + inner)
    nodes += user("z", loop("camunda 7")) + END
    published(process(nodes, *FLOWS))
    number = begun()
    done(number, "a", units=["civil", "industry"])
    assert names(number) == ["u1（civil）", "u1（industry）"]
    assert Step.objects.get(case__number=number, name="u1（civil）").unit.code == "civil"  # type: ignore[union-attr]
    done(number, "u1", "u1（civil）")
    assert names(number) == ["u1（industry）", "u2（civil）"]
    for name in ("u2（civil）", "u1（industry）", "u2（industry）"):
        done(number, name[:2], name)
    assert names(number) == ["z（civil）", "z（industry）"]
    done(number, "z", "z（civil）")
    done(number, "z", "z（industry）")
    assert Case.objects.get(number=number).state == "done"


def test_a_number_of_times_and_again_until(programme: Programme) -> None:
    three = "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>times</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
    again = "<bpmn:standardLoopCharacteristics><bpmn:loopCondition>more</bpmn:loopCondition></bpmn:standardLoopCharacteristics>"
    published(process(START + user("a") + user("each", three) + user("z", again) + END, *FLOWS))
    number = begun()
    done(number, "a", times=3)
    for step in list(Step.objects.filter(case__number=number, node="each").values_list("pk", flat=True)):
        from luoshi.registry.api import system_viewer
        from luoshi.services.service.finishing import finish_step

        finish_step(by=system_viewer(), number=number, step_id=step, values={})
    done(number, "z", more=True)
    assert waiting(number) == ["z"]
    done(number, "z", more=False)
    assert Case.objects.get(number=number).state == "done"


def test_a_clock_on_many_drops_them_all(programme: Programme) -> None:
    timer = "<bpmn:timerEventDefinition><bpmn:timeDuration>P5D</bpmn:timeDuration></bpmn:timerEventDefinition>"
    nodes = START + user("a") + user("each", loop("standard")) + user("z") + END
    nodes += node("boundaryEvent", "late", timer, attachedToRef="each") + user("gone") + node("endEvent", "e3")
    published(process(nodes, *FLOWS, ("late", "gone"), ("gone", "e3")))
    number = begun()
    done(number, "a", units=["x", "y"])
    done(number, "each", "each（x）")
    assert daily.tick(now() + timedelta(days=6)) == 1
    assert waiting(number) == ["gone"]


@pytest.mark.parametrize(
    ("inner", "says"),
    [
        ("<bpmn:multiInstanceLoopCharacteristics/>", "二者取一"),
        ("<bpmn:multiInstanceLoopCharacteristics camunda:collection='__import__(1)'/>", "看不懂"),
        (
            "<bpmn:multiInstanceLoopCharacteristics camunda:collection='x'><bpmn:loopDataOutputRef>y</bpmn:loopDataOutputRef></bpmn:multiInstanceLoopCharacteristics>",
            "收到哪里和收什么",
        ),
        ("<bpmn:standardLoopCharacteristics/>", "循环条件"),
        ("<bpmn:standardLoopCharacteristics loopMaximum='many'/>", "应是整数"),
    ],
)
def test_a_loop_that_could_not_run_is_named_when_published(programme: Programme, inner: str, says: str) -> None:
    with pytest.raises(ProcessFaulty) as refused:
        published(process(START + user("a", inner) + END, ("s", "a"), ("a", "e")))
    assert says in str(refused.value)
