"""Web pages: the words a reader sees."""

from __future__ import annotations

import pytest

from luoshi.policy.reader.formats import load
from luoshi.policy.reader.formats.errors import Damaged, EmptyDocument

PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>网站名</title><style>p{}</style></head><body>
<header>某县人民政府门户网站</header>
<div class="menu"><a>首页</a><a>政务公开</a><a>办事服务</a><a>互动交流</a></div>
<h1>关于印发措施的通知</h1>
<p>&nbsp;&nbsp;　　一、深化<b>“放管服”</b>改革，
   压减时间。</p><p>（一）第一项<br>（二）第二项</p>
<p style="display: none">隐藏</p>
<table><tr><th>序号</th><th colspan="2">任务</th></tr>
<tr><td rowspan="2">1</td><td>甲<p>乙</p></td><td>发改局</td></tr><tr><td>丙</td><td>财政局</td></tr></table>
<ol><li>其一</li><li>其二</li></ol><script>alert('<p>不是正文</p>')</script>
<p>完。</p><footer>版权所有</footer></body></html>"""


def test_page_without_its_furniture() -> None:
    source = load(PAGE.encode(), "页面.htm")
    assert source.text.split("\n") == [
        "关于印发措施的通知",
        "一、深化“放管服”改革，压减时间。",
        "（一）第一项",
        "（二）第二项",
        "序号\t任务",
        "1\t甲 乙\t发改局",
        "丙\t财政局",
        "1. 其一",
        "2. 其二",
        "完。",
    ]
    (table,) = source.tables
    cells = {source.text[c.span.start : c.span.end]: (c.row, c.column, c.row_span, c.column_span) for c in table.cells}
    assert cells["任务"] == (0, 1, 1, 2)
    assert cells["1"] == (1, 0, 2, 1)
    assert cells["财政局"] == (2, 2, 1, 1)


@pytest.mark.parametrize("declared", ["gb2312", "gbk", "utf-8"])
def test_wrong_declared_encoding_is_seen_through(declared: str) -> None:
    page = PAGE.replace('charset="utf-8"', f'charset="{declared}"')
    assert load(page.encode("gb18030")).text == load(PAGE.encode()).text


def test_kind_is_decided_by_content_not_by_name() -> None:
    assert load(b"<html><body><p>abc</p></body></html>", "x.doc").text == "abc"
    assert load("甲 < 乙 <p> 不是网页".encode(), "x.html").text == "甲 < 乙 <p> 不是网页"
    assert load(('<?xml version="1.0" encoding="gbk"?>' + PAGE).encode("gbk")).text.startswith("关于印发")
    assert load(PAGE.encode("utf-16")).text.startswith("关于印发")


def test_tables_that_lay_out_a_page_are_no_tables() -> None:
    page = "<html><table><tr><td>菜单</td><td><table><tr><td><p>正文一</p><p>正文二</p></td></tr></table></td></tr></table></html>"
    source = load(page.encode())
    assert source.text == "菜单\n正文一\n正文二" and source.tables == ()


def test_entities_of_a_page_are_not_expanded() -> None:
    laughs = '<!DOCTYPE html [<!ENTITY a "哈"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    text = load(f"{laughs}<html><body><p>正文&b;&x;</p></body></html>".encode()).text
    assert "哈哈" not in text and "root:" not in text and "正文" in text


def test_deep_and_wide_pages_are_read_without_harm() -> None:
    deep, deeper = ("<html><body>" + "<div>" * n + "深" + "</div>" * n + "<p>后</p></body></html>" for n in (500, 5000))
    assert load(deep.encode()).text == "深\n后"
    with pytest.raises(Damaged):  # beyond the parser's depth the rest would be lost without a word
        load(deeper.encode())
    wide = (
        "<html><table><tr>"
        + '<td colspan="99999999" rowspan="99999999">甲</td>' * 50
        + "</tr><tr><td>乙</td></tr></table></html>"
    )
    assert load(wide.encode()).text.startswith("甲\t甲")
    many = "<html><ol>" + "<li>项</li>" * 20_000 + "</ol></html>"
    assert load(many.encode()).text.endswith("\n20000. 项")


def test_page_without_words_is_empty() -> None:
    with pytest.raises(EmptyDocument):
        load(b"<html><body><script>x()</script></body></html>")
