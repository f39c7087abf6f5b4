#!/usr/bin/env python3
"""Whole processes of Millrace beside whole processes of Hadoop's own example, in one run.

    src/bench/whole.py words --mb 64             # one bucket: word count and its top 20
    src/bench/whole.py ticks --lines 20000       # 48 buckets: cumulative and sliding counts, a process a tick
    src/bench/whole.py state --keys 1,10,50      # 48 small buckets folded into a state of so many million keys
    src/bench/whole.py idle                      # commands that have nothing to do

Peers run in turn, round by round; what they answer is compared by digest in the same run. Figures are medians, of CPU seconds
(user and system of the whole process, launcher included) and of wall seconds; on a machine that does other work only the
first mean much. Ratios below 1 are in Millrace's favour. Linux only: bytes come from the kernel's count of a process."""
import argparse
import collections
import datetime
import hashlib
import heapq
import json
import os
import pathlib
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
HOME = HERE.parent.parent
MILLRACE = HOME / "bin/millrace"
START = datetime.datetime(2024, 3, 1)


class Run:
    """One process, its children included."""

    def __init__(self, command, log, env=None):
        before = time.monotonic()
        with open(log, "ab") as out:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                       env={**os.environ, "MILLRACE_HADOOP": "bundled", **(env or {})})
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
        subprocess.run(["mvn", "-q", "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy", f"-Dartifact={EXAMPLES}",
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


def cat(files):
    process = subprocess.run([MILLRACE, "cat", *files], check=True, capture_output=True, env={**os.environ, "MILLRACE_HADOOP": "bundled"})
    return process.stdout.splitlines(keepends=True)


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


def words(args):
    source = generate("text", args.data / f"text-{args.mb}-{args.seed}.txt", args.mb, args.seed)
    names = ["hadoop example", "hadoop example, tuned", "millrace inline", "millrace local"]
    if args.only:
        names = [name for name in names if any(only == name if only in names else only in name for only in args.only.split(","))]
    seen, runs = {}, collections.defaultdict(list)
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
                counts = cat(runs_of(work / "root", "words"))
                first = published(work / "root", "words", "all")
            answer = digest(sorted(counts)), digest(first)
            if seen.setdefault("answer", answer) != answer:
                sys.exit(f"{name} answers {answer}, the others {seen['answer']}")
    base = names[0]
    print(f"\n{args.mb} MB of text, {args.rounds} rounds, medians; counts {seen['answer'][0]}, top 20 {seen['answer'][1]} everywhere\n")
    table(["process", "CPU s", "wall s", "peak MB", f"CPU / {base}", f"wall / {base}"],
          [[name, *(f"{median(runs[name], what):.2f}" for what in ("cpu", "wall")), f"{median(runs[name], 'peak'):.0f}",
            *(f"{median(runs[name], what) / median(runs[base], what):.3f}" for what in ("cpu", "wall"))] for name in names])


class Sequence:
    """The ticks of a pipeline of its own, from the first on; `files` are two for each."""

    def __init__(self, work, files, options):
        self.work, self.files, self.options, self.ticks = fresh(work), files, options, 0
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
        return Run(tick(self.work / "pipeline.yaml", self.work / "root", START + datetime.timedelta(minutes=5 * self.ticks), *self.options),
                   self.work.parent / "tick.log")

    def reports(self):
        return {window: published(self.work / "root", "urls", window) for window in ("all", "hour")}


def chain(args, files, reports):
    """Sequence after sequence: the last two ticks of each are run in turn with ticks 2 and 3 of the next, so that both see the same machine."""
    early, late, last = [], [], None
    for number in range(args.chain + 1):
        sequence = Sequence(args.data / f"work-{number % 2}", files, args.options)
        sequence.next()
        young, old = (sequence, early), (last, late)
        for one, runs in (young, old, old, young):
            if one:
                runs.append(one.next())
        if last and last.reports() != reports:
            sys.exit("a sequence reports something else than the first")
        if number < args.chain:
            while sequence.ticks < args.ticks - 2:
                sequence.next()
        last = sequence
    del early[:2]  # nothing was run in turn with these
    ratios = [(late[n].cpu + late[n + 1].cpu) / (early[n].cpu + early[n + 1].cpu) for n in range(0, len(late), 2)]
    print(f"\nticks {args.ticks - 1} and {args.ticks} in turn with ticks 2 and 3 of the next sequence, CPU s: medians {median(late, 'cpu'):.2f} and"
          f" {median(early, 'cpu'):.2f}, ratio {median(late, 'cpu') / median(early, 'cpu'):.2f}; of each pair of sequences"
          f" {' '.join(f'{ratio:.2f}' for ratio in sorted(ratios))}, median {statistics.median(ratios):.2f}")


def ticks(args):
    files = [generate("log", args.data / f"log-{args.lines}-{args.seed}/{n:03}-{half}.log", args.lines // 2, args.seed + half, n)
             for n in range(args.ticks) for half in (0, 1)]
    work = args.data / "work"
    sequence = Sequence(work, files, args.options)
    checked = sorted({1, 2, 13, 24, args.ticks - 1, args.ticks} & set(range(1, args.ticks + 1)))
    url = re.compile(rb'"GET (\S+) ')
    everything, recent = collections.Counter(), collections.deque(maxlen=12)
    runs, peers = {}, {}
    urls = work / "urls"
    urls.mkdir()
    for n in range(1, args.ticks + 1):
        bucket = collections.Counter()
        with open(urls / f"{n:03}", "wb") as out:
            for file in files[2 * n - 2:2 * n]:
                found = url.findall(file.read_bytes())
                bucket.update(found)
                out.write(b"\n".join(found) + b"\n")
        everything.update(bucket)
        recent.append(bucket)
        runs[n] = sequence.next()
        hour = sum(recent, collections.Counter())
        reports = sequence.reports()
        for window, counts in (("all", everything), ("hour", hour)):
            if reports[window] != top(counts.items()):
                sys.exit(f"tick {n}, window {window}: the report is not what was counted here")
        if n in checked and not args.no_peer:
            out = work / "recount"
            peers[n] = Run(hadoop("WordCount", urls, out, tuned=True), args.data / "recount.log")
            counts = {key: count for part in out.glob("part-*") for key, count in pairs(part.read_bytes().splitlines())}
            if counts != everything:
                sys.exit(f"tick {n}: Hadoop's example counts something else")
            shutil.rmtree(out)
    full = subprocess.run([MILLRACE, "report", work / "pipeline.yaml", "--job", "urls", "--window", "all", "--top", "100000000", "--format", "tsv",
                           f"-Dmillrace.root={work}/root"], check=True, capture_output=True).stdout.splitlines()
    if dict(pairs(full)) != everything:
        sys.exit("the full counts of the last report are not what was counted here")
    print(f"\n{args.ticks} ticks of {args.lines} lines; every report and the {len(everything)} counts of the last are what was counted beside them")
    print("peer: Hadoop's example, tuned, recounts the urls of all ticks so far, cut out of the log for it beforehand\n")
    table(["tick", "CPU s", "wall s", "peak MB", "MB read + written", "recount CPU s", "CPU / recount"],
          [[n, f"{runs[n].cpu:.2f}", f"{runs[n].wall:.2f}", f"{runs[n].peak:.0f}", f"{runs[n].bytes:.1f}",
            *((f"{peers[n].cpu:.2f}", f"{runs[n].cpu / peers[n].cpu:.2f}") if n in peers else ("", ""))] for n in checked])
    early = [runs[n] for n in range(2, min(7, args.ticks + 1))]
    late = [runs[n] for n in range(max(2, args.ticks - 4), args.ticks + 1)]
    print(f"\nCPU, medians: ticks 2 to 6 {median(early, 'cpu'):.2f} s, the last five {median(late, 'cpu'):.2f} s, ratio"
          f" {median(late, 'cpu') / median(early, 'cpu'):.2f}; dearest tick {max(run.cpu for run in runs.values()):.2f} s")
    if args.chain:
        chain(args, files, reports)


def state(args):
    shown = []
    for million in map(float, args.keys.split(",")):
        keys = int(million * 1e6)
        work = fresh(args.data / "work")
        (work / "pipeline.yaml").write_text(f"""pipeline: keys
landing: {{ path: {work}/landing, settle: 0s, time: {{ by: file-name, pattern: '.*-(?<time>\\d{{8}}T\\d{{4}}).txt', format: yyyyMMdd'T'HHmm }} }}
buckets: {{ every: 5m }}
jobs:
  keys: {{ count: line, windows: {{ all: cumulative }}, top: 20 }}
""")
        heap = {"MILLRACE_OPTS": "-Xmx512m"}
        shape = ["flat"] if args.flat else []
        everything = generate("all-keys", args.data / f"all-keys-{keys}{'-flat' if args.flat else ''}.txt", keys, *shape)
        os.link(everything, work / "landing/all-20240301T0000.txt")
        first = Run(tick(work / "pipeline.yaml", work / "root", START + datetime.timedelta(days=1), *args.options), args.data / "state.log", heap)
        runs, counted = [], collections.Counter()
        for n in range(args.folds):
            source = generate("some-keys", args.data / f"some-keys-{keys}-{args.seed + n}{'-flat' if args.flat else ''}.txt", args.bucket,
                              args.seed + n, keys, *shape)
            at = START + datetime.timedelta(days=1, minutes=5 * n)
            os.link(source, work / f"landing/some-{at:%Y%m%dT%H%M}.txt")
            counted.update(source.read_bytes().splitlines())
            runs.append(Run(tick(work / "pipeline.yaml", work / "root", at + datetime.timedelta(minutes=5), *args.options), args.data / "state.log", heap))
        # The answer, without a table of all keys: keys of the buckets, and the common ones, counted in the large file.
        wanted = set(counted)
        with open(everything, "rb") as lines:
            base = collections.Counter()
            for line in lines:
                key = line[:-1]
                if key in wanted or int(key.rsplit(b"-", 1)[1]) < 10_000:
                    base[key] += 1
        if published(work / "root", "keys", "all") != top((base + counted).items()):
            sys.exit(f"{million} million keys: the report is not what was counted here")
        shown.append([f"{million:g}", f"{first.cpu:.1f}", f"{first.peak:.0f}", f"{sum(r.cpu for r in runs) / len(runs):.3f}",
                      f"{sum(r.bytes for r in runs) / len(runs):.1f}", f"{max(r.cpu for r in runs):.2f}", f"{max(r.peak for r in runs):.0f}"])
        print(shown[-1], flush=True)
    print(f"\n{args.folds} buckets of {args.bucket} lines into a cumulative state{', all keys alike' if args.flat else ''}, -Xmx512m;"
          " every last report is what was counted here\n")
    table(["million keys", "first CPU s", "first peak MB", "CPU s a fold", "MB a fold", "dearest CPU s", "peak MB"], shown)
    print(f"\nCPU {float(shown[-1][3]) / float(shown[0][3]):.2f}, bytes {float(shown[-1][4]) / float(shown[0][4]):.2f} times those of the first row")


def idle(args):
    work = fresh(args.data / "work")
    subprocess.run([MILLRACE, "init", work / "mill"], check=True, stdout=subprocess.DEVNULL)
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
    runs = collections.defaultdict(list)
    for round_ in range(args.rounds + 1):
        for name, command in commands.items():
            run = Run(command, args.data / "idle.log")
            if round_:  # the first one warms the caches of the disk
                runs[name].append(run)
    base = next(iter(commands))
    print(f"\n{args.rounds} rounds, medians\n")
    table(["process", "CPU s", "wall s", "peak MB", f"CPU / {base}"],
          [[name, f"{median(runs[name], 'cpu'):.2f}", f"{median(runs[name], 'wall'):.2f}", f"{median(runs[name], 'peak'):.0f}",
            f"{median(runs[name], 'cpu') / median(runs[base], 'cpu'):.2f}"] for name in commands])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, default=HOME / "src/target/bench", help="where input and state are kept")
    commands = parser.add_subparsers(required=True, metavar="WORK")
    for work in (words, ticks, state, idle):
        command = commands.add_parser(work.__name__)
        command.set_defaults(work=work)
        command.add_argument("--rounds", type=int, default=5)
        command.add_argument("--seed", type=int, default=1)
        command.add_argument("--options", type=shlex.split, default=[], help="more options of the ticks, as '-D key=value'")
        if work is words:
            command.add_argument("--mb", type=int, default=64)
            command.add_argument("--only", default="", help="names of the processes that run, or parts of names")
        if work is ticks:
            command.add_argument("--lines", type=int, default=20_000)
            command.add_argument("--ticks", type=int, default=48)
            command.add_argument("--no-peer", action="store_true")
            command.add_argument("--chain", type=int, default=0, help="so many pairs of sequences more, each beginning while another ends; of 5 ticks or more")
        if work is state:
            command.add_argument("--keys", default="1,10", help="millions")
            command.add_argument("--folds", type=int, default=48)
            command.add_argument("--bucket", type=int, default=100_000, help="lines of a bucket")
            command.add_argument("--flat", action="store_true", help="all keys as often as each other")
    args = parser.parse_args()
    if args.work is ticks and (args.chain < 0 or args.chain and args.ticks < 5):
        parser.error(f"--chain {args.chain} --ticks {args.ticks}: give --chain 1 or more and --ticks 5 or more, or leave --chain out")
    args.data = args.data.resolve()
    args.data.mkdir(parents=True, exist_ok=True)
    print(f"{datetime.date.today()}, load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores, "
          + subprocess.run(["java", "-version"], capture_output=True, text=True).stderr.splitlines()[0])
    subprocess.run([MILLRACE, "version"], check=True, stdout=subprocess.DEVNULL)  # builds it, so that no figure has that in it
    args.work(args)


main()
