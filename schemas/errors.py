"""The node's refusals: one small tree, by meaning, carrying words and numbers only.

Each error is one sentence: what, read as what, what was expected, what was got. The classes say what kind of
refusal it is; each edge has one table that turns a class into its own code (HTTP status, responseCode, rcode).
"""


class NodeError(Exception):
    """Something the node refuses, said in one sentence."""

    @property
    def sentence(self) -> str:
        """The refusal as the caller may read it."""
        return str(self)


class Malformed(NodeError):
    """The input cannot be read as what it should be."""


class Unauthenticated(NodeError):
    """The credentials are missing or wrong."""


class Forbidden(NodeError):
    """The caller is known and may not do this."""


class Absent(NodeError):
    """There is no such thing."""


class Retired(NodeError):
    """The thing existed and is retired; its name is never given out again."""


class Conflict(NodeError):
    """The thing exists already, or has changed in the meantime."""


class Elsewhere(NodeError):
    """The prefix is not served by this node."""


class TooLarge(NodeError):
    """The input is larger than the node accepts."""


class Busy(NodeError):
    """The node cannot do this now; the same call may succeed later."""

    def __init__(self, sentence: str, retry_after: int = 2) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after
        """Seconds after which a new try makes sense."""


class Limited(NodeError):
    """A limit that was set for the caller is reached."""

    def __init__(self, sentence: str, retry_after: int | None = None) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after
        """Seconds after which a new try makes sense; None: waiting alone does not help."""


class TooOften(Limited):
    """The caller has asked as often as it may for now (603 in the field's own codes)."""


class RegistrationsUsed(Limited):
    """The key has registered as many identifiers as it may (604)."""


class PrefixFull(Limited):
    """The prefix has as many identifiers as it may (605)."""
