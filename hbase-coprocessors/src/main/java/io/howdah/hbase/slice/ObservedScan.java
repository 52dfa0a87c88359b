// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.slice;

import java.io.Closeable;
import java.io.IOException;
import java.util.function.UnaryOperator;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.filter.Filter;
import org.apache.hadoop.hbase.regionserver.HRegion;
import org.apache.hadoop.hbase.regionserver.Region;
import org.apache.hadoop.hbase.regionserver.RegionCoprocessorHost;
import org.apache.hadoop.hbase.regionserver.RegionScanner;
import org.apache.hadoop.hbase.regionserver.Shipper;

/**
 * A scanner on a region server, opened and closed the way a client's scan is, with all observers: {@code Region.getScanner}
 * alone would pass by access control and cell visibility. Not thread-safe.
 */
public final class ObservedScan implements Closeable {
    private final HRegion region;
    private final RegionScanner core;
    private final RegionScanner scanner;

    private ObservedScan(HRegion region, RegionScanner core, RegionScanner scanner) {
        this.region = region;
        this.core = core;
        this.scanner = scanner;
    }

    /**
     * Opens a scanner.
     *
     * @param wrap puts a filter around the scan's own, after observers have put theirs; gets null when there is none
     */
    public static ObservedScan open(HRegion region, Scan scan, UnaryOperator<Filter> wrap) throws IOException {
        if (scan.getLoadColumnFamiliesOnDemandValue() == null) {
            scan.setLoadColumnFamiliesOnDemand(region.isLoadingCfsOnDemandDefault());
        }
        RegionCoprocessorHost observers = region.getCoprocessorHost();
        observers.preScannerOpen(scan);
        scan.setFilter(wrap.apply(scan.getFilter()));
        region.startRegionOperation(Region.Operation.SCAN);
        RegionScanner core = null;
        try {
            core = region.getScanner(scan);
            return new ObservedScan(region, core, observers.postScannerOpen(scan, core));
        } catch (IOException | RuntimeException e) {
            try {
                if (core != null) {
                    close(observers, core);
                }
            } finally {
                region.closeRegionOperation(Region.Operation.SCAN);
            }
            throw e;
        }
    }

    /** To be read with {@code nextRaw}. */
    public RegionScanner scanner() {
        return scanner;
    }

    /** Lets HBase take back the blocks that were read; null when there is no such thing. */
    public Shipper shipper() {
        return core instanceof Shipper shipper ? shipper : null;
    }

    @Override
    public void close() throws IOException {
        try {
            close(region.getCoprocessorHost(), scanner);
        } finally {
            region.closeRegionOperation(Region.Operation.SCAN);
        }
    }

    private static void close(RegionCoprocessorHost observers, RegionScanner scanner) throws IOException {
        boolean bypass;
        try {
            bypass = observers.preScannerClose(scanner);
        } catch (IOException | RuntimeException e) {
            scanner.close();
            throw e;
        }
        if (!bypass) {
            scanner.close();
            observers.postScannerClose(scanner);
        }
    }
}
