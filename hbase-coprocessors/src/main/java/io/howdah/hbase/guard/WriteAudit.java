// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.guard;

import io.howdah.hbase.guard.core.AuditTrail;
import io.howdah.hbase.guard.core.GuardRules;
import io.howdah.hbase.slice.core.Printable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.RegionTooBusyException;
import org.apache.hadoop.hbase.client.Mutation;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.ipc.RpcServer;
import org.apache.hadoop.hbase.security.User;
import org.apache.hadoop.hbase.util.Pair;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit trail of one region: who wrote what where, and whether the guard let it pass, as the logger
 * {@code io.howdah.hbase.guard.audit}, through one bounded queue for the process. No values are recorded but the
 * refused one, cut as in the message to the writer. "admitted" is said
 * before the write: it may still fail in HBase. Thread-safe.
 */
final class WriteAudit {
    private static final int COLUMNS_SHOWN = 8;
    private static final Logger AUDIT = LoggerFactory.getLogger("io.howdah.hbase.guard.audit");

    /** One for the process, made by the first table that asks for it. */
    private static AuditTrail shared;

    private final GuardRules.Audit choice;
    private final RegionInfo region;
    private final AuditTrail trail;
    private final long waitMillis;

    WriteAudit(GuardRules.Audit choice, RegionInfo region, GuardSettings settings) {
        this(
                choice,
                region,
                choice == GuardRules.Audit.OFF ? null : shared(settings.auditQueue()),
                settings.auditWaitMillis());
    }

    /** @param waitMillis how long a write waits for room, under its row lock */
    WriteAudit(GuardRules.Audit choice, RegionInfo region, AuditTrail trail, long waitMillis) {
        this.choice = choice;
        this.region = region;
        this.trail = trail;
        this.waitMillis = waitMillis;
    }

    private static synchronized AuditTrail shared(int capacity) {
        if (shared == null) {
            shared = new AuditTrail(capacity, AUDIT::info);
        }
        return shared;
    }

    /** @throws RegionTooBusyException when there is no room in time and the table says block: the client tries again */
    void admitted(Mutation write) throws IOException {
        if (choice.all()) {
            record("admitted", what(write), "");
        }
    }

    /** As {@link #admitted(Mutation)}, for a bulk load. */
    void admitted(List<Pair<byte[], String>> files) throws IOException {
        if (choice.all()) {
            record("admitted", what(files), "");
        }
    }

    /** @throws RegionTooBusyException as above: a refusal that cannot be recorded is not given yet */
    void refused(Mutation write, String message) throws IOException {
        if (choice != GuardRules.Audit.OFF) {
            record("refused", what(write), message);
        }
    }

    /** As {@link #refused(Mutation, String)}, for a bulk load. */
    void refused(List<Pair<byte[], String>> files, String message) throws IOException {
        if (choice != GuardRules.Audit.OFF) {
            record("refused", what(files), message);
        }
    }

    private static String what(Mutation write) {
        return "op=" + write.getClass().getSimpleName().toLowerCase(Locale.ROOT) + " row=\""
                + Printable.of(write.getRow()).replace('"', '\'') + "\" columns=\"" + columns(write) + "\"";
    }

    /** The first of the files stands for all: their names are told by HBase's own log. */
    private static String what(List<Pair<byte[], String>> files) {
        return "op=bulkload files=" + files.size() + " first=\""
                + (files.isEmpty() ? "" : files.get(0).getSecond().replace('"', '\'')) + "\"";
    }

    private void record(String verdict, String what, String why) throws IOException {
        String line = "verdict=" + verdict + " user="
                + RpcServer.getRequestUser().map(User::getShortName).orElse("-")
                + " address="
                + RpcServer.getRemoteAddress().map(InetAddress::getHostAddress).orElse("-")
                + " table=" + region.getTable() + " region=" + region.getEncodedName() + " " + what
                + (why.isEmpty() ? "" : " why=\"" + why.replace('"', '\'') + "\"");
        if (!choice.blocks()) {
            if (!trail.offer(line)) {
                GuardMetrics.instance().auditDropped();
            }
            return;
        }
        try {
            if (!trail.put(line, waitMillis)) {
                GuardMetrics.instance().auditSentBack();
                throw new RegionTooBusyException("the audit trail of table " + region.getTable() + " had no room for "
                        + waitMillis + " ms (howdah.guard.audit.full = block)");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the audit trail");
        }
    }

    private static String columns(Mutation write) {
        StringBuilder text = new StringBuilder();
        int count = 0;
        for (Map.Entry<byte[], List<Cell>> family : write.getFamilyCellMap().entrySet()) {
            for (Cell cell : family.getValue()) {
                if (++count <= COLUMNS_SHOWN) {
                    text.append(count == 1 ? "" : " ")
                            .append(Printable.of(family.getKey()))
                            .append(':')
                            .append(Printable.of(CellUtil.cloneQualifier(cell)).replace('"', '\''));
                }
            }
        }
        return count <= COLUMNS_SHOWN ? text.toString() : text + " and " + (count - COLUMNS_SHOWN) + " more";
    }
}
