"""The sentences of the code as the house tests see them: read from its text, f-strings turned into patterns with holes.

What is read: the words of every error that is made, of every fault of a row, and what the helpers return that such a
sentence is put together from.
"""

import ast
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from string import Formatter

from tests.house.tree import Module

_ALTERNATIVES = 24
"""More ways than these to say one sentence are not looked at; what is said then is a hole."""
_PLACE = re.compile(r" \(at [^()]*\)$")
_SAYS_SOMETHING = re.compile(r"[A-Za-z]{2}")

ROW_FAULT = ("schemas.sheet", "Fault", 2)
"""What rows of a file are refused with is kept and shown: the class, and where in its arguments the sentence stands."""
_SPOKEN_BY: Mapping[tuple[str, str], int] = {
    ("node.problems", "problem"): 1,
    ("registry.admit", "_fault"): 1,
    ("resolver.domains.way", "Unheard"): 0,
    ("resolver.edge.ask", "Unheard"): 0,
    ("resolver.identify", "Unread"): 0,
}
"""What takes a sentence beside errors: the module, the name, and which argument it is."""


Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Sentence:
    """One way to say one sentence: `there is no park {park!r}`, with names for its holes as the code has them."""

    text: str
    where: str

    @property
    def pattern(self) -> str:
        return pattern_of(self.text)


def pattern_of(text: str) -> str:
    """A sentence with nameless holes, by which both sides are compared.

    >>> pattern_of("there is no {what} {id!r}")
    'there is no {} {!r}'
    """
    made = ""
    for literal, name, _, conversion in Formatter().parse(text):
        made += literal.replace("{", "{{").replace("}", "}}")
        if name is not None:
            made += "{!r}" if conversion == "r" else "{}"
    return made


def errors_of(known: Mapping[str, Module]) -> set[str]:
    """The names of the classes of errors that are the caller's to read: those below `NodeError`."""
    bases: dict[str, set[str]] = {}
    for module in known.values():
        for part in ast.walk(module.tree):
            if isinstance(part, ast.ClassDef):
                # Some names are those of other classes, too: an answer of the resolver is called Elsewhere.
                bases.setdefault(part.name, set()).update(_last_name(base) for base in part.bases)
    found = {"NodeError"}
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    return found


@dataclass
class _Scope:
    module: Module
    function: Function | None = None


@dataclass
class Reader:
    """Reads sentences out of modules."""

    known: Mapping[str, Module]
    _origins: dict[str, dict[str, str]] = field(default_factory=dict)
    _functions: dict[str, dict[str, Function]] = field(default_factory=dict)

    @cached_property
    def errors(self) -> set[str]:
        """The names of the errors of these modules."""
        return errors_of(self.known)

    def sentences(self, module: Module) -> Iterator[Sentence]:
        """Every sentence of a module, and of the helpers that it takes words from."""
        for scope, part in _with_scopes(module):
            if not isinstance(part, ast.Call):
                continue
            said = self._said_by(scope, part) or self._detail_of(scope, part)
            if said is not None:
                yield from self._told(scope, said, f"{module.name}:{part.lineno}")

    def _said_by(self, scope: _Scope, call: ast.Call) -> ast.expr | None:
        name, place = _last_name(call.func), 0
        in_error = isinstance(call.func, ast.Attribute) and name == "__init__" and scope.function is not None
        if in_error and ast.unparse(call.func) == "super().__init__":
            if not self._is_error(scope):
                return None
        elif (scope.module.name, name) in _SPOKEN_BY:
            place = _SPOKEN_BY[scope.module.name, name]
        elif name == ROW_FAULT[1] and self._origin(scope.module, name) == ROW_FAULT[0]:
            place = ROW_FAULT[2]
        elif name == "reader" and self._origin(scope.module, name) == "schemas.shape":
            place = 1  # what a body is read as
        elif name not in self.errors:
            return None
        return call.args[place] if len(call.args) > place else None

    @staticmethod
    def _detail_of(scope: _Scope, call: ast.Call) -> ast.expr | None:
        """What a page of the door is given as its reason."""
        if not scope.module.name.startswith("resolver.edge"):
            return None
        return next((each.value for each in call.keywords if each.arg == "detail"), None)

    def _is_error(self, scope: _Scope) -> bool:
        return any(
            isinstance(part, ast.ClassDef) and part.name in self.errors and scope.function in part.body
            for part in ast.walk(scope.module.tree)
        )

    def _told(self, scope: _Scope, said: ast.expr, where: str) -> Iterator[Sentence]:
        for text in self._ways(scope, said):
            text = _PLACE.sub("", text)
            if _SAYS_SOMETHING.search(_literal(text)):
                yield Sentence(text, where)
        yield from self._of_helpers(scope, said, set())

    def _of_helpers(self, scope: _Scope, said: ast.expr, seen: set[str]) -> Iterator[Sentence]:
        """What the functions return that words come from, in whatever of our modules they are."""
        for part in ast.walk(said):
            if isinstance(part, ast.Name) and (values := _values_of(scope, part.id)):
                for value in values:
                    if value is not said:
                        yield from self._of_helpers(scope, value, seen | {part.id}) if part.id not in seen else ()
            if not isinstance(part, ast.Call):
                continue
            home, helper = self._function(scope.module, part.func)
            if helper is None or home is None or f"{home.name}.{helper.name}" in seen:
                continue
            seen |= {f"{home.name}.{helper.name}"}
            inner = _Scope(home, helper)
            for each in ast.walk(helper):
                if isinstance(each, ast.Return) and each.value is not None:
                    for text in self._ways(inner, each.value):
                        text = _PLACE.sub("", text)
                        if " " in _literal(text) and _SAYS_SOMETHING.search(_literal(text)):
                            yield Sentence(text, f"{home.name}:{each.lineno}")
                    yield from self._of_helpers(inner, each.value, seen)

    def _function(self, module: Module, called: ast.expr) -> tuple[Module | None, Function | None]:
        name = _last_name(called)
        if isinstance(called, ast.Attribute) and ast.unparse(called.value) not in ("self", "cls"):
            home = self.known.get(self._origin(module, ast.unparse(called.value)) or "")
        elif isinstance(called, ast.Name) and (origin := self._origin(module, name)):
            home = self.known.get(origin)
        else:
            home = module
        if home is None:
            return None, None
        if home.name not in self._functions:
            self._functions[home.name] = {
                part.name: part for part in ast.walk(home.tree) if isinstance(part, Function) and _returns_text(part)
            }
        return home, self._functions[home.name].get(name)

    def _origin(self, module: Module, name: str) -> str | None:
        """The module that a name was imported from, or that it is."""
        if module.name == ROW_FAULT[0] and name == ROW_FAULT[1]:
            return module.name
        if module.name not in self._origins:
            self._origins[module.name] = {
                alias.asname or alias.name: inner if inner in self.known else part.module
                for part in ast.walk(module.tree)
                if isinstance(part, ast.ImportFrom) and part.module
                for alias in part.names
                for inner in [f"{part.module}.{alias.name}"]
            }
        return self._origins[module.name].get(name)

    def _ways(self, scope: _Scope, said: ast.expr, depth: int = 0) -> list[str]:
        """The texts that an expression can come to; what is not written down is a hole."""
        hole = ["{" + _named(said) + "}"]
        if depth > 12:
            return hole
        match said:
            case ast.Constant(value=str(text)):
                return [text.replace("{", "{{").replace("}", "}}")]
            case ast.IfExp(body=one, orelse=other):
                return [*self._ways(scope, one, depth + 1), *self._ways(scope, other, depth + 1)]
            case ast.BinOp(op=ast.Add(), left=left, right=right) if _is_text(said):
                return _product([self._ways(scope, left, depth + 1), self._ways(scope, right, depth + 1)])
            case ast.BinOp(op=ast.Mult(), left=ast.Constant(value=str(text))):  # the s of many
                return ["", text]
            case ast.JoinedStr(values=parts):
                return _numbered(_product([self._ways(scope, part, depth + 1) for part in parts]))
            case ast.FormattedValue(value=value, conversion=conversion):
                if conversion == ord("r"):
                    return ["{" + _named(value) + "!r}"]
                return self._ways(scope, value, depth + 1)
            case ast.Name(id=name) if values := _values_of(scope, name):
                return [way for value in values for way in self._ways(scope, value, depth + 1)]
        return hole


def _values_of(scope: _Scope, name: str) -> list[ast.expr]:
    """What a name can stand for, if all of that are texts that are written down; else nothing."""
    found: list[ast.expr] = []
    for tree in (scope.function, scope.module.tree):
        if tree is None:
            continue
        if isinstance(tree, Function) and name in _parameters(tree):
            return []
        for part in ast.walk(tree) if tree is not scope.module.tree else ast.iter_child_nodes(tree):
            match part:
                case ast.Assign(targets=[ast.Name(id=other)], value=value) if other == name:
                    found.append(value)
                case ast.AnnAssign(target=ast.Name(id=other), value=ast.expr() as value) if other == name:
                    found.append(value)
                case ast.NamedExpr(target=ast.Name(id=other)) if other == name:
                    return []
                case ast.AugAssign(target=ast.Name(id=other)) if other == name:
                    return []
                case ast.For(target=target) | ast.AsyncFor(target=target) | ast.comprehension(target=target):
                    if any(isinstance(each, ast.Name) and each.id == name for each in ast.walk(target)):
                        return []
                case ast.Assign(targets=[ast.Tuple() as several]):
                    if any(isinstance(each, ast.Name) and each.id == name for each in several.elts):
                        return []
        if found:
            break
    return found if all(map(_is_text, found)) else []


def _is_text(value: ast.expr) -> bool:
    match value:
        case ast.Constant(value=str()) | ast.JoinedStr():
            return True
        case ast.IfExp(body=one, orelse=other):
            return _is_text(one) or _is_text(other)
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return _is_text(left) or _is_text(right)
    return False


def _parameters(function: Function) -> set[str]:
    given = function.args
    return {each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)}


def _returns_text(function: Function) -> bool:
    return function.returns is not None and "str" in ast.unparse(function.returns)


def _with_scopes(module: Module) -> Iterator[tuple[_Scope, ast.expr | ast.stmt]]:
    def walk(scope: _Scope, part: ast.AST) -> Iterator[tuple[_Scope, ast.expr | ast.stmt]]:
        for child in ast.iter_child_nodes(part):
            inner = scope
            if isinstance(child, Function):
                inner = _Scope(module, child)
            if isinstance(child, ast.expr | ast.stmt):
                yield scope, child
            yield from walk(inner, child)

    yield from walk(_Scope(module), module.tree)


def _product(choices: list[list[str]]) -> list[str]:
    ways = 1
    for choice in choices:
        ways *= len(choice)
    if ways > _ALTERNATIVES:
        choices = [choice if len(choice) == 1 else ["{rest}"] for choice in choices]
    return ["".join(way) for way in itertools.product(*choices)]


def _numbered(ways: list[str]) -> list[str]:
    """The same with each name of a hole used once."""
    found = []
    for way in ways:
        seen: dict[str, int] = {}
        made = ""
        for literal, name, _, conversion in Formatter().parse(way):
            made += literal.replace("{", "{{").replace("}", "}}")
            if name is not None:
                bare = name.rstrip("0123456789")
                seen[bare] = seen.get(bare, 0) + 1
                made += "{" + bare + (str(seen[bare]) if seen[bare] > 1 else "")
                made += "!r}" if conversion == "r" else "}"
        found.append(made)
    return found


def _literal(text: str) -> str:
    return "".join(literal for literal, *_ in Formatter().parse(text))


def _last_name(part: ast.expr) -> str:
    return part.attr if isinstance(part, ast.Attribute) else part.id if isinstance(part, ast.Name) else ""


def _named(part: ast.expr) -> str:
    """A name for the hole that an expression fills."""
    match part:
        case ast.Name(id=name):
            return name.lower().lstrip("_")
        case ast.Attribute(value=ast.Name(id=name), attr="text" | "name" | "value" | "sentence"):
            return name.lower().lstrip("_")
        case ast.Attribute(value=ast.Attribute(attr=name), attr="text" | "name" | "value"):
            return name.lstrip("_")
        case ast.Attribute(attr=name):
            return name.lstrip("_")
        case ast.Subscript(value=value):
            return _named(value)
        case ast.Call(func=ast.Name(id="len" | "str" | "repr" | "min"), args=[value, *_]):
            return _named(value)
        case ast.Call(func=ast.Attribute(attr="join"), args=[value]):
            return _named(value)
        case ast.Call(func=ast.Attribute(value=value, attr="lower" | "strip" | "replace" | "partition")):
            return _named(value)
        case ast.Call(func=called):
            return _named(called)
    return "it"
