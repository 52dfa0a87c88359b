# Licensed under the Apache License, Version 2.0: see LICENSE.
# Sourced by bin/test --full: the long evidence, in parts that can be run one at a time. Figures go to docs/evidence.md by hand.

full_part() { [ "$full" = all ] || [ "$full" = "$1" ]; }

# Tests tagged "full": the platform's own suites on our classes, big seeded runs, soaks.
if full_part long; then
  pass long verify -Dhowdah.groups=full -Dhowdah.excluded.groups= -Dspotless.check.skip=true "$@"
  case $module in
    '' | ha-keepalived)
      pass soak verify -pl ha-keepalived -am -DskipUTs -Dit.test=SoakIT -Dfailsafe.failIfNoSpecifiedTests=false -Dhowdah.soak.minutes=120 -Dspotless.check.skip=true "$@"
      ;;
  esac
fi

# The same sources against Hadoop 3.4.3.
if full_part hadoop-3.4; then
  pass hadoop-3.4 verify -Phadoop-3.4 -Dspotless.check.skip=true "$@"
  pass hadoop-3.4-suites verify -Phadoop-3.4 -pl hdfs-plugins -am -DskipUTs -Dit.test='*SuiteIT' -Dfailsafe.failIfNoSpecifiedTests=false -Dhowdah.excluded.groups= -Dspotless.check.skip=true "$@"
fi

# The jars built with release 17, run on JDK 25.
if full_part jdk25; then
  jdk25=${JDK25_HOME:-$(ls -d /usr/lib/jvm/*-25-* 2>/dev/null | head -n 1)}
  if [ -x "${jdk25:-}/bin/java" ]; then
    pass jdk25 verify -Dspotless.check.skip=true "-Djvm=$jdk25/bin/java" "-Dhowdah.test.java.home=$jdk25" "$@"
  else
    printf 'SKIPPED part jdk25: no JDK 25 found; enable with: JDK25_HOME=/path/to/jdk-25 bin/test --full jdk25\n'
    [ "${CI:-}" = true ] && failed=yes
  fi
fi

if full_part bench; then
  for name in placement durability balance aggregates guards cdc failover; do
    printf '\n== bench %s\n' "$name"
    "$here/bin/bench" "$name" || failed=yes
  done
fi
