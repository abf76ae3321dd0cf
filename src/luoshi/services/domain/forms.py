"""Forms as JSON Schema (2020-12): the fields to show, what is prefilled, which parts apply, what is still wrong.

A conditional part is the standard's own ``allOf: [{if: {properties: {f: {const: v}}}, then: {...}}]``. Three keywords
of our own: ``x-prefill``, a path into what is known of the case, ``x-help``, and ``x-title-en``, a field's name in English.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from luoshi.kernel.errors import N_, ExpectedError

LONGEST = 4000


class FormWrong(ExpectedError):
    code = "services.form_wrong"
    message = N_("表单“{form}”不是正确的 JSON Schema：{problem}。请更正后重新发布。")


@dataclass(frozen=True)
class Field:
    name: str
    label: str
    kind: str
    """text, long, number, integer, yes_no, choice, choices, day"""
    required: bool
    options: tuple[str, ...] = ()
    help: str = ""
    prefill: str = ""
    label_en: str = ""
    when: tuple[str, Any] | None = None
    """The field and value under which this one applies; None: always."""


def check_schema(name: str, schema: Mapping[str, Any]) -> None:
    """Raises FormWrong."""
    if problem := _problem(json.dumps(schema, sort_keys=True, ensure_ascii=False, default=str)):
        raise FormWrong(form=name, problem=problem)


@lru_cache(maxsize=1024)
def _problem(text: str) -> str:
    """What is wrong with a schema, judged once a text: the same forms go with every process of a measure."""
    schema = json.loads(text)
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        return str(error.message)[:120]
    is_form = isinstance(schema, dict) and schema.get("type") == "object" and schema.get("properties")
    return "" if is_form else "应是有 properties 的 object"


def fields(schema: Mapping[str, Any]) -> list[Field]:
    """All fields in order, those of conditional parts after the field they hang on."""
    found = list(_fields(schema, None))
    for part in schema.get("allOf", ()):
        condition = part.get("if", {}).get("properties", {})
        for name, test in condition.items():
            if "const" in test:
                at = max((n for n, f in enumerate(found) if f.name == name), default=len(found) - 1) + 1
                found[at:at] = list(_fields(part.get("then", {}), (name, test["const"])))
    return found


def _fields(schema: Mapping[str, Any], when: tuple[str, Any] | None) -> Iterator[Field]:
    required = set(schema.get("required", ()))
    for name, facts in schema.get("properties", {}).items():
        yield Field(
            name=name,
            label=facts.get("title", name),
            kind=_kind(facts),
            required=name in required,
            options=tuple(map(str, facts.get("enum") or facts.get("items", {}).get("enum") or ())),
            help=facts.get("x-help", ""),
            prefill=facts.get("x-prefill", ""),
            label_en=facts.get("x-title-en", ""),
            when=when,
        )


def _kind(facts: Mapping[str, Any]) -> str:
    kind = facts.get("type", "string")
    if kind == "array":
        return "choices"
    if facts.get("enum"):
        return "choice"
    if kind == "boolean":
        return "yes_no"
    if kind in ("number", "integer"):
        return str(kind)
    if facts.get("format") == "date":
        return "day"
    return "long" if facts.get("maxLength", 0) > 200 else "text"


def applies(field: Field, values: Mapping[str, Any]) -> bool:
    return field.when is None or values.get(field.when[0]) == field.when[1]


def prefilled(schema: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """What the form shows before anybody typed: what the case already holds, and what registers know."""
    found = {}
    for field in fields(schema):
        value = known.get(field.name)
        if value is None and field.prefill:
            value = _at(known, field.prefill)
        if value is not None:
            found[field.name] = value
    return found


def _at(known: Mapping[str, Any], path: str) -> Any:
    here: Any = known
    for part in path.split("."):
        if not isinstance(here, Mapping):
            return None
        here = here.get(part)
    return here


def read(schema: Mapping[str, Any], typed: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """What was typed, as the schema's types, and what is still wrong. Parts that do not apply are left out, so that
    an answer to a question that was not asked can never count. ``typed`` holds texts or, for choices, lists."""
    values: dict[str, Any] = {}
    problems: list[str] = []
    for field in fields(schema):
        if not applies(field, values):
            continue
        given = typed.get(field.name)
        if given in (None, "", []):
            if field.kind == "yes_no" and field.required:
                values[field.name] = False
            elif field.required:
                problems.append(f"{field.label}没有填写")
            continue
        try:
            values[field.name] = _typed(field, given)
        except ValueError:
            problems.append(f"{field.label}“{str(given)[:30]}”不对")
    labels = {field.name: field.label for field in fields(schema)}
    if not problems:
        for error in Draft202012Validator(dict(schema)).iter_errors(values):
            name = str(error.absolute_path[0]) if error.absolute_path else ""
            problems.append(f"{labels.get(name, name)}{_words(error)}")
    return values, problems


def _typed(field: Field, given: Any) -> Any:
    if field.kind == "choices":
        return [str(one) for one in (given if isinstance(given, list) else [given])]
    if isinstance(given, list):
        given = given[-1]
    if field.kind == "yes_no":
        return given in (True, "on", "true", "1", "yes", "是")
    if field.kind == "integer":
        return int(given)
    if field.kind == "number":
        value = float(given)
        if value != value or value in (float("inf"), float("-inf")):
            raise ValueError(given)
        return value
    if field.kind == "day":
        return date.fromisoformat(str(given)).isoformat()
    text = str(given).strip()
    if len(text) > LONGEST or "\0" in text:
        raise ValueError(text[:30])
    return text


def _words(error: Any) -> str:
    limit = error.validator_value
    return {
        "enum": "不在可选范围内",
        "pattern": "格式不对",
        "minimum": f"不能小于 {limit}",
        "maximum": f"不能大于 {limit}",
        "minLength": f"至少 {limit} 个字",
        "maxLength": f"最多 {limit} 个字",
        "minItems": f"至少选 {limit} 项",
        "required": "还有必填项没有填写",
    }.get(error.validator, "不符合要求")
