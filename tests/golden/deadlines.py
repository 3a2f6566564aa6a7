#!/usr/bin/env python3
"""Makes deadlines.csv: what the dates must be, worked out without the program.

Nothing here is taken from the program's own arithmetic. Easter Sundays are written out from the printed tables, the other
holidays follow from the words of lag (1989:253), the weekday shift from lag (1930:173) 2 §, months from its 1 §, and the
hours from the time zone database by way of Python. Rows in `BY_HAND` have their answers written by hand; the script
stops if its own arithmetic does not agree with them.

    python3 tests/golden/deadlines.py > tests/golden/deadlines.csv
"""
import calendar, csv, sys
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

EASTER = {2015: (4, 5), 2016: (3, 27), 2017: (4, 16), 2018: (4, 1), 2019: (4, 21), 2020: (4, 12), 2021: (4, 4), 2022: (4, 17),
          2023: (4, 9), 2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2028: (4, 16), 2029: (4, 1), 2030: (4, 21),
          2031: (4, 13)}
DAYS = ["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"]
ZONE = ZoneInfo("Europe/Stockholm")
day = timedelta(days=1)


def saturday_in(year, month, first):
    return next(d for d in (date(year, month, first) + n * day for n in range(7)) if d.weekday() == 5)


def named_days(year):
    easter = date(year, *EASTER[year])
    midsummer = saturday_in(year, 6, 20)
    return {"nyårsdagen": date(year, 1, 1), "trettondedag jul": date(year, 1, 6), "långfredagen": easter - 2 * day,
            "påskafton": easter - day, "påskdagen": easter, "annandag påsk": easter + day, "första maj": date(year, 5, 1),
            "Kristi himmelsfärdsdag": easter + 39 * day, "pingstdagen": easter + 49 * day, "nationaldagen": date(year, 6, 6),
            "midsommarafton": midsummer - day, "midsommardagen": midsummer, "alla helgons dag": saturday_in(year, 10, 31),
            "julafton": date(year, 12, 24), "juldagen": date(year, 12, 25), "annandag jul": date(year, 12, 26),
            "nyårsafton": date(year, 12, 31)}


FREE = {}
for year in range(2015, 2032):
    for name, d in named_days(year).items():
        if name != "påskafton":  # free only because it is a Saturday
            FREE.setdefault(d, name)


def counts(d):
    return d.weekday() < 5 and d not in FREE


def next_counting(d):
    while not counts(d):
        d += day
    return d


def months_on(d, n):
    index = d.year * 12 + d.month - 1 + n
    year, month = divmod(index, 12)
    return date(year, month + 1, min(d.day, calendar.monthrange(year, month + 1)[1]))


def working_days_on(d, n):
    while n:
        d += day
        n -= counts(d)
    return d


def add(rule, start):
    if rule == "same day":
        return start
    n, _, unit = rule.replace("every ", "").partition(" ")
    n, unit = int(n), unit.rstrip("s")
    return {"day": lambda: start + n * day, "week": lambda: start + 7 * n * day, "month": lambda: months_on(start, n),
            "year": lambda: months_on(start, 12 * n), "working day": lambda: working_days_on(start, n)}[unit]()


def words(d):
    said = DAYS[d.weekday()]
    name = FREE.get(d)
    return f"{d.day}/{d.month} {d.year} är {name + ' (' + said + ')' if name else 'en ' + said}"


HEADS = ["grupp", "regel", "start", "vilar", "förlängd", "före", "gjort", "gång", "i dag", "måldag", "sista dag", "läge", "varför"]
rows = []


def row(group, rule, start, target, last, why, pause="", extended="", before="", met="", occurrence=1, today="", state=""):
    rows.append([group, rule, str(start), pause, str(extended), str(before), met, occurrence, str(today), str(target), str(last), state, why])


def plain(group, rule, start, why=""):
    target = add(rule, start)
    last = target if rule == "same day" else next_counting(target)
    moved = f"{words(target)}; nästa vardag är {last.day}/{last.month}." if last != target else f"{words(target)}; dagen flyttas inte."
    row(group, rule, start, target, last, (why + " " if why else "") + moved)


# ---- answers written by hand, from a printed calendar ----
BY_HAND = [
    ("4 months", "2019-10-31", "2020-02-29", "2020-03-02", "Februari 2020 har 29 dagar; 29/2 är en lördag, måndag 2/3 gäller."),
    ("4 months", "2018-10-31", "2019-02-28", "2019-02-28", "Februari 2019 har 28 dagar; torsdag."),
    ("4 months", "2018-08-24", "2018-12-24", "2018-12-27", "Julafton; 27/12 är en torsdag."),
    ("4 months", "2019-08-31", "2019-12-31", "2020-01-02", "Nyårsafton, nyårsdagen; torsdag 2/1."),
    ("4 months", "2021-08-24", "2021-12-24", "2021-12-27", "Julafton fredag, juldagen, annandagen söndag; måndag 27/12."),
    ("4 months", "2022-08-24", "2022-12-24", "2022-12-27", "Julafton lördag; annandag jul måndag; tisdag 27/12."),
    ("4 months", "2015-02-19", "2015-06-19", "2015-06-22", "Midsommarafton fredag 19/6 2015; måndag 22/6."),
    ("4 months", "2017-02-23", "2017-06-23", "2017-06-26", "Midsommarafton fredag 23/6 2017; måndag 26/6."),
    ("4 months", "2026-02-19", "2026-06-19", "2026-06-22", "Midsommarafton fredag 19/6 2026; måndag 22/6."),
    ("14 days", "2016-03-11", "2016-03-25", "2016-03-29", "Långfredagen 2016; tisdagen efter annandag påsk."),
    ("14 days", "2019-04-05", "2019-04-19", "2019-04-23", "Långfredagen 2019; tisdag 23/4."),
    ("14 days", "2024-03-15", "2024-03-29", "2024-04-02", "Långfredagen 2024; tisdag 2/4."),
    ("14 days", "2026-03-20", "2026-04-03", "2026-04-07", "Långfredagen 2026; tisdag 7/4."),
    ("14 days", "2026-11-08", "2026-11-22", "2026-11-23", "Söndag; måndag 23/11."),
    ("14 days", "2026-11-09", "2026-11-23", "2026-11-23", "Måndag; dagen flyttas inte."),
    ("14 days", "2018-04-17", "2018-05-01", "2018-05-02", "Första maj, tisdag; onsdag 2/5."),
    ("14 days", "2019-05-16", "2019-05-30", "2019-05-31", "Kristi himmelsfärdsdag, torsdag; fredagen är en vardag."),
    ("14 days", "2019-05-23", "2019-06-06", "2019-06-07", "Nationaldagen, torsdag; fredag 7/6."),
    ("14 days", "2015-12-23", "2016-01-06", "2016-01-07", "Trettondedag jul 2016, onsdag; torsdag 7/1."),
    ("14 days", "2017-12-23", "2018-01-06", "2018-01-08", "Trettondedag jul 2018 är en lördag; måndag 8/1."),
    ("14 days", "2020-10-17", "2020-10-31", "2020-11-02", "Alla helgons dag 2020 är lördag 31/10; måndag 2/11."),
    ("14 days", "2025-10-18", "2025-11-01", "2025-11-03", "Alla helgons dag 2025 är lördag 1/11; måndag 3/11."),
    ("3 weeks", "2026-12-03", "2026-12-24", "2026-12-28", "Julafton torsdag; juldagen fredag, lördag, söndag; måndag 28/12."),
    ("3 weeks", "2025-12-10", "2025-12-31", "2026-01-02", "Nyårsafton onsdag, nyårsdagen torsdag; fredag 2/1."),
    ("6 months", "2015-08-31", "2016-02-29", "2016-02-29", "Skottår; 29/2 2016 är en måndag."),
    ("6 months", "2016-08-31", "2017-02-28", "2017-02-28", "Inget skottår; tisdag."),
    ("6 months", "2023-08-30", "2024-02-29", "2024-02-29", "Skottår; ingen dag 30 i februari; torsdag."),
    ("3 months", "2018-11-30", "2019-02-28", "2019-02-28", "Ingen dag 30 i februari; torsdag."),
    ("1 months", "2019-01-31", "2019-02-28", "2019-02-28", "Ingen dag 31 i februari."),
    ("1 months", "2019-03-31", "2019-04-30", "2019-04-30", "Ingen dag 31 i april."),
    ("1 months", "2019-02-28", "2019-03-28", "2019-03-28", "Samma dag i slutmånaden, inte månadens sista."),
    ("1 years", "2016-02-29", "2017-02-28", "2017-02-28", "Från skottdagen: 28 februari året efter."),
    ("1 years", "2019-02-28", "2020-02-28", "2020-02-28", "Samma dag nästa år."),
    ("1 years", "2023-12-24", "2024-12-24", "2024-12-27", "Julafton tisdag, två helgdagar; fredag 27/12."),
    ("10 working days", "2019-04-15", "2019-05-02", "2019-05-02", "16, 17, 18, 23, 24, 25, 26, 29, 30 april och 2 maj: påsken och första maj räknas inte."),
    ("5 working days", "2018-12-20", "2019-01-03", "2019-01-03", "21, 27, 28 december, 2 och 3 januari: jul, nyårsafton och nyårsdagen räknas inte."),
]
for rule, start, target, last, why in BY_HAND:
    reckoned = add(rule, date.fromisoformat(start))
    assert str(reckoned) == target, (rule, start, target, reckoned)
    assert str(next_counting(reckoned)) == last, (rule, start, last)
    row("för hand", rule, start, target, last, why)

# ---- every holiday and eve of sixteen years ----
TURNS = ["14 days", "2 weeks", "4 months", "3 weeks", "1 months", "6 months"]
for year in range(2015, 2031):
    for i, (name, d) in enumerate(named_days(year).items()):
        rule = TURNS[(year + i) % len(TURNS)]
        n, unit = rule.split()
        start = d - int(n) * day * (7 if unit == "weeks" else 1) if unit != "months" else months_on(d, -int(n))
        if add(rule, start) != d:
            rule, start = "14 days", d - 14 * day
        plain("helgdag " + str(year), rule, start, f"{name[0].upper()}{name[1:]} {year}:")

# ---- month ends and leap days ----
for year in (2015, 2016, 2019, 2020, 2023, 2024, 2028):
    for start, rule in ((date(year, 1, 31), "1 months"), (date(year, 10, 31), "4 months"), (date(year, 8, 31), "6 months"), (date(year, 3, 31), "3 months"),
                        (date(year, 2, 28), "1 years"), (date(year, 12, 31), "2 months")):
        plain("månadsslut", rule, start, "Dagnumret i slutmånaden, annars månadens sista dag." if start.day > 28 else "Samma dag nästa år.")
plain("månadsslut", "1 years", date(2024, 2, 29), "Skottdagen har ingen motsvarighet 2025.")
plain("månadsslut", "4 years", date(2024, 2, 29), "Nästa skottdag.")

# ---- working days over Easter, midsummer and Christmas ----
for year in range(2015, 2031):
    easter, midsummer = date(year, *EASTER[year]), saturday_in(year, 6, 20)
    for name, start, n in (("påsken", easter - 4 * day, 5), ("midsommar", midsummer - 3 * day, 3), ("jul och nyår", date(year, 12, 22), 10)):
        target = working_days_on(start, n)
        row("vardagar", f"{n} working days", start, target, target, f"{n} vardagar över {name} {year}: lördagar, söndagar, helgdagar och aftnar räknas inte.")

# ---- same day: at once, also on a Saturday and at Christmas ----
for d in (date(2019, 3, 22), date(2019, 3, 23), date(2019, 3, 24), date(2018, 12, 24), date(2018, 12, 25), date(2020, 1, 1), date(2026, 6, 19), date(2024, 2, 29)):
    row("samma dag", "same day", d, d, d, f"Genast: {words(d)}, och dagen flyttas inte.")

# ---- 48 hours, day and night, over the clocks' changes ----
def hours(start, n, why):
    local = datetime.fromisoformat(start).replace(tzinfo=ZONE)
    end = (local.astimezone(ZoneInfo("UTC")) + timedelta(hours=n)).astimezone(ZONE)
    text = end.strftime("%Y-%m-%d %H:%M")
    row("timmar", f"{n} hours", start, text[:10], text, why)


hours("2019-03-22 14:30", 48, "Två dygn senare samma klockslag, även om det är söndag.")
hours("2018-12-23 16:05", 48, "Juldagen flyttar inte ett krav i timmar.")
hours("2020-02-28 09:00", 48, "Över skottdagen: söndag 1 mars klockan 9.")
hours("2019-12-31 23:30", 48, "Över årsskiftet.")
for year in range(2015, 2031):
    spring = max(d for d in (date(year, 3, 25) + n * day for n in range(7)) if d.weekday() == 6)
    autumn = max(d for d in (date(year, 10, 25) + n * day for n in range(7)) if d.weekday() == 6)
    hours(f"{spring - day} 10:00", 48, f"Sommartiden börjar {spring}: klockan är en timme mer när 48 timmar har gått.")
    hours(f"{autumn - day} 10:00", 48, f"Sommartiden slutar {autumn}: klockan är en timme mindre när 48 timmar har gått.")
hours("2019-03-29 12:00", 24, "Före omställningen: samma klockslag.")
row("timmar", "48 hours", "2019-03-22", "2019-03-24", "2019-03-24", "Klockslaget är inte antecknat: hela andra dagen efter gäller.")
row("timmar", "72 hours", "2026-05-01", "2026-05-04", "2026-05-04", "72 timmar utan klockslag är tre dagar.")

# ---- rests: days that do not count ----
def rests(rule, start, frm, to, why, today="", state=""):
    base = add(rule, start)
    target = base + (to - max(frm, start)) if frm <= base else base
    row("vilar", rule, start, target, next_counting(target), why, pause=f"{frm}/{to}", today=today, state=state)


rests("4 months", date(2019, 1, 15), date(2019, 2, 1), date(2019, 2, 15), "14 dagar räknas inte: 15/5 blir 29/5.")
rests("4 months", date(2019, 1, 15), date(2019, 5, 20), date(2019, 6, 1), "Vilan börjar när tiden redan är slut och räknas inte.")
rests("4 months", date(2019, 1, 15), date(2019, 5, 15), date(2019, 5, 20), "Vilan börjar på sista dagen: fem dagar läggs till.")
rests("14 days", date(2026, 11, 2), date(2026, 10, 20), date(2026, 11, 5), "Bara dagarna efter starten, 2–5 november, räknas bort.")
rests("14 days", date(2026, 12, 1), date(2026, 12, 10), date(2026, 12, 19), "Nio dagar till 15/12 ger julafton, som flyttas till måndag 28/12.")
rests("2 weeks", date(2020, 2, 20), date(2020, 2, 25), date(2020, 3, 1), "Över skottdagen är vilan fem dagar.")
rests("6 months", date(2018, 8, 31), date(2018, 12, 1), date(2019, 1, 1), "Målet 28/2 och 31 dagar.")
row("vilar", "4 months", "2019-01-15", "", "", "Vilar utan slut: sista dagen går inte att säga.", pause="2019-02-01/", today="2019-03-01", state="vilar")
row("vilar", "14 days", "2019-01-15", "2019-01-29", "2019-01-29", "Vilan börjar efter sista dagen; tiden var redan slut.", pause="2019-02-01/", today="2019-03-01", state="försenad")
row("vilar", "10 working days", "2019-04-01", "2019-04-23", "2019-04-23",
    "Utan vila 15/4; 8, 9, 10 och 11 april räknas inte: 16, 17, 18 april och, efter påsken, 23 april.", pause="2019-04-08/2019-04-12")

# ---- extended by a decision with a reason ----
def longer(rule, start, to, why, **more):
    base = add(rule, start)
    target = max(base, to)
    row("förlängd", rule, start, target, next_counting(target), why, extended=to, **more)


longer("4 months", date(2019, 1, 15), date(2019, 6, 15), "Beslutets dag är en lördag: måndag 17/6.")
longer("4 months", date(2019, 1, 15), date(2019, 6, 14), "Beslutets dag är en fredag.")
longer("4 months", date(2019, 1, 15), date(2019, 4, 1), "En kortare tid är ingen förlängning.")
longer("4 months", date(2019, 1, 15), date(2019, 5, 15), "Samma dag är ingen förlängning.")
longer("14 days", date(2019, 12, 10), date(2019, 12, 31), "Förlängd till nyårsafton: torsdag 2/1 2020.")
longer("14 days", date(2019, 5, 24), date(2019, 6, 21), "Förlängd till midsommarafton: måndag 24/6.")
longer("4 months", date(2019, 1, 15), date(2019, 6, 14), "Klart före den nya dagen.", met="2019-06-10", today="2019-07-01", state="klar i tid")
longer("4 months", date(2019, 1, 15), date(2019, 6, 14), "Klart efter den nya dagen.", met="2019-06-17", today="2019-07-01", state="klar för sent")

# ---- before a day: the last day is the day before, and is never moved ----
for d in (date(2019, 4, 1), date(2019, 4, 22), date(2020, 3, 1), date(2026, 1, 1), date(2026, 11, 30), date(2018, 12, 27)):
    row("före", "before", date(2018, 9, 3), d - day, d - day, f"Måste vara gjort före {d}: senast dagen innan, även om det är en helg.", before=d)
row("före", "before", "2018-09-03", "2019-03-31", "2019-03-31", "Gjort samma dag som det skulle vara gjort före: för sent.", before="2019-04-01", met="2019-04-01", today="2019-05-01", state="klar för sent")
row("före", "before", "2018-09-03", "2019-03-31", "2019-03-31", "Gjort i ett annat register innan tiden började räknas inte.", before="2019-04-01", met="2018-08-01", today="2019-05-01", state="försenad")

# ---- again and again, from the last time ----
def every(rule, start, met, occurrence, why, today="", state=""):
    begins = [start] + met
    target = add(rule, begins[occurrence - 1])
    row("återkommer", rule, start, target, next_counting(target), why, met="|".join(map(str, met)), occurrence=occurrence, today=today, state=state)


reviews = [date(2019, 2, 20), date(2019, 4, 3), date(2019, 5, 20)]
every("every 6 weeks", date(2019, 1, 10), reviews, 1, "Första gången: sex veckor från starten.", "2019-06-01", "klar i tid")
every("every 6 weeks", date(2019, 1, 10), reviews, 2, "Andra: sex veckor från 20/2.", "2019-06-01", "klar i tid")
every("every 6 weeks", date(2019, 1, 10), reviews, 3, "Tredje: 15/5, gjord 20/5.", "2019-06-01", "klar för sent")
every("every 6 weeks", date(2019, 1, 10), reviews, 4, "Fjärde: från 20/5.", "2019-06-01", "pågår")
every("every 6 weeks", date(2019, 1, 10), [], 1, "Aldrig gjort.", "2019-03-01", "försenad")
every("every 6 months", date(2019, 8, 31), [date(2020, 2, 28)], 1, "Övervägande: 29/2 2020 är en lördag.", "2020-03-01", "klar i tid")
every("every 6 months", date(2019, 8, 31), [date(2020, 2, 28)], 2, "Nästa räknas från 28/2, inte från 31/8.", "2020-08-22", "snart")
every("every 3 months", date(2018, 11, 30), [date(2019, 2, 28), date(2019, 5, 28)], 3, "Var tredje månad.", "2019-08-20", "pågår")
every("every 2 weeks", date(2026, 12, 10), [], 1, "Julafton: måndag 28/12.", "2026-12-26", "snart")
every("every 1 years", date(2020, 2, 29), [date(2021, 2, 26)], 2, "LSS-planen, ett år från senaste genomgången.", "2021-03-01", "pågår")

# ---- so many times per period; the last day is the period's and is not moved ----
def per(rule, start, met, today, occurrence, last, state, why):
    row("per period", rule, start, last, last, why, met="|".join(met), occurrence=occurrence, today=today, state=state)


per("2 per term", "2019-01-01", ["2019-02-10", "2019-05-02"], "2019-06-01", 1, "2019-06-30", "klar i tid", "Två uppföljningar på vårterminen.")
per("2 per term", "2019-01-01", ["2019-02-10"], "2019-06-01", 1, "2019-06-30", "pågår", "En av två; vårterminen slutar söndag 30/6.")
per("2 per term", "2019-01-01", ["2019-02-10"], "2019-06-25", 1, "2019-06-30", "snart", "En av två och fem dagar kvar.")
per("2 per term", "2019-01-01", ["2019-02-10"], "2019-07-01", 1, "2019-06-30", "missad period", "Perioden är över.")
per("2 per term", "2019-01-01", ["2019-02-10"], "2019-07-01", 2, "2019-12-31", "pågår", "Höstterminen ställer sitt eget krav.")
per("2 per term", "2019-06-10", ["2019-08-02"], "2019-09-01", 1, "2019-12-31", "pågår", "Började 10/6 (21 av 181 dagar kvar, 0,2 gånger): kravet börjar på höstterminen.")
per("2 per term", "2019-04-10", ["2019-05-02"], "2019-06-01", 1, "2019-06-30", "klar i tid", "Började 10/4 (82 av 181 dagar kvar, 0,9 gånger): en av två krävs.")
per("2 per term", "2018-07-02", ["2018-09-10"], "2018-12-01", 1, "2018-12-31", "pågår", "Började andra dagen på terminen (1,98 gånger): båda krävs.")
per("2 per term", "2019-03-01", ["2019-05-02"], "2019-06-01", 1, "2019-06-30", "klar i tid", "Började 1/3 (122 av 181 dagar kvar, 1,3 gånger): en av två räcker.")
per("1 per quarter", "2021-01-01", ["2021-02-03"], "2021-03-01", 1, "2021-03-31", "klar i tid", "Kvartalsuppföljning.")
per("1 per quarter", "2021-01-01", [], "2021-03-30", 1, "2021-03-31", "snart", "Sista dagen är kvartalets.")
per("1 per quarter", "2021-03-10", [], "2021-05-01", 1, "2021-06-30", "pågår", "Började 10/3 (22 av 90 dagar kvar): kravet börjar nästa kvartal.")
per("1 per quarter", "2021-02-01", [], "2021-03-28", 1, "2021-03-31", "snart", "Började 1/2 (59 av 90 dagar kvar, 0,7 gånger): en gång krävs.")
per("1 per week", "2019-03-18", ["2019-03-22"], "2019-03-29", 1, "2019-03-24", "klar i tid", "Bevakningslistan gås igenom varje vecka.")
per("1 per week", "2019-03-18", ["2019-03-22"], "2019-03-29", 2, "2019-03-31", "snart", "Veckan slutar på söndagen.")
per("1 per month", "2020-02-01", [], "2020-03-05", 1, "2020-02-29", "missad period", "Februari 2020 har 29 dagar.")
per("10 per tertial", "2022-01-01", ["2022-03-01"] * 10, "2022-04-01", 1, "2022-04-30", "klar i tid", "Tio ärenden per tertial; flera på en dag räknas var för sig.")
per("8 per year", "2022-01-01", ["2022-02-01", "2022-03-01", "2022-04-01"], "2022-12-30", 1, "2022-12-31", "snart", "Tre av åtta egenkontroller.")
per("1 per year", "2023-08-01", [], "2024-02-01", 1, "2024-12-31", "pågår", "Började 1/8 (153 av 365 dagar kvar): första kravet gäller 2024.")

# ---- versions: what began under a rule keeps it ----
OLD_NEW = "4 months until 2025-06-30 / 3 months from 2025-07-01"
for start, rule, why in (("2025-06-30", "4 months", "Började sista dagen under den äldre regeln."), ("2025-07-01", "3 months", "Började första dagen under den nya."),
                         ("2025-03-15", "4 months", "Pågick när regeln ändrades och behåller sin."), ("2026-01-30", "3 months", "Helt under den nya; 30/4 2026 är en torsdag.")):
    target = add(rule, date.fromisoformat(start))
    row("version", OLD_NEW, start, target, next_counting(target), why)

# ---- what has become of it ----
for today, met, state, why in (("2026-11-10", "", "pågår", "13 dagar kvar."), ("2026-11-15", "", "pågår", "Åtta dagar kvar."), ("2026-11-16", "", "snart", "Sju dagar kvar: första påminnelsen."),
                               ("2026-11-20", "", "snart", "Tre dagar kvar."), ("2026-11-23", "", "snart", "Sista dagen."), ("2026-11-24", "", "försenad", "Dagen efter."),
                               ("2026-12-24", "2026-11-20", "klar i tid", "Gjort tre dagar före."), ("2026-12-24", "2026-11-23", "klar i tid", "Gjort på sista dagen."),
                               ("2026-12-24", "2026-11-24", "klar för sent", "Gjort dagen efter."), ("2026-11-08", "", "inte börjat", "Starten ligger i framtiden.")):
    row("läge", "14 days", "2026-11-09", "2026-11-23", "2026-11-23", why, met=met, today=today, state=state)
row("läge", "14 days", "2026-11-08", "2026-11-22", "2026-11-23", "Måldagen är en söndag; på måndagen är det i tid.", met="2026-11-23", today="2026-12-01", state="klar i tid")
row("läge", "14 days", "2026-11-08", "2026-11-22", "2026-11-23", "Gjort före starten räknas inte.", met="2026-11-01", today="2026-11-24", state="försenad")
row("läge", "48 hours", "2019-03-22 14:30", "2019-03-24", "2019-03-24 14:30", "Gjort en minut före.", met="2019-03-24 14:29", today="2019-03-25", state="klar i tid")
row("läge", "48 hours", "2019-03-22 14:30", "2019-03-24", "2019-03-24 14:30", "Gjort en minut efter.", met="2019-03-24 14:31", today="2019-03-25", state="klar för sent")
row("läge", "48 hours", "2019-03-22 14:30", "2019-03-24", "2019-03-24 14:30", "Bara dagen är känd: den dagen är i tid.", met="2019-03-24", today="2019-03-25", state="klar i tid")
row("läge", "same day", "2019-03-23", "2019-03-23", "2019-03-23", "Skyddsbedömningen gjordes först dagen efter.", met="2019-03-24", today="2019-03-25", state="klar för sent")

out = csv.writer(sys.stdout, delimiter=";", lineterminator="\n")
out.writerow(HEADS)
out.writerows(rows)
print(len(rows), "fall", file=sys.stderr)
