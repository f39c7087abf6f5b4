#!/usr/bin/env bash
# Makes this golden state anew with a given bin/millrace of release 0.1.0: before/, after/ and expected/.
#
#   make.sh /opt/millrace-0.1.0/bin/millrace
#
# Only 0.1.0 may do this: README.md says why. It runs on a local disk, as any user, and takes some minutes; apart from
# the launcher it needs bash, awk, gzip and Python 3.9 or newer.
#
# Everything is the same each time, but for what 0.1.0 itself draws or measures: UUIDs, the real clock (`at`), the host
# and process, inodes and modification times of landed files, and how long folding took.
set -euo pipefail

golden=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
millrace=$(realpath "${1:?which bin/millrace?}")
"$millrace" version | head -n 1 | grep -q '^millrace 0\.1\.0 ' || {
  echo "make.sh: $millrace is not release 0.1.0, and no other may write this state" >&2
  exit 2
}
export MILLRACE_HADOOP=bundled LC_ALL=C.UTF-8 TZ=UTC

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/here"
cd "$scratch/here"
mkdir -p landing/shop landing/payments landing/talks landing/stream

# --- Words of this script ---------------------------------------------------------------------------------------------

fail() {
  echo "make.sh: $*" >&2
  exit 1
}

# CODE WORDS ...: a command that must end with this exit code. Few old snapshots are kept, for the sake of size alone.
run() {
  local code=$1 got=0
  shift
  echo "== $*" >>"$scratch/said"
  "$millrace" "$@" -D millrace.root=millrace -D millrace.snapshot.keep=1 >>"$scratch/said" 2>&1 || got=$?
  [[ $got == "$code" ]] || {
    tail -n 20 "$scratch/said" >&2
    fail "$* ended with $got, not with $code"
  }
}

# A tick dies between its commit and what the commit says is to be done, at a place that is known: a file stands where
# it needs a directory. What was moved or copied before that is done, all else is not, as after kill -9 at that moment.
dies_at() { # PATH WORDS ...
  local path=$1 aside=
  shift
  mkdir -p "$(dirname "$path")"
  if [[ -e $path ]]; then
    aside=$scratch/aside
    mv "$path" "$aside"
  fi
  : >"$path"
  run 1 "$@"
  [[ -f $path && ! -s $path ]] || fail "$path was not in the way"
  rm "$path"
  [[ -z $aside ]] || mv "$aside" "$path"
}

head_of() { # PIPELINE: the newest snapshot
  printf '%s\n' "millrace/$1/_millrace/snapshots"/* | tail -n 1
}

must_say() { # PIPELINE PYTHON: what must be true of its newest snapshot, as `s`
  python3 - "$(head_of "$1")" "$2" <<'END' || fail "$1: not true of its newest snapshot: $2"
import json, sys
first, rest = open(sys.argv[1], encoding="utf-8").read().split("\n", 1)
s = json.loads(first + rest)
sys.exit(0 if eval(sys.argv[2]) else 1)
END
}

must_be_large() { # FILE ...: one of these runs has several blocks and a head, and one is a second part
  [[ " $* " == *-part-1.run* ]] || fail "no run has two parts"
  python3 - "$@" <<'END' || fail "no run has several blocks"
import struct, sys
sys.exit(0 if any(struct.unpack(">q", open(name, "rb").read()[-52:-44])[0] >= 0 for name in sys.argv[1:]) else 1)
END
}

# --- shop: an access log, timed by its events; late records correct; retention of all three kinds ---------------------

shop_yaml() { # JOB ...: prints the pipeline file with these as well
  cat <<'END'
# An access log, timed by its events. Late records correct; raw records, runs and reports are kept for a while only.
pipeline: shop
landing:
  path: landing/shop
  settle: 0s
  format: access-log
  time: { by: event }
buckets:
  every: 15m
  lateness: 5m
retention: { raw: 6h, runs: 1d, reports: 8h }
jobs:
  urls:
    count: path
    windows: { all: cumulative, hour: tumbling 1h, recent: sliding 30m }
    top: 3
  bytes-by-client:
    sum: bytes
    key: [client, method]
    where: { status: ["200", "206"] }
    windows: { six: tumbling 6h }
  mean-bytes: { mean: bytes, key: path, windows: { recent: sliding 2h every 1h }, top: 2 }
END
  (($# == 0)) || printf '  %s\n' "$@"
}

log() { # MONTH DAY HH:MM:SS CLIENT PATH STATUS BYTES, one a line on stdin, into lines of an access log
  awk '{ printf "192.0.2.%s - - [%s/%s/2024:%s +0000] \"%s %s HTTP/1.1\" %s %s\n",
         $4, $2, $1, $3, ($5 == "/cart" ? "POST" : "GET"), $5, $6, $7 }'
}

in_shop() { # NAME: from stdin
  cat >"landing/shop/$1"
}

web1_0328() {
  log <<'END'
Mar 28 09:02:11 1 /cart 200 512
Mar 28 09:04:40 2 / 200 2048
Mar 28 10:05:00 2 /item/8 206 1300
END
  printf 'this is no line of an access log\n'
  # Broken, and not UTF-8; a key that is not UTF-8; a key that must be escaped.
  printf '192.0.2.9 - - [28/Mar/2024:10:06:00 +0000] "GET /caf\xe9 HTT\n'
  printf '192.0.2.9 - - [28/Mar/2024:10:06:30 +0000] "GET /caf\xe9 HTTP/1.1" 200 77\n'
  printf '192.0.2.9 - - [28/Mar/2024:10:07:30 +0000] "GET /tab\there\\\\back HTTP/1.1" 200 78\r\n'
}

web2_0329() { # comes cut short; whole, later: then some of it is too old to be corrected
  log <<'END'
Mar 29 07:30:10 4 /item/9 200 150
Mar 29 08:20:10 4 /item/9 200 150
Mar 31 18:02:45 4 /item/9 200 151
Mar 31 21:50:01 5 /cart 200 64
END
}

web1_0330() {
  log <<'END'
Mar 30 19:01:00 1 / 200 2048
Mar 30 19:12:00 2 /item/7 200 701
Mar 30 20:40:00 3 /item/8 500 20
END
}

web1_0330_grown() {
  web1_0330
  log <<'END'
Mar 30 22:10:00 1 /cart 200 513
Mar 30 20:41:00 6 /late 200 33
END
}

web1_0331() {
  log <<'END'
Mar 31 10:31:00 3 /cart 200 514
Mar 31 11:01:00 2 /item/8 206 99
END
}

web1_0401() {
  log <<'END'
Mar 31 22:31:00 1 / 200 2048
Mar 31 22:44:00 2 /item/7 200 700
Apr 01 00:01:00 1 /item/7 200 703
Apr 01 00:14:00 1 /item/9 304 -
Apr 01 00:20:00 2 /cart 200 515
Apr 01 00:47:00 3 / 200 2050
Apr 01 01:02:00 1 / 200 2051
Apr 01 01:06:00 4 /item/7 200 704
END
}

web1_0401_grown() {
  web1_0401
  log <<'END'
Apr 01 01:14:00 5 /item/7 200 705
Apr 01 01:21:00 5 /cart 403 -
END
}

web1_0401_whole() {
  web1_0401_grown
  log <<'END'
Apr 01 09:05:00 1 / 200 2052
Apr 01 21:31:00 3 /item/8 200 89
Apr 01 21:58:00 3 / 200 2053
END
}

shop() {
  shop_yaml >shop.yaml
  web1_0328 | in_shop web1-0328.log
  run 0 tick shop.yaml --now 2024-03-28T12:00:00Z
  log <<'END' | gzip -n9 | in_shop web1-0329.log.gz
Mar 29 07:10:00 1 / 200 2048
Mar 29 08:20:00 2 /item/7 200 700
Mar 29 13:40:00 1 /cart 200 511
END
  web2_0329 | gzip -n9 | head -c 90 | in_shop web2-0329.log.gz # cut short
  printf '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1' | in_shop logo.log
  web1_0328 | in_shop copy-of-0328.log
  web1_0328 | in_shop still-written.log.tmp
  run 0 tick shop.yaml --now 2024-03-29T14:00:00Z -D millrace.engine=local
  web1_0330 | in_shop web1-0330.log
  log <<<'Mar 30 19:05:00 7 /item/7 200 10' | in_shop web2/0330.log
  run 0 tick shop.yaml --now 2024-03-30T22:00:00Z
  web1_0330_grown | in_shop web1-0330.log
  run 0 tick shop.yaml --now 2024-03-30T22:30:00Z
  web1_0331 | in_shop web1-0331.log
  log <<<'Mar 30 19:20:00 7 /item/7 200 11' | in_shop web2/0330.log # other bytes: added
  run 0 tick shop.yaml --now 2024-03-31T12:10:00Z
  log <<'END' | in_shop web2-0331.log
Mar 31 17:05:00 2 /item/7 200 698
Mar 31 21:59:59 8 /cart 200 2
END
  run 0 tick shop.yaml --now 2024-03-31T22:10:00Z
  # Late records, one of them for a bucket whose raw records are gone; new ones; some are left unfolded, and a bucket is
  # open. Reports of April are the first: the tick dies over their moves.
  web1_0401 | in_shop web1-0401.log
  log <<'END' | in_shop late-0331.log
Mar 31 11:05:00 6 /late 200 34
Mar 31 21:50:00 6 /late 200 35
END
  dies_at millrace/shop/_millrace/reports/job=urls/window=recent/202404 \
    tick shop.yaml --now 2024-04-01T01:07:00Z -D millrace.tick.max.buckets=4
  must_say shop 's["attempt"]["stage"] == "published" and s["exports"] and s["moves"]'
  must_say shop 'len(s["open"]) == 1 and len(s["work"]) == 2 and len(s["expired"]) == 3'
}

# --- payments: csv with a header; files replace what came under their name; archived; nothing expires -----------------

payments_yaml() { # MORE_WINDOWS JOB ...: prints the pipeline file with these as well
  local windows=$1
  shift
  cat <<END
# Payments as csv, timed by their events. A file replaces what came under its name before; all is kept for ever.
pipeline: payments
landing:
  path: landing/payments
  settle: 0s
  after: archive
  changed: replace
  max-quarantined: 50%
  format: csv
  time: { by: event, field: time, format: iso, zone: America/New_York }
buckets:
  every: 1h
  lateness: 10m
  zone: America/New_York
jobs:
  turnover:
    sum: amount
    key: [account, currency]
    where: { event: [payment, refund] }
    windows: { all: cumulative, day: tumbling day$windows }
  smallest: { min: amount, key: account, windows: { six: tumbling 6h } }
  largest: { max: amount, key: account, windows: { recent: sliding 12h every 6h }, top: 2 }
  mean-payment:
    mean: amount
    key: currency
    where: { event: payment }
    windows: { week: tumbling week, month: tumbling month }
END
  (($# == 0)) || printf '  %s\n' "$@"
}

refunds='refunds: { count: account, where: { event: refund }, windows: { day: tumbling day } }'
accounts='accounts: { count: [currency, account], windows: { day: tumbling day } }'
columns=time,event,account,currency,amount,memo

csv() { # NAME: rows from stdin, below the usual header
  { echo "$columns" && cat; } >"landing/payments/$1"
}

p01() {
  cat <<'END'
2024-03-09T15:05:00Z,payment,ada,EUR,12.50,"a ""memo"", with commas"
2024-03-09T11:10:00Z,refund,bob,USD,-3.25,"over
two lines"
2024-03-09T11:15:00+00:00,payment,ada,EUR,0.1,
2024-03-09T11:16:00Z,payment,ada,EUR,0.2,
2024-03-09T11:17:00Z,payment,,,4,keyless
2024-03-09T11:18:00Z,login,ada,,,
2024-03-09T11:19:00Z,payment,"a\b	c",EUR,1,
too,few
2024-02-31T11:19:00Z,payment,ada,EUR,1,no such day
END
}

p02() { # columns in another order, and times of New York without a zone
  cat <<'END'
account,amount,currency,event,memo,time
ada,"12,50",EUR,payment,no number,2024-03-09T07:30:00
eve,1e2,USD,payment,,2024-03-09T07:31:00
bob,-0.75,USD,refund,,2024-03-09 08:10:00.5
END
}

bad() {
  echo '2024-03-09T12:00:00Z,payment,dan,EUR,3,'
}

p03() {
  cat <<END
$columns
2024-03-09T16:00:00Z,payment,ada,EUR,99.99,
2024-03-09T16:30:00Z,payment,ada,USD,0.01,
END
}

p04() { # VERSION
  case $1 in
    1) printf '2024-03-09T17:05:00Z,payment,bob,EUR,10,first\n2024-03-09T18:05:00Z,refund,bob,EUR,-1,first\n' ;;
    2) printf '2024-03-09T17:05:00Z,payment,bob,EUR,11,second\n2024-03-10T03:05:00Z,payment,bob,EUR,7,second\n' ;;
    3) printf '2024-03-09T17:05:00Z,payment,bob,EUR,12,third\n2024-03-10T19:30:00Z,refund,bob,EUR,-2,third\n' ;;
  esac
}

p05() { # HOW OFTEN IT GREW
  echo '2024-03-09T18:20:00Z,payment,cleo,EUR,5.5,'
  (($1 < 1)) || echo '2024-03-09T18:40:00Z,payment,cleo,EUR,6.5,"grown once"'
  (($1 < 2)) || printf '2024-03-11T13:20:00Z,payment,cleo,EUR,7.5,"grown\ntwice"\n'
}

payments() {
  payments_yaml '' "$refunds" >payments.yaml
  p01 | csv p01.csv
  p02 | tee landing/payments/p02.csv >landing/payments/q-copy-of-p02.csv
  { bad && printf 'broken\nbroken too\n'; } | csv bad.csv
  run 1 tick payments.yaml --now 2024-03-09T15:30:00Z
  p03 | gzip -n9 >landing/payments/p03.csv.gz
  p04 1 | csv p04.csv
  p05 0 | csv p05.csv
  run 0 tick payments.yaml --now 2024-03-09T20:15:00Z
  p04 2 | csv p04.csv
  p05 1 | csv p05.csv
  echo '2024-03-09T13:30:00,refund,dan,USD,-20,' | csv p06.csv
  run 0 tick payments.yaml --now 2024-03-10T05:15:00Z # the 9th is over in New York
  payments_yaml '' >payments.yaml                     # without refunds, whose runs stay
  csv p07.csv <<'END'
2024-03-10T02:30:00,payment,ada,EUR,1,no such time
2024-03-10T15:30:00,payment,ada,EUR,1.5,
2024-03-10T15:59:59,payment,eve,USD,2.5,
END
  run 0 tick payments.yaml --now 2024-03-11T04:15:00Z # so is the 10th, which had 23 hours, and the week
  # A backfill dies when it has folded and not yet swapped in: a run that a restated report needs cannot be read.
  local run
  run=$(printf '%s\n' millrace/payments/runs/job=turnover/day=20240309/20240309T1600Z-*.run | head -n 1)
  mv "$run" "$scratch/aside"
  run 1 backfill payments.yaml --from 20240309T1000Z --to 20240309T1300Z --job turnover
  mv "$scratch/aside" "$run"
  must_say payments 'len(s["backfills"]) == 1'
  # A file is replaced again, records come late, new ones too: the tick dies over the pieces it has just named, and
  # before it archives what it took.
  p04 3 | csv p04.csv
  csv p08.csv <<'END'
2024-03-11T09:05:00Z,payment,ada,EUR,3.5,
2024-03-11T10:05:00Z,payment,ada,USD,x,rejected
2024-03-11T12:05:00Z,payment,eve,USD,4.5,open
END
  printf '2024-03-09T12:59:59Z,refund,eve,USD,-1.25,late\nbroken\n' | csv p09.csv
  dies_at millrace/payments/buckets/bucket=20240311T0900Z tick payments.yaml --now 2024-03-11T12:15:00Z
  must_say payments 's["attempt"]["stage"] == "cut" and s["moves"] and not s["exports"]'
  must_say payments '{w["kind"] for w in s["work"]} == {"ADD", "REPLACE"} and len(s["backfills"]) == 1'
  must_say payments 'any(not w["pieces"] for w in s["work"])' # a bucket from which all is taken back
  must_say payments 'any("refunds" in w["jobs"] for w in s["work"]) and len(s["open"]) == 1'
}

# --- talks: texts timed by their names; late records are refused; deleted; so many that catalogues have pages ---------

cat >talks.yaml <<'END'
# Texts, timed by their names, so many that the catalogues have pages. Late ones are refused, and little is kept.
pipeline: talks
landing:
  path: landing/talks
  settle: 0s
  after: delete
  format: text
  time:
    by: file-name
    pattern: "talk-(?<time>\\d{8}T\\d{4}Z)"
    format: "yyyyMMdd'T'HHmmX"
buckets:
  every: 5m
  late: quarantine
publish: latest
jobs:
  words:
    class: millrace.jobs.wordcount.WordCount
    options: { tokens: unicode }
    windows: { all: cumulative, half: tumbling 30m }
    top: 5
  tokens: { class: millrace.jobs.wordcount.WordCount, windows: { recent: sliding 15m } }
retention: { raw: 20m, runs: 70m, reports: 40m }
END

talk() { # NUMBER: what was said
  printf 'Die Mühle, ο μύλος; the mill: wheel w%d turns w%d\n\n%d\n' $(($1 % 7)) $(($1 % 11)) "$1"
  (($1 % 5)) || printf '\xff\xfe is not UTF-8, but said %d times\n' $(($1 % 3))
}

talks_of() { # DIRECTORY FIRST LAST [STEP]: a talk each five minutes from 11:00 on, or of so many only one
  local i at
  for ((i = $2; i <= $3; i += ${4-1})); do
    at=$((11 * 60 + 5 * i))
    talk "$i" >"$1/talk-202403$(printf '%02dT%02d%02d' $((1 + at / 1440)) $((at / 60 % 24)) $((at % 60)))Z.txt"
  done
}

talks() {
  talks_of landing/talks 0 47
  echo 'no time in its name' >landing/talks/notes.txt # quarantined whole, and stays
  run 0 tick talks.yaml --now 2024-03-01T15:00:00Z
  talks_of landing/talks 48 131
  echo 'too late, all of it' >landing/talks/talk-20240301T1400Z-late.txt
  run 0 tick talks.yaml --now 2024-03-01T22:00:00Z
  # So many words that a run has blocks, an index and a head; and so long a text that a run has two parts.
  awk 'BEGIN { for (i = 0; i < 6000; i++) printf "%s%04d%s", "word", i * 7919 % 6000, i % 20 == 19 ? "\n" : " " }' |
    gzip -n9 >landing/talks/talk-20240301T2247Z-dictionary.txt.gz
  run 0 tick talks.yaml --now 2024-03-01T22:50:00Z
  local chant='one two three four five six seven eight nine ten eleven twelve thirteen fourteen'
  awk -v chant="$chant" 'BEGIN { for (i = 0; i < 60000; i++) print chant }' |
    gzip -n9 >landing/talks/talk-20240301T2252Z-chant.txt.gz
  run 0 tick talks.yaml --now 2024-03-01T22:55:00Z -D millrace.part.max.bytes=1m
  talks_of landing/talks 144 154 2
  run 0 tick talks.yaml --now 2024-03-01T23:55:00Z
  talks_of landing/talks 155 157
  # Runs of the next day are the first: the tick dies over the runs it has just named.
  dies_at millrace/talks/runs/job=tokens/day=20240302 tick talks.yaml --now 2024-03-02T00:10:00Z
  must_say talks 's["attempt"]["stage"] == "folded" and s["moves"] and s["jobs"]["tokens"]["dirty"]'
  must_say talks 'all(s["catalogues"][c]["height"] == 1 for c in ["files", "contents", "buckets"])'
  must_say talks 'all(len(s["catalogues"][c]["children"]) > 1 for c in ["files", "contents", "buckets"])'
  must_be_large millrace/talks/runs/job=words/day=20240301/*
  must_say talks '"coarse" in s["jobs"]["words"] and "since" in s["jobs"]["tokens"] and len(s["expired"]) == 3'
}

# --- stream: json, timed by its arrival; other bytes under a known name are set aside; copies count -------------------

cat >stream.yaml <<'END'
# Events as json, timed by their arrival. Other bytes under a known name are set aside; copies count; all is kept.
pipeline: stream
landing:
  path: landing/stream
  settle: 0s
  format: json
  duplicates: count
  changed: quarantine
  time: { by: arrival }
buckets:
  every: 1m
  lateness: 1m
jobs:
  events: { count: [user.name, kind], windows: { all: cumulative, five: tumbling 5m } }
  slowest: { max: ms, key: user.name, windows: { recent: sliding 3m }, top: 2 }
  words:
    class: millrace.jobs.wordcount.WordCount
    options: { field: text }
    windows: { all: cumulative }
    top: 3
END

event() { # USER KIND MS TEXT
  printf '{"user":{"name":"%s"},"kind":"%s","ms":%s,"text":"%s"}\n' "$@"
}

long() { # CHARACTER: a text longer than 1 KiB
  head -c 1100 /dev/zero | tr '\0' "$1"
}

e1() {
  event ada click 12 'to be or not to be'
  event bob click 7.25 'tab\there \\\\ and \u00e9'
  echo '{"kind":"anonymous","ms":"3"}'
  echo '{"user":{"name":"ada"},"kind":"view","ms":null}'
  echo '{"user": broken'
  printf '{"user":"\xff\n'
}

stream() {
  e1 >landing/stream/e1.json
  run 0 tick stream.yaml --now 2024-03-01T10:00:30Z
  event ada view 30 'be quick' | tee landing/stream/e2.json >landing/stream/e2-copy.json # counts twice
  run 0 tick stream.yaml --now 2024-03-01T10:01:30Z
  { event bob long 99 "$(long a)" && event bob click 1 short; } >landing/stream/long1.json
  run 0 tick stream.yaml --now 2024-03-01T10:02:30Z
  # Nothing that comes along fails in folding; but a record that was cut is too long for a tick that allows less.
  event cleo click 5 'not parked' >landing/stream/e4.json
  event cleo long 5 "$(long b)" >landing/stream/overlong.json # quarantined, in a file of its own
  run 1 tick stream.yaml --now 2024-03-01T10:04:10Z -D millrace.record.max.bytes=1k -D millrace.work.max.attempts=1
  must_say stream 'len(s["parked"]) == 3 and not s["work"]'
  event bob click 2 'five' >landing/stream/e5.json
  event bob click 2 'other bytes' >landing/stream/e2.json # quarantined whole
  run 0 tick stream.yaml --now 2024-03-01T10:04:50Z
  event ada long 41 "$(long c)" >landing/stream/long2.json
  run 0 tick stream.yaml --now 2024-03-01T10:05:30Z
  # A bucket fails once and is to be tried again; others are published, and the tick dies over their copies.
  event dan view 8 'still open' >landing/stream/e6.json
  dies_at millrace/stream/reports/job=slowest \
    tick stream.yaml --now 2024-03-01T10:07:10Z -D millrace.record.max.bytes=1k
  must_say stream 's["attempt"]["stage"] == "published" and s["exports"]'
  must_say stream '[w["attempts"] for w in s["work"]] == [1, 1, 1] and len(s["parked"]) == 3 and len(s["open"]) == 1'
}

# --- What lands afterwards --------------------------------------------------------------------------------------------

# Step 01 lands nothing: what was begun is carried on.

land() { # STEP: from here on the landing directory is that of this step
  mkdir -p "$scratch/after/$1"
  cd "$scratch/after/$1"
  mkdir -p landing/shop/web2 landing/payments landing/talks landing/stream
}

after() {
  land 02
  shop_yaml 'clients: { count: client, windows: { all: cumulative } }' >shop.yaml # new, when raw records are gone
  web2_0329 | gzip -n9 | in_shop web2-0329.log.gz # whole now: late records, and some that are refused
  web1_0331 | in_shop again-0331.log              # a duplicate
  web1_0401_grown | in_shop web1-0401.log         # grown
  log <<<'Mar 31 20:20:00 7 /item/7 200 12' | in_shop web2/0330.log # changed again: added

  payments_yaml ', hours: sliding 6h every 6h' "$refunds" "$accounts" >payments.yaml # refunds are back; all else is new
  bad | csv bad.csv # mended
  cat >landing/payments/p02.csv <<'END'
account,amount,currency,event,memo,time
bob,-0.5,USD,refund,replaced,2024-03-09T08:10:00
END
  p03 | gzip -n9 >landing/payments/p03-again.csv.gz # a duplicate
  p05 2 | csv p05.csv                               # grown again
  printf '2024-03-10T04:40:00Z,payment,dan,EUR,8,late\n2024-03-11T14:30:00Z,payment,dan,EUR,9,\n' | csv p10.csv

  talks_of landing/talks 158 161
  echo 'too late as well' >landing/talks/talk-20240302T0005Z-late.txt
  talk 3 >landing/talks/talk-20240302T0021Z-again.txt # a duplicate of the fourth talk
  echo 'the same words' >landing/talks/notes.txt      # still no time in its name

  e1 >landing/stream/e1.json
  event eve click 1000.5 'grown' >>landing/stream/e1.json
  { event ada view 30 'be quick' && event ada view 31 'be grown'; } >landing/stream/e2.json # goes on from what counted
  event bob click 3 'to be' >landing/stream/e7.json

  land 03
  web1_0401_whole | in_shop web1-0401.log 
  echo '2024-03-31T23:30:00,refund,ada,EUR,-99.99,' | csv p11.csv # March is over in New York
  talks_of landing/talks 162 200 6
  event eve view 0.5 'not to be' >landing/stream/e8.json
  cd "$scratch/here"
  find "$scratch/after" -type d -empty -delete
}

# --- All of it --------------------------------------------------------------------------------------------------------

mkdir -p landing/shop/web2
shop
payments
talks
stream
after

# What git does not keep, no test may need.
find . -type d -empty -delete
rm -rf "$golden/before" "$golden/after" "$golden/expected"
cp -a "$scratch/here" "$golden/before"
cp -a "$scratch/after" "$golden/after"
python3 "$golden/play.py" "$millrace" "$golden" "$scratch/play" "$golden/expected"
