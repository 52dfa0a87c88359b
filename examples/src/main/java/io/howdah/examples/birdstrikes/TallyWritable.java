// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import io.howdah.examples.birdstrikes.core.Tally;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.io.WritableUtils;

/** A {@link Tally} on the wire, three variable-length longs. Mutable, as Hadoop reuses values; not thread-safe. */
public final class TallyWritable implements Writable {
    private Tally tally = Tally.ZERO;

    /** For Hadoop, which then calls readFields. */
    public TallyWritable() {}

    Tally get() {
        return tally;
    }

    TallyWritable set(Tally value) {
        tally = value;
        return this;
    }

    @Override
    public void write(DataOutput out) throws IOException {
        WritableUtils.writeVLong(out, tally.strikes());
        WritableUtils.writeVLong(out, tally.damagingStrikes());
        WritableUtils.writeVLong(out, tally.cost());
    }

    @Override
    public void readFields(DataInput in) throws IOException {
        tally = new Tally(WritableUtils.readVLong(in), WritableUtils.readVLong(in), WritableUtils.readVLong(in));
    }
}
