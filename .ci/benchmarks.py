"""Writes what `.ci/benchmarks` measured as the tables of docs/benchmarks.md: figures as lines of JSON come in, text goes
out. Whether a target is met is reckoned here, from the same figures."""

import json
import sys

MACHINE = sys.argv[1]
FIGURES = [json.loads(line) for line in sys.stdin]
STORES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
CLIENTS = (1, 64, 256)


def all_of(what, **those):
    """The runs of a kind with these properties."""
    return [run for run in FIGURES if run["what"] == what and all(run.get(k) == v for k, v in those.items())]


def one(what, **those):
    found = all_of(what, **those)
    return found[0] if found else None


def whole(number):
    return format(number, ",.0f")


def ms(number):
    return f"{number:.1f} ms" if number < 100 else f"{whole(number)} ms"


def mb(number):
    return "?" if number is None else f"{number:.0f} MB"


def table(head, rows):
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


def title(text):
    print(f"### {text}\n")


print(f"Measured on {MACHINE}\n")

title("W in process, beside its floor")
table(
    ("store", "clients", "transitions a second", "floor", "ratio", "half within", "99 of 100 within", "one sync"),
    [
        (STORES[run["store"]], str(run["clients"]), whole(run["transitions_per_second"]), whole(run["floor_per_second"]),
         f"{run['ratio']:.2f}", ms(run["p50_ms"]), ms(run["p99_ms"]), f"{run['fsync_ms']:.2f} ms")
        for run in all_of("floor")
    ],
)

title("W over HTTP, beside W in process")
table(
    ("store", "clients", "transitions a second", "in process", "ratio", "half within", "99 of 100 within", "resident"),
    [
        (STORES[run["store"]], str(run["clients"]), whole(run["transitions_per_second"]),
         whole(run["in_process_per_second"]), f"{run['ratio']:.2f}", ms(run["p50_ms"]), ms(run["p99_ms"]),
         mb(run["resident_mb"]))
        for run in all_of("http")
    ],
)

nodes = all_of("two")
both = sum(run["transitions_per_second"] for run in nodes)
alone = one("one")
race = one("race")
title("Two nodes on one PostgreSQL")
table(
    ("what", "figure"),
    [
        ("one node, 64 clients", f"{whole(alone['transitions_per_second'])} transitions a second"),
        ("two nodes, 32 clients each, on cases of their own",
         f"{whole(both)} transitions a second together ({' and '.join(whole(run['transitions_per_second']) for run in nodes)})"),
        (f"two nodes, each command sent to both at once, for {whole(race['seconds'])} seconds",
         f"{whole(race['transitions'])} transitions of {whole(race['cases'])} cases; {whole(race['refused'])} commands came too "
         f"late, {whole(race['repeated'])} answers were repeated; {whole(race['lost'])} cases with a lost update"),
    ],
)

title("Timers that are due at once")
table(
    ("store", "timers", "fired a second", "floor", "ratio", "half waited", "the last waited", "resident"),
    [
        (STORES[run["store"]], whole(run["fired"]), whole(run["timers_per_second"]), whole(run["floor_per_second"]),
         f"{run['ratio']:.2f}", f"{run['lag_p50_ms'] / 1000:.1f} s", f"{run['lag_last_ms'] / 1000:.1f} s",
         mb(run["resident_mb"]))
        for run in all_of("timers")
    ],
)

title("A store that is full of cases")
table(
    ("store", "cases", "W, transitions a second", "bytes a case", "first inbox page, half within", "99 of 100",
     "opening a case, half within", "99 of 100", "looking for due timers", "resident"),
    [
        (STORES[run["store"]], whole(at["cases_before"]), whole(at["transitions_per_second"]), whole(at["bytes_per_case"]),
         ms(at["inbox_p50_ms"]), ms(at["inbox_p99_ms"]), ms(at["case_p50_ms"]), ms(at["case_p99_ms"]),
         ms(at["idle_look_ms"]), mb(at["resident_mb"]))
        for run in all_of("preload")
        for at in run["at"]
    ],
)

title("Deadlines that lie ahead, and nothing to do")
table(
    ("store", "deadlines", "cases", "bytes a case", "looking for due timers", "resident"),
    [
        (STORES[run["store"]], whole(run["pending"]), whole(run["cases"]), whole(run["bytes_per_case"]),
         f"{run['idle_look_ms']:.2f} ms", mb(run["resident_mb"]))
        for run in all_of("pending")
    ],
)

CROWDS = {
    "pages": "2,048 connections, each asks for an inbox again as soon as it is answered",
    "commands": "2,048 connections, each sends a command for a case that isn't there again as soon as it is answered",
    "slow": "10,000 connections that never end their head, as many as are let in",
}
TURNED_AWAY = "one connection more"


def answers(run):
    """What the crowd itself got each second."""
    each = sorted(run.get("answers_per_second", {}).items())
    return ", ".join(f"{whole(number)} × {status}" for status, number in each) or "–"


title("Too many at once")
table(
    ("crowd", "who waits for an answer", "tries", "half within", "99 of 100 within", "all within", "the crowd's answers a second",
     "resident"),
    [
        (CROWDS[run["crowd"]], run["who"] + (": 503" if run["who"] == TURNED_AWAY else ""), whole(run["tries"]),
         ms(run["p50_ms"]), ms(run["p99_ms"]), ms(run["max_ms"]), answers(run), mb(run["resident_mb"]) if "resident_mb" in run else "–")
        for run in all_of("overload")
    ],
)

serve = one("serve")
title("Memory and the engine alone")
table(
    ("what", "figure"),
    [("`registrar serve` at rest, an empty store", mb(serve["resident_mb"]))]
    + [(f"a step of {run['work']}, in memory, on one core", f"{whole(run['steps_per_second'])} a second")
       for run in all_of("step")],
)


def met(*conditions):
    return "met" if all(conditions) else "missed"


targets = []
for store, ratio, rate in (("sqlite", 0.6, 15_000), ("postgres", 0.5, 10_000)):
    run = one("floor", store=store, clients=64)
    targets.append((
        f"W on {STORES[store]}, 64 clients, in process", f"{ratio} of the floor; {whole(rate)} a second on an idle machine",
        f"{run['ratio']:.2f}: {met(run['ratio'] >= ratio)}; "
        f"{whole(run['transitions_per_second'])}: {met(run['transitions_per_second'] >= rate)}",
    ))
seconds = race["seconds"]
targets.append((
    "two nodes on one PostgreSQL", "no slower than one; no lost update in 10 minutes on the same cases",
    f"{both / alone['transitions_per_second']:.2f} of one: {met(both >= alone['transitions_per_second'])}; "
    f"{whole(race['lost'])} lost in {whole(seconds)} seconds: " + (met(race["lost"] == 0) if seconds >= 600 else "too short to tell"),
))
for store in STORES:
    run = one("http", store=store, clients=64)
    targets.append((
        f"W over HTTP, {STORES[store]}, 64 clients", "0.5 of in process", f"{run['ratio']:.2f}: {met(run['ratio'] >= 0.5)}",
    ))
run = one("floor", store="sqlite", clients=64)
targets.append(("99 of 100 answers, 64 clients, SQLite", "under 20 ms", f"{ms(run['p99_ms'])}: {met(run['p99_ms'] < 20)}"))
run = one("floor", store="sqlite", clients=1)
targets.append((
    "one client, SQLite", "one sync and 1 ms",
    f"half within {run['p50_ms']:.2f} ms, with a sync of {run['fsync_ms']:.2f} ms: {met(run['p50_ms'] <= run['fsync_ms'] + 1)}",
))
for run in all_of("timers"):
    enough = run["fired"] >= 100_000
    targets.append((
        f"100,000 timers due at once, {STORES[run['store']]}", "15,000 a second",
        f"{whole(run['timers_per_second'])}: " + (met(run["timers_per_second"] >= 15_000) if enough else "too few to tell"),
    ))
for run in all_of("preload"):
    last = run["at"][-1]
    enough = last["cases_before"] >= 1_000_000
    targets.append((
        f"1,000,000 cases in the store against 1,000, {STORES[run['store']]}", "0.8",
        f"{run['ratio']:.2f} with {whole(last['cases_before'])}: " + (met(run["ratio"] >= 0.8) if enough else "too few to tell"),
    ))
for run in all_of("pending"):
    small = run["resident_mb"] is not None and run["resident_mb"] < 150
    verdict = met(small) if run["pending"] >= 10_000_000 else ("not shown, with so few" if small else "missed")
    targets.append((
        f"10,000,000 pending timers, idle, {STORES[run['store']]}", "under 150 MB resident",
        f"{mb(run['resident_mb'])} with {whole(run['pending'])}: {verdict}",
    ))
turned_away = [run["p99_ms"] for run in all_of("overload") if run["who"] == TURNED_AWAY]
targets.append((
    "503, while a crowd comes on the same machine", "within 100 ms",
    f"99 of 100 within {ms(max(turned_away))}: {met(max(turned_away) < 100)}",
))
run = one("step", work="reference work")
targets.append((
    "a step of W, in memory, on one core", "300,000 a second",
    f"{whole(run['steps_per_second'])}: {met(run['steps_per_second'] >= 300_000)}" if run else "not measured",
))
title("Targets")
table(("figure", "target", "in the tables above"), targets)
