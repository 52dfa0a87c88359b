// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import io.howdah.examples.birdstrikes.core.BadRowException;
import io.howdah.examples.birdstrikes.core.BirdStrike;
import io.howdah.examples.birdstrikes.core.RowKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.util.LineReader;

/**
 * Region boundaries from a look at the input: rows from {@value #POSITIONS} places spread evenly over all files, because the
 * table is sorted by airport and its first rows say nothing about the rest. The cost does not grow with the input. Stateless and
 * deterministic.
 */
final class SplitSampler {
    private static final int POSITIONS = 64;
    private static final int ROWS_PER_POSITION = 8;

    private SplitSampler() {}

    static byte[][] splits(Configuration conf, List<FileStatus> files, int regions) throws IOException {
        if (regions == 1) {
            return new byte[0][];
        }
        long total = files.stream().mapToLong(FileStatus::getLen).sum();
        List<byte[]> sample = new ArrayList<>();
        for (FileStatus file : files) {
            int positions = (int) Math.max(1, POSITIONS * file.getLen() / total);
            try (FSDataInputStream in = file.getPath().getFileSystem(conf).open(file.getPath())) {
                for (int i = 0; i < positions; i++) {
                    in.seek(file.getLen() / positions * i);
                    read(in, sample);
                }
            }
        }
        return RowKey.splits(sample, regions).toArray(byte[][]::new);
    }

    private static void read(FSDataInputStream in, List<byte[]> sample) throws IOException {
        // Not closed: that would close the file.
        LineReader lines = new LineReader(in, 4_096);
        Text line = new Text();
        // The first line is the header or the rest of a row.
        lines.readLine(line);
        for (int i = 0; i < ROWS_PER_POSITION && lines.readLine(line) > 0; i++) {
            try {
                sample.add(RowKey.prefix(BirdStrike.parse(line.toString())));
            } catch (BadRowException e) {
                // The job counts and reports it; a boundary needs only good rows.
            }
        }
    }
}
