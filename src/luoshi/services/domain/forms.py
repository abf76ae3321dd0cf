"""Forms as JSON Schema (2020-12): the fields to show, what is prefilled, which parts apply, what is still wrong.

A conditional part is the standard's own ``allOf: [{if: {properties: {f: {const: v}}}, then: {...}}]``. Keywords
of our own: ``x-prefill``, a path into what is known of the case, and ``x-help``; and in English ``x-title-en``,
``x-help-en`` and ``x-enum-en``, which gives the English of each option.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from luoshi.kernel.errors import N_, ExpectedError

from .remarks import Named, Remark

LONGEST = 4000


class FormWrong(ExpectedError):
    code = "services.form_wrong"
    message = N_("表单“{form}”不是正确的 JSON Schema：{problem}。请更正后重新发布。")


class Option(NamedTuple):
    """One of those to choose from: what is kept, and how it is shown in English."""

    label: str
    label_en: str = ""


@dataclass(frozen=True)
class Field:
    name: str
    label: str
    kind: str
    """text, long, number, integer, yes_no, choice, choices, day"""
    required: bool
    options: tuple[Option, ...] = ()
    help: str = ""
    help_en: str = ""
    prefill: str = ""
    label_en: str = ""
    when: tuple[str, Any] | None = None
    """The field and value under which this one applies; None: always."""

    @property
    def named(self) -> Named:
        return Named(self.label, self.label_en)

    def english_of(self, value: Any) -> Any:
        """A chosen option, or several, in English; anything else, and what has no English, as it is."""
        if isinstance(value, list):
            return [self.english_of(one) for one in value]
        return next((one.label_en for one in self.options if one.label == value and one.label_en), value)


def check_schema(name: str, schema: Mapping[str, Any]) -> None:
    """Raises FormWrong."""
    if problem := _problem(json.dumps(schema, sort_keys=True, ensure_ascii=False, default=str)):
        raise FormWrong(form=name, problem=Remark(problem))


@lru_cache(maxsize=1024)
def _problem(text: str) -> str:
    """What is wrong with a schema, judged once a text: the same forms go with every process of a measure."""
    schema = json.loads(text)
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        return str(error.message)[:120]
    is_form = isinstance(schema, dict) and schema.get("type") == "object" and schema.get("properties")
    return "" if is_form else N_("应是有 properties 的 object")


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
            options=_options(facts),
            help=facts.get("x-help", ""),
            help_en=facts.get("x-help-en", ""),
            prefill=facts.get("x-prefill", ""),
            label_en=facts.get("x-title-en", ""),
            when=when,
        )


def _options(facts: Mapping[str, Any]) -> tuple[Option, ...]:
    words = facts.get("enum") or facts.get("items", {}).get("enum") or ()
    english = facts.get("x-enum-en", {})
    return tuple(Option(str(one), english.get(str(one), "")) for one in words)


def in_english(schema: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Chosen options in English, each under its field's name and ``_en``: a process says its result with them."""
    chosen = [field for field in fields(schema) if field.options and field.name in values]
    return {f"{field.name}_en": field.english_of(values[field.name]) for field in chosen}


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


def read(schema: Mapping[str, Any], typed: Mapping[str, Any]) -> tuple[dict[str, Any], list[Remark]]:
    """What was typed, as the schema's types, and what is still wrong. Parts that do not apply are left out, so that
    an answer to a question that was not asked can never count. ``typed`` holds texts or, for choices, lists."""
    values: dict[str, Any] = {}
    problems: list[Remark] = []
    for field in fields(schema):
        if not applies(field, values):
            continue
        given = typed.get(field.name)
        if given in (None, "", []):
            if field.kind == "yes_no" and field.required:
                values[field.name] = False
            elif field.required:
                problems.append(Remark(N_("{field}没有填写"), field=field.named))
            continue
        try:
            values[field.name] = _typed(field, given)
        except ValueError:
            problems.append(Remark(N_("{field}“{given}”不对"), field=field.named, given=str(given)[:30]))
    labels = {field.name: field.named for field in fields(schema)}
    if not problems:
        for error in Draft202012Validator(dict(schema)).iter_errors(values):
            name = str(error.absolute_path[0]) if error.absolute_path else ""
            words = _WORDS.get(error.validator, _ELSE)
            problems.append(Remark(words, field=labels.get(name, name), limit=error.validator_value))
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


_WORDS = {
    "enum": N_("{field}不在可选范围内"),
    "pattern": N_("{field}格式不对"),
    "minimum": N_("{field}不能小于 {limit}"),
    "maximum": N_("{field}不能大于 {limit}"),
    "minLength": N_("{field}至少 {limit} 个字"),
    "maxLength": N_("{field}最多 {limit} 个字"),
    "minItems": N_("{field}至少选 {limit} 项"),
    "required": N_("{field}还有必填项没有填写"),
}
_ELSE = N_("{field}不符合要求")
