"""Commitments: verb, object and conditions as printed; effects left out."""

import pytest

from luoshi.policy.reader import understand
from luoshi.policy.reader.model import SourceText


def commitments(body: str):
    return understand(SourceText(f"一、任务\n（一）推进工作。{body}\n（二）另一项。加快建设。")).measures[0].commitments


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("推动产业发展，加快园区建设，完善服务机制。", ["推动产业发展", "加快园区建设", "完善服务机制"]),
        ("简化业务流程，实行自动比对，降低运行成本，提升监管效能。", ["简化业务流程", "实行自动比对"]),
        (
            "对入区企业进口的设备，在确保监管的前提下，可按规定享受政策。",
            ["对入区企业进口的设备，在确保监管的前提下，可按规定享受政策"],
        ),
        ("充分发挥平台优势，支持企业创新。", ["充分发挥平台优势，支持企业创新"]),
        ("以龙头企业为主体，打造产业集群。", ["以龙头企业为主体，打造产业集群"]),
        ("一是建立包联制度；二是开展走访活动。", ["建立包联制度", "开展走访活动"]),
        ("支持现有龙头企业，率先开展智能化改造。", ["支持现有龙头企业，率先开展智能化改造"]),
        ("依托新技术，提升品牌知名度。", ["依托新技术，提升品牌知名度"]),
        ("对通过认定的企业，给予补助10万元。", ["对通过认定的企业，给予补助10万元"]),
    ],
)
def test_promises_are_exact_stretches_with_their_conditions(body, expected):
    assert [c.text for c in commitments(body)] == expected


def test_a_commitment_knows_its_sentence_subject_and_kind():
    first, second = commitments("县民政部门应当健全救助制度。建设养老服务中心。")
    assert (first.sentence, first.subject, first.kind) == ("1.s1", "县民政部门", "rule")
    assert (second.sentence, second.verb, second.kind) == ("1.s2", "建设", "build")


def test_named_things_are_found_inside_the_commitment():
    (first,) = commitments("加快“三创园”和滨江科学城建设，落实《发展规划》。")[:1]
    assert [(n.text, n.kind) for n in first.named] == [("三创园", "quoted"), ("滨江科学城", "park")]


def test_the_doubtful_carry_less_confidence():
    sure, unsure = commitments("建设养老服务中心。在创业就业等方面提供服务保障。")
    assert unsure.confidence < sure.confidence
