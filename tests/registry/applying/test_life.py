"""The table of life, walked whole: in every standing every act is allowed, or refused in one sentence."""

from pathlib import Path

import pytest

from registry.practice import Practice
from registry.stand import ACTS, stand
from registry.store import applications, enterprises
from registry.store.book import Book
from schemas.errors import Absent, Conflict
from schemas.life import ENTERED, LIFE, OF_APPLICATIONS, Act, Standing, after
from tests.support.applying import ADMIN, DOINGS, WAYS, Way, entered
from tests.support.practice import practice


class _Back(Exception):
    """Ends a transaction without leaving anything behind."""


@pytest.fixture
def filing_practice(tmp_path: Path) -> Practice:
    return practice(tmp_path, filing_required=True)


def test_every_standing_has_a_row_and_every_act_a_place() -> None:
    assert set(LIFE) == set(Standing)
    assert {act for acts in LIFE.values() for act in acts} == set(Act)
    assert set(OF_APPLICATIONS) | set(ENTERED) == set(Standing)


def test_every_standing_is_reached_from_a_draft() -> None:
    reached, waiting = {Standing.DRAFT}, [Standing.DRAFT]
    while waiting:
        for target in LIFE[waiting.pop()].values():
            if target not in reached:
                reached.add(target)
                waiting.append(target)

    assert reached == set(Standing)


@pytest.mark.parametrize("standing", Standing)
@pytest.mark.parametrize("act", Act)
def test_what_the_table_does_not_have_is_refused_in_a_sentence(standing: Standing, act: Act) -> None:
    if act in LIFE[standing]:
        assert after(standing, act, "it") is LIFE[standing][act]
        return
    fitting = " or ".join(each.value for each in LIFE if act in LIFE[each])
    with pytest.raises(Conflict) as refused:
        after(standing, act, "it")
    assert str(refused.value) == f"cannot {act.value} it, which is {standing.value}: expected {fitting}"


@pytest.mark.parametrize("standing", WAYS)
async def test_applications_do_what_the_table_says(
    empty_book: Book, filing_practice: Practice, standing: Standing
) -> None:
    with pytest.raises(_Back):
        async with empty_book.writing() as page:
            way = Way(page, filing_practice)
            still = await way.at(standing)
            assert still.standing is standing
            for act in DOINGS:
                if act in LIFE[standing]:
                    moved = await way.at(standing)
                    await way.do(act, moved.id)
                    found = await applications.find(page, moved.id)
                    assert found is not None
                    # What was approved is filed at once where filing is required.
                    wanted = Standing.FILING if act is Act.APPROVE else LIFE[standing][act]
                    assert found.standing is wanted
                    known = await enterprises.find_by_id(page, moved.enterprise)
                    assert known is not None
                    assert known.standing is wanted
                elif standing is Standing.DRAFT and act in _OF_REVIEWERS:
                    with pytest.raises(Absent, match="^there is no application"):
                        await way.do(act, still.id)
                elif (act, standing) not in _ANSWERED:
                    sentence = f"cannot {act.value} the application, which is {standing.value}: "
                    with pytest.raises(Conflict) as refused:
                        await way.do(act, still.id)
                    assert str(refused.value).startswith(sentence)
            assert await applications.find(page, still.id) == still
            raise _Back


# Nobody of the park knows of a draft that was never submitted.
_OF_REVIEWERS = {Act.TAKE, Act.RETURN, Act.REJECT, Act.APPROVE}
# Where no filing waits, there is nothing that could be answered: `tests/registry/applying/test_applications.py`.
_ANSWERED = {(act, standing) for act in (Act.PASS, Act.FAIL) for standing in WAYS if standing is not Standing.FILING}

# By which acts an entered enterprise comes to stand so.
ENDS: dict[Standing, tuple[Act, ...]] = {
    Standing.ACTIVE: (),
    Standing.SUSPENDED: (Act.SUSPEND,),
    Standing.CLOSING: (Act.CLOSE,),
    Standing.CLOSED: (Act.CLOSE, Act.FINISH),
}


@pytest.mark.parametrize("standing", ENDS)
async def test_enterprises_do_what_the_table_says(empty_book: Book, tmp_path: Path, standing: Standing) -> None:
    plain = practice(tmp_path)
    with pytest.raises(_Back):
        async with empty_book.writing() as page:
            number = 0
            for act in ACTS:
                number += 1
                id = await entered(page, plain, number)
                for before in ENDS[standing]:
                    await stand(page, ADMIN, id, before, "因故")
                if act in LIFE[standing]:
                    assert (await stand(page, ADMIN, id, act, "因故")).standing is LIFE[standing][act]
                    continue
                known = await enterprises.find_by_id(page, id)
                assert known is not None
                with pytest.raises(Conflict) as refused:
                    await stand(page, ADMIN, id, act, "因故")
                assert str(refused.value).startswith(f"cannot {act.value} {known.name}, which is {standing.value}: ")
                assert await enterprises.find_by_id(page, id) == known
            raise _Back
