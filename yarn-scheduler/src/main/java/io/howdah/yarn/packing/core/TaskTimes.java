// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.packing.core;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long a task of an application takes: an exponentially weighted moving average of its finished containers.
 *
 * <p>Each application is judged by its own history only. One without history takes the median of the others in its queue, so
 * that it is neither favoured nor put last; when nobody has history all count the same and only demand decides.
 *
 * <p>Thread-safe. Holds one number per application: {@link #forget} it when the application ends.
 */
public final class TaskTimes {

    /** Weight of the newest observation: the last five tasks carry about 80% of the average. */
    static final double ALPHA = 0.3;

    private final Map<String, Double> seconds = new ConcurrentHashMap<>();

    /**
     * Adds a finished task.
     *
     * @param app application id
     * @param millis time from allocation to end; 0 or less is ignored (a clock that was set back)
     */
    public void finished(String app, long millis) {
        if (millis > 0) {
            double s = millis / 1000.0;
            seconds.merge(app, s, (old, latest) -> old + ALPHA * (latest - old));
        }
    }

    /** The application ended: drops its history. */
    public void forget(String app) {
        seconds.remove(app);
    }

    /** Average task time in seconds, NaN when none of its tasks has ended. */
    public double of(String app) {
        return seconds.getOrDefault(app, Double.NaN);
    }

    /** Median of the known task times of these applications, in seconds; 1 when none is known. */
    public double medianOf(Collection<String> apps) {
        double[] known = apps.stream()
                .mapToDouble(this::of)
                .filter(s -> !Double.isNaN(s))
                .toArray();
        if (known.length == 0) {
            return 1;
        }
        Arrays.sort(known);
        int mid = known.length / 2;
        return known.length % 2 == 1 ? known[mid] : (known[mid - 1] + known[mid]) / 2;
    }

    /** How many applications have a history. */
    public int size() {
        return seconds.size();
    }
}
