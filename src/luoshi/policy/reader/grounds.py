"""Clauses that lay the ground for the promise after them: what it is aimed at, what is taken up, what occasion it has."""

from __future__ import annotations

import re

# 聚焦…领域, 瞄准…方向: where the work is aimed; what is done there follows.
_AIMED_AT = re.compile(
    r"(?:重点|紧紧|全面)?(?:聚焦|瞄准|紧盯|锚定)[^,]*(?:领域|方向|环节|行业|产业|需求|目标|问题|任务|工程|主题|赛道|区域|人群|群体|短板|痛点|堵点|等)$"
    r"|(?:充分|有效)?(?:利用|借助|依托)[^,]*等(?:平台|渠道|资源|载体|手段|技术|方式|形式|场所|机会|途径|媒体|节点)$"
)
_AIM_SIGNS = frozenset("聚瞄紧锚重全充有利借依")
# 联合…等部门, 根据…部署, 按…比例, 要于…日前: with whom, on what ground, by when; what is done follows.
_WITH = re.compile(r"(?:联合|会同|联动|协同)[^,]*(?:部门|单位|企业|机构|高校|院所|平台|协会|力量|等)$")
_ON_PLAN = re.compile(
    r"(?:根据|按照?|依据|依照|对照)[^,]*(?:部署|安排|计划|规划|方案|意见|通知|文件|办法|分工|程序|原则|思路|清单|比例|协议|约定)$"
)
_SHARE = re.compile(r"(?<!给予)(?<!补助)(?<!奖励)按[^,]{2,40}(?:比例|标准|\d%)$")
_GIVES = re.compile(r"给予|予以|补助|奖励|返还|补贴|征收|缴|执行|实行|落实|收取|计算")
_STANDPOINT = re.compile(r"站在[^,]*(?:高度|角度|立场)$")
_HOLDING = re.compile(r"(?:坚持|遵循|本着|秉持)[^,]*(?:原则|方针)$")
_THROUGH = re.compile(r"通过[^,]*(?:建设|创建|合作|活动|试点|改革|整合|创新|培训|宣传|等)$")
_BY_DAY = re.compile(r"[^,]*(?:[日月年]|月底|年底|季度)(?:之)?前$")
_WITH_SIGNS = frozenset("联会协根按依对通坚遵本秉")
_TAKEN_UP = re.compile(r"(?:(?:要|应当|应|须|必须|可以?)(?:将|把)|^(?:将|把))(?=[^,]{4,}$)")
_DONE_WITH = re.compile(r"[为给到入至送抓从由转]|报(?!告)|用于|分解|细化|落实")
# A ground and right after it the work done on it (依托…开展…, 结合…需要做好…, 在…中设立…).
_WORK_ON_GROUND = re.compile(
    r"(?:(?:依托|利用)[^,]{2,40}?|(?:结合|根据)[^,]{2,40}?(?:实际|需要|需求|特点|情况))(?:开展|建设|打造|推进|实施|搭建|组建|建立|设立|做好|抓好|举办|培育)[^,]{4,}$"
    r"|在[^,]{2,40}?(?:中|内|方面|领域)(?:开展|建立|设立|推行|推广|实施|建设)[^,]{4,}$"
)
_STAYS_OPEN = (
    *("的", "外", "下", "时", "后", "前", "中", "内", "方面", "起", "上", "基础", "优势", "契机", "机遇", "要求"),
    *("需要", "需求", "实际", "资源", "平台", "方式"),
)
# 2021年是…开局之年: what the year is, before what is to be done in it.
_OCCASION = re.compile(
    r"(?:(?:(?:19|20)\d\d年|今年|“?十[三四五六]五”?时期|当前)[^,]{0,6})?是[^,]*(?:年|期|阶段|节点)|[^,]{4,}意义重大"
)


# 三年内, 今明两年, 2023年底: a time before the verb of a clause.
_TIME_LEAD = re.compile(
    r"(?:(?:19|20)\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?|[\d一二三四五六七八九十两]{1,2}年|今年|明年|今明两年|全?年|每年|\d{1,2}月|上半年|第?[一二三四]季度)"
    r"(?:年?[底末]|内)?(?:之?前)?"
)
_TIME_SIGNS = frozenset("0123456789一二三四五六七八九十两今明全年每上第")


def after_time(clause: str) -> str:
    """The clause without the time it opens with; "" where it opens with none."""
    match = _TIME_LEAD.match(clause) if clause[0] in _TIME_SIGNS else None
    return clause[match.end() :] if match else ""


def lays_aim(clause: str) -> bool:
    """Whether a clause only says where the work is aimed, with whom, on what plan or by when it is done."""
    first, final = clause[0], clause[-1]
    if first in _AIM_SIGNS and _AIMED_AT.match(clause):
        return True
    if first in _WITH_SIGNS and any(p.match(clause) for p in (_WITH, _ON_PLAN, _THROUGH, _HOLDING)):
        return True
    if final in "度场" and _STANDPOINT.search(clause):
        return True
    if final in "例准%" and _SHARE.search(clause) and not _GIVES.search(clause):
        return True
    return final == "前" and len(clause) < 40 and _BY_DAY.match(clause) is not None


def taken_up(clause: str) -> int:
    """Where the object begins that a clause takes up and does nothing with yet (要将目标任务，); -1 where none does."""
    if "将" not in clause and "把" not in clause:
        return -1
    match = _TAKEN_UP.search(clause)
    return -1 if match is None or _DONE_WITH.search(clause, match.end()) else match.end()


def works_on_ground(clause: str) -> bool:
    """Whether a clause that opens with its ground goes on to the work done on it."""
    return _WORK_ON_GROUND.match(clause) is not None and not clause.endswith(_STAYS_OPEN)


def is_occasion(norm: str, start: int, end: int) -> bool:
    """Whether a clause only tells of the occasion."""
    return norm[end - 1] in "年期段点大" and _OCCASION.fullmatch(norm, start, end) is not None
