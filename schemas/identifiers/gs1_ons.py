"""The domain name under which GS1 ONS 2.0.1 keeps a GTIN: a translating scheme from GTIN to name.

ONS is withdrawn in practice in favour of Digital Link resolvers; this is for those who still ask. §5 of the standard:
the check digit is dropped, the indicator stands alone in front, the other digits follow in reverse order.
"""

from schemas.identifiers import gtin
from schemas.identifiers.gtin import Gtin
from schemas.identifiers.scheme import Component, Likeness, Part, in_order

NAME = "gs1-ons"
ROOT = "onsepc.com"


def recognise(text: str) -> Likeness | None:
    """Never: the text is one of the scheme `gtin`; this one is asked for by name."""
    del text
    return None


def parse(text: str) -> Gtin:
    """Read a GTIN.

    Raises:
        Malformed: as a GTIN is refused.
    """
    return gtin.parse(text)


def canonical(noun: Gtin) -> str:
    """The domain name below the root of GS1."""
    return name_below(noun, ROOT)


def name_below(noun: Gtin, root: str) -> str:
    """The domain name below a root, which may be another one than that of GS1."""
    return f"{noun.digits[0]}.{'.'.join(reversed(noun.digits[1:-1]))}.gtin.gs1.id.{root}"


def components(noun: Gtin) -> dict[str, Component]:
    """`aus`, the string that an application starts from (no country, no language)."""
    return {"aus": f"||gtin|{noun.digits}"}


def explain(noun: Gtin) -> list[Part]:
    """Indicator, reversed digits, the part that is the same for every GTIN."""
    return in_order(
        (noun.digits[0], "指示符", "indicator"),
        (".", "", ""),
        (".".join(reversed(noun.digits[1:-1])), "厂商识别代码与参考号，倒序", "company prefix and reference, reversed"),
        (f".gtin.gs1.id.{ROOT}", "GS1 ONS 根", "root of GS1 ONS"),
    )
