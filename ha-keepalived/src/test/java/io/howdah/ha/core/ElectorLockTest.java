// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.apache.hadoop.hdfs.server.namenode.ha.proto.HAZKInfoProtos.ActiveNodeInfo;
import org.junit.jupiter.api.Test;

class ElectorLockTest {
    private static final byte[] NN2 = ActiveNodeInfo.newBuilder()
            .setNameserviceId("ns1")
            .setNamenodeId("nn2")
            .setHostname("host2")
            .setPort(8020)
            .setZkfcPort(8019)
            .build()
            .toByteArray();

    @Test
    void lock_namesItsHolder_whenHadoopWroteIt() {
        assertThat(ElectorLock.parse(NN2)).contains(new ElectorLock("ns1", "nn2"));
    }

    @Test
    void lock_namesNobody_whenBytesAreCutOrGarbage() {
        assertThat(ElectorLock.parse(new byte[0])).isEmpty();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int run = 0; run < 10_000; run++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            // Garbage that happens to be a message is read; what counts is that nothing else is thrown.
            assertThat(ElectorLock.parse(bytes)).as("seed %d", seed).isNotNull();
        }
        assertThat(ElectorLock.parse(Arrays.copyOf(NN2, 8))).isEmpty();
    }
}
