"""Rows of the table `template_users`: who may register against an enterprise's template beside itself.

Rows are written at once, not at the end of the page.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from registry.store import copying
from registry.store.page import Reading, Writing
from registry.store.tables_of_templates import template_users

EVERYBODY = "*"
"""In the place of an enterprise's id: every enterprise of the node."""


async def list_(page: Reading, template: str) -> list[str]:
    """The enterprises, by their ids, that a template is open to, in order."""
    statement = sa.select(template_users.c.enterprise).where(template_users.c.template == template)
    return [row.enterprise for row in await page.rows(statement.order_by(template_users.c.enterprise))]


async def open_to(page: Reading, enterprise: str | None) -> set[str]:
    """The ids of the templates of others that are open to an enterprise; none to who acts for no enterprise."""
    if enterprise is None:
        return set()
    statement = sa.select(template_users.c.template).where(template_users.c.enterprise.in_((enterprise, EVERYBODY)))
    return {row.template for row in await page.rows(statement)}


async def may_use(page: Reading, template: str, enterprise: str | None) -> bool:
    """Whether one template is open to an enterprise."""
    if enterprise is None:
        return False
    statement = sa.select(sa.func.count()).where(
        template_users.c.template == template, template_users.c.enterprise.in_((enterprise, EVERYBODY))
    )
    return bool(await page.scalar(statement))


async def replace(page: Writing, template: str, users: Sequence[str]) -> None:
    """Open a template to these and to nobody else."""
    await page.connection.execute(template_users.delete().where(template_users.c.template == template))
    if users:
        await copying.insert(page.connection, template_users, [(template, each) for each in users])
