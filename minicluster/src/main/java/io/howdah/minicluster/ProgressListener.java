// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.time.Duration;

/** Hears when a service is up. Called from the threads that start the services, one call at a time. */
@FunctionalInterface
public interface ProgressListener {
    /**
     * A service is up.
     *
     * @param service the service that is up
     * @param took from the beginning of this service's start
     */
    void started(Service service, Duration took);
}
