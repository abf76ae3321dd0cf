"""Sub-processes that an event starts: ending what runs, or beside it; and processes that start by the calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from luoshi.kernel.manifest import Programme
from luoshi.kernel.today import CHINA, at_moment, now
from luoshi.registry.api import system_viewer
from luoshi.services import daily
from luoshi.services.domain.timers import last_start
from luoshi.services.errors import ProcessFaulty
from luoshi.services.models import Case, Step
from luoshi.services.service.cases import locked, move_on, running

from .samples import END, START, begun, done, node, process, published, user, waiting

TIMER = "<bpmn:timerEventDefinition><bpmn:timeDuration>P5D</bpmn:timeDuration></bpmn:timerEventDefinition>"
MESSAGE = "<bpmn:messageEventDefinition messageRef='m'/>"
WORDS = '<bpmn:message id="m" name="举报"/>'


def handler(event: str, code: str = "h", interrupting: bool = True, step: str = "answer") -> str:
    begins = {} if interrupting else {"isInterrupting": "false"}
    inner = node("startEvent", f"{code}_s", event, **begins) + user(step) + node("endEvent", f"{code}_e")
    inner += f'<bpmn:sequenceFlow id="{code}_1" sourceRef="{code}_s" targetRef="{step}"/>'
    inner += f'<bpmn:sequenceFlow id="{code}_2" sourceRef="{step}" targetRef="{code}_e"/>'
    return node("subProcess", code, inner, triggeredByEvent="true")


def drawn(*handlers: str) -> str:
    nodes = START + user("a") + user("b") + END + "".join(handlers)
    return process(nodes, ("s", "a"), ("a", "b"), ("b", "e"), more=WORDS)


def tell(number: str, node_id: str) -> None:
    case = locked(number)
    step = case.steps.get(node=node_id, state="open")
    move_on(system_viewer(), case, running(system_viewer(), case).fire(step.token), done=step)


def test_an_event_that_ends_what_runs(programme: Programme) -> None:
    published(drawn(handler(TIMER)))
    number = begun()
    assert (waiting(number), waiting(number, "timer")) == (["a"], ["h_s"])
    done(number, "a")
    assert daily.tick(now() + timedelta(days=6)) == 1
    assert waiting(number) == ["answer"]  # what was under way is no longer waited for
    assert Step.objects.get(case__number=number, node="b").state == "dropped"
    done(number, "answer")
    assert Case.objects.get(number=number).state == "done"


def test_without_the_event_nothing_of_it_is_left(programme: Programme) -> None:
    published(drawn(handler(TIMER)))
    number = begun()
    done(number, "a")
    done(number, "b")
    assert Case.objects.get(number=number).state == "done"
    assert waiting(number, "timer") == []


@pytest.mark.parametrize(
    "order",
    [
        {"a": ["answer", "b"], "answer": ["b"], "b": []},
        {"a": ["answer", "b"], "b": ["answer"], "answer": []},  # what goes on beside is waited for
    ],
)
def test_an_event_beside_what_runs(programme: Programme, order: dict[str, list[str]]) -> None:
    published(drawn(handler(MESSAGE, interrupting=False)))
    number = begun()
    assert waiting(number, "message") == ["h_s"]
    tell(number, "h_s")
    assert waiting(number) == ["a", "answer"]
    for step, then in order.items():
        done(number, step)
        assert waiting(number) == then
    assert Case.objects.get(number=number).state == "done"


def test_two_events_and_one_inside_a_sub_process(programme: Programme) -> None:
    inner = node("startEvent", "s2") + user("u") + node("endEvent", "e2") + handler(MESSAGE, "in", step="inner")
    inner += '<bpmn:sequenceFlow id="q1" sourceRef="s2" targetRef="u"/><bpmn:sequenceFlow id="q2" sourceRef="u" targetRef="e2"/>'
    nodes = START + node("subProcess", "sub", inner) + user("z") + END
    nodes += handler(TIMER, "late", step="chase") + handler(MESSAGE, "told", False, step="read")
    published(process(nodes, ("s", "sub"), ("sub", "z"), ("z", "e"), more=WORDS))
    number = begun()
    assert waiting(number) == ["u"]
    assert waiting(number, "message") == ["in_s", "told_s"]
    tell(number, "in_s")
    assert waiting(number) == ["inner"]
    tell(number, "told_s")
    done(number, "inner")
    assert waiting(number) == ["read", "z"]
    assert daily.tick(now() + timedelta(days=6)) == 1
    assert waiting(number) == ["chase", "read"]
    done(number, "chase")
    done(number, "read")
    assert Case.objects.get(number=number).state == "done"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (handler(""), "应有一个写明等待什么事件的开始事件"),
        (handler("<bpmn:compensateEventDefinition/>"), "不能由补偿事件启动"),
        (handler("<bpmn:conditionalEventDefinition/>"), "不支持的事件 conditional"),
        (handler(TIMER) + node("startEvent", "s3") + user("c") + node("endEvent", "e3"), "只有一个开始事件"),
    ],
)
def test_one_that_could_not_run_is_named_when_published(programme: Programme, more: str, says: str) -> None:
    with pytest.raises(ProcessFaulty) as refused:
        published(drawn(more))
    assert says in str(refused.value)


def calendar(kind: str, text: str) -> str:
    timer = f"<bpmn:timerEventDefinition><bpmn:{kind}>{text}</bpmn:{kind}></bpmn:timerEventDefinition>"
    return process(node("startEvent", "s", timer) + user("a") + END, ("s", "a"), ("a", "e"))


def on(year: int, month: int, day: int, hour: int = 1) -> datetime:
    return datetime(year, month, day, hour, tzinfo=CHINA)


def test_a_process_starts_by_the_calendar_once_for_each_day(programme: Programme) -> None:
    with at_moment(on(2021, 8, 20, 10)):
        published(calendar("timeCycle", "R/2021-07-31/P1M"), code="monthly")
        published(calendar("timeDate", "2021-09-10"), code="once")
    started: list[tuple[date, int]] = []
    for day in (date(2021, 8, 20) + timedelta(days=n) for n in range(50)):
        with at_moment(datetime.combine(day, datetime.min.time(), CHINA) + timedelta(minutes=1)):
            made = daily.start_by_calendar(now())
            assert daily.start_by_calendar(now()) == 0
        started += [(day, made)] if made else []
    # The month's last day where it has no 31st.
    assert started == [(date(2021, 8, 31), 1), (date(2021, 9, 10), 1), (date(2021, 9, 30), 1)]
    case = Case.objects.filter(version__code="monthly").latest("pk")
    assert (case.channel, case.accepted_on) == ("calendar", date(2021, 9, 30))
    assert waiting(case.number) == ["a"]


def test_what_was_missed_is_made_up_for_once() -> None:
    weekly = {"kind": "cycle", "text": "R/2021-09-06/P1W"}
    published_at = on(2021, 9, 1)
    assert last_start(weekly, published_at, on(2021, 9, 5)) is None
    assert last_start(weekly, published_at, on(2021, 9, 6)) == on(2021, 9, 6, 0)
    assert last_start(weekly, published_at, on(2021, 10, 10)) == on(2021, 10, 4, 0)
    assert last_start({**weekly, "text": "R2/2021-09-06/P1W"}, published_at, on(2021, 10, 10)) == on(2021, 9, 13, 0)
    assert last_start({**weekly, "text": "R/P10D"}, published_at, on(2021, 9, 12)) == on(2021, 9, 11, 0)
    assert last_start({"kind": "date", "text": "2021-08-31"}, published_at, on(2021, 9, 12)) is None


@pytest.mark.parametrize(
    ("bpmn", "says"),
    [
        (calendar("timeCycle", "0 0 9 1 * ?"), "的定时启动“0 0 9 1 * ?”看不懂"),
        (calendar("timeCycle", "R/PT5M"), "看不懂"),
        (calendar("timeDate", "soon"), "看不懂"),
        (calendar("timeDuration", "P5D"), "只支持日期和循环"),
        (
            process(
                START
                + node(
                    "startEvent",
                    "t",
                    "<bpmn:timerEventDefinition><bpmn:timeDate>2021-09-01</bpmn:timeDate></bpmn:timerEventDefinition>",
                )
                + user("a")
                + END,
                ("s", "a"),
                ("t", "a"),
                ("a", "e"),
            ),
            "只能有这一个开始事件",
        ),
    ],
)
def test_a_calendar_that_is_not_understood_is_named_when_published(programme: Programme, bpmn: str, says: str) -> None:
    with pytest.raises(ProcessFaulty) as refused:
        published(bpmn)
    assert says in str(refused.value)
