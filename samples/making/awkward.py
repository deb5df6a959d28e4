"""The records that break careless programs: every one of them is right and must come back as it was sent."""

import base64
import json
from collections.abc import Iterator
from urllib.parse import quote

from making.values import EMAIL, LOCATIONS, PRIVATE, URL, Value, business, line, value

PCB, COPPER, TUNGSTEN, TILES = "88.1000.1", "88.101.0042", "88.1000.12", "88.1000.31"
CELLS, PACKS, COATS, HERBS = "88.608.202402", "88.608.24061302", "88.101.0107", "88.1000.7"
FOOD, CARS = "88.101.0009", "88.608.15907541011"

PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))

# Each text goes into a remark of its own.
TEXTS = (
    'He said "ship it" — 客户口头确认："先发货，后补单"',
    "图纸路径 D:\\图纸\\2026\\八层板\\v2.1\\new\\table.dwg",
    "尺寸,公差,备注：12.5,±0.05,见\"图3\"",
    "第一行：外观检查\n第二行：尺寸检查\r\n第三行：包装检查",
    "工序\t工时\t人数\n压合\t2.5 h\t3",
    "全角：ＡＢＣ１２３，．！？（）【】《》“”‘’——……　（前为全角空格）",
    "合格 ✅，返工 🔧，报废 🗑️；班组 👩‍🏭👨🏽‍🔧，发往 🇨🇳",
    "生僻字：𠮷𡃁𪚥𠀀𫓧𬭊，𬭳为人造元素用字",
    "温度 25 ℃±2 ℃，孔径 Φ0.20 mm±0.05 mm，镀层 3～6 µm，电阻 ≤1.5 Ω，角度 45°",
    "µ（U+00B5）与 μ（U+03BC）、Å（U+212B）与 Å（U+00C5）写法不同，照原样保留",
    "组合字符：e\u0301 与 é，A\u030a 与 Å，か\u3099 与 が，g\u0303",
    "阿拉伯语标签：\u0635\u0646\u0639 \u0641\u064a \u0627\u0644\u0635\u064a\u0646 (Made in China)，\n"
    "希伯来语：\u05de\u05d9\u05d5\u05e6\u05e8 \u05d1\u05e1\u05d9\u05df",
    "\u202b\u0628\u0637\u0627\u0631\u064a\u0629 280 Ah\u202c",
    "零宽字符：批\u200b次\u200d号\ufeff到此为止",
    "行分隔符\u2028与段分隔符\u2029，还有 NEL\u0085在同一个值里",
    "<script>alert('标识')</script>",
    "<img src=x onerror=alert(1)> & &amp; &lt;b&gt; ]]> <!-- 注释 -->",
    "=1+1",
    "=HYPERLINK(\"https://id.xiulan.example/\",\"点此\")",
    "+86-791-0000-0000",
    "-5 ℃～+40 ℃",
    "@客服",
    "100% 合格；50%25；%00；%E4%B8；a+b=c&d#e?f",
    "'; DROP TABLE records; --",
    "${jndi:ldap://sample.example/a} {{7*7}} {0} %s %n",
    "007 00420 0.10 1e10 2026-02-30 NULL null true NaN",
    "",
    " ",
    "\u3000两端各有一个全角空格\u3000",
    "控制字符：铃\u0007 退格\u0008 换页\u000c ESC\u001b[31m DEL\u007f",
    "Ελληνικά, Русский, ไทย, हिन्दी, 한국어, Tiếng Việt, ǅ ﬁ ß İ ı",
    "\U0010fffd\ue000 专用区字符；\ufffd 替换符；\ufdd0 非字符",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘",
    "https://id.xiulan.example/?q=a b&c=\"d\"",
)  # fmt: skip

# Each suffix names a part, a paper or a place as some system in some factory writes it.
SUFFIXES = (
    (PCB, "SN-2026-000001"),
    (PCB, "00000042"),
    (PCB, "0042"),
    (PCB, "42"),
    (PCB, "XL MB8L 02 (rev B)"),
    (PCB, "GERBER:XL-MB8L-02:2026-09-15"),
    (PCB, "QC/2026/11/20/AM/000017"),
    (PCB, "a//b///c"),
    (PCB, "尾部斜杠/"),
    (PCB, "50%合金"),
    (PCB, "%2F不是斜杠"),
    (PCB, "A+B"),
    (PCB, "A B"),
    (PCB, "A#B"),
    (PCB, "A?B=1&C=2"),
    (PCB, "A;B,C=D"),
    (PCB, "=1+1"),
    (PCB, "<script>alert(1)</script>"),
    (PCB, "{\"json\":[1,2]}"),
    (PCB, "反斜杠\\N"),
    (PCB, "'单引号'\"双引号\"`反引号`"),
    (PCB, "*|^~!$"),
    (PCB, "88.101.0042/熔次-2026-00001"),
    (PCB, "https://id.xiulan.example/p/1"),
    (PCB, "null"),
    (PCB, "true"),
    (PCB, "-"),
    (PCB, "1e5"),
    (PCB, "0x1F"),
    (COPPER, "铜带T2-0.30x600"),
    (COPPER, "紫铜带(软态)-A级"),
    (COPPER, "熔次#2026/11/第3炉"),
    (COPPER, "𠮷字号-01"),
    (TUNGSTEN, "ZC000001"),
    (HERBS, "芷渡堂-炒药间-03"),
    (TILES, "样板间:一层,大厅"),
    (PACKS, "PACK 01 : CELL 07"),
    (CARS, "Ärmel-01"),
    (CARS, "ärmel-01"),
    (CARS, "CL-BD330-V+H"),
)  # fmt: skip

# The longest identifier the protocol carries, and the edges on the way there, in octets.
LENGTHS = (255, 256, 480, 481, 1023, 2048)


def awkward() -> Iterator[str]:
    """Write all lines."""
    for number, text in enumerate(TEXTS, start=1):
        page = value(URL, "URL", f"https://id.xiulan.example/note/{number}")
        yield line(
            f"{PCB}/NOTE/2026/{number:04}", [page, *business([("标题", f"工艺备注 {number:02}"), ("备注", text)])]
        )
    for number, (prefix, suffix) in enumerate(SUFFIXES, start=1):
        page = value(URL, "URL", f"https://id.yungu-park.example/s/{quote(suffix, safe='')}")
        yield line(
            f"{prefix}/{suffix}", [page, *business([("产品名称", f"特殊编码样件 {number:02}"), ("编码原文", suffix)])]
        )
    for octets in LENGTHS:
        suffix = f"LONG-{octets}-".ljust(octets - len(COPPER) - 1, "0")
        yield line(f"{COPPER}/{suffix}", business([("产品名称", f"标识长度为 {octets} 个八位组的样件")]))
    chinese = "长" * ((2048 - len(COPPER) - 1) // 3)
    yield line(f"{COPPER}/{chinese}", business([("产品名称", "以汉字写满的标识")]))
    for handle, values in _shapes():
        yield line(handle, values)
    yield from _spellings()


def _shapes() -> Iterator[tuple[str, list[Value]]]:
    """Records of an unusual make."""
    yield f"{PCB}/OLD-000123", [value(3, "HS_ALIAS", f"{PCB}/SN-2026-000001")]
    yield f"{COPPER}/旧卷号-7781", [value(3, "HS_ALIAS", f"{COPPER}/铜带T2-0.30x600")]
    yield (
        f"{HERBS}/OLD/ZQK/2019",
        [value(URL, "HS_ALIAS", f"{HERBS}/芷渡堂-炒药间-03"), *business([("备注", "编码规则更换，旧标识保留")])],
    )
    yield (
        f"{TUNGSTEN}/ORDER-523",
        [value(5, "备注", "五"), value(2, "EMAIL", "lab@yinling-w.example"), value(3, "备注", "三")],
    )
    yield f"{TUNGSTEN}/NO-URL", business([("产品名称", "仅有业务数据，没有网址")])
    yield (
        f"{TUNGSTEN}/TWO-URLS",
        [
            value(4, "URL", "https://id.yinling-w.example/second-index-first"),
            value(URL, "URL", "https://id.yinling-w.example/first-index-second"),
        ],
    )
    yield (
        f"{CELLS}/TTL",
        [
            value(URL, "URL", "https://id.yaohe.example/now", ttl=0),
            value(EMAIL, "EMAIL", "mes@yaohe.example", ttl=172800),
            value(2000, "remark", "one day, as by default", ttl=86400),
        ],
    )
    yield (
        f"{CELLS}/PERMISSIONS",
        [
            value(2000, "productName", "public, as by default", permissions="1110"),
            value(2001, "nominalPrice", "0.46 CNY/Wh", permissions=PRIVATE),
            value(2002, "notice", "public, nobody may change it", permissions="1010"),
        ],
    )
    yield f"{CELLS}/ALL-PRIVATE", [value(2000, "supplierPrice", "38.60 CNY/kg", permissions=PRIVATE)]
    yield (
        f"{PACKS}/REFERENCES",
        [
            value(2000, "电芯", "52 支", references=[{"handle": f"{CELLS}/TTL", "index": 2000}]),
            value(2001, "检验报告", f"{PACKS}/FAT/2026/11/0001", references=[{"handle": f"{PACKS}/TTL", "index": 1}]),
        ],
    )
    yield (
        f"{COATS}/PICTURE",
        [
            {"index": 2000, "type": "缩略图", "data": {"format": "base64", "value": PIXEL.decode()}},
            {"index": 2001, "type": "RFID", "data": {"format": "hex", "value": "E28011700000020A1B2C3D4F"}},
        ],
    )
    yield (
        f"{COATS}/ADMIN",
        [
            value(URL, "URL", "https://id.yutang.example/"),
            {
                "index": 100,
                "type": "HS_ADMIN",
                "data": {
                    "format": "admin",
                    "value": {"handle": f"0.NA/{COATS}", "index": 300, "permissions": "011111110011"},
                },
            },
        ],
    )
    yield (
        f"{COATS}/GROUP",
        [
            {
                "index": 200,
                "type": "HS_VLIST",
                "data": {"format": "vlist", "value": [{"handle": f"{COATS}/ADMIN", "index": 300}]},
            },
        ],
    )
    yield f"{FOOD}/LOC", [value(LOCATIONS, "10320/loc", _LOCATIONS)]
    yield f"{FOOD}/IRI", [value(URL, "URL", "https://橙屿.example/溯源/脐橙?批次=20261118-01#产地")]
    yield f"{FOOD}/QUERY", [value(URL, "URL", "https://id.chengyu.example/t?a=1&b=%E6%A9%99&c=x+y#top")]
    yield f"{CARS}/BIG-INDEX", [value(2147483647, "remark", "the last index that a signed reader can hold")]
    yield (
        f"{CARS}/MANY",
        business([(f"point{number:03}", f"{number * 7 % 1000 / 1000:.3f} mm") for number in range(120)]),
    )
    yield (
        f"{CARS}/TYPES",
        business([("url", "lower-case type"), ("URL.cdn", "subtype"), ("长度 (mm)", "12"), ("a/b:c", "x")]),
    )
    yield f"{HERBS}/LONG-TEXT", business([("炮制记录", "净制、润药、切制、炒制、摊凉、包装。" * 300)])
    yield f"{HERBS}/LONG-LINE", business([("批记录", "0123456789abcdef" * 512)])


_LOCATIONS = """<?xml version="1.0" encoding="UTF-8"?>
<locations chooseby="locatt,country,weighted">
  <location id="0" href="https://id.chengyu.example/zh?h=1&amp;p=脐橙" country="cn" weight="1" />
  <location id="1" href="https://id.chengyu.example/en" country="us" weight="0.5" http_role="conneg" />
  <location id="2" href="https://id.chengyu.example/raw" weight="0"
            href_template="https://id.chengyu.example/raw/{hdl}" />
</locations>"""


def _spellings() -> Iterator[str]:
    """The same kind of record in other spellings of JSON that real senders use."""
    values = [
        value(URL, "URL", "https://id.xiulan.example/p/𠮷?t=℃"),
        *business([("产品名称", "八层板 🔧 “样品”"), ("路径", "a/b")]),
    ]
    yield line(f"{PCB}/JSON/escaped-𠮷", values, escaped=True)
    yield line(f"{PCB}/JSON/slashes", values).replace("/", "\\/")
    yield json.dumps({"values": values, "handle": f"{PCB}/JSON/other-order"}, ensure_ascii=False)
    yield f"  {line(f'{PCB}/JSON/spaces-around', values)} \t"
    yield line(f"{PCB}/JSON/upper-hex", business([("产品名称", "X")])).replace('"X"', '"\\u94DC\\u5E26\\uD842\\uDFB7"')
