// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.source;

import io.howdah.nagios.core.Answer;
import io.howdah.nagios.core.Need;
import java.net.URI;

/** The ResourceManager's REST interface, {@code /ws/v1/cluster}. Thread-safe. */
public final class RmRest implements Source {
    private final HttpJson http;

    /** @param maxBytes size limit of one answer */
    public RmRest(long maxBytes) {
        this.http = new HttpJson(maxBytes);
    }

    @Override
    public Answer fetch(URI daemon, Need need, Fetch fetch) {
        return http.get(daemon, need, fetch);
    }
}
