"""Imports: files on their way in, jobs, workbooks, streams of rows."""

from collections.abc import Mapping

from schemas.sentences.room import Room

SENTENCES: Mapping[str, str] = {
    "cannot read {mode!r} as a mode: expected {modes}": "不支持的方式{mode}，应为 {modes:list}",
    "{count} rows are wrong, and all or nothing was asked for": "有 {count} 行错误；按“全部成功才导入”的要求，未导入任何行",
    "all or nothing takes at most {most} rows, got {count}: expected skip-bad": (
        "“全部成功才导入”最多 {most} 行，实际为 {count} 行，请改用“跳过错误行”（skip-bad）"
    ),
    "{count} files are open already, which is the most there can be: start or cancel one first": (
        "已有 {count} 个文件未处理完，达到上限；请先开始或取消其中一个"
    ),
    "{who} may not register what {doer} may, who sent the file": "{who:zh}无权处理该文件：文件由{doer:zh}提交，须有同样的注册权限",
    "the sheet takes more memory or time to be read than one may: save it as CSV UTF-8 instead": (
        "读取该工作表所需的内存或时间超过限制，请另存为 CSV UTF-8"
    ),
    "the file of the job is not as it was sent any more: send it again": "导入任务的文件与提交时不一致，请重新提交",
    "there is no job {id!r}": "没有导入任务{id}",
    "{who} may not register anything": "{who:zh}无权注册标识",
    "the job is {standing}: it cannot {act} now": "导入任务{standing:zh}，现在不能{act:zh}",
    "a file has at most {most} octets: expected several files": "文件最大 {most} 字节，请拆分为多个文件",
    "the file is empty": "文件为空",
    "cannot tell what {name!r} is: expected a name that ends in {endings}": (
        "无法判断文件{name}的类型，文件名应以 {endings:list} 结尾"
    ),
    "a file has at most {most} rows: expected several files": "文件最多 {most} 行，请拆分为多个文件",
    "the file cannot be read as XLSX: save it again in a spreadsheet, or as CSV UTF-8": (
        "无法读取该 XLSX 文件，请用表格软件重新保存，或另存为 CSV UTF-8"
    ),
    "the sheet is empty": "工作表为空",
    "the file is no XLSX: expected a workbook as spreadsheets save it": "文件不是 XLSX，应为表格软件保存的工作簿",
    "a workbook has at most {most} parts, got {count}": "工作簿最多含 {most} 个部件，实际为 {count} 个",
    "a workbook unpacks to at most {most} octets: save it as CSV UTF-8 instead": (
        "工作簿解压后最大 {most} 字节，请另存为 CSV UTF-8"
    ),
    "a workbook unpacks to at most {most} times its size": "工作簿解压后的大小不得超过原文件的 {most} 倍",
    "a workbook has no archives in it": "工作簿中不得嵌入压缩包",
    "there is no template {template} any more": "模板 {template} 已不存在",
    "the form has no file: choose one": "请选择文件",
    "this node takes no files": "本节点不接收文件",
    "cannot do {act!r}: expected start or cancel": "不支持的操作{act}，应为 start 或 cancel",
    # streams
    "nothing is wrong with this row; nothing was entered because others were refused": (
        "此行无误，但其他行有误，因此全部未录入"
    ),
    "{most} octets of the answer wait to be read: expected a client that reads them": (
        "应答已积压 {most} 字节未被读取，客户端须及时读取"
    ),
    "the rows above are entered, and this host does not answer with all of them yet: {error}": (
        "以上各行已录入，但本机暂不能全部解析：{error:zh}"
    ),
    "one transaction takes at most {most} rows: expected mode=skip-bad for more": (
        "一次事务最多 {most} 行，更多请用 mode=skip-bad"
    ),
    "one transaction takes at most {most} octets: expected mode=skip-bad for more": (
        "一次事务最多 {most} 字节，更多请用 mode=skip-bad"
    ),
    "the line has more than {most} octets, which no row may have": "此行超过 {most} 字节的上限",
    "the line is empty: expected a registration on each line": "此行为空，每行应为一条注册",
}

ROOM = Room(SENTENCES)
