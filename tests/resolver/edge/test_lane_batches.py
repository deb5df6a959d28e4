"""Members of batches on the lane: the clerk answers them on the spot and counts them, as the routes would."""

import itertools
import re
from pathlib import Path

from resolver.edge.clerk import Clerk, Known, Stated
from resolver.replica.batches import Under
from schemas.counting import Class
from tests.resolver.edge import cases
from tests.resolver.edge.standing import Remembered, answered, clerk_of, counted, desk_at, furnished
from tests.resolver.edge.test_lane_differential import compared
from tests.resolver.edge.variants import CLERKS, built, run


def redirected(clerk: Clerk, handle: bytes) -> bytes | None:
    """What a clerk says at the door."""
    question = b"GET /" + handle + b" HTTP/1.1\r\nHost: node.example\r\n\r\n"
    return clerk.answer(question, clerk.known(Class.EXTERNAL), Remembered())


@CLERKS
def test_the_clerk_answers_members_itself(tmp_path: Path, pure: bool) -> None:
    built(pure)
    clerk = clerk_of(desk_at(tmp_path, furnished()), pure)

    member = answered(clerk, b"88.1000.5/sn-0016")
    own = answered(clerk, b"88.1000.5/SN-0008")
    absent = [answered(clerk, b"88.1000.5/" + suffix) for suffix in (b"SN-0006", b"SN-0017", b"u/00108/x", b"X")]
    gone = [answered(clerk, b"88.1000.5/" + suffix) for suffix in (b"SN-0009", b"R-0010")]
    door = redirected(clerk, b"88.1000.5/u/00109/x")
    left = [answered(clerk, b"88.1000.5/" + suffix) for suffix in (b"F-0010", b"c-aa00", b"B-0001@x=1")]

    assert member is not None
    assert re.search(rb'"handle":"88.1000.5/sn-0016","values":.*/SN-0016\?n=0016', member)
    assert b'ETag: "1"' in member
    assert own is not None
    assert b'ETag: "2"' in own
    assert [each is not None and each.startswith(b"HTTP/1.1 404") for each in (*absent, *gone)] == [True] * 6
    assert door is not None
    assert b"\r\nLocation: https://trace.example/u/00109/x?n=0010\r\n" in door
    # What differs in more than letters and digits, or with the time, is the routes'.
    assert left == [None] * 3
    assert counted(tmp_path) == {
        ("88.1000.5", "http", "found", "external"): 2,
        ("88.1000.5", "http", "absent", "external"): 4,
        ("88.1000.5", "http", "retired", "external"): 2,
        ("88.1000.5", "redirect", "found", "external"): 1,
    }


@CLERKS
def test_a_batch_that_comes_is_known_at_the_next_question(tmp_path: Path, pure: bool) -> None:
    built(pure)
    shelf = furnished()
    kept = dict(shelf.kept_batches)
    shelf.kept_batches.clear()
    clerk = clerk_of(desk_at(tmp_path, shelf), pure)

    before = answered(clerk, b"88.1000.5/SN-0010")
    shelf.kept_batches.update(kept)
    shelf.batches.forget()
    shelf.holdings_turn += 1
    after = answered(clerk, b"88.1000.5/SN-0010")

    assert before is not None
    assert before.startswith(b"HTTP/1.1 404")
    assert after is not None
    assert after.startswith(b"HTTP/1.1 200")


@CLERKS
def test_a_digital_link_of_a_member_is_answered_at_once(tmp_path: Path, pure: bool) -> None:
    built(pure)
    clerk = clerk_of(desk_at(tmp_path, furnished()), pure)

    def ask(serial: str) -> bytes | None:
        question = f"GET /01/09506000134376/21/{serial} HTTP/1.1\r\nHost: node.example\r\n\r\n".encode()
        return clerk.answer(question, clerk.known(Class.EXTERNAL), Remembered())

    said = {serial: ask(serial) for serial in ("G0007", "G0016", "G0008")}

    for serial, place in (("G0007", "G-0007?n=0007"), ("G0016", "G-0016?n=0016")):
        answer = said[serial]
        assert answer is not None
        assert answer.startswith(b"HTTP/1.1 307")
        assert f"\r\nLocation: https://trace.example/{place}\r\n".encode() in answer
        assert b"\r\nLink: <https://id.park.example/01/09506000134376/21/" + serial.encode() in answer
    assert said["G0008"] is not None
    assert b"\r\nLocation: https://example.com/p/1\r\n" in said["G0008"]
    # Outside of the batch, without the mapping, retired: the routes walk up to the product.
    assert [ask(serial) for serial in ("G0006", "G0017", "g0011", "G0009", "G0010")] == [None] * 5
    assert counted(tmp_path) == {("88.1000.5", "redirect", "found", "external"): 3}


@CLERKS
def test_what_cannot_be_read_is_left_to_the_routes(tmp_path: Path, pure: bool) -> None:
    built(pure)
    clerk = clerk_of(desk_at(tmp_path, furnished()), pure)

    assert answered(clerk, b"88.1000.6/SN-0001") is None
    assert redirected(clerk, b"88.1000.6/SN-0001") is None
    assert counted(tmp_path) == {}


class Careless(Under):
    """Batches that take any check characters."""

    def __init__(self, under: Under) -> None:
        super().__init__(under._batches, under.forms)
        for known in itertools.chain(*self.forms.values()):
            known.checked = None


class Overlooking(Clerk):
    """A clerk that looks with one check fewer."""

    def member(self, api: bool, batches: Under, suffix: bytes) -> Stated | None:
        return super().member(api, Careless(batches), suffix)


class Hasty(Clerk):
    """A clerk that sends everybody to where a member leads, also one whose identifier was taken from it."""

    def turn(self, path: bytes, known: Known) -> bytes | None:
        return super().turn(path, known) or super().turn(path.replace(b"G0009", b"G0008"), known)


def test_a_clerk_that_believes_the_batch_in_any_case_is_found_out(tmp_path: Path) -> None:
    targets = [handle for handle in cases.HANDLES if b"/21/G" in handle]
    given = [(cases.head(b"/" + target, *cases.USUAL),) * 2 for target in targets]

    assert run(compared(tmp_path / "good", given)) == 0
    assert run(compared(tmp_path / "bad", given, clerk=Hasty, same_counts=False)) == 1


def test_a_clerk_that_overlooks_check_characters_is_found_out(tmp_path: Path) -> None:
    handles = [handle for handle in cases.HANDLES if handle.startswith(b"88.1000.5")]
    given = [(cases.plain(handle), cases.plain(handle)) for handle in handles]

    assert run(compared(tmp_path / "good", given)) == 0
    assert run(compared(tmp_path / "bad", given, clerk=Overlooking, same_counts=False)) == 1
