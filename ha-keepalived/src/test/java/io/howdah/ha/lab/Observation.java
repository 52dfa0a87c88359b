// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What an {@link Observer} saw, and whether the promises held. Times are nanoseconds of one monotonic clock. Immutable.
 *
 * @param answers for the virtual address, in order
 * @param reigns when each NameNode said that it is active
 * @param acks acknowledged writes
 * @param stale reads that missed what had been acknowledged before
 */
public record Observation(List<Answer> answers, List<Reign> reigns, List<Ack> acks, List<Long> stale) {
    /** {@link Reign#before} when the first answer of all was "active". */
    private static final long ALREADY = Long.MIN_VALUE;

    /** @param host 0 when the MAC address is no host's */
    public record Answer(long time, int host) {}

    /**
     * One stretch during which a NameNode said "active" whenever it said anything. Silence does not end it: a stopped
     * process goes on where it was. "Standby" and a closed port do.
     *
     * @param before when it was asked for the last time before it first said so: it cannot have begun earlier
     * @param first when it had first said so
     * @param last when it last said so
     */
    public record Reign(int host, long before, long first, long last) {}

    /** A write acknowledged; {@code epoch} is -1 when the journals' epoch changed meanwhile or cannot be told. */
    public record Ack(String writer, long number, long sent, long received, long epoch) {}

    /**
     * The address answered on a host that was not, or no longer, the active.
     *
     * @param since when it stopped to be; the first wrong answer when it never was
     * @param until the last wrong answer
     */
    public record Exposure(int host, long since, long until) {
        public double seconds() {
            return (until - since) / 1e9;
        }
    }

    /** @param hosts host by MAC address in lower case */
    static Observation parse(List<String> lines, Map<String, Integer> hosts) {
        List<Answer> answers = new ArrayList<>();
        List<Ack> acks = new ArrayList<>();
        List<Long> stale = new ArrayList<>();
        List<Reign> reigns = new ArrayList<>();
        Map<Integer, Reign> current = new HashMap<>();
        Map<Integer, Long> asked = new HashMap<>();
        for (String line : lines) {
            String[] word = line.split(" ");
            switch (word[0]) {
                case "arp" -> {
                    // Before both NameNodes were asked nobody can tell who is right.
                    if (asked.size() == 2) {
                        answers.add(new Answer(Long.parseLong(word[1]), hosts.getOrDefault(word[2], 0)));
                    }
                }
                case "stale" -> stale.add(Long.parseLong(word[1]));
                case "ack" ->
                    acks.add(new Ack(
                            word[1],
                            Long.parseLong(word[2]),
                            Long.parseLong(word[3]),
                            Long.parseLong(word[4]),
                            word[5].equals(word[6]) ? Long.parseLong(word[5]) : -1));
                case "state" -> {
                    int host = Integer.parseInt(word[1]);
                    long sent = Long.parseLong(word[2]);
                    long received = Long.parseLong(word[3]);
                    Reign reign = current.get(host);
                    if (word[4].equals("active")) {
                        current.put(
                                host,
                                reign == null
                                        ? new Reign(host, asked.getOrDefault(host, ALREADY), received, received)
                                        : new Reign(host, reign.before, reign.first, received));
                    } else if (!word[4].equals("silent") && reign != null) {
                        reigns.add(current.remove(host));
                    }
                    asked.put(host, sent);
                }
                default -> {
                    // "fail" and "verified" are for a person to read.
                }
            }
        }
        reigns.addAll(current.values());
        reigns.sort(Comparator.comparingLong(Reign::first));
        return new Observation(List.copyOf(answers), List.copyOf(reigns), List.copyOf(acks), List.copyOf(stale));
    }

    /** P2: every stretch of wrong answers. A host is the active while its reign lasts and no later one has begun. */
    public List<Exposure> exposures() {
        List<Exposure> exposures = new ArrayList<>();
        Map<Integer, Exposure> open = new HashMap<>();
        for (Answer answer : answers) {
            if (rightful(answer)) {
                Exposure ended = open.remove(answer.host);
                if (ended != null) {
                    exposures.add(ended);
                }
            } else {
                long since = deposed(answer).orElse(answer.time);
                Exposure before = open.get(answer.host);
                if (before != null && before.since < since && deposed(answer).isPresent()) {
                    exposures.add(open.remove(answer.host));
                    before = null;
                }
                open.put(answer.host, new Exposure(answer.host, before == null ? since : before.since, answer.time));
            }
        }
        exposures.addAll(open.values());
        return exposures;
    }

    private boolean rightful(Answer answer) {
        return reigns.stream()
                .anyMatch(
                        reign -> reign.host == answer.host && reign.before <= answer.time && answer.time <= end(reign));
    }

    /** When the reign ended: by its own word, or because another began. */
    private long end(Reign reign) {
        return reigns.stream()
                .filter(other -> other.host != reign.host && other.first > reign.first && other.first < reign.last)
                .mapToLong(Reign::first)
                .min()
                .orElse(reign.last);
    }

    private OptionalLong deposed(Answer answer) {
        return reigns.stream()
                .filter(reign -> reign.host == answer.host && end(reign) <= answer.time)
                .mapToLong(this::end)
                .max();
    }

    public double longestExposureSeconds() {
        return exposures().stream().mapToDouble(Exposure::seconds).max().orElse(0);
    }

    /** P1: acknowledgements of NameNodes asked directly that fell into another NameNode's epoch. */
    public List<String> epochViolations() {
        Map<Long, Ack> owner = new HashMap<>();
        List<String> violations = new ArrayList<>();
        for (Ack ack : acks) {
            if (ack.epoch >= 0 && ack.writer.startsWith("nn")) {
                Ack first = owner.putIfAbsent(ack.epoch, ack);
                if (first != null && !first.writer.equals(ack.writer)) {
                    violations.add(ack + " in the epoch of " + first);
                }
            }
        }
        return violations;
    }

    /** P3: the longest time between two acknowledged writes of one writer, from the last one before {@code from}. */
    public double outageSeconds(String writer, long from, long to) {
        long longest = 0;
        long last = from;
        for (Ack ack : acks) {
            if (!ack.writer.equals(writer)) {
                continue;
            }
            if (ack.received > from && last <= to) {
                longest = Math.max(longest, Math.min(ack.received, to) - last);
            }
            last = ack.received;
        }
        return Math.max(longest, to - last) / 1e9;
    }

    /** From the first change to "active" after {@code from} until the address first answers there; empty: it never did. */
    public OptionalDouble addressAfterActiveSeconds(long from) {
        return reigns.stream()
                .filter(reign -> reign.before > from)
                .findFirst()
                .map(reign -> answers.stream()
                        .filter(answer -> answer.host == reign.host && answer.time > reign.before)
                        .mapToDouble(answer -> (answer.time - reign.first) / 1e9)
                        .findFirst())
                .orElse(OptionalDouble.empty());
    }

    /** Between two answers of anybody, the median: the resolution reached while somebody answers. */
    public double medianAnswerIntervalMillis() {
        double[] gaps = new double[Math.max(1, answers.size() - 1)];
        for (int i = 1; i < answers.size(); i++) {
            gaps[i - 1] = (answers.get(i).time - answers.get(i - 1).time) / 1e6;
        }
        Arrays.sort(gaps);
        return gaps[gaps.length / 2];
    }
}
