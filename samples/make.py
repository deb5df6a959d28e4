"""Make the sample files from `park.json` and `catalogue.json`: the same octets every time, on every machine.

python samples/make.py            writes them beside this file
python samples/make.py FOLDER     writes them there
"""

import json
import sys
from pathlib import Path

from making.awkward import awkward
from making.dice import Dice
from making.house import House
from making.records import records
from making.table import PREFIX as TABLE_PREFIX
from making.table import table
from making.templated import PREFIX as TEMPLATED_PREFIX
from making.templated import seller, templated
from making.wrong import expected, wrong_csv, wrong_ndjson

HERE = Path(__file__).parent
BYTE_ORDER_MARK = "\ufeff".encode()


def houses() -> list[House]:
    """Read the enterprises whose records this node keeps, in the order of the catalogue."""
    catalogue = json.loads((HERE / "catalogue.json").read_text(encoding="utf-8"))
    return [House(prefix, about, Dice(f"records of {prefix}")) for prefix, about in catalogue.items()]


def main(folder: Path) -> None:
    everyday: list[str] = []
    tiles = ""
    graded: list[str] = []
    for house in houses():
        if house.prefix == TABLE_PREFIX:
            tiles = table(House(house.prefix, house.about, Dice("table")))
        if house.prefix == TEMPLATED_PREFIX:
            graded = list(templated(seller(house.about)))
        everyday.extend(records(house))
    files = {
        "records.ndjson": "".join(f"{line}\n" for line in [*everyday, *awkward()]).encode(),
        "records.csv": BYTE_ORDER_MARK + tiles.encode(),
        "templated.ndjson": "".join(f"{line}\n" for line in graded).encode(),
        "wrong.ndjson": b"".join(row.octets + b"\n" for row in wrong_ndjson()),
        "wrong.csv": BYTE_ORDER_MARK + b"\r\n".join(row.octets for row in wrong_csv()) + b"\r\n",
        "wrong.expected.json": f"{json.dumps(expected(), ensure_ascii=False, indent=1)}\n".encode(),
    }
    for name, octets in files.items():
        (folder / name).write_bytes(octets)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
