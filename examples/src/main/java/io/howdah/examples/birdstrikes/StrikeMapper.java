// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import io.howdah.examples.birdstrikes.core.BadRowException;
import io.howdah.examples.birdstrikes.core.BirdStrike;
import java.io.IOException;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Mapper;

/**
 * What every job here does with a line: skip the header, parse, count what is no bird strike.
 *
 * <p>The header is the line at offset 0 of its file. Only the split that starts the file sees that offset, however many splits
 * the file has. It was checked before the job was submitted, and is checked again here: the file may have changed.
 */
abstract class StrikeMapper<K, V> extends Mapper<LongWritable, Text, K, V> {
    @Override
    protected final void map(LongWritable offset, Text line, Context context) throws IOException, InterruptedException {
        try {
            if (offset.get() == 0) {
                BirdStrike.requireHeader(line.toString());
            } else {
                BirdStrike strike = BirdStrike.parse(line.toString());
                RowCounters.good(context);
                strike(offset.get(), strike, context);
            }
        } catch (BadRowException e) {
            RowCounters.bad(context, e);
        }
    }

    /** One good row. */
    protected abstract void strike(long offset, BirdStrike strike, Context context)
            throws IOException, InterruptedException;
}
