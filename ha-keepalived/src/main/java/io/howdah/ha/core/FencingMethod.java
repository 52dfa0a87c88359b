// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of {@code dfs.ha.fencing.methods}, read as the ZKFC reads it: cut at {@code #}, a class or a short name, an
 * argument in parentheses (NodeFencer of Hadoop 3.5).
 *
 * @param name as written: {@code sshfence}, {@code shell}, a class
 */
public record FencingMethod(Kind kind, String name, Optional<String> argument) {
    public static final String KEY = "dfs.ha.fencing.methods";
    public static final String POWER = "io.howdah.ha.fence.PowerFence";
    private static final Pattern FORM = Pattern.compile("([a-zA-Z0-9.$]+)(\\((.+?)\\))?");

    /** What a method can do. */
    public enum Kind {
        /** Kills the process by SSH: needs a host that lives. */
        SSH,
        /** Runs a program; nobody knows what it does, and Hadoop waits for it without an end. */
        SHELL,
        /** A program that always says yes. */
        NOTHING,
        /** Cuts the power and looks. */
        POWER,
        /** A class of somebody else. */
        OTHER
    }

    /**
     * @param spec the value of the key, one method a line
     * @throws InvalidInputException for a line that makes the ZKFC end at its start
     */
    public static List<FencingMethod> parse(String spec) {
        List<FencingMethod> methods = new ArrayList<>();
        for (String raw : spec.split("\n")) {
            String line = raw.replaceFirst("#.*$", "").trim();
            if (!line.isEmpty()) {
                Matcher matcher = FORM.matcher(line);
                if (!matcher.matches()) {
                    throw InvalidInputException.of(
                            KEY,
                            line,
                            "one method a line: CLASS or CLASS(ARGUMENT), class names of"
                                    + " letters, digits, '.' and '$'");
                }
                methods.add(of(matcher.group(1), Optional.ofNullable(matcher.group(3))));
            }
        }
        return methods;
    }

    private static FencingMethod of(String name, Optional<String> argument) {
        return switch (name) {
            case "sshfence", "org.apache.hadoop.ha.SshFenceByTcpPort" -> new FencingMethod(Kind.SSH, name, argument);
            case "shell", "org.apache.hadoop.ha.ShellCommandFencer" -> {
                if (argument.isEmpty()) {
                    throw InvalidInputException.of(KEY, name, "shell(COMMAND): without one the ZKFC does not start");
                }
                boolean nothing = argument.get().trim().matches("(/usr)?/bin/true|true|exit 0|:");
                yield new FencingMethod(nothing ? Kind.NOTHING : Kind.SHELL, name, argument);
            }
            case POWER -> {
                if (argument.isEmpty()) {
                    throw InvalidInputException.of(KEY, name, POWER + "(/etc/howdah/fence.conf): a file");
                }
                yield new FencingMethod(Kind.POWER, name, argument);
            }
            default -> {
                if (!name.contains(".")) {
                    throw InvalidInputException.of(
                            KEY, name, "sshfence, shell(COMMAND), " + POWER + "(FILE) or the full name of a class");
                }
                yield new FencingMethod(Kind.OTHER, name, argument);
            }
        };
    }

    /** Whether it can fence a host without power. */
    public boolean fencesADeadHost() {
        return kind != Kind.SSH;
    }
}
