"""The title of a document: one line or several, among furniture, an announcement before a law."""

from __future__ import annotations

import re

from .view import View

NUMBER = re.compile(
    r"[一-鿿]{1,12}(?:\[|\()(?:19|20)\d\d(?:\]|\))\s?(?:第)?\s?\d{1,5}\s?号|[一-鿿]{0,14}令\s?(?:\[?\d{4}\]?)?\s?第\s?[\d一二三四五六七八九十百〇零]{1,6}\s?号"
)
DATE = re.compile(
    r"((?:19|20)\d\d)\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日|(二[〇○零O0一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
KINDS = "重点任务|责任分解|责任分工|任务分工|计划表|重点工作任务|目标任务|任务分解|分解方案|任务清单|意见|通知|方案|措施|办法|规划|计划|条例|规定|细则|决定|公告|通告|报告|纲要|政策|要点|分工|分解表|任务表|清单|标准|规范|制度|规则|指引|指南|批复|函|倡议书|任务书|预案|行动|法|建议|政策意见"
ORGAN = r"(?:国务院办公厅|国务院|[一-鿿]{1,30}?(?:人民政府办公厅|人民政府办公室|人民政府|委员会办公室|委员会|办公厅|办公室|管委会|管理委员会|市委|省委|县委|区委|局|厅|部|委|署|总局|总会|中心|银行|法院|检察院))"
SIGNATURE_LINE = re.compile(rf"{ORGAN}(?:\s+{ORGAN})*(?:\s?\((?:代章|盖章|章)\))?")
_TITLE = re.compile(
    rf"(?=.{{6,120}}$).*(?:{KINDS})(?:\s{{0,3}}\([^()]{{1,30}}\))*(?:的(?:通知|公告|批复|函|意见|报告|决定|通告))?》?(?:\s?\([^()]{{1,30}}\))*$"
)
_BEFORE_CHAPTER = re.compile(r"([一-鿿]{2,40}(?:条例|办法|规定|细则|规则))(?= {0,4}第一(?:章|条) )")
_NOT_TITLE = re.compile(
    r"^(?:[一-鿿 ]{2,8}:|[∙•·*]|正文$|文章属性|附\s?件|抄送|目\s*录|索引号|发布|来源|时间|日期|主题词|\d+(?:[.、]|$)|第[一二三四五六七八九十\d]+[章条节]|[一二三四五六七八九十]+[、.]|\()|:$|[。;]$"
)


# 名称: | …的通知 | in the table above a text.
_NAMED_TITLE = re.compile(
    r"(?:名\s*称|(?:发文)?标\s*题)\s*:[\s|]{0,6}([^|\n。]{4,100}?关于[^|\n。]{4,90}的(?:通知|意见|决定|公告))"
)


def find_title(view: View, lines: list[tuple[int, int]]) -> tuple[str, tuple[int, int] | None]:
    """The title and where it stands; the full title of the notice rather than the short one a page prints above it."""
    title, at = _first_title(view, lines)
    if at is not None and ("关于" in title or title.endswith("通知")):
        return title, at
    told = _NAMED_TITLE.search(view.norm, lines[0][0], at[1] if at else lines[:20][-1][1]) if lines else None
    if told is not None:
        return _clean(view.text[told.start(1) : told.end(1)]), told.span(1)
    if at is None:
        return title, at
    for a, b in [line for line in lines if line[0] > at[0]][:10]:
        if view.norm.endswith(":", a, b):
            break
        if _WHOLE_TITLE.match(view.norm, a, b) and view.norm.endswith("的通知", a, b):
            return _clean(view.text[a:b]), (a, b)
    return title, at


def _first_title(view: View, lines: list[tuple[int, int]]) -> tuple[str, tuple[int, int] | None]:
    """The first heading that ends like a title; lines of one broken title are joined."""
    norm = view.norm
    last = next((i for i, (a, b) in enumerate(lines) if i and _ATTACHED.fullmatch(norm, a, b)), len(lines))
    for i in range(min(last, 40)):
        at = _from_line(norm, lines, i, last)
        if at is not None:
            pieces = [(max(a, at[0]), min(b, at[1])) for a, b in lines if a < at[1] and b > at[0]]
            return _clean("".join(view.text[a:b] for a, b in pieces)), at
    run = _BEFORE_CHAPTER.search(norm, 0, 3000)
    if run is not None:
        return _clean(view.text[run.start(1) : run.end(1)]), run.span(1)
    return "", None


_ATTACHED = re.compile(r"附\s*件\s*[\d一二三四五]*\s*:?")
_RUN_ON = re.compile(r"(.{8,90}?的(?:通知|意见|决定|公告|批复))(?=[一-鿿]{1,8}\[)")


def _from_line(norm: str, lines: list[tuple[int, int]], i: int, last: int) -> tuple[int, int] | None:
    """Where the title stands that begins on line ``i``, None where none does."""
    a, b = lines[i]
    line = re.sub(r"^\[[^\[\]]{2,8}\]", "", norm[a:b].lstrip("# "))
    a = b - len(line)
    run = _RUN_ON.match(line)
    if run:
        return a, a + run.end()
    if i == 0 and line.startswith("关于") and line.endswith("。"):
        line, b = line[:-1], b - 1
    if _NOT_TITLE.search(line) or len(line) > 110 or NUMBER.fullmatch(line) or DATE.fullmatch(line):
        return None
    if _ANNOUNCEMENT.fullmatch(line) and (law := _law_after(norm, lines[i + 1 : 30])):
        return law
    signed = lines[i - 1][0] if i and SIGNATURE_LINE.fullmatch(norm[slice(*lines[i - 1])].strip()) else a
    if _SENT.match(line) and (end := _end_of_cut(norm, lines, i, last)):
        return signed, end
    if not _TITLE.match(line) or _starts_mid(norm, lines, i):
        return _over_lines(norm, lines, i, last)
    if i + 1 < len(lines) and _VERSION.fullmatch(norm, *lines[i + 1]) and not line.endswith("通知"):
        return a, lines[i + 1][1]
    return signed if re.match(r"关于(?:印发|转发|批转)", line) else a, b


def _over_lines(norm: str, lines: list[tuple[int, int]], i: int, last: int) -> tuple[int, int] | None:
    """A title set over two to four lines."""
    first = norm[slice(*lines[i])].lstrip("# ")
    if DATE.search(first):
        return None
    for j in range(i + 1, min(i + 4, last)):
        a, b = lines[j]
        joined = "".join(norm[x:y] for x, y in lines[i : j + 1]).lstrip("# ")
        if (
            _WHOLE_TITLE.match(norm, a, b)
            or ":" in norm[a:b]
            or norm[b - 1] in "。;:"
            or len(joined) > 110
            or DATE.search(norm, a, b)
        ):
            return None
        end = _end_of_cut(norm, lines, j, last) if _SENT.match(joined) else 0
        if end or (_TITLE.match(joined) and len(first) >= 4 and not re.search(r"[。:;]", first)):
            return lines[i][1] - len(first), end or b
    return None


_SENT = re.compile(r"(?!.*的(?:通知|意见|决定|公告|批复|函)》?$).{0,40}?关于(?:印发|转发|批转)")


def _end_of_cut(norm: str, lines: list[tuple[int, int]], index: int, last: int) -> int:
    """Where a title cut in lines ends (关于印发… | …的通知), 0 where the line is none."""
    for a, b in lines[index + 1 : min(index + 4, last)]:
        if re.search(r"[。;:]", norm[a:b]) or DATE.search(norm, a, b) or b - lines[index][0] > 160:
            return 0
        if norm.endswith("的通知", a, b):
            return b
    return 0


_ANNOUNCEMENT = re.compile(r"(?!关于)[^关,。:]{4,40}公告(?:\(?第?[\d一二三四五六七八九十〇]+号\)?)?")
_LAW = re.compile(r"[^,。:;]{3,50}(?:条例|办法|规定|细则|规则)(?:\([^()]{1,12}\))?")
_VERSION = re.compile(
    r"\((?:试行|暂行|修订(?:稿|版)?|征求意见稿[^()]{0,8}|草案[^()]{0,8}|\d{4}年?(?:版|修订|[-—~至]+\d{4}年?))\)"
)
# A line that is a title by itself, whatever stands above it.
_WHOLE_TITLE = re.compile(rf"(?:中共)?{ORGAN}(?:[ 、]{{1,3}}{ORGAN})*\s*关于.{{4,}}(?:{KINDS})$")


def _law_after(norm: str, lines: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The name of the law an announcement publishes, where it stands on a line of its own."""
    return next(((a, b) for a, b in lines if _LAW.fullmatch(norm, a, b) and norm[a] not in "《<第"), None)


def _starts_mid(norm: str, lines: list[tuple[int, int]], index: int) -> bool:
    """Whether the line is the second half of a title broken in two."""
    return False if index == 0 else norm[slice(*lines[index - 1])].endswith(("关于", "的", "、"))


def _clean(title: str) -> str:
    title = re.sub(r"<[/a-zA-Z!][^>]*>", "", re.sub(r"[\s　#]+", "", title))
    title = re.sub(r"[（(][^（()）]*[\[〔（(]\d{4}[\]〕）)][^（()）]{0,8}号[）)]$", "", title)
    title = re.sub(r"^[一-鿿]{2,10}[\[〔(（]\d{4}[\]〕)）]\d{1,4}号(?=《.+》$)", "", title)
    title = re.sub(r"^[一-鿿]{2,10}[\[〔(（]\d{4}[\]〕)）]\d{1,4}号[:：]", "", title)
    match = re.match(r"^《([^《》]+)》(?:\([^()]*\)|（[^（）]*）|的通知)?$", title) or re.match(
        r"^《(.+)》(?:\([^()]*\)|（[^（）]*）)?$", title
    )
    return match.group(1) if match else title
