// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.cli;

import io.howdah.nagios.CheckRunner;
import io.howdah.nagios.DaemonUrl;
import io.howdah.nagios.checks.Checks;
import io.howdah.nagios.core.Check;
import io.howdah.nagios.core.Thresholds;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of {@code check}, read by hand: this runs once a minute for each service, and picocli costs a third of
 * the whole run (its class files are too old for class data sharing). {@link CheckCommand} declares the same options for
 * help and completion; a test holds the two against each other.
 *
 * @param check the check, or null with {@code help} or {@code version}
 * @param daemons base URLs
 * @param thresholds the check's, with the user's
 * @param timeout of the whole run
 * @param longOutput {@code -v}
 * @param help {@code --help} was given
 * @param version {@code --version} was given
 */
record CheckLine(
        Check check,
        List<URI> daemons,
        Thresholds thresholds,
        Duration timeout,
        boolean longOutput,
        boolean help,
        boolean version) {
    static final int LONGEST_TIMEOUT = 300;

    /** @throws IllegalArgumentException with what is wrong and what is allowed, in one line */
    static CheckLine parse(List<String> args) {
        Reader reader = new Reader(args);
        while (reader.next()) {
            reader.take();
        }
        return reader.line();
    }

    /** One pass over the arguments. */
    private static final class Reader {
        private final List<String> args;
        private int position = -1;
        private String option = "";
        private String attached;
        private boolean optionsEnded;

        private String id;
        private final List<String> urls = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();
        private final List<String> criticals = new ArrayList<>();
        private final List<String> hosts = new ArrayList<>();
        private String port;
        private boolean tls;
        private Duration timeout = CheckRunner.DEFAULT_TIMEOUT;
        private boolean longOutput;
        private boolean help;
        private boolean version;

        Reader(List<String> args) {
            this.args = args;
        }

        boolean next() {
            return ++position < args.size();
        }

        void take() {
            String arg = args.get(position);
            if (optionsEnded || !arg.startsWith("-") || arg.equals("-")) {
                takeId(arg);
            } else if (arg.equals("--")) {
                optionsEnded = true;
            } else if (arg.startsWith("--")) {
                int equals = arg.indexOf('=');
                option = equals < 0 ? arg : arg.substring(0, equals);
                attached = equals < 0 ? null : arg.substring(equals + 1);
                takeOption();
            } else {
                takeShort(arg);
            }
        }

        /** {@code -v}, {@code -vvS}, {@code -w 10}, {@code -w10}, {@code -w=10}. */
        private void takeShort(String arg) {
            for (int i = 1; i < arg.length(); i++) {
                option = "-" + arg.charAt(i);
                attached = null;
                if ("vhVS".indexOf(arg.charAt(i)) >= 0) {
                    takeOption();
                    continue;
                }
                String rest = arg.substring(i + 1);
                if (!rest.isEmpty()) {
                    attached = rest.startsWith("=") ? rest.substring(1) : rest;
                }
                takeOption();
                return;
            }
        }

        private void takeOption() {
            switch (option) {
                case "--url" -> urls.add(value());
                case "-H", "--hostname" -> hosts.add(value());
                case "-p", "--port" -> port = value();
                case "-w", "--warning" -> warnings.add(value());
                case "-c", "--critical" -> criticals.add(value());
                case "-t", "--timeout" -> timeout = seconds(value());
                case "-S", "--ssl" -> tls = flag();
                case "-v", "--verbose" -> longOutput = flag();
                case "-h", "--help" -> help = flag();
                case "-V", "--version" -> version = flag();
                default -> throw new IllegalArgumentException("unknown option " + option + "; see check --help");
            }
        }

        private void takeId(String arg) {
            if (id != null) {
                throw new IllegalArgumentException("'" + arg + "' is one argument too many; allowed: one check");
            }
            id = arg;
        }

        private String value() {
            if (attached != null) {
                return attached;
            }
            if (!next()) {
                throw new IllegalArgumentException(option + " has no value");
            }
            return args.get(position);
        }

        private boolean flag() {
            if (attached != null) {
                throw new IllegalArgumentException(option + " takes no value");
            }
            return true;
        }

        private static Duration seconds(String text) {
            int seconds = number(text);
            if (seconds < 1 || seconds > LONGEST_TIMEOUT) {
                throw new IllegalArgumentException(
                        "-t " + text + "; allowed: whole seconds from 1 to " + LONGEST_TIMEOUT);
            }
            return Duration.ofSeconds(seconds);
        }

        private static int number(String text) {
            try {
                return Integer.parseInt(text);
            } catch (NumberFormatException e) {
                return -1;
            }
        }

        CheckLine line() {
            if (help || version) {
                return new CheckLine(null, List.of(), null, timeout, longOutput, help, version);
            }
            if (id == null) {
                throw new IllegalArgumentException("no check given; allowed: " + String.join(", ", Checks.ids()));
            }
            Check check = Checks.find(id).orElse(null);
            if (check == null) {
                throw new IllegalArgumentException(
                        "there is no check '" + id + "'; allowed: " + String.join(", ", Checks.ids()));
            }
            return new CheckLine(
                    check,
                    daemons(check),
                    Thresholds.parse(check, warnings, criticals),
                    timeout,
                    longOutput,
                    false,
                    false);
        }

        private List<URI> daemons(Check check) {
            List<URI> daemons = new ArrayList<>();
            for (String url : urls) {
                daemons.add(DaemonUrl.parse(url));
            }
            if (hosts.isEmpty() && (port != null || tls)) {
                throw new IllegalArgumentException(
                        (tls ? "-S" : "-p") + " without -H; allowed: with -H, or --url alone");
            }
            int at = port == null ? check.role().defaultPort(tls) : number(port);
            if (at < 1 || at > 65535) {
                throw new IllegalArgumentException("-p " + port + "; allowed: 1 to 65535");
            }
            for (String host : hosts) {
                daemons.add(DaemonUrl.of(tls, host, at));
            }
            if (daemons.isEmpty()) {
                throw new IllegalArgumentException("no daemon given; allowed: --url http://HOST:PORT (once for each "
                        + check.role().displayName() + ") or -H HOST [-p PORT]");
            }
            return daemons;
        }
    }
}
