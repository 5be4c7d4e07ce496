"""`make bench`: measure and print the table. `--quick` leaves out the bots, which take a minute."""

import argparse
import asyncio
import os

from benchmarks import screening, startup, steps


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick

    judged = screening.measure()
    print(f"Machine: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start\n")
    print("(a) one screening of a five-person household")
    _row(f"judge, all {judged.measures} measures of Tyumen in 2020", f"{judged.judge:8.0f} µs", "aim: 200")
    _row("parse JSON, judge, write JSON with every reason", f"{judged.whole:8.0f} µs")
    if not quick:
        asyncio.run(_steps())
    started = asyncio.run(startup.measure())
    print("\n(c) start-up without Telegram, until /readyz answers")
    _row("first start: makes database, key and account", f"{started.first:8.2f} s")
    _row("every later start, median", f"{started.later:8.2f} s", "aim: 1.5")
    _row("processor time of a later start", f"{started.processor:8.2f} s", "free of other load")
    _row("resident memory", f"{started.megabytes:8.0f} MB")


async def _steps() -> None:
    ours, bare = await steps.measure()
    print(f"\n(b) answer steps over a webhook, {steps.PEOPLE} people at once, median of {steps.ROUNDS} turns each")
    _row("durable step: SQLite, judge, plan, render, reply", f"{ours.per_second:8.0f} /s", _cost(ours))
    _row("bare aiogram handler: the same screens, ready-made", f"{bare.per_second:8.0f} /s", _cost(bare))
    _row("ratio of steps per second", f"{ours.per_second / bare.per_second:8.2f}", "aim: 0.5")
    _row(
        "ratio of processor time",
        f"{bare.processor_milliseconds / ours.processor_milliseconds:8.2f}",
        "free of other load",
    )


def _cost(side: steps.Side) -> str:
    return f"{side.processor_milliseconds:.2f} ms of processor a step, {side.megabytes:.0f} MB"


def _row(what: str, value: str, note: str = "") -> None:
    print(f"    {what:<52}{value:>12}   {note}".rstrip())


if __name__ == "__main__":
    main()
