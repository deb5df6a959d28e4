"""`idnode demo`: a node with a sample park in it, and what to try, in Chinese and English."""

import shlex
import sys
from pathlib import Path

import click

from node.options import run, with_settings
from node.printing import remark
from node.settings import Settings

SAMPLE = "88.1000.1/LOT:250605-001"
PIECE = "(01)09521001000031(21)000001"
"""What the label of a circuit board of the sample says: its GTIN and its serial number."""
LINK = "/01/09521001000031/10/250605B04"
"""The GS1 Digital Link of a batch of them: its own links, and those of the model."""
GRADED = "88.1000.1/CK/2025/0001"
"""A delivery under the template `batch`: its yield is shown to the customer, its line and shift to nobody else."""
CUSTOMER = "88.608.15907541011"
NEW = "88.1000.1/pump-0001"
MAKER = "91360121MAY1C7P03X"
"""The enterprise that holds 88.1000.1."""

# There while the sample is being entered: who was interrupted finds it and goes on.
UNFINISHED = "sample.unfinished"


@click.command("demo")
@with_settings("workers", "http", "https", "public_base", "log_level", log_level="warning")
def command(settings: Settings) -> None:
    """Start a node with the sample park in it, and say what to try.

    A node that is in the data folder already is started as it is. Warnings and errors are logged; `--log-level info`
    also shows what goes on.
    """
    from node.folder import Folder
    from node.service import serve

    first = None
    unfinished = settings.data / UNFINISHED
    if not Folder(settings.data).pepper.is_file() or unfinished.exists():
        remark(f"正在 {settings.data} 中创建带示例园区的节点… making a node with a sample park in {settings.data} ...")
        first = _make(settings, unfinished)

    def announce(taken: Settings) -> None:
        click.echo(what_to_try(taken, first, _ourselves()))
        sys.stdout.flush()

    sys.exit(serve(settings, announce))


def _make(settings: Settings, unfinished: Path) -> str | None:
    from node.founding import found
    from node.office import open_office
    from node.sample import enter_sample

    async def enter() -> None:
        async with open_office(settings) as office:
            await enter_sample(office)

    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished.touch(mode=0o600)
    first = run(found(settings))
    if first is not None:
        # Now, and not when the node is up: a port may be taken, and nobody could ever learn the key again.
        click.echo(f"管理员密钥 · the administrator's key: {first.key}")
        sys.stdout.flush()
    run(enter())
    unfinished.unlink()
    return first.key if first else None


def _ourselves() -> str:
    """How this program was called, for lines that can be copied."""
    program = Path(sys.argv[0])
    return f"{shlex.quote(sys.executable)} -m node" if program.name == "__main__.py" else shlex.quote(str(program))


def what_to_try(settings: Settings, key: str | None, program: str) -> str:
    """Lines to copy into another terminal; `key` is None where it was shown before."""
    base = settings.base
    data = "" if settings.data == Path("var") else f" --data {shlex.quote(str(settings.data))}"
    # Another terminal does not know where this one was told to listen; what prints a link must be told, too.
    there = data if base == Settings().base else f"{data} --public-base {shlex.quote(base)}"
    body = (
        '{"values": [{"index": 1, "type": "URL", "data": {"format": "string", "value": "https://example.com/pump"}}]}'
    )
    credential = (
        f"    KEY={key}" if key else f"    KEY=$({program} key new{data} --role enterprise-app --prefix 88.1000.1)"
    )
    secret = (
        "管理员密钥，仅在首次启动时显示，请保存 · the administrator's key, shown at this first start only: keep it"
        if key
        else "密钥已在首次启动时显示，可另建一个 · the first key was shown before; this makes another"
    )
    return f"""
idnode 节点已启动 · the node is running                                        Ctrl-C 停止 · stops it

1. {secret}
{credential}

2. 解析一个标识 · resolve an identifier
    curl {base}/api/handles/{SAMPLE}
   按标签上的 GTIN 与序列号、OID、Ecode 等查询，结果相同 · asking by GTIN and serial, OID, Ecode … gives the record, too
    curl "{base}/api/handles/{PIECE}"
    curl {base}/api/handles/2.999.360121.1.1
   扫描 GS1 数字链接：跳转到网页，或列出全部链接 · scanning a GS1 Digital Link: led to a page, or given all links
    curl -i {base}{LINK}
    curl -H "Accept: application/linkset+json" {base}{LINK}

3. 注册一个标识并解析 · register one, then resolve it
    curl -X PUT {base}/api/handles/{NEW} \\
         -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\
         -d '{body}'
    curl {base}/api/handles/{NEW}
    curl -i {base}/{NEW}

4. 用浏览器查看 · look at it in a browser
    {base}/
    {base}/{SAMPLE}?noredirect
    {base}/{PIECE}?noredirect
   管理台：建立园区账号和企业账号，在浏览器中打开所给链接 · the console: an account of the park,
   and one of an enterprise; open the link that each prints
    {program} account add{there} li.lei --name 李雷 --role park-admin
    {program} account add{there} zhao.min --name 赵敏 --role enterprise-admin --enterprise {MAKER}

5. 分级数据：公开、授权、私有 · graded data: for all, for partners, for one's own people
    curl {base}/api/v1/identifiers/{GRADED}
   客户企业的密钥还能看到合格率 · a customer's key is shown the yield, too
    CUSTOMER=$({program} key new{data} --role enterprise-app --prefix {CUSTOMER})
    curl -H "Authorization: Bearer $CUSTOMER" {base}/api/v1/identifiers/{GRADED}
   给一个七天有效的链接，持有者可见全部授权内容 · or a link for seven days, which shows all that is for partners
    {program} grant link{there} {GRADED} --days 7

6. 统计与评价 · statistics, and the evaluation of the park
    {program} stats{data} --by prefix,outcome
    {program} evaluate{data} --year {_year()} --json

7. 运行状况 · how the node is
    curl {base}/health/ready
    curl {base}/metrics
"""


def _year() -> int:
    import time

    from schemas.counting import day_of

    return int(day_of(time.time())[:4])
