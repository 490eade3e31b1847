"""Pooled SMTP connections. One message goes to one recipient; the outcome is the server's word."""

import asyncio
from contextlib import suppress
from email.message import EmailMessage
from types import TracebackType

from aiosmtplib import (
    SMTP,
    SMTPConnectError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from config.settings import Settings
from notifications.errors import DeliveryError

PERMANENT = range(500, 600)


class SmtpPool:
    """A few connections to one server, opened when first needed and kept until the pool is left."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._idle: asyncio.LifoQueue[SMTP] = asyncio.LifoQueue()
        self._all: list[SMTP] = []

    async def __aenter__(self) -> "SmtpPool":
        for _ in range(self._settings.smtp_connections):
            client = self._client()
            self._all.append(client)
            self._idle.put_nowait(client)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for client in self._all:
            if client.is_connected:
                with suppress(SMTPException, OSError):  # the mails are sent; a rude goodbye changes nothing
                    await client.quit()
            client.close()

    def _client(self) -> SMTP:
        settings = self._settings
        return SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            timeout=settings.smtp_timeout,
            use_tls=settings.smtp_security == "tls",
            start_tls=settings.smtp_security == "starttls",
            username=settings.smtp_username or None,
            password=settings.secret("smtp_password") or None,
        )

    async def send(self, message: EmailMessage) -> str:
        """Send one message; returns the server's reply.

        Raises:
            DeliveryError: refused, or the server could not be reached.
        """
        client = await self._idle.get()
        try:
            if not client.is_connected:
                await client.connect()
            refused, reply = await client.send_message(message)
            if refused:  # aiosmtplib returns these instead of raising when others were accepted
                code, words = next(iter(refused.values()))
                raise DeliveryError(f"{code} {words}", permanent=code in PERMANENT)
            return str(reply)
        except SMTPRecipientsRefused as wrong:
            first = wrong.recipients[0]
            raise DeliveryError(f"{first.code} {first.message}", permanent=first.code in PERMANENT) from wrong
        except SMTPDataError as wrong:
            client.close()
            raise DeliveryError(f"{wrong.code} {wrong.message}", permanent=wrong.code in PERMANENT) from wrong
        except SMTPResponseException as wrong:
            # Greeting, login or sender refused: that is about us, not about this reader. An expired password must
            # not cost a morning's mail, so everything waits until it is mended.
            client.close()
            raise DeliveryError(f"{wrong.code} {wrong.message}", permanent=False, unreachable=True) from wrong
        except (SMTPException, OSError) as wrong:
            client.close()
            server = f"{self._settings.smtp_host}:{self._settings.smtp_port}"
            raise DeliveryError(
                f"邮件服务器 {server} 没有应答：{wrong}",
                permanent=False,
                unreachable=isinstance(wrong, SMTPConnectError),
            ) from wrong
        finally:
            self._idle.put_nowait(client)
