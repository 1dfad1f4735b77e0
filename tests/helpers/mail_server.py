"""A real mail server for tests: it accepts, postpones, refuses, hangs up, or is away."""

from __future__ import annotations

import asyncio
import email
import threading
from email.policy import default

from aiosmtpd.smtp import SMTP


class MailServer:
    """A mail server on the loopback whose next answers are given: "451 …", "550 …", "drop"."""

    def __init__(self) -> None:
        self.answers: list[str] = []
        self.rcpt_answers: list[str] = []
        self.received: list[email.message.EmailMessage] = []
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        self.port = 0
        self.start()

    def start(self) -> None:
        async def serve():
            return await self.loop.create_server(lambda: SMTP(self, loop=self.loop), "127.0.0.1", self.port)

        self.server = asyncio.run_coroutine_threadsafe(serve(), self.loop).result(10)
        self.port = self.server.sockets[0].getsockname()[1]

    def away(self) -> None:
        async def close():
            self.server.close()

        asyncio.run_coroutine_threadsafe(close(), self.loop).result(10)

    def stop(self) -> None:
        self.away()
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0.05), self.loop).result(5)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.rcpt_answers:
            return self.rcpt_answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer == "drop before":
            server.transport.abort()
            return "421 bye"
        self.received.append(email.message_from_bytes(envelope.content, policy=default))
        if answer == "drop after":
            server.transport.abort()
        elif not answer.startswith("250"):
            self.received.pop()
        return answer if answer[0].isdigit() else "250 OK"
