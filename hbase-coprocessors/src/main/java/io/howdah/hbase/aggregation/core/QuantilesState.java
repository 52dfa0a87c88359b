// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.aggregation.core;

import io.howdah.hbase.slice.core.WireReader;
import io.howdah.hbase.slice.core.WireWriter;
import java.util.Arrays;
import java.util.List;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.kll.KllSketch;
import org.apache.datasketches.memory.Memory;
import org.apache.datasketches.quantilescommon.QuantileSearchCriteria;

/**
 * Quantiles by the KLL sketch (Karnin, Lang and Liberty, "Optimal quantile approximation in streams", 2016), of values as
 * the nearest double. Error of the rank, at 99% confidence: 0.3% for k = 1000; it falls about as 1 / k, and memory grows as
 * k. NaN has no rank and is counted apart.
 */
final class QuantilesState extends SketchState {
    static final int DEFAULT_K = 1_000;

    /** Sketch and the headers of its arrays. */
    private static final int OBJECT_BYTES = 160;

    private final Decoder decoder;
    private final int k;
    private final List<Double> ranks;
    private KllDoublesSketch sketch;
    private long skippedNaN;

    /** The sketch's size until it holds so many values: working it out takes a loop. */
    private int sizeInBytes;

    private long sizeHoldsUntil;

    QuantilesState(Decoder decoder, int k, List<Double> ranks) {
        this.decoder = decoder;
        this.k = k;
        this.ranks = ranks;
        this.sketch = KllDoublesSketch.newHeapInstance(k);
    }

    @Override
    void add(byte[] bytes, int offset, int length) {
        double value = Decoders.nearestDouble(decoder, bytes, offset, length);
        if (Double.isNaN(value)) {
            skippedNaN++;
        } else {
            sketch.update(value);
        }
    }

    @Override
    void merge(AggregateState other) {
        QuantilesState that = (QuantilesState) other;
        skippedNaN += that.skippedNaN;
        if (!that.sketch.isEmpty()) {
            sketch.merge(that.sketch);
        }
    }

    @Override
    void write(WireWriter out) {
        out.unsigned(skippedNaN);
        super.write(out);
    }

    @Override
    void read(WireReader in) {
        skippedNaN = in.unsigned();
        super.read(in);
    }

    @Override
    boolean isEmpty() {
        return sketch.isEmpty();
    }

    @Override
    byte[] serialised() {
        return sketch.toByteArray();
    }

    @Override
    void take(byte[] bytes) {
        sketch = KllDoublesSketch.heapify(Memory.wrap(bytes));
    }

    @Override
    Object result() {
        if (sketch.isEmpty()) {
            return null;
        }
        double[] asked = ranks.stream().mapToDouble(Double::doubleValue).toArray();
        double[] values = sketch.getQuantiles(asked, QuantileSearchCriteria.INCLUSIVE);
        return new Quantiles(
                sketch.getN(),
                skippedNaN,
                ranks,
                Arrays.stream(values).boxed().toList(),
                sketch.isEstimationMode() ? sketch.getNormalizedRankError(false) : 0);
    }

    @Override
    int variableSize() {
        if (sketch.getN() >= sizeHoldsUntil) {
            sizeHoldsUntil = Math.max(k, 2 * sketch.getN());
            sizeInBytes = OBJECT_BYTES
                    + KllSketch.getMaxSerializedSizeBytes(k, sizeHoldsUntil, KllSketch.SketchType.DOUBLES_SKETCH, true);
        }
        return sizeInBytes;
    }
}
