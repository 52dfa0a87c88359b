// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.demo.steps;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What a client saw that wrote one small file after another.
 *
 * @param acknowledged files whose close returned
 * @param missing acknowledged files that are not there afterwards, or have another length
 * @param outage the longest time from the start of one write to its acknowledgement after the kill
 * @param around the writes shortly before and after the kill
 */
record ClientHistory(int acknowledged, List<String> missing, Duration outage, List<Write> around) {

    /** One write; the start is relative to the kill. */
    record Write(Duration sinceKill, Duration took) {
        String label() {
            return String.format(Locale.ROOT, "%+.1f s", sinceKill.toMillis() / 1000.0);
        }
    }
}
