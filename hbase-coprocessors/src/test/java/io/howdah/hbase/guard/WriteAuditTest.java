// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.hbase.guard.core.AuditTrail;
import io.howdah.hbase.guard.core.GuardRules.Audit;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hbase.RegionTooBusyException;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.client.RegionInfoBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hbase.util.Pair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WriteAuditTest {
    private static final byte[] D = Bytes.toBytes("d");
    private static final RegionInfo REGION =
            RegionInfoBuilder.newBuilder(TableName.valueOf("people")).build();

    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();

    private static Put put(String row, int columns) {
        Put put = new Put(Bytes.toBytes(row));
        for (int i = 0; i < columns; i++) {
            put.addColumn(D, Bytes.toBytes("c" + i), Bytes.toBytes("secret"));
        }
        return put;
    }

    private WriteAudit audit(Audit choice, AuditTrail trail) {
        return new WriteAudit(choice, REGION, trail, 1);
    }

    @Test
    void line_saysWhatWasRefusedAndWhy_withoutValues() throws Exception {
        try (AuditTrail trail = new AuditTrail(10, log::add)) {
            WriteAudit audit = audit(Audit.REFUSED_OR_DROP, trail);
            audit.admitted(put("fine", 1));
            audit.refused(put("p\"17\n", 10), "too \"large\"");
            String where = "user=- address=- table=people region=" + REGION.getEncodedName();
            assertThat(log.take())
                    .as("one line, quotes only around fields, the row that was admitted left out")
                    .isEqualTo("verdict=refused " + where + " op=put row=\"p'17\\x0A\" columns=\"d:c0 d:c1 d:c2 d:c3 "
                            + "d:c4 d:c5 d:c6 d:c7 and 2 more\" why=\"too 'large'\"");
            audit.refused(List.of(new Pair<>(D, "/in/a"), new Pair<>(D, "/in/b")), "no");
            assertThat(log.take())
                    .isEqualTo("verdict=refused " + where + " op=bulkload files=2 first=\"/in/a\" why=\"no\"");
        }
    }

    @Test
    void admittedWrites_areRecorded_onlyWhenTheTableSaysAll() throws Exception {
        try (AuditTrail trail = new AuditTrail(10, log::add)) {
            for (Audit choice : Audit.values()) {
                WriteAudit audit = audit(choice, choice == Audit.OFF ? null : trail);
                audit.admitted(new Delete(Bytes.toBytes(choice.name())));
                audit.admitted(List.of(new Pair<>(D, "/in/" + choice)));
            }
            trail.offer("end");
            for (Audit choice : List.of(Audit.ALL_OR_DROP, Audit.ALL_OR_BLOCK)) {
                assertThat(log.take()).startsWith("verdict=admitted").contains("op=delete row=\"" + choice + "\"");
                assertThat(log.take()).contains("op=bulkload files=1 first=\"/in/" + choice + "\"");
            }
            assertThat(log.take()).isEqualTo("end");
        }
    }

    @Test
    void nothingIsRecorded_whenTheAuditIsOff() throws Exception {
        WriteAudit audit = audit(Audit.OFF, null);
        audit.admitted(put("a", 1));
        audit.refused(put("a", 1), "no");
    }

    /** A full queue: drop lets the write go on, block sends it back to be tried again, before it is written. */
    @Test
    void write_goesOnOrIsSentBack_whenTheQueueIsFull() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        CountDownLatch reached = new CountDownLatch(1);
        try (AuditTrail trail = new AuditTrail(1, entry -> {
            reached.countDown();
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        })) {
            trail.offer("at work");
            reached.await();
            trail.offer("fills the queue");

            audit(Audit.ALL_OR_DROP, trail).admitted(put("dropped", 1));
            audit(Audit.REFUSED_OR_DROP, trail).refused(put("dropped", 1), "no");
            assertThat(trail.dropped()).isEqualTo(2);

            assertThatThrownBy(() -> audit(Audit.ALL_OR_BLOCK, trail).admitted(put("blocked", 1)))
                    .isInstanceOf(RegionTooBusyException.class)
                    .hasMessage(
                            "the audit trail of table people had no room for 1 ms (howdah.guard.audit.full = block)");
            assertThatThrownBy(() -> audit(Audit.REFUSED_OR_BLOCK, trail).refused(put("blocked", 1), "no"))
                    .isInstanceOf(RegionTooBusyException.class);
            audit(Audit.REFUSED_OR_BLOCK, trail).admitted(put("not recorded", 1));
            assertThat(trail.dropped()).isEqualTo(2);

            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> audit(Audit.ALL_OR_BLOCK, trail).admitted(put("interrupted", 1)))
                    .isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
            open.countDown();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
