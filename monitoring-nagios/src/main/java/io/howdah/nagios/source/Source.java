// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.source;

import io.howdah.nagios.core.Answer;
import io.howdah.nagios.core.Need;
import java.net.URI;

/** Fetches what checks need. Never throws for anything a daemon or the network does. */
@FunctionalInterface
public interface Source {
    /**
     * Fetches one document.
     *
     * @param daemon base URL of the daemon's web server
     * @param need what to fetch
     * @param fetch the time left, and the handle to end it from another thread
     */
    Answer fetch(URI daemon, Need need, Fetch fetch);
}
