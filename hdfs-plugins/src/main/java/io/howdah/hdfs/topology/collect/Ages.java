// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import java.time.Duration;

/** Ages as people say them. */
public final class Ages {
    private Ages() {}

    /** {@return the two largest units, for example {@code 3 h 5 min}} */
    public static String words(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min" + rest(seconds % 60, " s");
        }
        if (seconds < 86_400) {
            return seconds / 3600 + " h" + rest(seconds % 3600 / 60, " min");
        }
        return seconds / 86_400 + " d" + rest(seconds % 86_400 / 3600, " h");
    }

    private static String rest(long amount, String unit) {
        return amount == 0 ? "" : " " + amount + unit;
    }
}
