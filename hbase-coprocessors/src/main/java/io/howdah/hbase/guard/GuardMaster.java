// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.guard;

import io.howdah.hbase.guard.core.GuardKeys;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.DoNotRetryIOException;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.CoprocessorDescriptor;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.client.SnapshotDescription;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.coprocessor.MasterCoprocessor;
import org.apache.hadoop.hbase.coprocessor.MasterCoprocessorEnvironment;
import org.apache.hadoop.hbase.coprocessor.MasterObserver;
import org.apache.hadoop.hbase.coprocessor.ObserverContext;
import org.apache.hadoop.hbase.util.CoprocessorClassLoader;

/**
 * On the masters ({@code hbase.coprocessor.master.classes}): refuses a table whose rules are invalid, whose rules nobody
 * would enforce because {@link TableGuard} is not loaded for it, or whose guard class cannot be loaded. Not to be switched
 * off by {@code hbase.table.sanity.checks}, as HBase's own check of coprocessor classes can be. Thread-safe.
 */
public final class GuardMaster implements MasterCoprocessor, MasterObserver {
    @Override
    public Optional<MasterObserver> getMasterObserver() {
        return Optional.of(this);
    }

    @Override
    public void preCreateTable(
            ObserverContext<MasterCoprocessorEnvironment> ctx, TableDescriptor table, RegionInfo[] regions)
            throws IOException {
        check(table, ctx.getEnvironment().getConfiguration());
    }

    @Override
    public TableDescriptor preModifyTable(
            ObserverContext<MasterCoprocessorEnvironment> ctx,
            TableName name,
            TableDescriptor before,
            TableDescriptor after)
            throws IOException {
        check(after, ctx.getEnvironment().getConfiguration());
        return after;
    }

    @Override
    public void preCloneSnapshot(
            ObserverContext<MasterCoprocessorEnvironment> ctx, SnapshotDescription snapshot, TableDescriptor table)
            throws IOException {
        check(table, ctx.getEnvironment().getConfiguration());
    }

    @Override
    public void preRestoreSnapshot(
            ObserverContext<MasterCoprocessorEnvironment> ctx, SnapshotDescription snapshot, TableDescriptor table)
            throws IOException {
        check(table, ctx.getEnvironment().getConfiguration());
    }

    private static void check(TableDescriptor table, Configuration conf) throws IOException {
        boolean ruled = !GuardAttributes.of(table).isEmpty();
        Optional<CoprocessorDescriptor> guard = table.getCoprocessorDescriptors().stream()
                .filter(c -> c.getClassName().equals(TableGuard.class.getName()))
                .findFirst();
        if (ruled && guard.isEmpty() && !isEverywhere(conf)) {
            throw refused(
                    table,
                    "it has " + GuardKeys.PREFIX + "* attributes, but no coprocessor " + TableGuard.class.getName()
                            + " that would enforce them: add it, or take the attributes away");
        }
        try {
            GuardAttributes.rules(table);
        } catch (IllegalArgumentException e) {
            throw refused(table, e.getMessage());
        }
        if (guard.isPresent() && guard.get().getJarPath().isPresent()) {
            checkClass(table, guard.get().getJarPath().get(), conf);
        }
    }

    private static boolean isEverywhere(Configuration conf) {
        return conf.getTrimmedStringCollection("hbase.coprocessor.user.region.classes").stream()
                        .anyMatch(GuardMaster::isGuard)
                || conf.getTrimmedStringCollection("hbase.coprocessor.region.classes").stream()
                        .anyMatch(GuardMaster::isGuard);
    }

    private static boolean isGuard(String entry) {
        return entry.equals(TableGuard.class.getName()) || entry.startsWith(TableGuard.class.getName() + "|");
    }

    private static void checkClass(TableDescriptor table, String jar, Configuration conf) throws IOException {
        try {
            CoprocessorClassLoader.getClassLoader(
                            new Path(jar), GuardMaster.class.getClassLoader(), "howdah-guard-check", conf)
                    .loadClass(TableGuard.class.getName());
        } catch (IOException | ClassNotFoundException | LinkageError e) {
            throw refused(table, "its guard cannot be loaded from " + jar + ": " + e.getMessage());
        }
    }

    private static DoNotRetryIOException refused(TableDescriptor table, String why) {
        return new DoNotRetryIOException("table " + table.getTableName() + " refused: " + why);
    }
}
