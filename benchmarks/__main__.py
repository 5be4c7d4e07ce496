"""`make bench`: measure and print the table. `--quick` leaves out the million situations and the bots: some minutes."""

import argparse
import asyncio
import os

from benchmarks import impact, planner, rescreen, screening, startup, steps
from tests.screening.interviews import Figures


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick

    print(f"Machine: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start")
    _screenings()
    if not quick:
        asyncio.run(_steps())
    _startup()
    if not quick:
        _million()
        _impact()
    _openfisca()
    if not quick:
        _questions()


def _startup() -> None:
    started = asyncio.run(startup.measure())
    print("\n(c) start-up without Telegram, until /readyz answers")
    _row("first start: makes database, key and account", f"{started.first:8.2f} s")
    _row("every later start, median", f"{started.later:8.2f} s", "aim: 1.5")
    _row("processor time of a later start", f"{started.processor:8.2f} s", "free of other load")
    _row("resident memory", f"{started.megabytes:8.0f} MB")


def _screenings() -> None:
    print("\n(a) one screening of a five-person household over all measures of a region, median µs of processor time")
    print("    everything: also questions, papers, amounts, priorities, what would change it")
    print(f"    {'':<28}{'measures':>10}{'outcomes':>10}{'everything':>12}{'JSON to JSON':>14}")
    found = screening.measure()
    for one in found:
        regime, when = one.regime, "newest" if one.regime.newest else "old"
        name = f"{regime.region} {regime.on:%d.%m.%Y}, {when}"
        figures = f"{one.outcomes:>10.0f}{one.everything:>12.0f}{one.whole:>14.0f}"
        print(f"    {name:<28}{len(regime.measures):>10}{figures}   aim: 150")
    ratios = screening.ratios(found)
    _row("everything, the slowest newest regime to the fastest", f"{ratios.today:8.2f}", "aim: at most 1.3")
    _row("the slowest of all to the fastest newest", f"{ratios.all_to_today:8.2f}", "aim: at most 1.3")
    _row("JSON to JSON, to everything", f"{ratios.json_to_everything:8.2f}", "aim: at most 4")
    _row("JSON to JSON, to the outcomes alone", f"{ratios.json_to_outcomes:8.2f}")


def _openfisca() -> None:
    print("\n(e) side by side with openfisca-core: per-head income, threshold, one measure of Sevastopol in 2026")
    try:
        from benchmarks import openfisca_side  # noqa: PLC0415 - a development dependency that may be missing
    except ModuleNotFoundError as error:
        print(f"    not measured, for want of {error.name}: make bench installs it, or pip install openfisca-core")
        return
    found = openfisca_side.measure()
    same = openfisca_side.CHECKED - found.near
    print(
        f"    {same} random households come out the same, {found.near} more are too near to the threshold for float32;"
    )
    print(f"    per-head incomes differ by {found.furthest:.3f} roubles at most")
    _ratio("one household, answers read", found.ours, found.theirs)
    _ratio("one household, from JSON", found.ours_from_json, found.theirs_from_json)
    _ratio(f"batch of {openfisca_side.BATCH}, people built, per household", found.ours_batch, found.theirs_batch)


def _ratio(what: str, ours: float, theirs: float) -> None:
    _row(what, f"{ours:8.1f} µs", f"openfisca {theirs:8.1f} µs, ratio {theirs / ours:.3g}")


def _million() -> None:
    print(f"\n(d) {rescreen.SITUATIONS} stored situations by `sotskontrakt rescreen`, one process a core")
    pace = rescreen.measure()
    _row("situations a second per core, by the clock", f"{pace.per_second / pace.workers:8.0f} /s", "aim: 8000")
    _row("situations a second of processor time", f"{pace.per_processor_second:8.0f} /s", "free of other load")
    _row("memory of all processes after a tenth", f"{pace.megabytes_early:8.0f} MB")
    most = f"the most: {pace.megabytes_most:.0f} MB"
    _row("memory of all processes at the end", f"{pace.megabytes_late:8.0f} MB", most)


def _impact() -> None:
    print(f"\n(g) {impact.SITUATIONS} of them by `sotskontrakt rules impact`, two verdicts each, beside rescreen")
    found = impact.measure()
    ratio = f"{found.processor_ratio:8.2f}"
    _row("processor time of a situation, to that of rescreen", ratio, "aim: at most 2")
    _row("situations a second per core, by the clock", f"{found.impact.per_second / found.impact.workers:8.0f} /s")
    _row("memory of all processes after a tenth", f"{found.impact.megabytes_early:8.0f} MB")
    most = f"the most: {found.impact.megabytes_most:.0f} MB"
    _row("memory of all processes at the end", f"{found.impact.megabytes_late:8.0f} MB", most)


def _questions() -> None:
    print("\n(f) screens answered until every measure is settled: mean (95th percentile)")
    _row("region and first day of the regime", "ours", "pack order   best fixed   the same, residence first")
    for regime in planner.regimes():
        others = "".join(f"{_screens(one):<13}" for one in (regime.packs, regime.fixed, regime.natural))
        _row(f"{regime.source}", _screens(regime.ours), others)
    told, untold = planner.against_optimum(hinted=True), planner.against_optimum(hinted=False)
    without = "without a word of what is usual: "
    _row(
        "ours to the optimum on small rules, average",
        f"{told.average:8.3f}",
        f"aim: 1.05; {without}{untold.average:.3f}",
    )
    _row("the worst of them", f"{told.worst:8.3f}", f"aim: 1.30; {without}{untold.worst:.3f}")
    _row("choosing the next question, median", f"{planner.microseconds():8.0f} µs", "aim: 100")


def _screens(figures: Figures) -> str:
    return f"{figures.mean:.2f} ({figures.p95})"


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
    waits = await steps.measure_held()
    print(f"    99th percentile of a step, alone and while {steps.HELD} more chats are banned and go on writing")
    _row("alone", f"{waits.alone * 1000:8.0f} ms")
    _row("beside banned chats", f"{waits.beside_held * 1000:8.0f} ms")
    _row(
        "ratio",
        f"{waits.beside_held / waits.alone:8.2f}",
        f"their share of the work alone: {1 + steps.HELD / steps.PEOPLE:.2f}",
    )


def _cost(side: steps.Side) -> str:
    return f"{side.processor_milliseconds:.2f} ms of processor a step, {side.megabytes:.0f} MB"


def _row(what: str, value: str, note: str = "") -> None:
    print(f"    {what:<52}{value:>12}   {note}".rstrip())


if __name__ == "__main__":
    main()
