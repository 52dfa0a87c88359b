// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import io.howdah.ha.core.ElectorLock;
import io.howdah.ha.core.HBaseMasterZnode;
import io.howdah.ha.core.InvalidInputException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.SecurityUtil;
import org.apache.hadoop.util.ZKUtil.ZKAuthInfo;

/**
 * Where a service's election keeps its lock, and how to read it.
 *
 * @param connect ZooKeeper's servers
 * @param path of the lock's znode
 * @param auth what to show ZooKeeper; secrets, never to be printed
 * @param holder from the znode's bytes to the id of the active, when the bytes are understood
 */
public record LockSource(
        String connect, String path, List<ZKAuthInfo> auth, Function<byte[], Optional<String>> holder) {
    private static final String LOCK = "ActiveStandbyElectorLock";
    private static final String HDFS_QUORUM = "ha.zookeeper.quorum";
    private static final String HDFS_PARENT = "ha.zookeeper.parent-znode";
    private static final String HDFS_AUTH = "ha.zookeeper.auth";
    /** What the ResourceManager's elector reads; its state store reads the other one. */
    private static final String YARN_QUORUM = "yarn.resourcemanager.zk-address";

    private static final String HADOOP_QUORUM = "hadoop.zk.address";
    private static final String YARN_PARENT = "yarn.resourcemanager.ha.automatic-failover.zk-base-path";
    private static final String YARN_CLUSTER = "yarn.resourcemanager.cluster-id";
    private static final String YARN_CURATOR = "yarn.resourcemanager.ha.curator-leader-elector.enabled";
    private static final String YARN_AUTH = "hadoop.zk.auth";

    public LockSource {
        auth = List.copyOf(auth);
    }

    /** @throws InvalidInputException when the configuration does not say where, or names an election that is not known */
    public static LockSource of(Configuration conf, HaGroup group) {
        return switch (group.service()) {
            case HDFS -> hdfs(conf, group.name());
            case YARN -> yarn(conf);
            case HBASE ->
                new LockSource(
                        HBaseMasters.connectString(conf),
                        HBaseMasters.parent(conf) + "/master",
                        List.of(),
                        data -> HBaseMasterZnode.parse(data).map(HBaseMasterZnode::host));
        };
    }

    /** A key may be given for one nameservice, as the ZKFC reads it: {@code ha.zookeeper.quorum.ns1} wins. */
    private static LockSource hdfs(Configuration conf, String nameservice) {
        String quorum = ofNameservice(conf, HDFS_QUORUM, nameservice, "");
        if (quorum.isEmpty()) {
            throw InvalidInputException.of(
                    HDFS_QUORUM,
                    null,
                    "ZooKeeper's servers, host:port,...: without automatic failover there is no lock to follow");
        }
        String parent = ofNameservice(conf, HDFS_PARENT, nameservice, "/hadoop-ha");
        String authKey = conf.get(HDFS_AUTH + "." + nameservice) == null ? HDFS_AUTH : HDFS_AUTH + "." + nameservice;
        return new LockSource(
                quorum,
                (parent.endsWith("/") ? parent : parent + "/") + nameservice + "/" + LOCK,
                auth(conf, authKey),
                data -> ElectorLock.parse(data)
                        .filter(lock -> lock.group().equals(nameservice))
                        .map(ElectorLock::holder));
    }

    private static LockSource yarn(Configuration conf) {
        String quorum = conf.getTrimmed(YARN_QUORUM, conf.getTrimmed(HADOOP_QUORUM, ""));
        if (quorum.isEmpty()) {
            throw InvalidInputException.of(YARN_QUORUM, null, "ZooKeeper's servers, host:port,...");
        }
        if (conf.getBoolean(YARN_CURATOR, false)) {
            throw InvalidInputException.of(YARN_CURATOR, "true", "false: only the default elector's lock is read");
        }
        String cluster = conf.getTrimmed(YARN_CLUSTER, "");
        if (cluster.isEmpty()) {
            throw InvalidInputException.of(YARN_CLUSTER, null, "the cluster's id");
        }
        String parent = conf.getTrimmed(YARN_PARENT, "/yarn-leader-election");
        return new LockSource(
                quorum,
                parent + "/" + cluster + "/" + LOCK,
                auth(conf, YARN_AUTH),
                data -> ElectorLock.parse(data).map(ElectorLock::holder));
    }

    private static String ofNameservice(Configuration conf, String key, String nameservice, String otherwise) {
        return conf.getTrimmed(key + "." + nameservice, conf.getTrimmed(key, otherwise));
    }

    private static List<ZKAuthInfo> auth(Configuration conf, String key) {
        try {
            return SecurityUtil.getZKAuthInfos(conf, key);
        } catch (IOException | RuntimeException e) {
            // Its message may carry the secret.
            throw new InvalidInputException(key + " cannot be read ("
                    + e.getClass().getSimpleName() + "); allowed: scheme:secret,... or @FILE, readable by this user");
        }
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return connect + path;
    }
}
