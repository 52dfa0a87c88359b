// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.ha.core.InvalidInputException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * The ResourceManagers of a configuration, with or without HA, and what their web servers say of them:
 * {@code haState} in {@code /ws/v1/cluster/info} (answered by standbys too), then {@code /isActive}.
 */
final class ResourceManagers {
    // Written out: YARN's jars are then not needed to ask about HDFS.
    static final String HA_ENABLED = "yarn.resourcemanager.ha.enabled";
    private static final String RM_IDS = "yarn.resourcemanager.ha.rm-ids";
    static final String HOSTNAME = "yarn.resourcemanager.hostname";
    private static final String WEB = "yarn.resourcemanager.webapp.address";
    private static final String WEB_HTTPS = "yarn.resourcemanager.webapp.https.address";
    private static final String HTTP_POLICY = "yarn.http.policy";
    private static final int WEB_PORT = 8088;
    private static final int WEB_HTTPS_PORT = 8090;

    private final Duration deadline;
    private final WebClient web = new WebClient();

    /** @param deadline of one question */
    ResourceManagers(Duration deadline) {
        this.deadline = deadline;
    }

    /** One ResourceManager's web server. */
    record ResourceManager(String id, HostPort web, boolean https) {}

    /** In the order of the configuration; one, called {@code rm}, without HA. */
    static List<ResourceManager> of(Configuration conf) {
        boolean https = conf.getTrimmed(HTTP_POLICY, "HTTP_ONLY").equals("HTTPS_ONLY");
        String key = https ? WEB_HTTPS : WEB;
        int port = https ? WEB_HTTPS_PORT : WEB_PORT;
        if (!conf.getBoolean(HA_ENABLED, false)) {
            HostPort address = HostPort.parse(key, conf.getTrimmed(key, ""), port);
            return List.of(new ResourceManager("rm", address, https));
        }
        List<ResourceManager> managers = new ArrayList<>();
        for (String id : conf.getTrimmedStringCollection(RM_IDS)) {
            String host = conf.getTrimmed(HOSTNAME + "." + id, "");
            String address = conf.getTrimmed(key + "." + id, host.isEmpty() ? "" : host + ":" + port);
            managers.add(new ResourceManager(id, HostPort.parse(key + "." + id, address, port), https));
        }
        if (managers.isEmpty()) {
            throw InvalidInputException.of(RM_IDS, null, "the ids of the ResourceManagers: rm1,rm2");
        }
        return managers;
    }

    Answer ask(ResourceManager manager) {
        Deadline until = Deadline.in(deadline);
        try {
            WebClient.Response info = web.get(manager.https(), manager.web(), "/ws/v1/cluster/info", null, until);
            Optional<String> state = info.body()
                    .map(json -> json.path("clusterInfo").path("haState"))
                    .filter(JsonNode::isTextual)
                    .map(JsonNode::asText);
            return state.isPresent()
                    ? Answer.ofState(state.get())
                    : NameNodeProbe.isActive(web, manager.https(), manager.web(), until);
        } catch (IOException e) {
            return Answer.ofFailure(e);
        }
    }
}
