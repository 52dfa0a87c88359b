// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.client;

import io.howdah.hbase.aggregation.core.AggregationRequest;
import io.howdah.hbase.aggregation.core.AggregationResponse;
import io.howdah.hbase.aggregation.core.GroupTable;
import io.howdah.hbase.aggregation.core.RequestCodec;
import io.howdah.hbase.aggregation.core.ResponseCodec;
import io.howdah.hbase.aggregation.core.RowFold;
import io.howdah.hbase.slice.RegionCaller;
import io.howdah.hbase.slice.core.RowRange;
import io.howdah.hbase.slice.core.StopReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;

/**
 * A table in memory whose regions split, merge and move between any two calls, with a cache of locations that is stale
 * until refreshed, calls that fail before or after the work was done, and slices that end anywhere. Driven by one seed.
 */
final class FakeRegions implements RegionCaller {
    private final Random random;
    private final TreeMap<byte[], Long> rows = new TreeMap<>(Arrays::compareUnsigned);
    /** Start key to region name. */
    private final TreeMap<byte[], String> regions = new TreeMap<>(Arrays::compareUnsigned);

    private final TreeMap<byte[], String> cachedNames = new TreeMap<>(Arrays::compareUnsigned);
    private final double churn;
    private int names;

    /** @param churn probability of a change before, a failure of and a rejection of each call */
    FakeRegions(long seed, int rowCount, double churn) {
        this.random = new Random(seed);
        this.churn = churn;
        while (rows.size() < rowCount) {
            byte[] row = new byte[1 + random.nextInt(3)];
            random.nextBytes(row);
            rows.put(row, random.nextLong());
        }
        regions.put(new byte[0], name());
        for (int i = 0; i < 5; i++) {
            change();
        }
        cachedNames.putAll(regions);
    }

    NavigableMap<byte[], Long> rows() {
        return rows;
    }

    private String name() {
        return "region-" + names++;
    }

    private void change() {
        int kind = random.nextInt(3);
        if (kind == 0) {
            byte[] at = new byte[1 + random.nextInt(2)];
            random.nextBytes(at);
            Map.Entry<byte[], String> parent = regions.floorEntry(at);
            regions.put(parent.getKey(), name());
            regions.put(at, name());
        } else {
            byte[] start = regions.floorKey(new byte[] {(byte) random.nextInt()});
            byte[] next = regions.higherKey(start);
            if (kind == 1 && next != null) {
                regions.remove(next);
            }
            regions.put(start, name());
        }
    }

    @Override
    public synchronized Location locate(byte[] row, boolean refresh) {
        if (refresh) {
            cachedNames.clear();
            cachedNames.putAll(regions);
        }
        Map.Entry<byte[], String> known = cachedNames.floorEntry(row);
        byte[] end = cachedNames.higherKey(row);
        return new Location(known.getValue(), end == null ? new byte[0] : end);
    }

    @Override
    public synchronized byte[] call(byte[] row, byte[] bytes) throws IOException {
        while (random.nextDouble() < churn) {
            change();
        }
        if (random.nextDouble() < churn / 3) {
            throw new IOException("lost on the way there");
        }
        AggregationRequest request = RequestCodec.decode(bytes);
        Map.Entry<byte[], String> region = regions.floorEntry(row);
        byte[] end = regions.higherKey(region.getKey());
        GroupTable groups = request.newGroupTable();
        if (random.nextDouble() < churn / 3) {
            return ResponseCodec.encode(AggregationResponse.busy(region.getValue(), groups));
        }
        RowRange part = request.range().intersect(RowRange.of(region.getKey(), end == null ? new byte[0] : end));
        RowFold fold = new RowFold(request, groups);
        long budget = 1L + random.nextInt(40);
        long scanned = 0;
        byte[] next = part.to();
        StopReason reason = StopReason.END;
        for (Map.Entry<byte[], Long> entry : rows.tailMap(part.from(), true).entrySet()) {
            if (!part.contains(entry.getKey())) {
                break;
            }
            if (scanned++ == budget) {
                next = entry.getKey();
                reason = StopReason.TIME;
                break;
            }
            System.arraycopy(entry.getKey(), 0, fold.begin(entry.getKey().length), 0, entry.getKey().length);
            System.arraycopy(ByteBuffer.allocate(8).putLong(entry.getValue()).array(), 0, fold.room(0, 8), 0, 8);
            fold.end();
        }
        if (random.nextDouble() < churn / 3) {
            throw new IOException("lost on the way back");
        }
        return ResponseCodec.encode(
                new AggregationResponse(RowRange.of(part.from(), next), reason, region.getValue(), scanned, 1, groups));
    }
}
