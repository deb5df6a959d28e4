"""docs/enterprises.md shows the life of an enterprise as the table has it."""

import re

from schemas.life import Act, Standing, picture
from tests.house.tree import ROOT

PAGE = (ROOT / "docs" / "enterprises.md").read_text(encoding="utf-8")


def test_the_picture_is_drawn_from_the_table() -> None:
    """Draw it anew: python -c "from schemas.life import picture; print(picture())" """
    assert re.findall(r"^```mermaid\n(.*?)\n```$", PAGE, re.MULTILINE | re.DOTALL) == [picture()]


def test_every_standing_and_every_act_is_explained() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| [^|]+ \| [^|]+ \|$", PAGE, re.MULTILINE)

    assert rows == [*(each.value for each in Standing), *(each.value for each in Act)]
