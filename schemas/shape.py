"""A shape: what a JSON document must look like. Reading one gives typed values or refuses in one sentence.

Shapes are `msgspec.Struct`s. As written they are *open*: members they do not name are passed over, as the Handle API
does. `closed` makes the same shape refuse them, as `/api/v1` does.
"""

import re
from collections.abc import Callable
from functools import reduce
from operator import or_
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import msgspec

from schemas.errors import Malformed

T = TypeVar("T")

Extra = Literal["refuse", "ignore"]
"""What happens to members that a shape does not name."""

# A stranger's words are quoted in a refusal up to this many characters.
_LONGEST_QUOTE = 60
# What msgspec calls things, and what JSON calls them.
_WORDS = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}
_BROKEN = re.compile(r"JSON is malformed: (.*) \(byte (\d+)\)")


def reader(
    shape: type[T], what: str, root: str = "", float_hook: Callable[[str], Any] | None = None
) -> Callable[[bytes], T]:
    """A function that reads JSON octets as `shape`.

    `what` names the thing in refusals ("handle values"); `root` names the outermost array there, so that a place reads
    `values[2].index` whether the array stood alone or in an object. `float_hook` makes something else of numbers with a
    point where the shape asks for none in particular.

    >>> class Point(msgspec.Struct):
    ...     x: int
    >>> reader(Point, "a point")(b'{"x":7}')
    Point(x=7)
    >>> reader(list[Point], "points", "points")(b'[{"x":"7"}]')
    Traceback (most recent call last):
        ...
    schemas.errors.Malformed: cannot read points: expected integer, got string (at points[0].x)

    The function raises:
        Malformed: not UTF-8, not JSON, nested too deeply, or not of the shape; whichever comes first.
    """
    decode = msgspec.json.Decoder(shape, float_hook=float_hook).decode

    def read(octets: bytes) -> T:
        try:
            return decode(octets)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise Malformed(f"cannot read {what}: {_reason(error, octets, root)}") from None

    return read


def closed(shape: type[T]) -> type[T]:
    """The same shape, all the way down, refusing members it does not name.

    Structs become subclasses of themselves, so what is read is still an instance of what was asked.
    """
    return cast(type[T], _closed(shape))


def _closed(shape: Any) -> Any:
    if isinstance(shape, type) and issubclass(shape, msgspec.Struct):
        hints = get_type_hints(shape, include_extras=True)
        config = shape.__struct_config__
        if config.forbid_unknown_fields or getattr(shape, "always_open", False):
            return shape
        fields = [
            (field.name, _closed(hints[field.name]), _same_default(field)) for field in msgspec.structs.fields(shape)
        ]
        return msgspec.defstruct(
            shape.__name__,
            fields,
            bases=(shape,),
            module=shape.__module__,
            tag=config.tag,
            tag_field=config.tag_field,
            frozen=config.frozen,
            omit_defaults=config.omit_defaults,
            forbid_unknown_fields=True,
            # Members are told by their names alone; so a base may have had required ones behind others.
            kw_only=True,
        )
    origin, inner = get_origin(shape), get_args(shape)
    if origin is Annotated or origin is Literal:
        return shape
    if origin in (Union, UnionType):
        return reduce(or_, map(_closed, inner))
    if inner:
        return origin[tuple(_closed(one) for one in inner)]
    return shape


def _same_default(field: msgspec.structs.FieldInfo) -> Any:
    """The name and the default of a field, for a field of another shape."""
    if field.default_factory is not msgspec.NODEFAULT:
        return msgspec.field(default_factory=field.default_factory, name=field.encode_name)
    return msgspec.field(default=field.default, name=field.encode_name)


def _reason(error: Exception, octets: bytes, root: str) -> str:
    """A decoder's complaint in our words, with the place it is about."""
    if isinstance(error, RecursionError):
        return "the JSON is nested too deeply"
    if isinstance(error, UnicodeDecodeError):
        return _not_text(octets)
    message, _, place = str(error).rpartition(" - at `")
    if not message:
        message, place = place, ""
    if broken := _BROKEN.fullmatch(message):
        return f"the JSON is broken at octet {broken[2]} ({broken[1]})"
    if message == "Input data was truncated":
        return "the JSON ends too early"
    at = (root if place.startswith("$[") else "") + place.removesuffix("`").removeprefix("$").removeprefix(".")
    return _in_our_words(message) + (f" (at {at})" if at else "")


def _in_our_words(message: str) -> str:
    """
    >>> _in_our_words("Expected `int | str`, got `float`")
    'expected integer or string, got number'
    >>> _in_our_words("Object contains unknown field `ttll`")
    'unknown member "ttll"'
    """
    if message.startswith("Expected"):
        kinds = re.sub(r"\w+", lambda word: _WORDS.get(word[0], word[0]), message[len("Expected ") :])
        return "expected " + kinds.replace(" | ", " or ").replace("`", "")
    for opening, ours in (
        ("Object missing required field ", "missing member "),
        ("Object contains unknown field ", "unknown member "),
    ):
        if message.startswith(opening):
            return f'{ours}"{message[len(opening) + 1 : -1][:_LONGEST_QUOTE]}"'
    for opening in ("Invalid value ", "Invalid enum value "):
        if message.startswith(opening):
            return f"{message[len(opening) :][:_LONGEST_QUOTE]} is not one of those allowed here"
    return message[:1].lower() + message[1:][:_LONGEST_QUOTE]


def _not_text(octets: bytes) -> str:
    try:
        octets.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"the octets are not UTF-8 at octet {error.start}"
    return "the octets are not UTF-8"
