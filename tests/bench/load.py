"""A number of heavy questions come in, asked of a served site at once; how long pages and questions take comes out.

    python tests/bench/load.py [crowd [rounds]]

The site holds the curated record, served as `tracker serve` does, on this machine. The home page is asked all the time
while the crowd asks; the same is measured without a crowd for comparison.
"""

from __future__ import annotations

import asyncio
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

import httpx
import psutil

ROOT = Path(__file__).parent.parent.parent
COUNT = "with recursive c(x) as (select 1 union all select x + 1 from c) "
QUESTIONS = (
    COUNT + "select max(x) from c",
    "select count(*) from events a, events b, events c, events d",
    COUNT + "select zeroblob(5000000) from c limit 900",
    "select printf('%.*c', 999999999, 'x')",
    "select instr(hex(zeroblob(2900000)), hex(zeroblob(1400000)) || '1')",
    "select group_concat(a.summary || b.summary) from events a, events b",
)


async def crowd(client: httpx.AsyncClient, at: str, people: int, done: asyncio.Event, codes: Counter[int]) -> None:
    async def one(number: int) -> None:
        while not done.is_set():
            sql = QUESTIONS[number % len(QUESTIONS)]
            answer = await client.get(f"{at}.json?{urlencode({'sql': sql, 'n': number})}")
            codes[answer.status_code] += 1
            if answer.status_code == 503:
                await asyncio.sleep(0.2)

    await asyncio.gather(*(one(number) for number in range(people)))


async def measure(base: str, data: str, people: int, rounds: int) -> tuple[list[float], Counter[int], Counter[int]]:
    done, codes, pages, times = asyncio.Event(), Counter[int](), Counter[int](), list[float]()
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(timeout=120, limits=limits) as client:
        asking = asyncio.create_task(crowd(client, base + data, people, done, codes))
        await asyncio.sleep(1 if people else 0)
        for _ in range(rounds):
            start = time.perf_counter()
            pages[(await client.get(base + "/")).status_code] += 1
            times.append(time.perf_counter() - start)
        done.set()
        await asking
    return times, codes, pages


def main(people: int = 50, rounds: int = 40) -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "data").mkdir()
        for name in ("feeds.yaml", *(str(path.relative_to(ROOT)) for path in (ROOT / "data").glob("*.yaml"))):
            (home / name).write_bytes((ROOT / name).read_bytes())
        command = [sys.executable, "-m", "tracker.cli", "--root", folder]
        subprocess.run([*command, "build"], check=True, capture_output=True)
        served = [*command, "serve", "--port", str(port)]
        server = subprocess.Popen(served, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        base = f"http://127.0.0.1:{port}"
        try:
            while not _answers(base):
                time.sleep(0.2)
            data = next(x for x in ("/data", "/timeline") if httpx.get(f"{base}{x}/events.json", timeout=60).is_success)
            worst = 0.0
            for crowded in (0, people):
                times, codes, pages = asyncio.run(measure(base, data, crowded, rounds))
                worst = max(times)
                memory = psutil.Process(server.pid).memory_info().rss / 1e6
                home_page = f"home page median {statistics.median(times):.3f} s, worst {worst:.3f} s, {dict(pages)}"
                print(
                    f"{crowded} heavy at once: {home_page}; answers {dict(codes)}; server {memory:.0f} MB", flush=True
                )
        finally:
            server.terminate()
            server.wait(10)
    return int(worst > 1)


def _answers(base: str) -> bool:
    try:
        return httpx.get(f"{base}/", timeout=30).is_success
    except httpx.TransportError:
        return False


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
