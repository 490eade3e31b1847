"""旧版 Word（.doc）、WPS 文字、RTF and ODT: converted by LibreOffice to .docx."""

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

from intake.confined import MEMORY, SECONDS, seconds_left
from intake.errors import NotReadable

_PACKAGE = "libreoffice-writer"
_OFFICES = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
_ADVICE = "或用 Word、WPS 打开后另存为 .docx"
# What a document asks for is not done: no macros, no links followed, no updates of fields from elsewhere.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""
# LibreOffice starts further processes at once, so its bounds must hold before it begins: KB of private memory (it
# needs half of what a child may have), seconds of processor time, no dumps.
_BOUNDED = (
    'ulimit -d "$1" 2>/dev/null; ulimit -t "$2" 2>/dev/null; ulimit -c 0 2>/dev/null; shift 2; exec "$@"'
)
# A proxy where nobody listens: a link that is followed all the same leads nowhere.
_NOWHERE = "http://127.0.0.1:9"
_PROXIES = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")


def office() -> str | None:
    """The program, or None where LibreOffice is not installed."""
    return next(filter(None, map(shutil.which, _OFFICES)), None)


def converted(path: Path, folder: Path) -> Path:
    """Converts the file to .docx in `folder`; raises NotReadable."""
    program = office()
    if program is None:
        raise NotReadable(
            f"文件“{path.name}”是旧版 Word 或 WPS 格式，需要安装 LibreOffice 才能读取"
            f"（软件包 {_PACKAGE}），{_ADVICE}。"
        )
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    # The name says nothing about the content, and must not look like an option.
    source = folder / "source.doc"
    shutil.copyfile(path, source)
    settings = [f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck"]
    command = [program, *settings, "--convert-to", "docx", "--outdir", str(folder), str(source)]
    if not _finished(command, folder, seconds_left(SECONDS)):
        raise NotReadable(f"文件“{path.name}”转换了{SECONDS:g}秒还没有完成，可能已损坏，请{_ADVICE[1:]}。")
    made = folder / "source.docx"
    if not made.exists():
        raise NotReadable(
            f"文件“{path.name}”没有转换成功：文件可能已损坏，或没有装 Writer 组件（软件包 {_PACKAGE}），"
            f"请{_ADVICE[1:]}。"
        )
    return made


def _finished(command: list[str], folder: Path, seconds: float) -> bool:
    """Runs the program; when it takes too long, it and all it started are ended."""
    environment = os.environ | dict.fromkeys(_PROXIES, _NOWHERE)
    process = subprocess.Popen(
        ["/bin/sh", "-c", _BOUNDED, "sh", str(MEMORY // 2**10), str(int(seconds) + 1), *command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return True
