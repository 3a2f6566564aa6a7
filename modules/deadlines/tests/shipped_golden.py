#!/usr/bin/env python3
"""Makes shipped.golden: for every deadline of the shipped packs, two starts and the day that each must give.

The dates are worked out by tests/golden/deadlines.py (printed Easter tables and the words of the law), not by the program. The file is
meant to be read: by a quality officer who knows what the rule of a process is, and by a lawyer who knows what day it gives.

    python3 modules/deadlines/tests/shipped_golden.py > modules/deadlines/tests/shipped.golden
"""
import contextlib, glob, importlib.util, io, os, sys, tomllib
from datetime import date, timedelta

root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../..")
spec = importlib.util.spec_from_file_location("reckoning", os.path.join(root, "tests/golden/deadlines.py"))
reckoning = importlib.util.module_from_spec(spec)
with contextlib.redirect_stdout(io.StringIO()):
    spec.loader.exec_module(reckoning)
day = timedelta(days=1)
PERIODS = {"week": "veckan", "month": "månaden", "quarter": "kvartalet", "term": "terminen", "tertial": "tertialet", "year": "året"}


def period(per, d):
    if per == "week":
        monday = d - d.weekday() * day
        return monday, monday + 6 * day
    months = {"month": 1, "quarter": 3, "tertial": 4, "term": 6, "year": 12}[per]
    first = date(d.year, (d.month - 1) // months * months + 1, 1)
    return first, reckoning.months_on(first, months) - day


def asked_in(times, start, first, last):
    """A period that had begun asks for its share, to the nearest whole number."""
    whole, left = (last - first).days + 1, (last - max(start, first)).days + 1
    return int(times * left / whole + 0.5)


def reckon(rule, start, before):
    """The last day and why."""
    if "before" in rule:
        return before - day, f"dagen före {reckoning.words(before)}."
    if "per" in rule:
        per, times = rule["per"], rule.get("times", 1)
        first, last = period(per, start)
        if rule.get("of_unit"):
            return last, f"{PERIODS[per]} slutar {last.day}/{last.month}."
        while not asked_in(times, start, first, last):
            first, last = period(per, last + day)
        return last, f"{PERIODS[per]} slutar {last.day}/{last.month}; {asked_in(times, start, first, last)} gång(er) krävs."
    length = rule.get("within") or rule["every"]
    if length.endswith("hours"):
        last = start + timedelta(hours=int(length.split()[0]))
        return last, f"{length.split()[0]} timmar på klockan."
    target = reckoning.add(length, start)
    if length == "same day" or rule.get("next_weekday") is False:
        return target, f"{reckoning.words(target)}; dagen flyttas inte."
    last = reckoning.next_counting(target)
    moved = f"; nästa vardag är {last.day}/{last.month}" if last != target else ""
    return last, f"{reckoning.words(target)}{moved}."


def rule_text(rule):
    if "before" in rule:
        return "before " + rule["before"]
    if "per" in rule:
        return f"{rule.get('times', 1)} per {rule['per']}" + (" of the unit" if rule.get("of_unit") else "")
    return rule.get("within") or "every " + rule["every"]


print("paket;register;tidsgräns;gäller från;namn;räknas från;regel;start;före;sista dag;varför")
for file in sorted(glob.glob(os.path.join(root, "packs/*/registers/*.toml"))):
    pack = file.split(os.sep)[-3]
    definition = tomllib.load(open(file, "rb"))
    for rule in definition.get("deadline", []):
        starts = [date(2019, 3, 4), date(2018, 12, 21)] if "valid_to" in rule else [date(2026, 3, 2), date(2025, 12, 19)]
        for start in starts:
            before = start + 60 * day if "before" in rule else None
            last, why = reckon(rule, start, before)
            print(";".join([pack, definition["register"]["id"], rule["id"], rule.get("valid_from", ""), rule["title"]["sv"], rule.get("from", definition["register"]["date_field"]),
                            rule_text(rule), str(start), str(before or ""), str(last), why[0].upper() + why[1:]]))
