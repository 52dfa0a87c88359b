// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.it;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CompareOperator;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.coprocessor.ObserverContext;
import org.apache.hadoop.hbase.coprocessor.RegionCoprocessor;
import org.apache.hadoop.hbase.coprocessor.RegionCoprocessorEnvironment;
import org.apache.hadoop.hbase.coprocessor.RegionObserver;
import org.apache.hadoop.hbase.filter.FilterList;
import org.apache.hadoop.hbase.filter.RowFilter;
import org.apache.hadoop.hbase.filter.SubstringComparator;
import org.apache.hadoop.hbase.regionserver.InternalScanner;
import org.apache.hadoop.hbase.regionserver.RegionScanner;
import org.apache.hadoop.hbase.regionserver.ScannerContext;
import org.apache.hadoop.hbase.security.AccessDeniedException;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * Another coprocessor on the same table, as access control is one. What it does to a scan is written on the scan, in the
 * attribute {@link #SCRIPT}: deny it, hide rows, slow it down, or hold it at a gate.
 */
public final class ScriptedObserver implements RegionCoprocessor, RegionObserver {
    static final String SCRIPT = "script";
    static final AtomicInteger OPENED = new AtomicInteger();
    static final AtomicInteger CLOSED = new AtomicInteger();
    /** Slices that came to the gate, open or not. */
    static final AtomicInteger ARRIVED = new AtomicInteger();
    /** Slices that stand at the gate. */
    static final AtomicInteger WAITING = new AtomicInteger();

    static volatile CountDownLatch gate = new CountDownLatch(0);

    @Override
    public Optional<RegionObserver> getRegionObserver() {
        return Optional.of(this);
    }

    private static String script(Scan scan) {
        byte[] script = scan.getAttribute(SCRIPT);
        return script == null ? "" : Bytes.toString(script);
    }

    @Override
    public void preScannerOpen(ObserverContext<RegionCoprocessorEnvironment> context, Scan scan) throws IOException {
        switch (script(scan)) {
            case "deny" -> throw new AccessDeniedException("not for you");
            case "hide" -> {
                // As AccessController does it: its own filter first, the scan's behind it.
                FilterList both = new FilterList(
                        FilterList.Operator.MUST_PASS_ALL,
                        new RowFilter(CompareOperator.NOT_EQUAL, new SubstringComparator("7")));
                if (scan.getFilter() != null) {
                    both.addFilter(scan.getFilter());
                }
                scan.setFilter(both);
            }
            case "gate" -> {
                ARRIVED.incrementAndGet();
                WAITING.incrementAndGet();
                try {
                    if (!gate.await(5, TimeUnit.MINUTES)) {
                        throw new IOException("the gate never opened");
                    }
                } catch (InterruptedException e) {
                    throw new IOException(e);
                } finally {
                    WAITING.decrementAndGet();
                }
            }
            default -> {}
        }
    }

    @Override
    public RegionScanner postScannerOpen(
            ObserverContext<RegionCoprocessorEnvironment> context, Scan scan, RegionScanner scanner) {
        OPENED.incrementAndGet();
        return script(scan).equals("slow") ? new SlowScanner(scanner) : scanner;
    }

    @Override
    public void postScannerClose(ObserverContext<RegionCoprocessorEnvironment> context, InternalScanner scanner) {
        CLOSED.incrementAndGet();
    }

    /** A scanner on a slow disk: five milliseconds for each row. */
    private record SlowScanner(RegionScanner inner) implements RegionScanner {
        @Override
        public boolean nextRaw(List<Cell> result) throws IOException {
            try {
                TimeUnit.MILLISECONDS.sleep(5);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return inner.nextRaw(result);
        }

        @Override
        public boolean nextRaw(List<Cell> result, ScannerContext context) throws IOException {
            return inner.nextRaw(result, context);
        }

        @Override
        public boolean next(List<Cell> result, ScannerContext context) throws IOException {
            return inner.next(result, context);
        }

        @Override
        public RegionInfo getRegionInfo() {
            return inner.getRegionInfo();
        }

        @Override
        public boolean isFilterDone() throws IOException {
            return inner.isFilterDone();
        }

        @Override
        public boolean reseek(byte[] row) throws IOException {
            return inner.reseek(row);
        }

        @Override
        public long getMaxResultSize() {
            return inner.getMaxResultSize();
        }

        @Override
        public long getMvccReadPoint() {
            return inner.getMvccReadPoint();
        }

        @Override
        public int getBatch() {
            return inner.getBatch();
        }

        @Override
        public void close() throws IOException {
            inner.close();
        }
    }
}
