// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HBaseMasterZnodeTest {
    @Test
    void master_isRead_whenMetadataAndUnknownFieldsSurroundIt() {
        byte[] data = znode("m1.example.com", 16000, 16010);

        assertThat(HBaseMasterZnode.parse(data)).contains(new HBaseMasterZnode("m1.example.com", 16000, 16010));
    }

    @Test
    void master_isReadWithoutInfoPort_whenTheFieldIsMissing() {
        byte[] data = znode("m1", 16000, 0);

        assertThat(HBaseMasterZnode.parse(data)).contains(new HBaseMasterZnode("m1", 16000, 0));
    }

    @Test
    void nothing_isRead_whenBytesAreCutOrGarbage() {
        byte[] data = znode("m1.example.com", 16000, 16010);
        long seed = System.nanoTime();
        Random random = new Random(seed);

        assertThat(HBaseMasterZnode.parse(new byte[0])).isEmpty();
        for (int run = 0; run < 20_000; run++) {
            byte[] broken = Arrays.copyOf(data, random.nextInt(data.length + 1));
            for (int i = 0; i < broken.length && random.nextBoolean(); i++) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            }
            // Any answer will do, an exception will not.
            assertThat(HBaseMasterZnode.parse(broken)).as("seed %d", seed).isNotNull();
        }
    }

    private static byte[] znode(String host, int port, int infoPort) {
        ByteArrayOutputStream name = new ByteArrayOutputStream();
        field(name, 1, host.getBytes(StandardCharsets.UTF_8));
        field(name, 2, port);
        field(name, 3, 1_700_000_000_000L);
        ByteArrayOutputStream master = new ByteArrayOutputStream();
        field(master, 1, name.toByteArray());
        field(master, 2, 7);
        if (infoPort != 0) {
            field(master, 3, infoPort);
        }
        field(master, 9, "of a later version".getBytes(StandardCharsets.UTF_8));
        byte[] body = master.toByteArray();
        byte[] id = "master:16000-xyz".getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + 4 + id.length + 4 + body.length)
                .put((byte) 0xFF)
                .putInt(id.length)
                .put(id)
                .put("PBUF".getBytes(StandardCharsets.UTF_8))
                .put(body)
                .array();
    }

    private static void field(ByteArrayOutputStream out, int number, byte[] value) {
        varint(out, (long) number << 3 | 2);
        varint(out, value.length);
        out.writeBytes(value);
    }

    private static void field(ByteArrayOutputStream out, int number, long value) {
        varint(out, (long) number << 3);
        varint(out, value);
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        while ((value & ~0x7FL) != 0) {
            out.write((int) (value & 0x7F | 0x80));
            value >>>= 7;
        }
        out.write((int) value);
    }
}
