// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.WireReader;
import io.howdah.hbase.slice.core.WireWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The N largest values with their rows, in a heap whose head is the one that goes next. Exact whatever the order of merging:
 * values are ordered, and equal ones by row key, which is unique.
 */
final class TopState extends AggregateState {
    /** Heap entry, its record, the boxed value, and the headers of two arrays. */
    private static final int ENTRY_BYTES = 96;

    /** The heap's object and first array, and two comparators. */
    private static final int EMPTY_BYTES = 160;

    private final Decoder decoder;
    private final int size;
    private final Comparator<Object> order;
    private final PriorityQueue<TopValues.Entry> heap;
    private int keptBytes = EMPTY_BYTES;

    TopState(Decoder decoder, int size) {
        this.decoder = decoder;
        this.size = size;
        this.order = orderOf(decoder.kind());
        this.heap = new PriorityQueue<>(this::leastFirst);
    }

    private static Comparator<Object> orderOf(ValueKind kind) {
        return switch (kind) {
            case INTEGRAL -> (a, b) -> Long.compare((Long) a, (Long) b);
            case DECIMAL -> (a, b) -> ((BigDecimal) a).compareTo((BigDecimal) b);
            case DOUBLE -> (a, b) -> Double.compare((Double) a, (Double) b);
            case BYTES -> (a, b) -> Arrays.compareUnsigned((byte[]) a, (byte[]) b);
        };
    }

    private int leastFirst(TopValues.Entry a, TopValues.Entry b) {
        int byValue = order.compare(a.value(), b.value());
        return byValue != 0 ? byValue : Arrays.compareUnsigned(b.row(), a.row());
    }

    @Override
    void add(byte[] bytes, int offset, int length) {
        throw new IllegalStateException("a top value needs its row");
    }

    @Override
    void add(byte[] row, int rowLength, byte[] bytes, int length) {
        Object value = decode(bytes, length);
        // Rows come in ascending order within a region: an equal value of a later row never enters.
        if (heap.size() < size || order.compare(value, heap.peek().value()) >= 0) {
            offer(new TopValues.Entry(value, Arrays.copyOf(row, rowLength)));
        }
    }

    private Object decode(byte[] bytes, int length) {
        return switch (decoder.kind()) {
            case INTEGRAL -> (Object) decoder.decodeLong(bytes, 0, length);
            case DECIMAL -> decoder.decodeDecimal(bytes, 0, length);
            case DOUBLE -> decoder.decodeDouble(bytes, 0, length);
            case BYTES -> {
                if (length > WireWriter.LONGEST_BYTES) {
                    throw new UndecodableValueException("a value of " + length
                            + " bytes is too long to compare: at most " + WireWriter.LONGEST_BYTES + " bytes");
                }
                yield Arrays.copyOf(bytes, length);
            }
        };
    }

    private void offer(TopValues.Entry entry) {
        heap.add(entry);
        keptBytes += bytesOf(entry);
        if (heap.size() > size) {
            keptBytes -= bytesOf(heap.remove());
        }
    }

    private static int bytesOf(TopValues.Entry entry) {
        Object value = entry.value();
        int more = value instanceof byte[] bytes
                ? bytes.length
                : value instanceof BigDecimal number ? SumState.bytesOf(number) : 0;
        return ENTRY_BYTES + entry.row().length + more;
    }

    @Override
    void merge(AggregateState other) {
        ((TopState) other).heap.forEach(this::offer);
    }

    @Override
    void write(WireWriter out) {
        out.unsigned(heap.size());
        for (TopValues.Entry entry : heap) {
            out.bytes(entry.row());
            switch (decoder.kind()) {
                case INTEGRAL -> out.fixed((Long) entry.value());
                case DECIMAL -> out.decimal((BigDecimal) entry.value());
                case DOUBLE -> out.fixed(Double.doubleToRawLongBits((Double) entry.value()));
                case BYTES -> out.bytes((byte[]) entry.value());
            }
        }
    }

    @Override
    void read(WireReader in) {
        int count = in.bounded("the number of top values", size);
        for (int i = 0; i < count; i++) {
            byte[] row = in.bytes();
            Object value = switch (decoder.kind()) {
                case INTEGRAL -> (Object) in.fixed();
                case DECIMAL -> in.decimal();
                case DOUBLE -> Double.longBitsToDouble(in.fixed());
                case BYTES -> in.bytes();
            };
            offer(new TopValues.Entry(value, row));
        }
    }

    @Override
    Object result() {
        List<TopValues.Entry> entries = new ArrayList<>(heap);
        entries.sort(((Comparator<TopValues.Entry>) this::leastFirst).reversed());
        return entries.isEmpty() ? null : new TopValues(entries);
    }

    @Override
    int variableSize() {
        return keptBytes;
    }
}
