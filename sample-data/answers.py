#!/usr/bin/env python3
"""Works out, record by record and without Millrace, what the sample pipelines must answer.

    python3 answers.py             writes NAME/answers for shop, stream and payments
    python3 answers.py --check     writes nothing; exit 1 when what is there differs from what would be written

It reads NAME/deliveries.tsv and NAME/files and knows each pipeline by heart (SAMPLES, below), so nothing is shared with the
program it judges. Every report is the sum over all records of its window, from nothing: no states, no merging.
"""

import bz2
import csv
import gzip
import io
import os
import re
import sys
import unicodedata
from collections import namedtuple
from datetime import datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from fractions import Fraction

HERE = os.path.dirname(os.path.abspath(__file__))
MAX_AHEAD = 300

Job = namedtuple("Job", "name measure key value where windows top")
Pipeline = namedtuple("Pipeline", "every lateness records jobs")


class Broken(Exception):
    """A record, or a file, that cannot be read."""


def job(name, measure, key, windows, value=None, where=None, top=None):
    return Job(name, measure, key, value, where or {}, windows, top)


# ------------------------------------------------------------------------------------------------- records of the formats
# Each reader yields (time, fields) or (None, None) for a broken record; fields are bytes, times are seconds since 1970.

MONTHS = {name: number for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}
ACCESS = re.compile(
    rb'(\S+) (\S+) (.+?) \[([^\]]*)\] "((?:[^"\\]|\\.)*)" (\d+) (\d+|-)(?: .*)?', re.DOTALL)
ACCESS_TIME = re.compile(r"(\d\d)/(\w{3})/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)")
ISO_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:(Z)|([+-])(\d\d):(\d\d))?")


def seconds(numbers, offset):
    try:
        return int((datetime(*map(int, numbers), tzinfo=timezone.utc) - offset).timestamp())
    except ValueError as e:
        raise Broken(e)


def offset(sign, hours, minutes):
    return timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)


def access_time(text):
    found = ACCESS_TIME.fullmatch(text)
    if not found or found[2] not in MONTHS:
        raise Broken("time: " + text)
    numbers = (found[3], MONTHS[found[2]], found[1], found[4], found[5], found[6])
    return seconds(numbers, offset(found[7], found[8], found[9]))


def lines_of(data):
    """Lines end with LF or CRLF; what follows the last one is a line unless it is empty."""
    lines = data.split(b"\n")
    if not lines[-1]:
        lines.pop()
    return [line[:-1] if line.endswith(b"\r") else line for line in lines]


def access_log(name, data):
    for line in lines_of(data):
        if not line.strip():
            continue  # a blank line is no record
        found = ACCESS.fullmatch(line)
        try:
            if not found:
                raise Broken("not an access log line")
            time = access_time(found[4].decode("latin-1"))
        except Broken:
            yield None, None
            continue
        request = found[5].split(b" ")
        url = request[1] if len(request) > 1 else b"-"
        yield time, {
            "client": found[1], "path": url.split(b"?")[0], "status": found[6],
            "bytes": b"0" if found[7] == b"-" else found[7],
        }


def text(name, data):
    found = re.search(r"talk-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z\.", name)
    if not found:
        raise Broken("no time in the name")
    time = seconds(found.groups(), timedelta(0))
    for line in lines_of(data):
        yield time, {"line": line}


def berlin(local):
    """The offset of Berlin on 2024-03-31, the day without an hour from 02:00 to 03:00."""
    return timedelta(hours=1 if local < "2024-03-31T02" else 2)


def iso_time(written):
    found = ISO_TIME.fullmatch(written)
    if not found:
        raise Broken("time: " + written)
    if found[7]:
        shift = timedelta(0)
    elif found[8]:
        shift = offset(found[8], found[9], found[10])
    else:
        shift = berlin(written)
    return seconds(found.groups()[:6], shift)


def payments_csv(name, data):
    rows = csv.reader(io.StringIO(data.decode("latin-1"), newline=""))  # latin-1: one character for each byte
    header = next(rows)
    for row in rows:
        if not row:
            continue  # a blank line is no record
        try:
            if len(row) != len(header):
                raise Broken("fields: %d" % len(row))
            fields = {column: value.encode("latin-1") for column, value in zip(header, row)}
            yield iso_time(fields["time"].decode("latin-1")), fields
        except Broken:
            yield None, None


# ------------------------------------------------------------------------------------------------------------------ words

def is_letter_or_digit(character):
    category = unicodedata.category(character)
    return category[0] == "L" or category == "Nd"


def unicode_words(line):
    # Undecodable bytes become U+FFFD, which is no letter, and so separate.
    characters = line.decode("utf-8", "replace")
    spaced = "".join(c if is_letter_or_digit(c) else " " for c in characters)
    return [word.lower().encode() for word in spaced.split(" ") if word]


def whitespace_tokens(line):
    return [token for token in re.split(rb"[\t\n\x0b\x0c\r ]+", line) if token]


# ------------------------------------------------------------------------------------------------------------ the samples

CUMULATIVE = ("cumulative", 0)


def tumbling(minutes):
    return "tumbling", minutes * 60


def sliding(minutes):
    return "sliding", minutes * 60


MONEY = {"event": [b"payment", b"refund"]}

SAMPLES = {
    "shop": Pipeline(300, 120, access_log, [
        job("urls", "count", ["path"], {"all": CUMULATIVE, "hour": tumbling(60), "recent": sliding(30)}, top=20),
        job("bytes-by-client", "sum", ["client"], {"all": CUMULATIVE}, value="bytes", top=10),
        job("errors", "count", ["path"], {"half": tumbling(30)}, where={"status": [b"500", b"502", b"503"]}),
        job("mean-bytes", "mean", ["path"], {"hour": tumbling(60)}, value="bytes", where={"status": [b"200"]}, top=10),
    ]),
    "stream": Pipeline(900, 300, text, [
        job("words", unicode_words, ["line"], {"all": CUMULATIVE, "hour": tumbling(60)}),
        job("tokens", whitespace_tokens, ["line"], {"hour": tumbling(60)}, top=25),
    ]),
    "payments": Pipeline(900, 300, payments_csv, [
        job("turnover", "sum", ["account", "currency"], {"all": CUMULATIVE, "hour": tumbling(60)}, "amount", MONEY),
        job("mean-payment", "mean", ["currency"], {"hour": tumbling(60)}, "amount", {"event": [b"payment"]}),
        job("smallest", "min", ["account"], {"hour": tumbling(60)}, "amount", MONEY),
        job("largest", "max", ["account"], {"hour": tumbling(60)}, "amount", MONEY, top=5),
        job("failed-logins", "count", ["account"], {"all": CUMULATIVE, "recent": sliding(60)},
            where={"event": [b"login"], "outcome": [b"failed"]}, top=5),
        job("memos", "count", ["memo"], {"hour": tumbling(60)}),
    ]),
}


# --------------------------------------------------------------------------------------------------------------- delivery

def instant(text):
    return seconds(re.fullmatch(r"(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)Z", text).groups(), timedelta(0))


def unpacked(name, data):
    try:
        if name.endswith(".gz"):
            data = gzip.decompress(data)
        elif name.endswith(".bz2"):
            data = bz2.decompress(data)
    except (EOFError, OSError) as e:
        raise Broken(e)
    return data[3:] if data.startswith(b"\xef\xbb\xbf") else data


def deliver(sample, pipeline):
    """Plays the deliveries. Returns {bucket start: [fields]}, the rows of files.tsv, and the watermark after the last tick."""
    buckets, files = {}, []
    taken = {}  # name: the bytes that were read under it
    first = watermark = None
    with open(os.path.join(HERE, sample, "deliveries.tsv")) as deliveries:
        ticks = [line.rstrip("\n").split("\t") for line in deliveries]
    for tick, names in ticks:
        now = instant(tick)
        starts = []
        for word in names.split(" "):
            stored, _, landed = word.partition("=")
            landed = landed or stored
            with open(os.path.join(HERE, sample, "files", stored), "rb") as file:
                data = file.read()
            sums = dict(records=0, cut=0, quarantined=0, late=0)
            state = "cut"
            if landed.endswith(".tmp"):
                state = "ignored"
            elif data in taken.values():
                state = "duplicate"
            else:
                try:
                    # The same name with the old bytes and a tail: only the tail is new.
                    old = taken.get(landed, b"")
                    content = data[len(old):] if data.startswith(old) else data
                    for time, fields in list(pipeline.records(landed, unpacked(landed, content))):
                        sums["records"] += 1
                        if time is None or time > now + MAX_AHEAD:
                            sums["quarantined"] += 1
                            continue
                        sums["cut"] += 1
                        start = time - time % pipeline.every
                        buckets.setdefault(start, []).append(fields)
                        starts.append(start)
                        if first is not None and first <= start < watermark:
                            sums["late"] += 1
                    taken[landed] = data
                except Broken:
                    state = "quarantined"  # as a whole; the same bytes made whole may come again
            files.append([tick, landed, state] + [sums[name] for name in ("records", "cut", "quarantined", "late")])
        # Only now is the clock read: every bucket that is due is sealed, empty ones too.
        if buckets:
            first = min(starts + [first] if first is not None else starts)
            watermark = max(watermark or 0, (now - pipeline.lateness) // pipeline.every * pipeline.every)
    return buckets, files, watermark


# ---------------------------------------------------------------------------------------------------------------- windows

def windows(kind, size, every, filled, watermark):
    """(first bucket, end) of every window that is published: due, and with a record of any kind in one of its buckets."""
    end_of_time = watermark + every
    if kind == "cumulative":
        return [(0, start + every) for start in filled if start + every <= watermark]
    if kind == "tumbling":
        ends = range(size, end_of_time, size)
    else:
        ends = range(every, end_of_time, every)
    oldest, newest = filled[0], filled[-1]
    return [
        (end - size, end) for end in ends
        if end > oldest and end - size <= newest and any(end - size <= start < end for start in filled)
    ]


def number(text):
    if not re.fullmatch(rb"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text):
        return None
    try:
        return Fraction(Decimal(text.decode()))
    except InvalidOperation:
        return None


def plain(value):
    """A number as a report shows it: exact, no exponent, no zeros that mean nothing."""
    digits = 0
    while (value * 10 ** digits).denominator != 1:
        digits += 1
    scaled = str(abs(int(value * 10 ** digits))).rjust(digits + 1, "0")
    whole = scaled[:-digits] + "." + scaled[-digits:] if digits else scaled
    return ("-" if value < 0 else "") + whole


def said(job, fields):
    """What a record says: ("folded", [(key, value)]), or why it says nothing."""
    for field, allowed in job.where.items():
        if fields[field] not in allowed:
            return "filtered", []
    if callable(job.measure):
        words = job.measure(fields["line"])
        return ("folded" if words else "keyless"), [((word,), Fraction(1)) for word in words]
    key = tuple(fields[name] for name in job.key)
    if not any(key):
        return "keyless", []
    value = number(fields[job.value]) if job.value else Fraction(1)
    return ("rejected", []) if value is None else ("folded", [(key, value)])


def measured(measure, values):
    if measure == "min":
        return min(values)
    if measure == "max":
        return max(values)
    if measure == "mean":
        return Fraction(round(sum(values) / len(values) * 10 ** 6), 10 ** 6)  # round() is half-even
    return sum(values)


def escaped(key):
    return key.replace(b"\\", b"\\\\").replace(b"\t", b"\\t").replace(b"\n", b"\\n").replace(b"\r", b"\\r")


def report(job, records):
    values = {}
    for fields in records:
        for key, value in said(job, fields)[1]:
            values.setdefault(key, []).append(value)
    rows = [(key, measured(job.measure, of_key)) for key, of_key in values.items()]
    rows.sort(key=lambda row: (-row[1], row[0]) if job.top else row[0])
    return b"".join(
        b"\t".join([escaped(part) for part in key] + [plain(value).encode()]) + b"\n"
        for key, value in (rows[:job.top] if job.top else rows))


def bucket_name(start):
    return datetime.fromtimestamp(start, timezone.utc).strftime("%Y%m%dT%H%MZ")


def table(header, rows):
    lines = ["\t".join(str(cell) for cell in row) for row in [header] + rows]
    return ("\n".join(lines) + "\n").encode()


def answers(sample):
    """{path under answers/: bytes}"""
    pipeline = SAMPLES[sample]
    buckets, files, watermark = deliver(sample, pipeline)
    filled = sorted(buckets)
    out = {}
    tallies = []
    for job in pipeline.jobs:
        tally = dict(folded=0, filtered=0, keyless=0, rejected=0)
        for start in filled:
            for fields in buckets[start]:
                tally[said(job, fields)[0]] += 1
        tallies.append([job.name, sum(tally.values())] + list(tally.values()))
        for name, (kind, size) in job.windows.items():
            for first, end in windows(kind, size, pipeline.every, filled, watermark):
                records = [fields for start in filled if first <= start < end for fields in buckets[start]]
                out["%s/%s/%s.tsv" % (job.name, name, bucket_name(end - pipeline.every))] = report(job, records)
    totals = ["total", "", ""] + [sum(row[i] for row in files) for i in range(3, 7)]
    out["files.tsv"] = table("tick file state records cut quarantined late".split(), files + [totals])
    out["jobs.tsv"] = table("job records folded filtered keyless rejected".split(), tallies)
    return out


# ------------------------------------------------------------------------------------------------------------------- main

def stored(sample):
    root = os.path.join(HERE, sample, "answers")
    found = {}
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, root).replace(os.sep, "/")] = file.read()
    return found


def main(arguments):
    if arguments not in ([], ["--check"]):
        sys.exit(__doc__)
    different = 0
    for sample in SAMPLES:
        wanted, found = answers(sample), stored(sample)
        for path in sorted(wanted.keys() | found.keys()):
            if wanted.get(path) == found.get(path):
                continue
            target = os.path.join(HERE, sample, "answers", path)
            if arguments:
                different += 1
                print("differs: %s/answers/%s" % (sample, path), file=sys.stderr)
            elif path not in wanted:
                os.remove(target)
            else:
                os.makedirs(os.path.dirname(target), exist_ok=True)
                with open(target, "wb") as file:
                    file.write(wanted[path])
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
