# Licensed under the Apache License, Version 2.0: see LICENSE.
# Sourced by bin/demo, bin/test and bin/bench: a JDK, Maven, and (on request) server packages.
# Every refusal is one line that says what to install, and exit status 2.

die() { printf '%s: %s\n' "${0##*/}" "$1" >&2; exit "${2:-2}"; }

is_debian_root() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

# apt_install PACKAGE...: says what it does, and keeps daemons from starting by themselves.
apt_install() {
  printf '%s: installing with apt-get: %s\n' "${0##*/}" "$*" >&2
  local guard=/usr/sbin/policy-rc.d made=
  if [ ! -e "$guard" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$guard" && chmod 755 "$guard" && made=1
  fi
  local log rc=0
  log=$(mktemp)
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"; } >"$log" 2>&1 </dev/null || rc=$?
  [ -n "$made" ] && rm -f "$guard"
  if [ "$rc" != 0 ]; then
    tail -n 5 "$log" >&2
    rm -f "$log"
    die "apt-get could not install: $*"
  fi
  rm -f "$log"
}

# The major version of a java binary, or nothing.
java_major() { "$1" -version 2>&1 | sed -n '1s/.* version "\(1\.\)\{0,1\}\([0-9]*\).*/\2/p'; }

require_jdk() {
  local hint='install a JDK 17 or newer: apt-get install openjdk-17-jdk-headless (or set JAVA_HOME to one)'
  if [ -n "${JAVA_HOME:-}" ]; then
    [ -x "$JAVA_HOME/bin/javac" ] || die "JAVA_HOME=$JAVA_HOME has no bin/javac; $hint"
  elif command -v javac >/dev/null 2>&1; then
    JAVA_HOME=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
  elif is_debian_root; then
    apt_install openjdk-17-jdk-headless
    JAVA_HOME=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
  else
    die "no JDK found; $hint"
  fi
  local major
  major=$(java_major "$JAVA_HOME/bin/java")
  [ "${major:-0}" -ge 17 ] 2>/dev/null || die "JDK ${major:-of unknown version} in $JAVA_HOME is too old; $hint"
  export JAVA_HOME
}

require_maven() {
  local hint='install Maven 3.8.1 or newer: apt-get install maven'
  if ! command -v mvn >/dev/null 2>&1; then
    if is_debian_root; then apt_install maven; else die "no Maven found; $hint"; fi
  fi
  local version
  version=$(mvn -v 2>/dev/null | sed 's/\x1b\[[0-9;]*m//g' | sed -n 's/^Apache Maven \([0-9][0-9.]*\).*/\1/p')
  [ -n "$version" ] || die "mvn -v does not answer; $hint"
  [ "$(printf '%s\n3.8.1\n' "$version" | sort -V | head -n 1)" = 3.8.1 ] || die "Maven $version is too old; $hint"
}

# require_command COMMAND PACKAGE: a small tool that jobs or tests call.
require_command() {
  command -v "$1" >/dev/null 2>&1 && return
  if is_debian_root; then apt_install "$2"; else die "no $1 found; install it: apt-get install $2"; fi
}

mvn_quiet() { mvn -B -ntp -q "$@"; }
