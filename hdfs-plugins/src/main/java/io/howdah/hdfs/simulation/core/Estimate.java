// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.simulation.core;

/**
 * A probability counted in trials, with its Wilson score interval at 95%. The interval is sound for few hits too: no hit
 * in 1,000 trials gives 0 to 0.4%, not 0 to 0.
 *
 * @param hits trials in which it happened
 * @param trials trials, at least 1
 */
public record Estimate(long hits, long trials) {
    private static final double Z = 1.959964;

    public Estimate {
        if (trials < 1 || hits < 0 || hits > trials) {
            throw new IllegalArgumentException(
                    "hits=" + hits + " trials=" + trials + ": not allowed; allowed: 0 <= hits <= trials, trials >= 1");
        }
    }

    /** {@return hits / trials} */
    public double value() {
        return (double) hits / trials;
    }

    /** {@return lower end of the interval, at least 0} */
    public double low() {
        return hits == 0 ? 0 : Math.max(0, centre() - half());
    }

    /** {@return upper end of the interval, at most 1} */
    public double high() {
        return hits == trials ? 1 : Math.min(1, centre() + half());
    }

    /** {@return whether a value lies in the interval} */
    public boolean contains(double value) {
        return value >= low() && value <= high();
    }

    private double centre() {
        return (value() + Z * Z / (2 * trials)) / (1 + Z * Z / trials);
    }

    private double half() {
        double p = value();
        return Z * Math.sqrt(p * (1 - p) / trials + Z * Z / (4.0 * trials * trials)) / (1 + Z * Z / trials);
    }
}
