// Licensed under the Apache License, Version 2.0: see LICENSE.
package org.apache.hadoop.hdfs.server.blockmanagement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.server.protocol.DatanodeStorage;
import org.apache.hadoop.hdfs.server.protocol.DatanodeStorage.State;
import org.apache.hadoop.hdfs.server.protocol.StorageReport;
import org.junit.jupiter.api.Test;

class HowdahNodeStoragesTest {
    private static final long BLOCK = 100;
    private static final List<StorageType> TYPES = List.of(StorageType.DISK, StorageType.SSD);
    private static final List<State> STATES = List.of(State.NORMAL, State.NORMAL, State.READ_ONLY_SHARED, State.FAILED);

    @Test
    void storage_isThePlatforms_whateverTheStorages() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int some = 0;
        for (int n = 0; n < 2000; n++) {
            DatanodeDescriptor node = node();
            for (int s = random.nextInt(5); s > 0; s--) {
                DatanodeStorage reported = new DatanodeStorage("DS-" + s, pick(STATES, random), pick(TYPES, random));
                long remaining = random.nextLong(4 * BLOCK);
                node.updateStorage(reported).setUtilizationForTesting(1000, 0, remaining, 0);
            }
            for (int scheduled = random.nextInt(4); scheduled > 0; scheduled--) {
                node.incrementBlocksScheduled(pick(TYPES, random));
            }
            HowdahNodeStorages storages = new HowdahNodeStorages(node);
            for (StorageType type : TYPES) {
                int least = 1 + random.nextInt(3);
                DatanodeStorageInfo platform = node.chooseStorage4Block(type, BLOCK, least);
                assertThat(storages.withRoom(node, BLOCK, BLOCK * least, type))
                        .as("seed %d, node %d", seed, n)
                        .isSameAs(platform);
                some += platform == null ? 0 : 1;
            }
        }
        assertThat(some).isBetween(200, 3800);
    }

    @Test
    void current_isFalse_onceAHeartbeatHasTakenAStorageAway() {
        DatanodeDescriptor node = node();
        DatanodeStorage kept = new DatanodeStorage("DS-1", State.NORMAL, StorageType.DISK);
        node.updateStorage(kept);
        node.updateStorage(new DatanodeStorage("DS-2", State.NORMAL, StorageType.SSD));
        node.setLastUpdateMonotonic(-1);
        HowdahNodeStorages before = new HowdahNodeStorages(node);
        assertThat(before.current(node)).isTrue();

        node.updateHeartbeat(
                new StorageReport[] {new StorageReport(kept, false, 1000, 0, 1000, 0, 0)}, 0, 0, 0, 0, null);

        assertThat(before.current(node)).isFalse();
        EnumSet<StorageType> types = EnumSet.noneOf(StorageType.class);
        new HowdahNodeStorages(node).typesInto(types);
        assertThat(types).containsExactly(StorageType.DISK);
    }

    private static DatanodeDescriptor node() {
        return new HowdahSimulatedCluster(new Configuration(false))
                .add("dn", "/rack", EnumSet.noneOf(StorageType.class), 0);
    }

    private static <T> T pick(List<T> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }
}
