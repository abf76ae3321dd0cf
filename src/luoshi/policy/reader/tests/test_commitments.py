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
        # What lays the ground waits for the work; a ground with its own work does not.
        ("聚焦农业、林业等领域，实施品种改良工程。", ["聚焦农业、林业等领域，实施品种改良工程"]),
        ("鼓励企业瞄准市场需求，研制新品。", ["鼓励企业瞄准市场需求，研制新品"]),
        ("依托乡村学校开展成人教育培训，对学员给予奖励。", ["依托乡村学校开展成人教育培训", "对学员给予奖励"]),
        ("在林场、渔场等场所内设立观测站点，配备巡护员。", ["在林场、渔场等场所内设立观测站点", "配备巡护员"]),
        ("各站要将报告所列的事项，纳入年终考评。", ["各站要将报告所列的事项，纳入年终考评"]),
        ("并于2030年3月1日前将名单报县办公室。", ["并于2030年3月1日前将名单报县办公室"]),
        ("年底前基本完成林地登记，建设林木良种基地。", ["年底前基本完成林地登记", "建设林木良种基地"]),
        ("县站授权乡站对苗木市场进行管理，并负责登记。", ["县站授权乡站对苗木市场进行管理", "并负责登记"]),
        ("2030年是建场100周年，做好工作意义重大。制定计划。", ["制定计划"]),
        ("按安排将渔业，教育，林业等3个行业纳入名录。", ["按安排将渔业，教育，林业等3个行业纳入名录"]),
        ("对苗木大户给予补助，最高5万元。", ["对苗木大户给予补助，最高5万元"]),
        ("修建蓄水池，让更多林农用上水。", ["修建蓄水池"]),
        ("联合林业、水利等部门，开展巡查。", ["联合林业、水利等部门，开展巡查"]),
        ("根据全县统一部署，制定造林方案。", ["根据全县统一部署，制定造林方案"]),
        ("通过示范林场建设，带动林农增收，发展苗木产业。", ["通过示范林场建设，带动林农增收", "发展苗木产业"]),
        ("各乡镇要于2031年3月1日前，将方案报县林业局。", ["各乡镇要于2031年3月1日前，将方案报县林业局"]),
        (
            "项目建成后，三年内按留存部分的50%，由县财政补助给企业。",
            ["项目建成后，三年内按留存部分的50%，由县财政补助给企业"],
        ),
        ("充分发挥林区节点能力，建设木材市场。", ["充分发挥林区节点能力，建设木材市场"]),
        ("三年内认定林场20家以上。", ["三年内认定林场20家以上"]),
        ("利用展会、网店等平台，推广林产品。", ["利用展会、网店等平台，推广林产品"]),
        ("召开现场会，整体提升绿化水平，一并细化分工。", ["召开现场会", "一并细化分工"]),
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
