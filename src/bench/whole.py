#!/usr/bin/env python3
"""Whole processes of Millrace beside whole processes of Hadoop's own example, in one run.

    src/bench/whole.py words --mb 64             # one bucket: word count and its top 20
    src/bench/whole.py ticks --lines 20000       # 51 buckets: cumulative and sliding counts, a process a tick
    src/bench/whole.py state --keys 1,10,50      # 48 small buckets folded into a state of so many million keys
    src/bench/whole.py idle                      # commands that have nothing to do

What is compared runs in turn, so that it sees the same machine, and the answers are compared in the same run, with each other or
with a count made here. Figures are medians over the rounds (`state` has none: it gives the mean over its folds, since some folds
pay for many, and the median beside it), of CPU seconds (user and system of the whole process, launcher included) and of wall
seconds; on a machine that does other work only the first mean much. Ratios below 1 are in Millrace's favour. Linux only: bytes
come from the kernel's count of a process."""
import argparse
import collections
import datetime
import hashlib
import heapq
import json
import os
import pathlib
import re
import resource
import shlex
import shutil
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
HOME = HERE.parent.parent
MILLRACE = HOME / "bin/millrace"
ENVIRONMENT = {**os.environ, "MILLRACE_HADOOP": "bundled"}
START = datetime.datetime(2024, 3, 1)


class Run:
    """One process, its children included."""

    def __init__(self, command, log, env=None):
        before = time.monotonic()
        with open(log, "ab") as out:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                       env={**ENVIRONMENT, **(env or {})})
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
            self.wall = time.monotonic() - before
            counts = dict(line.split(": ") for line in open(f"/proc/{process.pid}/io").read().splitlines())
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        self.cpu = used.ru_utime + used.ru_stime
        self.peak = used.ru_maxrss / 1024
        self.bytes = (int(counts["rchar"]) + int(counts["wchar"])) / 1e6
        if process.returncode:
            sys.exit(f"{shlex.join(map(str, command))[:300]}: exit code {process.returncode}, see {log}")


def median(runs, what):
    return statistics.median(getattr(run, what) for run in runs)


def peak(runs):
    """In MB. A process begins as a copy of this one, so that no less than this one takes can be seen of it."""
    found, own = median(runs, "peak"), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{found:.0f}" if found > own else f"at most {found:.0f}"


def mean(runs, what):
    return statistics.mean(getattr(run, what) for run in runs)


def table(head, rows):
    widths = [max(len(str(row[i])) for row in [head, *rows]) for i in range(len(head))]
    for row in [head, ["-" * width for width in widths], *rows]:
        print("| " + " | ".join(str(cell).ljust(width) for cell, width in zip(row, widths)) + " |")


def digest(lines):
    total = hashlib.sha256()
    for line in lines:
        total.update(line)
    return total.hexdigest()[:16]


def generator():
    classes = HOME / "src/target/bench-input"
    if not classes.exists():
        subprocess.run(["javac", "-d", classes, HERE / "java/millrace/bench/Generate.java"], check=True)
    return classes


def generate(*args):
    target = pathlib.Path(args[1])
    if not target.exists():
        beside = target.with_name("." + target.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["java", "-cp", generator(), "millrace.bench.Generate", args[0], beside, *map(str, args[2:])], check=True)
        beside.rename(target)
    return target


EXAMPLES = "org.apache.hadoop:hadoop-mapreduce-examples:3.4.2"


def example():
    """The class path of Hadoop's own example: its classes from Maven, and the Hadoop that comes along with Millrace."""
    target = HOME / "src/target/bench-peer"
    if not target.exists():
        subprocess.run(["mvn", "-B", "-ntp", "-q", "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy", f"-Dartifact={EXAMPLES}",
                        f"-DoutputDirectory={target}"], check=True, cwd=HERE)
    return f"{target}/*:{HOME}/target/dist/lib/*"


def hadoop(job, *args, tuned=False):
    """Hadoop's own example in one process, as it comes or with what its documentation offers for small jobs."""
    settings = ["-Dmapreduce.framework.name=local", "-Dfs.defaultFS=file:///"]
    if tuned:
        settings += ["-Dmapreduce.client.completion.pollinterval=50", "-Dmapreduce.client.progressmonitor.pollinterval=50",
                     "-Dmapreduce.task.io.sort.mb=256", "-Dmapreduce.local.map.tasks.maximum=2"]
    return ["java", "-Xmx2g", "-cp", example(), f"org.apache.hadoop.examples.{job}", *settings, *map(str, args)]


def tick(pipeline, root, now, *options):
    return [str(MILLRACE), "tick", str(pipeline), "--now", now.strftime("%Y-%m-%dT%H:%M:%SZ"), f"-Dmillrace.root={root}", *options]


def runs_of(root, job):
    return sorted(str(path) for path in root.glob(f"*/runs/job={job}/*/*.run"))


def ask(*words):
    """The lines that a command of Millrace prints."""
    return subprocess.run([MILLRACE, *words], check=True, stdout=subprocess.PIPE, env=ENVIRONMENT).stdout.splitlines(keepends=True)


def published(root, job, window):
    newest = max(root.glob(f"*/reports/job={job}/window={window}/bucket=*"))
    return (newest / "part-00000.tsv").read_bytes().splitlines(keepends=True)


def top(counts, most=20):
    """The first rows of key TAB count lines, ties by key."""
    return [key + b"\t" + str(count).encode() + b"\n"
            for count, key in ((-c, k) for c, k in heapq.nsmallest(most, ((-count, key) for key, count in counts)))]


def pairs(lines):
    return ((key, int(count)) for key, count in (line.rstrip(b"\n").rsplit(b"\t", 1) for line in lines))


def fresh(work):
    shutil.rmtree(work, ignore_errors=True)
    (work / "landing").mkdir(parents=True)
    return work


PROCESSES = ["hadoop example", "hadoop example, tuned", "millrace inline", "millrace local"]


def words(args):
    source = generate("text", args.data / f"text-{args.mb}-{args.seed}.txt", args.mb, args.seed)
    names, seen, runs = args.only, {}, collections.defaultdict(list)
    for _ in range(args.rounds):
        for name in names:
            work = fresh(args.data / "work")
            log = args.data / (name.replace(" ", "-") + ".log")
            if name.startswith("hadoop"):
                runs[name].append(Run(hadoop("WordCount", source, work / "out", tuned="tuned" in name), log))
                counts = [line for part in sorted((work / "out").glob("part-*")) for line in part.read_bytes().splitlines(keepends=True)]
                first = top(pairs(counts))
            else:
                os.link(source, work / "landing/text-20240301.txt")
                (work / "pipeline.yaml").write_text(f"""pipeline: words
landing: {{ path: {work}/landing, settle: 0s, time: {{ by: file-name, pattern: 'text-(?<time>\\d{{8}}).txt', format: yyyyMMdd }} }}
buckets: {{ every: 1d }}
jobs:
  words: {{ class: millrace.jobs.wordcount.WordCount, options: {{ tokens: whitespace }}, windows: {{ all: cumulative }}, top: 20 }}
""")
                engine = name.split()[1]
                runs[name].append(Run(tick(work / "pipeline.yaml", work / "root", START + datetime.timedelta(days=1),
                                           f"-Dmillrace.engine={engine}", *args.options), log))
                counts = ask("cat", *runs_of(work / "root", "words"))
                first = published(work / "root", "words", "all")
            answer = digest(sorted(counts)), digest(first)
            if seen.setdefault("answer", answer) != answer:
                sys.exit(f"{name} answers {answer}, the others {seen['answer']}")
    base = names[0]
    print(f"\n{args.mb} MB of text, {args.rounds} rounds, medians; counts {seen['answer'][0]}, top 20 {seen['answer'][1]} everywhere\n")
    table(["process", "CPU s", "wall s", "peak MB", f"CPU / {base}", f"wall / {base}"],
          [[name, *(f"{median(runs[name], what):.2f}" for what in ("cpu", "wall")), peak(runs[name]),
            *(f"{median(runs[name], what) / median(runs[base], what):.3f}" for what in ("cpu", "wall"))] for name in names])


class Expected:
    """What every sequence must answer, counted here: the reports of each tick, all counts at those that are shown."""

    def __init__(self, args, files, shown):
        self.urls = [fresh(args.data / "urls") / f"{n:03}" for n in range(1, args.ticks + 1)]
        self.reports, self.counts = {}, {}
        url = re.compile(rb'"GET (\S+) ')
        everything, recent = collections.Counter(), collections.deque(maxlen=12)
        for n, out in enumerate(self.urls, 1):
            found = [one for file in files[2 * n - 2:2 * n] for one in url.findall(file.read_bytes())]
            out.write_bytes(b"".join(one + b"\n" for one in found))
            recent.append(collections.Counter(found))
            everything.update(recent[-1])
            self.reports[n] = {"all": top(everything.items()), "hour": top(sum(recent, collections.Counter()).items())}
            if n in shown:
                self.counts[n] = everything.copy()


class Sequence:
    """The ticks of a pipeline of its own, from the first on; `files` are two for each."""

    def __init__(self, work, files, expected, options):
        self.work, self.files, self.expected, self.options, self.ticks = fresh(work), files, expected, options, 0
        (work / "pipeline.yaml").write_text(f"""pipeline: access
landing: {{ path: {work}/landing, settle: 0s, format: access-log, time: {{ by: event, field: time }} }}
buckets: {{ every: 5m }}
jobs:
  urls: {{ count: url, windows: {{ all: cumulative, hour: sliding 1h }}, top: 20 }}
""")

    def next(self):
        for file in self.files[2 * self.ticks:2 * self.ticks + 2]:
            shutil.copyfile(file, self.work / "landing" / file.name)
        self.ticks += 1
        run = Run(tick(self.work / "pipeline.yaml", self.work / "root", START + datetime.timedelta(minutes=5 * self.ticks), *self.options),
                  self.work.parent / "tick.log")
        for window, rows in self.expected.reports[self.ticks].items():
            if published(self.work / "root", "urls", window) != rows:
                sys.exit(f"tick {self.ticks}, window {window}: the report is not what was counted here")
        return run

    def counts(self):
        return dict(pairs(ask("report", self.work / "pipeline.yaml", "--job", "urls", "--window", "all", "--top", "100000000", "--format", "tsv",
                              f"-Dmillrace.root={self.work}/root")))


def ticks(args):
    shown = sorted({n for n in (1, 2, 3, 13, 24, 47, 48) if n <= args.ticks} | {args.ticks - 1, args.ticks})
    files = [generate("log", args.data / f"log-{args.lines}-{args.seed}/{n:03}-{half}.log", args.lines // 2, args.seed + half, n)
             for n in range(args.ticks) for half in (0, 1)]
    expected = Expected(args, files, shown)
    runs, peers, early, late = collections.defaultdict(list), collections.defaultdict(list), [], []

    def recount(n):
        out = args.data / "recount"
        shutil.rmtree(out, ignore_errors=True)
        peers[n].append(Run(hadoop("WordCount", *expected.urls[:n], out, tuned=True), args.data / "recount.log"))
        if {key: count for part in out.glob("part-*") for key, count in pairs(part.read_bytes().splitlines())} != expected.counts[n]:
            sys.exit(f"tick {n}: Hadoop's example counts something else")

    def turn(*sequences):
        """The next tick of each, then their peers: nothing comes between ticks that are compared with each other."""
        done = []
        for sequence in sequences:
            run = sequence.next()
            done.append((sequence.ticks, run))
            runs[sequence.ticks].append(run)
        for n, _ in done:
            if n in shown and not args.no_peer:
                recount(n)
        return [run.cpu for _, run in done]

    old = None
    for number in range(args.rounds + 1):  # of the last sequence only the ticks that run in turn with those of the last round
        young = Sequence(args.data / f"work-{number % 2}", files, expected, args.options)
        turn(young)
        if old:
            second, *last, third = turn(young, old, old, young)
            early.append(second + third)
            late.append(sum(last))
            if old.counts() != expected.counts[args.ticks]:
                sys.exit("the full counts of the last report are not what was counted here")
        else:
            turn(young, young)
        while number < args.rounds and young.ticks < args.ticks - 2:
            turn(young)
        old = young

    print(f"\n{args.ticks} ticks of {args.lines} lines, medians of {args.rounds} rounds; every report and the"
          f" {len(expected.counts[args.ticks])} counts of the last are what was counted here")
    print("peer: Hadoop's example, tuned, recounts the urls of all ticks so far, cut out of the log for it beforehand\n")
    table(["tick", "CPU s", "wall s", "peak MB", "MB read + written", "recount CPU s", "CPU / recount"],
          [[n, f"{median(runs[n], 'cpu'):.2f}", f"{median(runs[n], 'wall'):.2f}", peak(runs[n]), f"{median(runs[n], 'bytes'):.1f}",
            *((f"{median(peers[n], 'cpu'):.2f}", f"{median(runs[n], 'cpu') / median(peers[n], 'cpu'):.2f}") if n in peers else ("", ""))]
           for n in shown])
    dearest = max(runs, key=lambda n: median(runs[n], "cpu"))
    single = max(runs, key=lambda n: max(run.cpu for run in runs[n]))
    print(f"\ndearest tick, CPU s: {median(runs[dearest], 'cpu'):.2f} (tick {dearest}, median); of all single ones"
          f" {max(run.cpu for run in runs[single]):.2f} (tick {single})")
    ratios = [one / other for one, other in zip(late, early)]
    print(f"ticks {args.ticks - 1} and {args.ticks} in turn with ticks 2 and 3 of the next sequence, CPU s of the two: medians"
          f" {statistics.median(late):.2f} and {statistics.median(early):.2f}; ratios {' '.join(f'{ratio:.2f}' for ratio in sorted(ratios))},"
          f" median {statistics.median(ratios):.2f}")


class Keys:
    """A cumulative state of so many keys, and the buckets that are folded into it."""

    def __init__(self, args, million):
        self.million, self.keys, self.options = million, round(million * 1e6), args.options
        shape = ["flat"] if args.flat else []
        self.everything = generate("all-keys", args.data / f"all-keys-{self.keys}{'-flat' if args.flat else ''}.txt", self.keys, *shape)
        self.sources = [generate("some-keys", args.data / f"some-keys-{self.keys}-{args.seed + n}{'-flat' if args.flat else ''}.txt", args.bucket,
                                 args.seed + n, self.keys, *shape) for n in range(args.folds)]
        self.work = fresh(args.data / f"work-{self.keys}")
        (self.work / "pipeline.yaml").write_text(f"""pipeline: keys
landing: {{ path: {self.work}/landing, settle: 0s, time: {{ by: file-name, pattern: '.*-(?<time>\\d{{8}}T\\d{{4}}).txt', format: yyyyMMdd'T'HHmm }} }}
buckets: {{ every: 5m }}
jobs:
  keys: {{ count: line, windows: {{ all: cumulative }}, top: 20 }}
""")
        self.runs = []

    def next(self):
        """The bucket of all keys, a day before the others, or the next of those."""
        n = len(self.runs)
        source = self.sources[n - 1] if n else self.everything
        at = START + (datetime.timedelta(days=1, minutes=5 * (n - 1)) if n else datetime.timedelta())
        os.link(source, self.work / f"landing/keys-{at:%Y%m%dT%H%M}.txt")
        self.runs.append(Run(tick(self.work / "pipeline.yaml", self.work / "root", at + datetime.timedelta(minutes=5), *self.options),
                             self.work.parent / "state.log", {"MILLRACE_OPTS": "-Xmx512m"}))

    def check(self):
        """Without a table of all keys: those of the buckets, and the common ones, counted in the large file."""
        counted = collections.Counter()
        for source in self.sources:
            counted.update(source.read_bytes().splitlines())
        base = collections.Counter()
        with open(self.everything, "rb") as lines:
            for line in lines:
                key = line[:-1]
                if key in counted or int(key.rsplit(b"-", 1)[1]) < 10_000:
                    base[key] += 1
        if published(self.work / "root", "keys", "all") != top((base + counted).items()):
            sys.exit(f"{self.million:g} million keys: the report is not what was counted here")

    def row(self):
        """Of the first bucket and of the folds."""
        first, *folds = self.runs
        return [f"{self.million:g}", f"{first.cpu:.1f}", f"{first.peak:.0f}", f"{mean(folds, 'cpu'):.3f}", f"{median(folds, 'cpu'):.3f}",
                f"{max(run.cpu for run in folds):.2f}", f"{mean(folds, 'bytes'):.1f}", f"{max(run.peak for run in folds):.0f}"]


def state(args):
    sizes = [Keys(args, million) for million in args.keys]
    for _ in range(1 + args.folds):
        for size in sizes:
            size.next()
    for size in sizes:
        size.check()
    print(f"\n{args.folds} buckets of {args.bucket} lines into a cumulative state{', all keys alike' if args.flat else ''}, -Xmx512m, the sizes in"
          " turn; every last report is what was counted here\n")
    table(["million keys", "first CPU s", "first peak MB", "CPU s a fold, mean", "median", "dearest", "MB a fold, mean", "peak MB"],
          [size.row() for size in sizes])
    first, last = (sizes[n].runs[1:] for n in (0, -1))
    print(f"\nof the last row to the first: CPU {mean(last, 'cpu') / mean(first, 'cpu'):.2f}, its median"
          f" {median(last, 'cpu') / median(first, 'cpu'):.2f}, bytes {mean(last, 'bytes') / mean(first, 'bytes'):.2f}")


INSTALLED = "millrace tick, by the hadoop of HADOOP_HOME"


def idle(args):
    work = fresh(args.data / "work")
    ask("init", work / "mill")
    pipeline, root = work / "mill/pipeline.yaml", work / "root"
    os.chdir(work / "mill")
    now = START + datetime.timedelta(days=1)
    (work / "conf").mkdir()
    (work / "conf/core-site.xml").write_text("<configuration/>")  # the shell insists on one
    commands = {
        "hadoop fs -ls, as it comes": ["java", "-cp", f"{work}/conf:{example()}", "org.apache.hadoop.fs.FsShell", "-ls", str(work)],
        "millrace tick, nothing to do": tick(pipeline, root, now),
        "millrace status": [str(MILLRACE), "status", str(pipeline), f"-Dmillrace.root={root}"],
        "millrace version": [str(MILLRACE), "version"],
    }
    if os.environ.get("HADOOP_HOME"):
        commands[INSTALLED] = tick(pipeline, root, now)
    runs = collections.defaultdict(list)
    for round_ in range(args.rounds + 1):
        for name, command in commands.items():
            run = Run(command, args.data / "idle.log", {"MILLRACE_HADOOP": ""} if name == INSTALLED else {})
            if round_:  # the first one warms the caches of the disk
                runs[name].append(run)
    base = next(iter(commands))
    print(f"\n{args.rounds} rounds, medians\n")
    table(["process", "CPU s", "wall s", "peak MB", f"CPU / {base}"],
          [[name, f"{median(runs[name], 'cpu'):.2f}", f"{median(runs[name], 'wall'):.2f}", peak(runs[name]),
            f"{median(runs[name], 'cpu') / median(runs[base], 'cpu'):.2f}"] for name in commands])


def at_least(least):
    def number(text):
        if not re.fullmatch("[0-9]{1,9}", text) or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text}: give a whole number of {least} or more")
        return int(text)
    return number


def even(text):
    if at_least(2)(text) % 2:
        raise argparse.ArgumentTypeError(f"{text}: give an even number, for a bucket comes in two files")
    return int(text)


def millions(text):
    try:
        found = [float(one) for one in text.split(",")]
    except ValueError:
        found = []
    if not found or len(set(found)) < len(found) or not all(0.001 <= one <= 1000 for one in found):
        raise argparse.ArgumentTypeError(f"{text}: give different numbers from 0.001 to 1000, with commas between them, such as 1,10")
    return found


def processes(text):
    chosen = [name for name in PROCESSES if any(only == name if only in PROCESSES else only in name for only in text.split(","))]
    if not chosen:
        raise argparse.ArgumentTypeError(f"{text}: in none of {', '.join(PROCESSES)}")
    return chosen


def options(text):
    try:
        return shlex.split(text)
    except ValueError as e:
        raise argparse.ArgumentTypeError(f"{text}: {e}") from e


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, default=HOME / "src/target/bench", help="where input and state are kept")
    commands = parser.add_subparsers(required=True, metavar="WORK")
    for work in (words, ticks, state, idle):
        command = commands.add_parser(work.__name__)
        command.set_defaults(work=work)
        command.add_argument("--seed", type=at_least(0), default=1)
        command.add_argument("--options", type=options, default=[], help="more options of the ticks, as '-D key=value'")
        if work is not state:
            command.add_argument("--rounds", type=at_least(1), default=5)
        if work is words:
            command.add_argument("--mb", type=at_least(1), default=64)
            command.add_argument("--only", type=processes, default=PROCESSES, help="names of the processes that run, or parts of names")
        if work is ticks:
            command.add_argument("--lines", type=even, default=20_000, help="lines of a bucket")
            command.add_argument("--ticks", type=at_least(5), default=51, help="ticks of a round; the merge of four hours is in tick 50")
            command.add_argument("--no-peer", action="store_true", help="without Hadoop's example")
        if work is state:
            command.add_argument("--keys", type=millions, default=[1.0, 10.0], help="millions")
            command.add_argument("--folds", type=at_least(1), default=48)
            command.add_argument("--bucket", type=at_least(1), default=100_000, help="lines of a bucket")
            command.add_argument("--flat", action="store_true", help="all keys as often as each other")
    args = parser.parse_args()
    args.data = args.data.resolve()
    args.data.mkdir(parents=True, exist_ok=True)
    print(f"{datetime.date.today()}, load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores, "
          + subprocess.run(["java", "-version"], capture_output=True, text=True).stderr.splitlines()[0])
    ask("version")  # builds it, so that no figure has that in it
    args.work(args)


main()
