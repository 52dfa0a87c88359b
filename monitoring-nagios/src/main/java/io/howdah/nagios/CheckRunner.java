// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios;

import io.howdah.nagios.checks.Checks;
import io.howdah.nagios.core.Answer;
import io.howdah.nagios.core.Check;
import io.howdah.nagios.core.CheckResult;
import io.howdah.nagios.core.Endpoint;
import io.howdah.nagios.core.Need;
import io.howdah.nagios.core.Snapshot;
import io.howdah.nagios.core.Thresholds;
import io.howdah.nagios.source.Fetch;
import io.howdah.nagios.source.JmxHttpSource;
import io.howdah.nagios.source.RmRest;
import io.howdah.nagios.source.Source;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs a check against daemons: fetches what it needs from all of them at once, lets it judge, and ends in time whatever
 * they do. Thread-safe.
 *
 * <pre>{@code
 * CheckResult result = CheckRunner.run("datanodes", URI.create("http://nn1:9870"), URI.create("http://nn2:9870"));
 * }</pre>
 */
public final class CheckRunner {
    /** Time-out of {@link #run(String, URI...)} and of the command: below Nagios' own 60 s by far. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    /** Size limit of one answer: the NameNode's list of 10,000 live DataNodes is about 8 MB. */
    public static final long MAX_ANSWER_BYTES = 16L << 20;

    private final Duration timeout;
    private final Source jmx;
    private final Source rest;

    /** @param timeout for all of a check, positive */
    public CheckRunner(Duration timeout) {
        this(timeout, MAX_ANSWER_BYTES);
    }

    CheckRunner(Duration timeout, long maxBytes) {
        this(timeout, new JmxHttpSource(maxBytes), new RmRest(maxBytes));
    }

    CheckRunner(Duration timeout, Source jmx, Source rest) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("time-out " + timeout + "; allowed: more than 0 s");
        }
        this.timeout = timeout;
        this.jmx = jmx;
        this.rest = rest;
    }

    /**
     * Runs a check with its default thresholds and time-out.
     *
     * @param check an id of {@link Checks#all()}
     * @param daemons base URLs, such as {@code http://nn1:9870}: one daemon, or all of an HA group
     * @throws IllegalArgumentException when there is no such check, or a URL is none
     */
    public static CheckResult run(String check, URI... daemons) {
        Check found = Checks.find(check)
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no check '" + check + "'; allowed: " + String.join(", ", Checks.ids())));
        return new CheckRunner(DEFAULT_TIMEOUT).run(found, List.of(daemons), Thresholds.defaults(found));
    }

    /**
     * Runs a check.
     *
     * @throws IllegalArgumentException when a URL is none, or one is given twice
     */
    public CheckResult run(Check check, List<URI> daemons, Thresholds thresholds) {
        return check.evaluate(snapshot(check, daemons), thresholds);
    }

    private Snapshot snapshot(Check check, List<URI> daemons) {
        Map<String, URI> byName = new HashMap<>();
        List<String> names = new ArrayList<>();
        for (URI daemon : daemons) {
            URI base = DaemonUrl.normalise(daemon);
            String name = base.getHost() + ":" + base.getPort();
            if (byName.put(name, base) != null) {
                throw new IllegalArgumentException("URL " + daemon + " is given twice; allowed: each daemon once");
            }
            names.add(name);
        }
        Fetch[] fetches = new Fetch[names.size()];
        for (int i = 0; i < fetches.length; i++) {
            fetches[i] = new Fetch(System::nanoTime, timeout.toNanos());
        }
        List<Endpoint> endpoints = new ArrayList<>();
        Map<String, Set<Need>> needs = new HashMap<>();
        for (String name : names) {
            endpoints.add(new Endpoint(name, Map.of()));
            needs.put(name, check.needs());
        }
        Snapshot first = fetchAll(new Snapshot(endpoints), needs, byName, fetches);
        Map<String, Set<Need>> details = check.details(first);
        return details.isEmpty() ? first : fetchAll(first, details, byName, fetches);
    }

    /** Fetches from every endpoint at once: a thread each, so that a name server that hangs cannot hold us up either. */
    private Snapshot fetchAll(
            Snapshot snapshot, Map<String, Set<Need>> needs, Map<String, URI> daemons, Fetch[] fetches) {
        List<Endpoint> endpoints = snapshot.endpoints();
        List<Map<Need, Answer>> answers = new ArrayList<>();
        Thread[] threads = new Thread[endpoints.size()];
        for (int i = 0; i < threads.length; i++) {
            String name = endpoints.get(i).name();
            Set<Need> wanted = needs.getOrDefault(name, Set.of());
            Map<Need, Answer> into = new ConcurrentHashMap<>();
            answers.add(into);
            if (!wanted.isEmpty()) {
                threads[i] = new Thread(new Fetcher(daemons.get(name), wanted, fetches[i], into), "fetch " + name);
                threads[i].setDaemon(true);
                threads[i].start();
            }
        }
        List<Endpoint> complete = new ArrayList<>();
        for (int i = 0; i < threads.length; i++) {
            if (threads[i] != null) {
                await(threads[i], fetches[i]);
                for (Need need : needs.get(endpoints.get(i).name())) {
                    answers.get(i).putIfAbsent(need, Answer.unreachable("no answer within " + seconds()));
                }
            }
            complete.add(endpoints.get(i).plus(answers.get(i)));
        }
        return new Snapshot(complete);
    }

    private static void await(Thread thread, Fetch fetch) {
        try {
            int millis = fetch.millisLeft();
            if (millis > 0) {
                thread.join(millis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            fetch.cancel();
        }
    }

    private String seconds() {
        return timeout.toMillis() % 1000 == 0 ? timeout.toSeconds() + " s" : timeout.toMillis() + " ms";
    }

    private final class Fetcher implements Runnable {
        private final URI daemon;
        private final Set<Need> needs;
        private final Fetch fetch;
        private final Map<Need, Answer> into;

        Fetcher(URI daemon, Set<Need> needs, Fetch fetch, Map<Need, Answer> into) {
            this.daemon = daemon;
            this.needs = needs;
            this.fetch = fetch;
            this.into = into;
        }

        @Override
        public void run() {
            for (Need need : needs) {
                Source source = need.kind() == Need.Kind.REST ? rest : jmx;
                Answer answer;
                try {
                    answer = source.fetch(daemon, need, fetch);
                } catch (RuntimeException | LinkageError e) {
                    // Ours, not the daemon's: a wrong jar on the class path must not read as "no answer".
                    answer = Answer.unusable("this program failed: " + e);
                }
                if (fetch.millisLeft() == 0) {
                    return; // what is missing is reported as timed out
                }
                into.put(need, answer);
            }
        }
    }
}
