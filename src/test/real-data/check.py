#!/usr/bin/env python3
"""Runs bin/millrace over real data, as a user would, and compares every report with an answer worked out here.

    check.py DATA_DIR [--only CASE]...     all cases, or those named; exit 1 on any difference
    check.py --samples                     the pipelines of sample-data, against the answers kept there
    check.py DATA_DIR --oracle-only        only works out the answers; with --dump DIR writes them there, for sort and awk

Cases (the data directory's README tells what the files are):

    elastic           weblogs/elastic-apache-combined.log.gz in one delivery: requests per path and bytes per client, hourly and
                      over a sliding six hours
    words             Moby Dick, the Three Kingdoms, the human rights in nine languages, the inaugural addresses (one of them not
                      UTF-8), a day apart by the clock of the tick: both token rules, by day and cumulative
    retail            167 days of invoice lines, a tick after each: rows and quantities per stock code, cumulative, by week, seven days
    retail-backwards  the same, newest day first: the reports must be the same
    nginx             57 rotated logs of two sites in one landing directory, the files of one site always a day late

The answers are computed from the whole input by counters, without states or merging, on bytes. Words are Python's: its
str.lower() of a word agrees with Java 17's toLowerCase(Locale.ROOT) for each single letter. They differ for a capital sigma that
touches a digit, a modifier letter, a letter beyond 16 bits or one of a script without case, and Python may know letters
that are newer than Unicode 13, which is Java 17's. Neither occurs in these texts.
"""

import argparse
import csv
import gzip
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections import Counter, namedtuple
from datetime import date, datetime, timedelta, timezone

CHECKOUT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
HOUR, DAY = 3600, 86400

# yaml: the pipeline file. ticks: (now, [(file, name in the landing directory)]). reports: {(job, window, bucket): bytes}.
Case = namedtuple("Case", "name pipeline yaml every ticks reports")


# -------------------------------------------------------------------------------------------------------------------- time

def epoch(*numbers):
    return int(datetime(*numbers, tzinfo=timezone.utc).timestamp())


def instant(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def bucket_name(start):
    return datetime.fromtimestamp(start, timezone.utc).strftime("%Y%m%dT%H%MZ")


def bucket_start(name):
    return int(datetime.strptime(name, "%Y%m%dT%H%MZ").replace(tzinfo=timezone.utc).timestamp())


# ------------------------------------------------------------------------------------------------------------------ answers

class Answers:
    """What was said, by job and bucket, and the reports that follow from it once all time before the watermark is sealed."""

    def __init__(self, every):
        self.every = every
        self.filled = set()  # the buckets that hold a record, whatever it says
        self.said = {}

    def saw(self, seconds):
        """A record was cut; returns its bucket."""
        bucket = seconds - seconds % self.every
        self.filled.add(bucket)
        return bucket

    def add(self, job, bucket, key, value=1):
        self.said.setdefault(job, {}).setdefault(bucket, Counter())[key] += value

    def reports(self, watermark, jobs):
        """jobs: {job: (top or None, {window: (kind, size)})}"""
        out = {}
        for job, (top, windows) in jobs.items():
            for window, (kind, size) in windows.items():
                for first, end in spans(kind, size, self.every, sorted(self.filled), watermark):
                    out[job, window, bucket_name(end - self.every)] = self.report(job, first, end, top)
        return out

    def report(self, job, first, end, top):
        sums = {}
        for bucket, counts in self.said.get(job, {}).items():
            if first <= bucket < end:
                for key, value in counts.items():
                    sums[key] = sums.get(key, 0) + value  # not Counter's +, which drops what is not positive
        order = (lambda row: (-row[1], row[0])) if top else None
        return b"".join(b"%s\t%d\n" % (escaped(key), value) for key, value in sorted(sums.items(), key=order)[:top])


def spans(kind, size, every, filled, watermark):
    """(start, end) of every window that is published: sealed to its end, and one of its buckets holds a record."""
    if kind == "cumulative":
        return [(0, start + every) for start in filled if start + every <= watermark]
    step = size if kind == "tumbling" else every
    origin = 4 * DAY if step % (7 * DAY) == 0 else 0  # whole weeks begin on a Monday
    found = set()
    for start in filled:
        end = start - (start - origin) % step + step
        while end - size <= start:
            if end <= watermark:
                found.add((end - size, end))
            end += step
    return sorted(found)


def escaped(key):
    return key.replace(b"\\", b"\\\\").replace(b"\t", b"\\t").replace(b"\n", b"\\n").replace(b"\r", b"\\r")


def content(path):
    with open(path, "rb") as file:
        data = file.read()
    return gzip.decompress(data) if path.endswith(".gz") else data


# -------------------------------------------------------------------------------------------------------------- access logs

ACCESS = re.compile(
    rb'(?P<client>\S+) \S+ .+? \[(\d\d)/(\w{3})/(\d{4}):(\d\d):(\d\d):(\d\d) \+0000\] '
    rb'"(?P<request>(?:[^"\\]|\\.)*)" (?P<status>\d+) (?P<bytes>\d+|-)(?: .*)?')
MONTHS = b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def requests(path):
    """(seconds, client, path, status, bytes) of every line; these files hold no broken one."""
    for line in content(path).split(b"\n"):
        if not line:
            continue
        found = ACCESS.fullmatch(line)
        if not found:
            raise ValueError("%s: not an access log line: %r" % (path, line))
        day, month, year, hour, minute, second = found.groups()[1:7]
        seconds = epoch(int(year), MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second))
        url = (found["request"].split(b" ") + [b"-"])[1]
        size = 0 if found["bytes"] == b"-" else int(found["bytes"])
        yield seconds, found["client"], url.split(b"?")[0], found["status"], size


def elastic(data, options):
    log = os.path.join(data, "weblogs", "elastic-apache-combined.log.gz")
    every, end = HOUR // 4, epoch(2015, 5, 21, 4)
    answers = Answers(every)
    for seconds, client, path, _, size in requests(log):
        bucket = answers.saw(seconds)
        answers.add("requests", bucket, path)
        answers.add("bytes", bucket, client, size)
    windows = {"hour": ("tumbling", HOUR), "six": ("sliding", 6 * HOUR)}
    yaml = """\
pipeline: elastic
landing: { path: landing, settle: 0s, format: access-log, time: { by: event } }
buckets: { every: 15m, lateness: 1m }
jobs:
  requests: { count: path, windows: { hour: tumbling 1h, six: sliding 6h } }
  bytes: { sum: bytes, key: client, windows: { hour: tumbling 1h, six: sliding 6h } }
"""
    reports = answers.reports(end, {"requests": (None, windows), "bytes": (None, windows)})
    return Case("elastic", "elastic", yaml, every, [(end + 60, [(log, "access.log.gz")])], reports)


def nginx(data, options):
    folder = os.path.join(data, "weblogs", "nginx-combined")
    answers = Answers(HOUR)
    landed = {}
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        site, year, month, day = re.fullmatch(r"(.+)\.access\.log-(\d{4})(\d\d)(\d\d)\.gz", name).groups()
        now = epoch(int(year), int(month), int(day), 0, 30) + (DAY if site.startswith("sauna") else 0)
        landed.setdefault(now, []).append((path, name))
        for seconds, client, path, status, size in requests(path):
            bucket = answers.saw(seconds)
            answers.add("requests", bucket, path)
            answers.add("bytes", bucket, client, size)
            answers.add("statuses", bucket, status)
    yaml = """\
pipeline: nginx
landing: { path: landing, settle: 0s, format: access-log, time: { by: event } }
buckets: { every: 1h, lateness: 15m }
jobs:
  requests: { count: path, windows: { day: tumbling day, six: sliding 6h }, top: 50 }
  bytes: { sum: bytes, key: client, windows: { day: tumbling 1d } }
  statuses: { count: status, windows: { all: cumulative } }
"""
    reports = answers.reports(max(landed) - 30 * 60, {
        "requests": (50, {"day": ("tumbling", DAY), "six": ("sliding", 6 * HOUR)}),
        "bytes": (None, {"day": ("tumbling", DAY)}),
        "statuses": (None, {"all": ("cumulative", 0)}),
    })
    return Case("nginx", "nginx", yaml, HOUR, sorted(landed.items()), reports)


# -------------------------------------------------------------------------------------------------------------------- words

WHITESPACE = re.compile(rb"[\x09\x0a\x0b\x0c\x0d\x20]+")


class Separators(dict):
    """For str.translate: each code point that is no part of a word becomes a blank."""

    def __missing__(self, point):
        category = unicodedata.category(chr(point))
        self[point] = point if category[0] == "L" or category == "Nd" else " "
        return self[point]


SEPARATORS = Separators()


def unicode_words(data):
    # What cannot be decoded becomes U+FFFD, which is no letter.
    for word in data.decode("utf-8", "replace").translate(SEPARATORS).split(" "):
        if word:
            yield word.lower().encode()


def whitespace_tokens(data):
    return filter(None, WHITESPACE.split(data))


def words(data, options):
    folder = os.path.join(data, "text")
    answers, ticks = Answers(HOUR), []
    texts = ["moby-dick-pg2701-en.txt.gz", "sanguo-pg23950-zh.txt.gz", "udhr", "us-inaugural"]
    for day, text in enumerate(texts, 1):
        now = epoch(2024, 1, day, 0, 30)
        path = os.path.join(folder, text)
        names = [text] if os.path.isfile(path) else ["%s/%s" % (text, name) for name in sorted(os.listdir(path))]
        ticks.append((now, [(os.path.join(folder, name), name) for name in names]))
        bucket = answers.saw(now)
        for name in names:
            data = content(os.path.join(folder, name))
            data = data[3:] if data.startswith(b"\xef\xbb\xbf") else data
            for word in unicode_words(data):
                answers.add("words", bucket, word)
            for token in whitespace_tokens(data):
                answers.add("tokens", bucket, token)
    end = epoch(2024, 1, len(texts) + 1)
    ticks.append((end, []))
    yaml = """\
pipeline: words
landing: { path: landing, settle: 0s, format: text, time: { by: arrival } }
buckets: { every: 1h }
jobs:
  words:
    class: millrace.jobs.wordcount.WordCount
    options: { tokens: unicode }
    windows: { all: cumulative, day: tumbling day }
  tokens:
    class: millrace.jobs.wordcount.WordCount
    options: { tokens: whitespace }
    windows: { all: cumulative, day: tumbling day }
"""
    windows = {"all": ("cumulative", 0), "day": ("tumbling", DAY)}
    return Case("words", "words", yaml, HOUR, ticks, answers.reports(end, {"words": (None, windows), "tokens": (None, windows)}))


# ------------------------------------------------------------------------------------------------------------------- retail

RETAIL = """\
pipeline: retail
landing:
  path: landing
  settle: 0s
  format: csv
  time: { by: event, field: InvoiceDate, format: "yyyy-MM-dd HH:mm:ss", zone: Europe/London }
buckets: { every: 1d }
jobs:
  rows: { count: StockCode, windows: { all: cumulative, week: tumbling week } }
  quantities: { sum: Quantity, key: StockCode, windows: { all: cumulative, week: tumbling 7d } }
  sellers: { sum: Quantity, key: StockCode, windows: { recent: sliding 7d }, top: 25 }
"""


def retail(data, options, backwards=False):
    folder = os.path.join(data, "events", "retail-by-day")
    answers, ticks = Answers(DAY), []
    for name in sorted(os.listdir(folder))[:options.days]:
        path = os.path.join(folder, name)
        midnight = epoch(*map(int, re.fullmatch(r"(\d+)-(\d+)-(\d+)\.csv\.gz", name).groups()))
        ticks.append((midnight + DAY, [(path, name)]))
        rows = csv.DictReader(io.StringIO(content(path).decode("latin-1"), newline=""))  # one character for each byte
        for row in rows:
            # The shop is open by day, so the date in London is the date in UTC.
            assert row["InvoiceDate"][:10] == name[:10] and "02" < row["InvoiceDate"][11:13] < "23", row
            bucket = answers.saw(midnight)
            code, quantity = row["StockCode"].encode("latin-1"), int(row["Quantity"])
            answers.add("rows", bucket, code)
            answers.add("quantities", bucket, code, quantity)
            answers.add("sellers", bucket, code, quantity)
    end = ticks[-1][0]
    if backwards:
        ticks = [(end, files) for _, files in reversed(ticks)]
    everything, week = ("cumulative", 0), ("tumbling", 7 * DAY)
    reports = answers.reports(end, {
        "rows": (None, {"all": everything, "week": week}),
        "quantities": (None, {"all": everything, "week": week}),
        "sellers": (25, {"recent": ("sliding", 7 * DAY)}),
    })
    return Case("retail-backwards" if backwards else "retail", "retail", RETAIL, DAY, ticks, reports)


def retail_backwards(data, options):
    return retail(data, options, backwards=True)


# ------------------------------------------------------------------------------------------------------------------ samples

def sample(name, every):
    """A pipeline of sample-data, with the answers kept beside it."""
    folder = os.path.join(CHECKOUT, "sample-data", name)
    ticks, reports = [], {}
    with open(os.path.join(folder, "deliveries.tsv")) as deliveries:
        for line in deliveries:
            now, names = line.rstrip("\n").split("\t")
            files = [word.partition("=") for word in names.split(" ")]
            seconds = int(datetime.strptime(now, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc).timestamp())
            ticks.append((seconds, [(os.path.join(folder, "files", stored), name or stored) for stored, _, name in files]))
    answers = os.path.join(folder, "answers")
    for job in sorted(os.listdir(answers)):
        if os.path.isdir(os.path.join(answers, job)):
            for window in os.listdir(os.path.join(answers, job)):
                for file in os.listdir(os.path.join(answers, job, window)):
                    reports[job, window, file[:-len(".tsv")]] = content(os.path.join(answers, job, window, file))
    with open(os.path.join(folder, "pipeline.yaml")) as yaml:
        return Case(name, name, yaml.read(), every, ticks, reports)


# ------------------------------------------------------------------------------------------------------------------ running

class Failed(Exception):
    """A command did not do what it should."""


class Millrace:
    """One pipeline in a directory of its own, worked by commands alone."""

    def __init__(self, program, case):
        self.program, self.case = program, case
        self.home = tempfile.mkdtemp(prefix="millrace-%s-" % case.name)
        self.root = os.path.join(self.home, "root")
        os.mkdir(os.path.join(self.home, "landing"))
        with open(os.path.join(self.home, "pipeline.yaml"), "w") as yaml:
            yaml.write(case.yaml)

    def run(self, *arguments):
        command = [self.program, "-D", "fs.defaultFS=file:///", "-D", "millrace.root=" + self.root] + list(arguments)
        done = subprocess.run(command, cwd=self.home, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if done.returncode != 0:
            said = done.stderr.decode("utf-8", "replace").strip().split("\n")
            raise Failed("%s: exit %d: %s" % (" ".join(arguments), done.returncode, "\n    ".join(said[-10:])))
        return done.stdout

    def drop(self, file, name):
        """Puts a file in the landing directory, whole at once."""
        target = os.path.join(self.home, "landing", *name.split("/"))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        coming = os.path.join(os.path.dirname(target), "._coming")
        shutil.copyfile(file, coming)
        os.replace(coming, target)

    def ticks(self):
        for number, (now, files) in enumerate(self.case.ticks, 1):
            if sys.stderr.isatty():
                print("\r%s: tick %d of %d " % (self.case.name, number, len(self.case.ticks)), end="", file=sys.stderr)
            for file, name in files:
                self.drop(file, name)
            self.run("tick", "pipeline.yaml", "--now", instant(now))
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr)

    def exported(self):
        """{(job, window, bucket): the files of the report, one after another}"""
        found = {}
        top = os.path.join(self.root, self.case.pipeline, "reports")
        for folder, _, files in os.walk(top):
            parts = sorted(name for name in files if re.fullmatch(r"part-\d+\.tsv", name))
            if parts:
                key = re.fullmatch(r"job=(.*)/window=(.*)/bucket=(.*)", os.path.relpath(folder, top).replace(os.sep, "/"))
                found[key.groups()] = b"".join(content(os.path.join(folder, part)) for part in parts)
        return found

    def report(self, job, window, at):
        return self.run("report", "pipeline.yaml", "--job", job, "--window", window, "--at", instant(at), "--format", "tsv")


def difference(wanted, found):
    """The first line that differs, for people."""
    if found is None:
        return "it was not published"
    wanted, found = wanted.split(b"\n"), found.split(b"\n")
    for number, (left, right) in enumerate(zip(wanted + [b""], found + [b""]), 1):
        if left != right:
            return "line %d is %r, should be %r" % (number, right, left)
    return "it has %d lines, should have %d" % (len(found) - 1, len(wanted) - 1)


def asked(case):
    """Which reports to ask the command for: first, middle and last of each window; and one by a moment after its end."""
    windows = {}
    for job, window, bucket in sorted(case.reports):
        windows.setdefault((job, window), []).append(bucket)
    for (job, window), buckets in windows.items():
        for bucket in sorted({buckets[0], buckets[len(buckets) // 2], buckets[-1]}):
            yield job, window, bucket, bucket_start(bucket) + case.every
        yield job, window, buckets[-1], bucket_start(buckets[-1]) + case.every + 1


def check(case, program):
    """Runs a case; returns the differences as sentences."""
    millrace = Millrace(program, case)
    wrong = []
    try:
        millrace.ticks()
        exported = millrace.exported()
        for key in sorted(case.reports.keys() | exported.keys()):
            if key not in case.reports:
                wrong.append("%s/%s/%s: was published, should not be" % key)
            elif exported.get(key) != case.reports[key]:
                wrong.append("%s/%s/%s: " % key + difference(case.reports[key], exported.get(key)))
        for job, window, bucket, at in asked(case):
            printed = millrace.report(job, window, at)
            if printed != case.reports[job, window, bucket]:
                wrong.append("report --job %s --window %s --at %s: %s" % (
                    job, window, instant(at), difference(case.reports[job, window, bucket], printed)))
    except Failed as e:
        wrong.append(str(e))
    if wrong:
        print("%s: kept in %s" % (case.name, millrace.home), file=sys.stderr)
    else:
        shutil.rmtree(millrace.home)
    return wrong


# --------------------------------------------------------------------------------------------------------------------- main

CASES = {"elastic": elastic, "words": words, "retail": retail, "retail-backwards": retail_backwards, "nginx": nginx}
SAMPLES = {"shop": 300, "stream": 900, "payments": 900}


def dump(case, folder):
    for (job, window, bucket), data in case.reports.items():
        target = os.path.join(folder, case.name, job, window, bucket + ".tsv")
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as file:
            file.write(data)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", metavar="DATA_DIR")
    parser.add_argument("--only", action="append", metavar="CASE", help="may be given more than once")
    parser.add_argument("--samples", action="store_true", help="the pipelines of sample-data, which need no DATA_DIR")
    parser.add_argument("--days", type=int, metavar="N", help="only the first N days of the retail cases")
    parser.add_argument("--oracle-only", action="store_true", help="do not run millrace")
    parser.add_argument("--dump", metavar="DIR", help="write the answers as DIR/CASE/JOB/WINDOW/BUCKET.tsv")
    parser.add_argument("--millrace", default=os.path.join(CHECKOUT, "bin", "millrace"), metavar="PROGRAM")
    options = parser.parse_args()

    makers = {name: (lambda name=name: sample(name, SAMPLES[name])) for name in SAMPLES} if options.samples else {}
    if not options.samples:
        if not options.data or not os.path.isdir(options.data):
            print("skipped: no data directory")
            return 0
        makers = {name: (lambda make=make: make(options.data, options)) for name, make in CASES.items()}
    unknown = sorted(set(options.only or []) - set(makers))
    if unknown:
        parser.error("no such case: %s (there are %s)" % (", ".join(unknown), ", ".join(makers)))

    row = "%-17s %6s %8s %9s %9s  %s"
    print(row % ("case", "ticks", "reports", "rows", "seconds", ""))
    failures = 0
    for name, make in makers.items():
        if options.only and name not in options.only:
            continue
        case = make()
        if options.dump:
            dump(case, options.dump)
        begin = time.monotonic()
        wrong = [] if options.oracle_only else check(case, options.millrace)
        rows = sum(data.count(b"\n") for data in case.reports.values())
        verdict = "not run" if options.oracle_only else "WRONG (%d)" % len(wrong) if wrong else "OK"
        print(row % (name, len(case.ticks), len(case.reports), rows, "%.1f" % (time.monotonic() - begin), verdict), flush=True)
        for sentence in wrong[:5]:
            print("  " + sentence, flush=True)
        failures += bool(wrong)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
