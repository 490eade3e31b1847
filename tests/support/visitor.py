"""A visitor of the pages: requests go straight into the application, as from a browser at a given address."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
from fastapi import FastAPI


class Visitor:
    """Follows redirects, keeps nothing between requests, and sees error pages instead of exceptions."""

    def __init__(self, app: FastAPI, client: str = "127.0.0.1", host: str = "127.0.0.1:8300") -> None:
        self.app = app
        self.client = client
        self.base_url = f"http://{host}"

    def get(self, path: str, **given: Any) -> httpx.Response:
        return self._ask("GET", path, given)

    def post(self, path: str, **given: Any) -> httpx.Response:
        return self._ask("POST", path, given)

    def _ask(self, method: str, path: str, given: dict[str, Any]) -> httpx.Response:
        # In a thread of its own: a browser's tests leave their event loop running in the main one.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(lambda: asyncio.run(self._send(method, path, given))).result()

    async def _send(self, method: str, path: str, given: dict[str, Any]) -> httpx.Response:
        road = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=(self.client, 50000))
        browser = httpx.AsyncClient(transport=road, base_url=self.base_url, follow_redirects=True)
        async with browser:
            return await browser.request(method, path, **given)
