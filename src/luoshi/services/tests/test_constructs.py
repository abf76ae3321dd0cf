"""What files drawn elsewhere contain: every supported construct runs, saved and restored between any two steps; every
unsupported one is named when it is published."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from luoshi.kernel.manifest import Programme
from luoshi.kernel.today import now
from luoshi.services import daily
from luoshi.services.domain import diagrams
from luoshi.services.engine.runner import NoWayOn
from luoshi.services.errors import ProcessFaulty
from luoshi.services.models import Case, Step

from . import samples
from .samples import END, START, TWO_STEPS, begun, done, node, process, published, user, waiting

X = "exclusiveGateway"


@pytest.fixture(params=list(samples.TOOLS), autouse=True)
def tool(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every construct as three tools write it."""
    monkeypatch.setattr(samples, "tool", request.param)


def test_branches_by_condition_in_the_words_of_three_tools(programme: Programme) -> None:
    for n, condition in enumerate(("amount &gt; 10", "${amount &gt; 10 &amp;&amp; true}", "=amount &gt; 10")):
        nodes = START + user("a") + node(X, "x", default="f3") + user("big") + user("small") + END
        flows = (("s", "a"), ("a", "x"), ("x", "big", condition), ("x", "small"), ("big", "e"), ("small", "e"))
        published(process(nodes, *flows), code=f"branch-{n}")
        for amount, to in ((11, "big"), (10, "small")):
            number = begun(f"branch-{n}")
            done(number, "a", amount=amount)
            assert waiting(number) == [to]


def test_a_join_of_inclusive_branches_waits_for_those_taken(programme: Programme) -> None:
    i = "inclusiveGateway"
    nodes = START + node(i, "i") + user("a") + user("b") + user("c") + node(i, "j") + user("z") + END
    flows = [("s", "i"), ("i", "a", "one"), ("i", "b", "two"), ("i", "c", "three")]
    flows += [("a", "j"), ("b", "j"), ("c", "j"), ("j", "z"), ("z", "e")]
    published(process(nodes, *flows))
    number = begun(data={"one": True, "two": True, "three": False})
    assert waiting(number) == ["a", "b"]
    done(number, "a")
    assert waiting(number) == ["b"]
    done(number, "b")
    assert waiting(number) == ["z"]


def test_an_embedded_sub_process_and_its_timer(programme: Programme) -> None:
    inner = node("startEvent", "s2") + user("u1") + user("u2") + node("endEvent", "e2")
    inner += "".join(
        f'<bpmn:sequenceFlow id="{n}" sourceRef="{a}" targetRef="{b}"/>'
        for n, a, b in (("q1", "s2", "u1"), ("q2", "u1", "u2"), ("q3", "u2", "e2"))
    )
    timer = "<bpmn:timerEventDefinition><bpmn:timeDuration xsi:type='bpmn:tFormalExpression'>P5D</bpmn:timeDuration></bpmn:timerEventDefinition>"
    nodes = START + node("subProcess", "sp", inner) + node("boundaryEvent", "late", timer, attachedToRef="sp")
    nodes += user("after") + user("gone") + END + node("endEvent", "e3")
    published(process(nodes, ("s", "sp"), ("sp", "after"), ("after", "e"), ("late", "gone"), ("gone", "e3")))
    number = begun()
    done(number, "u1")
    done(number, "u2")
    assert waiting(number) == ["after"]
    assert waiting(number, "timer") == []
    second = begun()
    done(second, "u1")
    assert daily.tick(now() + timedelta(days=4)) == 0
    assert daily.tick(now() + timedelta(days=6)) == 1
    assert waiting(second) == ["gone"]  # what was inside is no longer waited for


def test_a_called_process_runs_inside_the_case(programme: Programme) -> None:
    inner = process(START + user("a") + user("b") + END, ("s", "a"), ("a", "b"), ("b", "e"))
    published(inner.replace('id="p"', 'id="called"'), code="called")
    nodes = START + node("callActivity", "call", calledElement="called") + user("last") + END
    published(process(nodes, ("s", "call"), ("call", "last"), ("last", "e")), code="caller")
    number = begun("caller")
    for step in ("a", "b", "last"):
        done(number, step)
    assert Case.objects.get(number=number).state == "done"


def test_a_timer_in_the_past_goes_off_at_the_next_look(programme: Programme) -> None:
    timer = "<bpmn:timerEventDefinition><bpmn:timeDate>2020-01-01</bpmn:timeDate></bpmn:timerEventDefinition>"
    published(
        process(
            START + node("intermediateCatchEvent", "t", timer) + user("a") + END, ("s", "t"), ("t", "a"), ("a", "e")
        )
    )
    number = begun()
    assert waiting(number, "timer") == ["t"]
    assert daily.tick(now()) == 1
    assert waiting(number) == ["a"]
    assert daily.tick(now()) == 0


def test_the_first_of_two_events_wins(programme: Programme) -> None:
    timer = "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>"
    message = "<bpmn:messageEventDefinition messageRef='m'/>"
    nodes = START + node("eventBasedGateway", "g") + node("intermediateCatchEvent", "answer", message)
    nodes += node("intermediateCatchEvent", "silence", timer) + user("yes") + user("no") + END
    flows = (
        ("s", "g"),
        ("g", "answer"),
        ("g", "silence"),
        ("answer", "yes"),
        ("silence", "no"),
        ("yes", "e"),
        ("no", "e"),
    )
    published(process(nodes, *flows, more='<bpmn:message id="m" name="答复"/>'))
    number = begun()
    assert waiting(number, "message") == ["answer"]
    assert daily.tick(now() + timedelta(days=2)) == 1
    assert waiting(number) == ["no"]


def test_the_state_stays_small_and_steps_stay_cheap_over_a_thousand_steps(programme: Programme) -> None:
    nodes = START + node(X, "m") + user("a") + node(X, "x", default="f3") + END
    published(process(nodes, ("s", "m"), ("m", "a"), ("a", "x"), ("x", "e"), ("x", "m", "again")))
    number = begun(data={"again": True})
    sizes = []
    for _ in range(60):
        done(number, "a")
        sizes.append(len(json.dumps(Case.objects.get(number=number).engine_state)))
    assert max(sizes[10:]) == sizes[5] < 3000


def test_a_script_can_compute_but_not_reach_out(programme: Programme) -> None:
    script = "<bpmn:script>total = price * 2\nresult = 'ok'</bpmn:script>"
    published(process(START + node("scriptTask", "calc", script) + END, ("s", "calc"), ("calc", "e")))
    one = "<bpmn:script>total = price * 2</bpmn:script>"
    published(process(START + node("scriptTask", "calc", one) + END, ("s", "calc"), ("calc", "e")), code="one")
    for code in ("sample", "one"):
        number = begun(code, data={"price": 3})
        assert Case.objects.get(number=number).data["total"] == 6
    wrong = script.replace("price * 2", "__import__('os')")
    with pytest.raises(ProcessFaulty):
        published(process(START + node("scriptTask", "calc", wrong) + END, ("s", "calc"), ("calc", "e")), code="wrong")


@pytest.mark.parametrize(
    ("nodes", "says"),
    [
        (node("complexGateway", "x"), "complexGateway"),
        (node("intermediateCatchEvent", "x", "<bpmn:conditionalEventDefinition/>"), "conditional"),
        (node("boundaryEvent", "x", "<bpmn:compensateEventDefinition/>", attachedToRef="a"), "没有用关联线连到"),
        (node("userTask", "x", camunda__candidateGroups="nobody"), "没有办理角色"),
        (node("userTask", "x", camunda__candidateGroups="clerk", camunda__formKey="none"), "表单“none”不存在"),
        (node("businessRuleTask", "x", camunda__decisionRef="none"), "决策表“none”不存在"),
        (node("serviceTask", "x", camunda__topic="none"), "动作“none”不存在"),
        (user("x", "<bpmn:multiInstanceLoopCharacteristics/>"), "多实例"),
    ],
)
def test_what_would_stop_a_case_is_named_when_it_is_published(programme: Programme, nodes: str, says: str) -> None:
    with pytest.raises(ProcessFaulty) as refused:
        published(process(START + user("a") + nodes + END, ("s", "a"), ("a", "x"), ("x", "e")))
    assert says in str(refused.value)


def test_dead_ends_and_loose_nodes_are_named(programme: Programme) -> None:
    with pytest.raises(ProcessFaulty) as refused:
        published(process(START + user("a") + user("b") + END, ("s", "a"), ("b", "e")))
    assert "“a”之后没有去处" in str(refused.value)
    assert "“b”没有任何连线通到" in str(refused.value)


def test_a_file_with_outside_entities_or_ten_thousand_nodes_is_refused() -> None:
    with pytest.raises(diagrams.DiagramUnreadable):
        diagrams.read('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>')
    many = "".join(user(f"t{n}") for n in range(10_000))
    flows = [(f"t{n}", f"t{n + 1}") for n in range(9_999)]
    found = diagrams.read(process(START + many + END, ("s", "t0"), *flows, ("t9999", "e")))
    assert "too_many_nodes" in {fault.code for fault in found.faults}


def test_a_case_never_half_moves_when_no_branch_holds(programme: Programme) -> None:
    nodes = START + user("a") + node(X, "x") + user("b") + user("c") + END
    published(
        process(nodes, ("s", "a"), ("a", "x"), ("x", "b", "n == 1"), ("x", "c", "n == 2"), ("b", "e"), ("c", "e"))
    )
    number = begun()
    with pytest.raises(NoWayOn):
        done(number, "a", n=3)
    assert waiting(number) == ["a"]
    assert "n" not in Case.objects.get(number=number).data
    done(number, "a", n=2)
    assert waiting(number) == ["c"]


def test_a_join_that_can_never_be_complete_is_said(programme: Programme) -> None:
    p = "parallelGateway"
    nodes = START + user("a") + node(X, "x", default="f3") + user("b") + user("c") + node(p, "j") + END
    published(
        process(nodes, ("s", "a"), ("a", "x"), ("x", "b", "n == 1"), ("x", "c"), ("b", "j"), ("c", "j"), ("j", "e"))
    )
    number = begun()
    done(number, "a", n=1)
    with pytest.raises(NoWayOn) as stuck:
        done(number, "b")
    assert "等不齐" in str(stuck.value)


def test_steps_know_when_they_began(programme: Programme) -> None:
    published(TWO_STEPS)
    number = begun()
    done(number, "a")
    first, second = Step.objects.filter(case__number=number)
    assert isinstance(first.done_at, datetime)
    assert (first.state, second.state) == ("done", "open")
