"""A validator of xAPI 1.0.3 statements, written from the specification alone (xAPI-Data.md) and sharing no code with what it checks.

`problems(line, now)` answers with a sentence for each rule that a statement breaks; numbers in brackets are the sections of
the specification. It holds a provider's rules (SHOULD as well), so it is stricter than a store needs to be.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)
# RFC 3987, roughly: a scheme, then only characters an IRI may hold, every percent sign before two hex digits.
IRI = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=\u00a0-\ud7ff\uf900-\uffef]|%[0-9A-Fa-f]{2})+"
)
IRL = re.compile(r"https?://[^/?#\s]+")
TAG = re.compile(
    r"(?:(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{4}|[A-Za-z]{5,8})"
    r"(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
    r"(?:-[0-9A-WY-Za-wy-z](?:-[A-Za-z0-9]{2,8})+)*(?:-[xX](?:-[A-Za-z0-9]{1,8})+)?|[xX](?:-[A-Za-z0-9]{1,8})+)"
)
DURATION = re.compile(
    r"P(?:\d+W|(?=\d|T\d)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d{1,2})?S)?)?)"
)
TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3,}(?:Z|[+-]\d{2}:\d{2})")

STATEMENT = {"id", "actor", "verb", "object", "result", "context", "timestamp", "stored", "authority", "version",
             "attachments"}  # fmt: skip
IDENTIFIERS = {"mbox", "mbox_sha1sum", "openid", "account"}
LISTS = {"choices": ("choice", "sequencing"), "scale": ("likert",), "source": ("matching",), "target": ("matching",),
         "steps": ("performance",)}  # fmt: skip
INTERACTIONS = {"true-false", "choice", "fill-in", "long-fill-in", "matching", "performance", "sequencing", "likert",
                "numeric", "other"}  # fmt: skip


def problems(line: str, now: datetime.datetime) -> list[str]:
    """Every rule that the statement on this line breaks."""
    found: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in items]
        if len(keys) != len(set(keys)):
            found.append(f"a property occurs twice in {keys} [2.2]")
        return dict(items)

    def constant(name: str) -> Any:
        found.append(f"{name} is no JSON")

    statement = json.loads(
        line, object_pairs_hook=pairs, parse_float=Decimal, parse_int=Decimal, parse_constant=constant
    )
    if not isinstance(statement, dict):
        return [*found, "a statement is an object [2.2]"]
    return [*found, *_statement(statement, now, sub=False)]


def _statement(s: dict[str, Any], now: datetime.datetime, sub: bool) -> Iterator[str]:
    allowed = STATEMENT if not sub else (STATEMENT | {"objectType"}) - {"id", "stored", "version", "authority"}
    yield from _only(s, allowed, "statement")
    yield from _no_nulls(s, "statement")
    for key in ("actor", "verb", "object"):
        if key not in s:
            yield f"{key} is missing [2.2]"
    if not sub and "id" not in s:
        yield "a provider should give an id [2.4.1]"
    if "id" in s:
        yield from _uuid(s["id"], "id")
    if "stored" in s:
        yield "stored is set by the store, not by the provider [2.4.8]"
    if "version" in s and s["version"] != "1.0.0":
        yield "a provider that sets the version must set 1.0.0 [2.4.10]"
    if "timestamp" in s:
        yield from _timestamp(s["timestamp"], None if sub else now)
    if "actor" in s:
        yield from _agent(s["actor"], "actor")
    if "authority" in s:
        yield from _agent(s["authority"], "authority")
    if "verb" in s:
        yield from _verb(s["verb"])
    is_activity = False
    if "object" in s:
        is_activity = isinstance(s["object"], dict) and s["object"].get("objectType", "Activity") == "Activity"
        yield from _object(s["object"], now, sub)
    if "result" in s:
        yield from _result(s["result"])
    if "context" in s:
        yield from _context(s["context"], is_activity)
    for attachment in s.get("attachments", []):
        yield from _attachment(attachment)


def _only(value: Any, allowed: set[str], where: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where} is no object"
        return
    if not value:
        yield f"{where} is an empty object [2.2]"
    for key in value:
        if key not in allowed:
            yield f"{where} has an unknown property {key} [2.2]"


def _no_nulls(value: Any, where: str) -> Iterator[str]:
    if value is None:
        yield f"null in {where} [2.2]"
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key != "extensions":
                yield from _no_nulls(inner, f"{where}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from _no_nulls(inner, where)


def _is(value: Any, kind: type, where: str) -> Iterator[str]:
    if not isinstance(value, kind):
        yield f"{where} is no {kind.__name__} [2.2]"


def _matches(value: Any, pattern: re.Pattern[str], where: str, what: str) -> Iterator[str]:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        yield f"{where} is no {what}: {value!r}"


def _uuid(value: Any, where: str) -> Iterator[str]:
    yield from _matches(value, UUID, where, "UUID of variant 2 [4.4]")


def _iri(value: Any, where: str) -> Iterator[str]:
    yield from _matches(value, IRI, where, "IRI [4.3]")


def _irl(value: Any, where: str) -> Iterator[str]:
    yield from _iri(value, where)
    if not isinstance(value, str) or not IRL.match(value):
        yield f"{where} is no IRL: {value!r}"


def _language_map(value: Any, where: str) -> Iterator[str]:
    if not isinstance(value, dict) or not value:
        yield f"{where} is no language map [4.2]"
        return
    for tag, text in value.items():
        yield from _matches(tag, TAG, where, "language tag [4.2]")
        yield from _is(text, str, where)


def _extensions(value: Any, where: str) -> Iterator[str]:
    if not isinstance(value, dict) or not value:
        yield f"{where} is no map of extensions [4.1]"
        return
    for key in value:
        yield from _iri(key, where)


def _timestamp(value: Any, now: datetime.datetime | None) -> Iterator[str]:
    if not isinstance(value, str) or not TIMESTAMP.fullmatch(value):
        yield f"timestamp is not RFC 3339 with milliseconds and a zone: {value!r} [4.5]"
        return
    if value.endswith("-00:00"):
        yield "the zone -00:00 is not allowed [4.5]"
    try:
        at = datetime.datetime.fromisoformat(value)
    except ValueError:
        yield f"timestamp is no moment: {value!r} [4.5]"
        return
    if now is not None and at > now:
        yield "timestamp lies in the future [2.4.7]"


def _agent(value: Any, where: str, member: bool = False) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where} is no object"
        return
    kind = value.get("objectType", "Agent")
    if kind not in ("Agent", "Group") or (member and kind == "Group"):
        yield f"{where}.objectType is {kind!r} [2.4.2]"
    yield from _only(value, {"objectType", "name", *IDENTIFIERS} | ({"member"} if kind == "Group" else set()), where)
    given = IDENTIFIERS & value.keys()
    anonymous = kind == "Group" and not given
    if len(given) != 1 and not anonymous:
        yield f"{where} has {len(given)} inverse functional identifiers, not one [2.4.2]"
    if anonymous and not value.get("member"):
        yield f"{where} is an anonymous group without members [2.4.2.2]"
    for one in value.get("member", []):
        yield from _agent(one, f"{where}.member", member=True)
    if "name" in value:
        yield from _is(value["name"], str, f"{where}.name")
    if "mbox" in value:
        yield from _matches(value["mbox"], re.compile(r"mailto:[^\s@:]+@[^\s@]+"), f"{where}.mbox", "mailto IRI")
    if "mbox_sha1sum" in value:
        yield from _matches(value["mbox_sha1sum"], re.compile(r"[0-9a-fA-F]{40}"), f"{where}.mbox_sha1sum", "SHA-1")
    if "openid" in value:
        yield from _iri(value["openid"], f"{where}.openid")
    if "account" in value:
        account = value["account"]
        yield from _only(account, {"homePage", "name"}, f"{where}.account")
        if isinstance(account, dict):
            yield from _irl(account.get("homePage"), f"{where}.account.homePage")
            yield from _matches(account.get("name"), re.compile(r".+", re.DOTALL), f"{where}.account.name", "name")


def _verb(value: Any) -> Iterator[str]:
    yield from _only(value, {"id", "display"}, "verb")
    if isinstance(value, dict):
        yield from _iri(value.get("id"), "verb.id")
        if "display" not in value:
            yield "verb.display should be used [2.4.3]"
        else:
            yield from _language_map(value["display"], "verb.display")


def _object(value: Any, now: datetime.datetime, sub: bool) -> Iterator[str]:
    kind = value.get("objectType", "Activity") if isinstance(value, dict) else None
    if kind == "Activity":
        yield from _activity(value, "object")
    elif kind in ("Agent", "Group"):
        yield from _agent(value, "object")
    elif kind == "StatementRef":
        yield from _only(value, {"objectType", "id"}, "object")
        yield from _uuid(value.get("id"), "object.id")
    elif kind == "SubStatement" and not sub:
        yield from _statement(value, now, sub=True)
    else:
        yield f"object.objectType is {kind!r} [2.4.4]"


def _activity(value: Any, where: str) -> Iterator[str]:
    yield from _only(value, {"objectType", "id", "definition"}, where)
    if not isinstance(value, dict):
        return
    if value.get("objectType", "Activity") != "Activity":
        yield f"{where} is no activity [2.4.4.1]"
    yield from _iri(value.get("id"), f"{where}.id")
    if "definition" not in value:
        return
    definition, where = value["definition"], f"{where}.definition"
    interaction = {"interactionType", "correctResponsesPattern", *LISTS}
    yield from _only(definition, {"name", "description", "type", "moreInfo", "extensions"} | interaction, where)
    checks: dict[str, Callable[[Any, str], Iterator[str]]] = {
        "name": _language_map, "description": _language_map, "type": _iri, "moreInfo": _irl, "extensions": _extensions,
    }  # fmt: skip
    for key, check in checks.items():
        if key in definition:
            yield from check(definition[key], f"{where}.{key}")
    if interaction & definition.keys():
        kind = definition.get("interactionType")
        if kind not in INTERACTIONS:
            yield f"{where}.interactionType is {kind!r} [2.4.4.1]"
        for key, kinds in LISTS.items():
            if key in definition:
                ids = [component.get("id") for component in definition[key]]
                if kind not in kinds or len(ids) != len(set(ids)):
                    yield f"{where}.{key} does not fit {kind} or repeats an id [2.4.4.1]"


def _result(value: Any) -> Iterator[str]:
    yield from _only(value, {"score", "success", "completion", "response", "duration", "extensions"}, "result")
    if not isinstance(value, dict):
        return
    for key in ("success", "completion"):
        if key in value:
            yield from _is(value[key], bool, f"result.{key}")
    if "response" in value:
        yield from _is(value["response"], str, "result.response")
    if "duration" in value:
        yield from _matches(value["duration"], DURATION, "result.duration", "ISO 8601 duration [4.6]")
    if "extensions" in value:
        yield from _extensions(value["extensions"], "result.extensions")
    if "score" in value:
        yield from _score(value["score"])


def _score(score: Any) -> Iterator[str]:
    yield from _only(score, {"scaled", "raw", "min", "max"}, "score")
    if not isinstance(score, dict):
        return
    for key, number in score.items():
        if isinstance(number, bool) or not isinstance(number, Decimal):
            yield f"score.{key} is no number [2.2]"
            return
    if "scaled" not in score:
        yield "score.scaled should be given [2.4.5.1]"
    elif not -1 <= score["scaled"] <= 1:
        yield "score.scaled is beyond 1 [2.4.5.1]"
    least, most, raw = score.get("min"), score.get("max"), score.get("raw")
    if least is not None and most is not None and not least < most:
        yield "score.min is not less than max [2.4.5.1]"
    if raw is not None and ((least is not None and raw < least) or (most is not None and raw > most)):
        yield "score.raw is not between min and max [2.4.5.1]"


def _context(value: Any, is_activity: bool) -> Iterator[str]:
    yield from _only(
        value,
        {"registration", "instructor", "team", "contextActivities", "revision", "platform", "language", "statement",
         "extensions"},
        "context",
    )  # fmt: skip
    if not isinstance(value, dict):
        return
    if "registration" in value:
        yield from _uuid(value["registration"], "context.registration")
    if "instructor" in value:
        yield from _agent(value["instructor"], "context.instructor")
    if "team" in value:
        yield from _agent(value["team"], "context.team")
        if value["team"].get("objectType") != "Group":
            yield "context.team is no group [2.4.6]"
    for key in ("revision", "platform"):
        if key in value:
            yield from _is(value[key], str, f"context.{key}")
            if not is_activity:
                yield f"context.{key} is only for activities [2.4.6]"
    if "language" in value:
        yield from _matches(value["language"], TAG, "context.language", "language tag [2.4.6]")
    if "statement" in value:
        ref = value["statement"]
        if not isinstance(ref, dict) or ref.get("objectType") != "StatementRef":
            yield "context.statement is no statement reference [2.4.6]"
        else:
            yield from _uuid(ref.get("id"), "context.statement.id")
    if "extensions" in value:
        yield from _extensions(value["extensions"], "context.extensions")
    if "contextActivities" in value:
        activities = value["contextActivities"]
        yield from _only(activities, {"parent", "grouping", "category", "other"}, "contextActivities")
        for key, found in activities.items() if isinstance(activities, dict) else ():
            if not isinstance(found, list) or not found:
                yield f"contextActivities.{key} should be an array [2.4.6.2]"
                continue
            for one in found:
                yield from _activity(one, f"contextActivities.{key}")


def _attachment(value: Any) -> Iterator[str]:
    yield from _only(
        value, {"usageType", "display", "description", "contentType", "length", "sha2", "fileUrl"}, "attachment"
    )
    for key in ("usageType", "display", "contentType", "length", "sha2"):
        if key not in value:
            yield f"attachment.{key} is missing [2.4.11]"
