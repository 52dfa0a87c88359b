// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.guard;

import io.howdah.hbase.guard.core.GuardKeys;
import io.howdah.hbase.guard.core.GuardRules;
import io.howdah.hbase.guard.core.Violation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.CoprocessorEnvironment;
import org.apache.hadoop.hbase.DoNotRetryIOException;
import org.apache.hadoop.hbase.HConstants.OperationStatusCode;
import org.apache.hadoop.hbase.client.Append;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Increment;
import org.apache.hadoop.hbase.client.Mutation;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.coprocessor.CoprocessorException;
import org.apache.hadoop.hbase.coprocessor.ObserverContext;
import org.apache.hadoop.hbase.coprocessor.RegionCoprocessor;
import org.apache.hadoop.hbase.coprocessor.RegionCoprocessorEnvironment;
import org.apache.hadoop.hbase.coprocessor.RegionObserver;
import org.apache.hadoop.hbase.regionserver.MiniBatchOperationInProgress;
import org.apache.hadoop.hbase.regionserver.OperationStatus;
import org.apache.hadoop.hbase.regionserver.Region;
import org.apache.hadoop.hbase.util.Bytes;
import org.apache.hadoop.hbase.util.Pair;
import org.apache.hadoop.hbase.wal.WALEdit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The guard of one region: refuses writes that break the rules in the table's attributes ({@link GuardKeys}), with a
 * DoNotRetryIOException that names row, column, value and limit.
 *
 * <p>Fails closed: rules that cannot be read do not end the region server, they refuse every write to the region.
 *
 * <p>Everything is decided in {@code preBatchMutate}, under the row lock, because there every path of HBase 2.6 meets: put,
 * delete, batch, checkAndMutate, mutateRow, and increment and append, whose results are seen just before, one family at a
 * time, and kept until then. Thread-safe.
 */
public final class TableGuard implements RegionCoprocessor, RegionObserver {
    private static final Logger LOG = LoggerFactory.getLogger(TableGuard.class);

    private final ReckonedCells reckoned = new ReckonedCells();

    private HeldRows held;
    private GuardRules rules;
    private CellRules cellRules;
    private RowReader rows;
    private HFileCheck files;
    private WriteAudit audit;
    /** Why no write can be let pass; null when the rules are fine. */
    private String broken;

    @Override
    public Optional<RegionObserver> getRegionObserver() {
        return Optional.of(this);
    }

    @Override
    public void start(CoprocessorEnvironment env) throws IOException {
        if (!(env instanceof RegionCoprocessorEnvironment regionEnv)) {
            throw new CoprocessorException(
                    TableGuard.class.getName()
                            + " is a region coprocessor: load it for a table or put it into hbase.coprocessor.user.region.classes");
        }
        Region region = regionEnv.getRegion();
        held = new HeldRows(region.getRegionInfo(), env.getConfiguration());
        try {
            rules = GuardAttributes.rules(region.getTableDescriptor());
            cellRules = new CellRules(rules);
            rows = new RowReader(region, rules);
            files = new HFileCheck(cellRules, env.getConfiguration());
            audit = new WriteAudit(
                    rules.audit(), region.getRegionInfo(), GuardSettings.from(env.getConfiguration()::get));
        } catch (RuntimeException | LinkageError e) {
            broken = "the guard of table " + region.getTableDescriptor().getTableName()
                    + " has no valid rules, so nothing may be written: " + e.getMessage();
            LOG.error("{} (region {})", broken, region.getRegionInfo().getRegionNameAsString(), e);
            GuardMetrics.instance().broken(1);
        }
    }

    @Override
    public void stop(CoprocessorEnvironment env) {
        if (broken != null) {
            GuardMetrics.instance().broken(-1);
        }
    }

    @Override
    public void prePut(ObserverContext<RegionCoprocessorEnvironment> c, Put put, WALEdit edit) throws IOException {
        limitLife(put);
    }

    @Override
    public Result preIncrement(ObserverContext<RegionCoprocessorEnvironment> c, Increment increment, WALEdit edit)
            throws IOException {
        limitLife(increment);
        return null;
    }

    @Override
    public Result preAppend(ObserverContext<RegionCoprocessorEnvironment> c, Append append, WALEdit edit)
            throws IOException {
        limitLife(append);
        return null;
    }

    /** HBase writes the time to live into the cells after this, before the row is checked. */
    private void limitLife(Mutation write) throws IOException {
        refuseIfBroken();
        if (rules.rowTtlMillis() > 0 && write.getTTL() > rules.rowTtlMillis()) {
            if (write instanceof Put put) {
                put.setTTL(rules.rowTtlMillis());
            } else if (write instanceof Increment increment) {
                increment.setTTL(rules.rowTtlMillis());
            } else if (write instanceof Append append) {
                append.setTTL(rules.rowTtlMillis());
            }
        }
    }

    @Override
    public void preBatchMutate(
            ObserverContext<RegionCoprocessorEnvironment> c, MiniBatchOperationInProgress<Mutation> batch)
            throws IOException {
        refuseIfBroken();
        if (rules.isEmpty()) {
            return;
        }
        Map<byte[], String> badRows = badRows(byRow(batch));
        boolean oneByOne = false;
        boolean known = false;
        for (int i = 0; i < batch.size(); i++) {
            if (batch.getOperationStatus(i).getOperationStatusCode() != OperationStatusCode.NOT_RUN) {
                continue;
            }
            GuardMetrics.instance().checked(1);
            Mutation write = batch.getOperation(i);
            String why = write instanceof Put ? badCell(write) : null;
            if (why == null) {
                why = badRows.get(write.getRow());
            }
            if (why == null) {
                audit.admitted(write);
                continue;
            }
            if (!known) {
                oneByOne = BatchKind.isOneByOne();
                known = true;
            }
            if (!oneByOne || !standsAlone(write)) {
                throw refuse(write, why);
            }
            refuse(write, why);
            batch.setOperationStatus(i, new OperationStatus(OperationStatusCode.FAILURE, why));
        }
    }

    /** HBase tells the writer of an increment or append what became of it by an exception only. */
    private static boolean standsAlone(Mutation write) {
        return write instanceof Put || write instanceof Delete;
    }

    private String badCell(Mutation write) {
        for (Map.Entry<byte[], List<Cell>> family : write.getFamilyCellMap().entrySet()) {
            Violation violation = cellRules.check(family.getKey(), family.getValue());
            if (violation != null) {
                return violation.message(write.getRow());
            }
        }
        return null;
    }

    /** Rows that break a rule on whole rows, to what to say. */
    private Map<byte[], String> badRows(Map<byte[], List<Mutation>> byRow) throws IOException {
        Map<byte[], String> bad = new TreeMap<>(Bytes.BYTES_COMPARATOR);
        if (byRow.isEmpty()) {
            return bad;
        }
        held.hold(byRow.keySet());
        for (Map.Entry<byte[], List<Mutation>> row : byRow.entrySet()) {
            Violation violation = rows.check(row.getKey(), row.getValue(), reckoned);
            if (violation != null) {
                bad.put(row.getKey(), violation.message(row.getKey()));
            }
        }
        return bad;
    }

    /** All writes by row; nothing when there are no rules on rows. */
    private Map<byte[], List<Mutation>> byRow(MiniBatchOperationInProgress<Mutation> batch) {
        Map<byte[], List<Mutation>> byRow = new TreeMap<>(Bytes.BYTES_COMPARATOR);
        if (!isOnRows()) {
            return byRow;
        }
        for (int i = 0; i < batch.size(); i++) {
            Mutation write = batch.getOperation(i);
            if (batch.getOperationStatus(i).getOperationStatusCode() == OperationStatusCode.NOT_RUN) {
                byRow.computeIfAbsent(write.getRow(), row -> new ArrayList<>()).add(write);
            }
        }
        return byRow;
    }

    /** As soon as it is over, whatever became of it. */
    @Override
    public void postBatchMutateIndispensably(
            ObserverContext<RegionCoprocessorEnvironment> c,
            MiniBatchOperationInProgress<Mutation> batch,
            boolean success) {
        batchIsOver();
    }

    /** HBase leaves out the call above when an observer throws after the write, but not this one. */
    @Override
    public void postCloseRegionOperation(ObserverContext<RegionCoprocessorEnvironment> c, Region.Operation operation) {
        if (operation == Region.Operation.BATCH_MUTATE) {
            batchIsOver();
        }
    }

    private void batchIsOver() {
        reckoned.forget();
        held.release();
    }

    private boolean isOnRows() {
        return rules.needsRow() || !rules.notNull().isEmpty();
    }

    @Override
    public List<Pair<Cell, Cell>> postIncrementBeforeWAL(
            ObserverContext<RegionCoprocessorEnvironment> c, Mutation write, List<Pair<Cell, Cell>> cells)
            throws IOException {
        return checkResults(write, cells);
    }

    @Override
    public List<Pair<Cell, Cell>> postAppendBeforeWAL(
            ObserverContext<RegionCoprocessorEnvironment> c, Mutation write, List<Pair<Cell, Cell>> cells)
            throws IOException {
        return checkResults(write, cells);
    }

    private List<Pair<Cell, Cell>> checkResults(Mutation write, List<Pair<Cell, Cell>> pairs) throws IOException {
        refuseIfBroken();
        List<Cell> results = pairs.stream().map(Pair::getSecond).toList();
        if (!rules.isEmpty() && !results.isEmpty()) {
            Cell first = results.get(0);
            Violation violation = cellRules.check(CellUtil.cloneFamily(first), results);
            if (violation != null) {
                throw refuse(write, violation.message(write.getRow()));
            }
            if (isOnRows()) {
                reckoned.add(write, results);
            }
        }
        return pairs;
    }

    @Override
    public void preBulkLoadHFile(
            ObserverContext<RegionCoprocessorEnvironment> c, List<Pair<byte[], String>> familyPaths)
            throws IOException {
        refuseIfBroken();
        String why = null;
        if (!rules.bulkLoadChecked()) {
            why = "bulk load refused by a guard: " + GuardKeys.BULK_LOAD + " = refuse";
        } else if (isOnRows() || rules.rowTtlMillis() > 0) {
            why =
                    "bulk load refused by a guard: the table has rules on whole rows (row.columns, row.bytes, row.ttl.seconds,"
                            + " not-null), which files cannot be held against";
        } else if (rules.cellBytes() > 0 || !rules.columns().isEmpty()) {
            for (Pair<byte[], String> file : familyPaths) {
                why = files.check(file.getFirst(), file.getSecond());
                if (why != null) {
                    break;
                }
            }
        }
        if (why != null) {
            GuardMetrics.instance().bulkLoadRefused();
            audit.refused(familyPaths, why);
            throw new DoNotRetryIOException(why);
        }
        audit.admitted(familyPaths);
    }

    private DoNotRetryIOException refuse(Mutation write, String why) throws IOException {
        GuardMetrics.instance().refused();
        audit.refused(write, why);
        return new DoNotRetryIOException(why);
    }

    private void refuseIfBroken() throws DoNotRetryIOException {
        if (broken != null) {
            throw new DoNotRetryIOException(broken);
        }
    }
}
