#!/usr/bin/env python3
"""Goes on from the golden state, as steps.txt says, and writes down what is to be seen then.

    play.py MILLRACE GOLDEN WORK OUT

GOLDEN is the directory of the golden state, WORK one that is not there yet, for the copy; what is seen goes to OUT,
which is deleted first. A test that compares OUT with expected/ has to do just this.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys

PIPELINES = ["shop", "payments", "talks", "stream"]

# What of a report's description neither a clock nor an attempt decides, and no later release may see otherwise.
REPORT = "from to revision top columns rows buckets tally missing since changed complete quarantined".split()

# The same of `status --json`.
STATUS = "watermark buckets files records jobs work parked running merging backfills expired".split()
WITHOUT = {
    "changed": ["part"],
    "files": ["settling"],
    "jobs": ["runs"],
    "parked": ["remedy"],
    "backfills": ["host", "at"],
}


class Number(str):
    """A number with its very digits."""


def compact(value):
    """JSON without blanks, numbers as they were written."""
    if isinstance(value, Number):
        return value
    if isinstance(value, dict):
        return "{" + ",".join(compact(str(k)) + ":" + compact(v) for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(compact, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def without(name, value):
    if isinstance(value, list):
        return [without(name, one) for one in value]
    if isinstance(value, dict):
        return {k: v for k, v in value.items() if k not in WITHOUT.get(name, [])}
    return value


def facts(text, names):
    """Lines of `name json`, in the order of `names`; what is absent has none."""
    fields = json.loads(text, parse_int=Number, parse_float=Number)
    lines = [f"{name} {compact(without(name, fields[name]))}\n" for name in names if name in fields]
    return "".join(lines).encode()


class Play:
    def __init__(self, millrace, golden, work, out):
        self.millrace = millrace
        self.golden = golden
        self.work = work
        self.out = out
        self.copy(golden / "before")

    def copy(self, directory):
        """New times for all files: those of before/ and after/ say nothing, for git does not keep them."""
        shutil.copytree(directory, self.work, copy_function=shutil.copyfile, dirs_exist_ok=True)

    def call(self, words):
        env = dict(os.environ, MILLRACE_HADOOP="bundled", LC_ALL="C.UTF-8")
        words = [self.millrace, *words, "-D", "millrace.root=millrace"]
        return subprocess.run(words, cwd=self.work, env=env, capture_output=True)

    def run(self, code, words):
        done = self.call(words)
        if done.returncode != code:
            sys.stderr.buffer.write(done.stdout + done.stderr)
            sys.exit(f"play.py: {' '.join(words)} ended with {done.returncode}, not with {code}")

    def land(self, step):
        self.copy(self.golden / "after" / step)

    def expect(self, step):
        place = self.out / step
        place.mkdir(parents=True)
        for pipeline in PIPELINES:
            status = self.call(["status", pipeline + ".yaml", "--json"]).stdout
            (place / (pipeline + ".status.txt")).write_bytes(facts(status, STATUS))
            (place / (pipeline + ".reports.txt")).write_bytes(self.exported(pipeline))
            (place / (pipeline + ".commands.txt")).write_bytes(self.reported(pipeline, json.loads(status)))
        (place / "landing.txt").write_bytes(self.landing())

    def exported(self, pipeline):
        """All of reports/: what describes each, and its bytes."""
        root = self.work / "millrace" / pipeline / "reports"
        text = b""
        for report in sorted(root.glob("job=*/window=*/bucket=*")):
            text += b"== " + str(report.relative_to(root)).encode() + b"\n"
            description = report / "_report.json"
            if description.exists():
                text += facts(description.read_bytes(), REPORT)
            for rows in sorted(report.glob("*.tsv"), key=lambda path: (path.name[0] == "_", path.name)):
                text += b"-- " + rows.name.encode() + b"\n" + rows.read_bytes()
        return text

    def reported(self, pipeline, status):
        """What `report` prints of each job and window; of a ranking, more rows than were published too."""
        text = b""
        for job in status["jobs"]:
            for window in job["windows"]:
                words = ["report", pipeline + ".yaml", "--job", job["job"], "--window", window, "--format", "tsv"]
                for more in [[], ["--top", "150"]]:
                    done = self.call(words + more)
                    text += " ".join(["==", *words, *more, f"({done.returncode})"]).encode() + b"\n" + done.stdout
        return text

    def landing(self):
        """What lies in the landing directories: length and path."""
        root = self.work / "landing"
        files = sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())
        return "".join(f"{(root / file).stat().st_size} {file}\n" for file in files).encode()


def main():
    millrace, *paths = sys.argv[1:]
    play = Play(os.path.realpath(millrace), *map(pathlib.Path, paths))
    shutil.rmtree(play.out, ignore_errors=True)
    for line in (play.golden / "steps.txt").read_text(encoding="utf-8").splitlines():
        words = line.split()
        if not words or words[0] == "#":
            continue
        if words[0] == "land":
            play.land(words[1])
        elif words[0] == "expect":
            play.expect(words[1])
        else:
            play.run(int(words[0]), words[1:])


main()
