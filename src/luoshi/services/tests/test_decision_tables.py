"""Decision tables: cells, hit policies with named errors, and the check before publishing, each fault with an example."""

from __future__ import annotations

import pytest

from luoshi.services.domain import decision_tables as dmn
from luoshi.services.domain.decision_tables import NoRuleMatches, RulesCollide, TableFault

pytestmark = pytest.mark.pure


def table(rows: list[tuple[list[str], str]], inputs: list[str], policy: str = "UNIQUE") -> dmn.Table:
    columns = "".join(f"<input label='{n}'><inputExpression><text>{n}</text></inputExpression></input>" for n in inputs)
    rules = ""
    for cells, result in rows:
        tests = "".join(f"<inputEntry><text><![CDATA[{c}]]></text></inputEntry>" for c in cells)
        rules += f"<rule>{tests}<outputEntry><text><![CDATA[{result}]]></text></outputEntry></rule>"
    body = f"<decisionTable hitPolicy='{policy}'>{columns}<output name='out'/>{rules}</decisionTable>"
    xml = f"<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/'><decision id='d' name='表'>{body}</decision></definitions>"
    return dmn.read_table(xml)[0]


def test_cells_are_read_as_dmn_js_writes_them() -> None:
    found = table(
        [(['"a","b"', "[1..5)"], '"one"'), (['not("a","b")', ">= 5"], '"two"'), (["-", "-"], '"rest"')],
        ["kind", "size"],
        "FIRST",
    )
    assert dmn.decide(found, {"kind": "a", "size": 1}) == {"out": "one"}
    assert dmn.decide(found, {"kind": "b", "size": 4.99}) == {"out": "one"}
    assert dmn.decide(found, {"kind": "a", "size": 5}) == {"out": "rest"}  # the end is left out
    assert dmn.decide(found, {"kind": "c", "size": 5}) == {"out": "two"}
    assert dmn.decide(found, {"kind": "c", "size": 4}) == {"out": "rest"}


def test_a_comma_or_bracket_inside_quotes_parts_nothing() -> None:
    found = table([(['"a,b"'], "1"), (['not("a,b")'], "2")], ["kind"])
    assert dmn.decide(found, {"kind": "a,b"}) == {"out": 1}
    assert dmn.decide(found, {"kind": "a"}) == {"out": 2}


def test_no_match_and_a_double_match_are_errors_with_a_name() -> None:
    found = table([(["< 10"], '"small"'), (["> 8"], '"large"')], ["size"])
    with pytest.raises(RulesCollide) as double:
        dmn.decide(found, {"size": 9})
    assert "第 1、2 行" in str(double.value)
    gap = table([(["< 10"], '"small"'), (["> 10"], '"large"')], ["size"])
    with pytest.raises(NoRuleMatches) as none:
        dmn.decide(gap, {"size": 10})
    assert "size=10" in str(none.value)


def test_overlaps_gaps_and_dead_rows_are_named_with_an_example() -> None:
    overlapping = table([(["< 10"], "1"), (["> 8"], "2")], ["size"])
    assert dmn.faults(overlapping) == [TableFault("overlap", (1, 2), {"size": 9.0})]
    gap = table([(["< 10"], "1"), (["> 10"], "2")], ["size"])
    assert dmn.faults(gap) == [TableFault("gap", (), {"size": 10})]
    dead = table([(["-", '"x"'], "1"), (["true", '"x"'], "2"), (["-", "-"], "3")], ["ok", "kind"], "FIRST")
    assert dmn.faults(dead) == [TableFault("unreachable", (2,), {"ok": True, "kind": "x"})]
    texts = table([(['"a"'], "1"), (['"b"'], "2")], ["kind"])
    assert dmn.faults(texts) == [TableFault("gap", (), {"kind": dmn.OTHER})]
    whole = table([(['"a"'], "1"), (['not("a")'], "2")], ["kind"])
    assert dmn.faults(whole) == []


def test_collect_gives_every_row_that_holds() -> None:
    found = table([(["< 30"], '"short"'), (["< 7"], '"very"')], ["days"], "COLLECT")
    assert dmn.decide(found, {"days": 5}) == {"out": ["short", "very"]}
    assert dmn.decide(found, {"days": 30}) == {"out": []}
    assert dmn.faults(found) == []


def test_days_compare_as_days() -> None:
    found = table([(['< date("2022-03-01")'], '"old"'), (['>= date("2022-03-01")'], '"new"')], ["on"])
    assert dmn.decide(found, {"on": "2022-02-28"}) == {"out": "old"}
    assert dmn.decide(found, {"on": "2022-03-01"}) == {"out": "new"}
    assert dmn.faults(found) == []


def test_a_cell_that_is_no_test_is_named() -> None:
    with pytest.raises(dmn.DecisionUnreadable):
        table([(["abc"], "1")], ["kind"])
    with pytest.raises(dmn.DecisionUnreadable):
        table([(["-"], "1")], ["kind"], "RULE ORDER")


def test_the_english_of_a_result_goes_with_it() -> None:
    said = "<extensionElements><p:properties xmlns:p='http://camunda.org/schema/1.0/bpmn'><p:property name='name_en' value='none'/></p:properties></extensionElements>"
    row = f'<rule><inputEntry><text>-</text></inputEntry><outputEntry>{said}<text>"没有"</text></outputEntry></rule>'
    column = "<input label='a'><inputExpression><text>a</text></inputExpression></input>"
    for policy, given in (("UNIQUE", ("没有", "none")), ("COLLECT", (["没有"], ["none"]))):
        body = f"<decisionTable hitPolicy='{policy}'>{column}<output name='out'/>{row}</decisionTable>"
        xml = f"<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/'><decision id='d'>{body}</decision></definitions>"
        assert dmn.decide(dmn.read_table(xml)[0], {"a": 1}) == dict(zip(("out", "out_en"), given, strict=True))
