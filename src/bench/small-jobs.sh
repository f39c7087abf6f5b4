#!/usr/bin/env bash
# What each setting that is chosen for small jobs on YARN gives: a tick on a mini cluster as it is, and beside it, in turn,
# one tick for each key with that key as Hadoop has it by default (mapred-default.xml, hdfs-default.xml). What concerns
# containers alone is measured with the bucket in containers, and compares with `containers`; all else with `tick`.
#
#   src/bench/small-jobs.sh                                   # five rounds and one to warm up: an hour or so
#   src/bench/small-jobs.sh rounds=1 only=tick,completion     # words for YarnBench, whose head explains them
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)

try() { # NAME KEY=VALUE ...
  local name=$1 setting
  shift
  names+=,$name
  for setting in "$@"; do words+=("try:$name:$setting"); done
}

in_containers() { # NAME KEY=VALUE ...
  try "$@" millrace.engine=yarn
}

names=tick
words=()
try completion mapreduce.client.completion.pollinterval=5000
try progress mapreduce.client.progressmonitor.pollinterval=1000
try close dfs.client.block.write.locateFollowingBlock.initial.delay.ms=400
try replication mapreduce.client.submit.file.replication=10
try buffer mapreduce.task.io.sort.mb=100
try speculative mapreduce.map.speculative=true mapreduce.reduce.speculative=true
try master yarn.app.mapreduce.am.command-opts=-Xmx1024m
try all millrace.small.job.max.bytes=0
in_containers containers
in_containers heartbeat yarn.app.mapreduce.am.scheduler.heartbeat.interval-ms=1000
in_containers slowstart mapreduce.job.reduce.slowstart.completedmaps=0.05
in_containers container-master yarn.app.mapreduce.am.command-opts=-Xmx1024m
in_containers task-java mapreduce.map.java.opts= mapreduce.reduce.java.opts=

MILLRACE_HADOOP=bundled "$home/bin/millrace" version >/dev/null # builds the jar
jars=("$home"/target/dist/millrace-*.jar)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mvn -B -ntp -q -f "$home/pom.xml" -Pbench -Dspotless.check.skip=true -DskipTests test -Dbench.main=millrace.bench.YarnBench \
  "-Dbench=work=$work jar=${jars[0]} only=$names backlog=0 ${words[*]} $*"
