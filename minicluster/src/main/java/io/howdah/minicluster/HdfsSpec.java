// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which HDFS to start. The default is one NameNode and three DataNodes on {@code /default-rack}. Not thread-safe. */
public final class HdfsSpec extends ServiceSpec<HdfsSpec> {
    static final String DEFAULT_RACK = "/default-rack";
    static final int DEFAULT_DATA_NODES = 3;
    static final String DEFAULT_NAMESERVICE = "howdah";

    private final List<Machine> machines = new ArrayList<>();
    private boolean highAvailability;
    private String nameservice = DEFAULT_NAMESERVICE;

    HdfsSpec() {}

    @Override
    HdfsSpec self() {
        return this;
    }

    /** Adds a DataNode: the host name the NameNode sees, its rack, and the physical host it stands on. */
    public HdfsSpec machine(String hostName, String rack, String physicalHost) {
        machines.add(new Machine(hostName, rack, physicalHost));
        return this;
    }

    /** Adds {@code count} DataNodes named dn1, dn2, ... on {@code /default-rack}, each on a physical host of its own. */
    public HdfsSpec dataNodes(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("dataNodes " + count + ": must be at least 1");
        }
        for (int i = 0; i < count; i++) {
            int n = machines.size() + 1;
            machine("dn" + n, DEFAULT_RACK, "host" + n);
        }
        return this;
    }

    /** Two NameNodes, three JournalNodes and two ZKFCs with automatic failover; ZooKeeper comes with it. */
    public HdfsSpec highAvailability() {
        highAvailability = true;
        return this;
    }

    /** As {@link #highAvailability()}, with the logical name clients use, for example {@code hdfs://prod/}. */
    public HdfsSpec highAvailability(String nameserviceId) {
        if (!nameserviceId.matches("[A-Za-z0-9][A-Za-z0-9-]*")) {
            throw new IllegalArgumentException(
                    "nameservice '" + nameserviceId + "': only letters, digits and '-' are allowed");
        }
        nameservice = nameserviceId;
        return highAvailability();
    }

    boolean isHighlyAvailable() {
        return highAvailability;
    }

    String nameservice() {
        return nameservice;
    }

    List<String> nameNodeIds() {
        return highAvailability ? List.of("nn1", "nn2") : List.of("nn1");
    }

    List<Machine> machines() {
        if (machines.isEmpty()) {
            dataNodes(DEFAULT_DATA_NODES);
        }
        Set<String> names = new HashSet<>();
        for (Machine machine : machines) {
            if (!names.add(machine.hostName())) {
                throw new IllegalArgumentException("machine " + machine.hostName() + ": declared twice");
            }
        }
        return List.copyOf(machines);
    }
}
