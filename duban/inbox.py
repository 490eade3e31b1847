"""The demonstration's mail sink: a real SMTP server that keeps everything in a Maildir, and pages to read it."""

from pathlib import Path

import uvicorn
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox

from web.sink import create_sink_app

HOST = "127.0.0.1"


def run_inbox(folder: Path, smtp_port: int, port: int) -> None:
    """Receive and show until stopped."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    controller = Controller(Mailbox(folder), hostname=HOST, port=smtp_port)
    controller.start()
    try:
        uvicorn.run(create_sink_app(folder), host=HOST, port=port, log_level="warning", access_log=False)
    finally:
        controller.stop()
