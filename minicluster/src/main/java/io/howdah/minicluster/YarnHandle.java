// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.server.resourcemanager.ResourceManager;

/** The running YARN and JobHistory server. Thread-safe. */
public final class YarnHandle {
    private static final Duration DEADLINE = Duration.ofMinutes(3);

    private final YarnService service;
    private final Configuration client;

    YarnHandle(YarnService service, Configuration client) {
        this.service = service;
        this.client = client;
    }

    /** A copy of the configuration to submit jobs with. */
    public Configuration configuration() {
        return new Configuration(client);
    }

    /** The ResourceManager itself. */
    public ResourceManager resourceManager() {
        return service.resourceManager();
    }

    /** {@code host:port} of the ResourceManager's web UI and REST API. */
    public String webAddress() {
        return service.configuration().get("yarn.resourcemanager.webapp.address");
    }

    /** {@code host:port} of the JobHistory server's web UI and REST API. */
    public String historyAddress() {
        return service.configuration().get("mapreduce.jobhistory.webapp.address");
    }

    /** Waits until the ResourceManager counts exactly {@code count} running NodeManagers, three minutes at most. */
    public void awaitNodeManagers(int count) {
        int[] seen = new int[1];
        Await.until(
                DEADLINE,
                () -> {
                    seen[0] = service.resourceManager().getResourceScheduler().getNumClusterNodes();
                    return seen[0] == count;
                },
                () -> "YARN: " + seen[0] + " NodeManagers are running, waited for " + count);
    }
}
