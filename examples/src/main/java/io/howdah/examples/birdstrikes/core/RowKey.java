// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;

/**
 * The HBase row key of a strike: {@code state 00 date 00 file(8 hex) - offset(12 hex)}, for example
 * {@code Texas 00 1999-10-19 00 5f0c1a2b-00000001d4c3}.
 *
 * <ul>
 *   <li>State, then date: "the strikes of a state in a period" is one contiguous scan, the query that the table is read by.
 *       No salt: the table is written by bulk load, which has no hot region, and a salt would make that scan one per bucket.
 *       Balance comes from splitting at the quantiles of the data ({@link #splits}).
 *   <li>File and offset make the row unique: 24 of the 10,000 rows repeat another row, so a hash of the content would lose
 *       them. They also make loading idempotent: the same file loaded again writes the same rows.
 * </ul>
 *
 * <p>A 00 cannot occur inside the state ({@link BirdStrike} refuses control characters), so "New York" never runs into another
 * state's range. Files are told apart by CRC-32C of their name.
 */
public final class RowKey {
    private static final HexFormat HEX = HexFormat.of();

    private RowKey() {}

    /**
     * The key of a strike.
     *
     * @param fileName the file's name without its directory: a file keeps its identity when it moves
     * @param offset of the row's first byte in the file
     */
    public static byte[] of(BirdStrike strike, String fileName, long offset) {
        CRC32C crc = new CRC32C();
        crc.update(fileName.getBytes(StandardCharsets.UTF_8));
        return (strike.state()
                        + '\0'
                        + strike.date()
                        + '\0'
                        + HEX.toHexDigits(crc.getValue(), 8)
                        + '-'
                        + HEX.toHexDigits(offset, 12))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The part of the key that a scan for a state and a first day starts with, and the form of a split point. */
    public static byte[] prefix(BirdStrike strike) {
        return (strike.state() + '\0' + strike.date()).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Where to split the table so that each region gets an equal part of a sample: its quantiles. Fewer points than asked for
     * when the sample has fewer distinct prefixes.
     *
     * @param sample {@link #prefix prefixes} in any order
     * @param regions 1 or more
     * @return ascending, without the smallest prefix (nothing would lie before it), at most {@code regions - 1}
     */
    public static List<byte[]> splits(Collection<byte[]> sample, int regions) {
        byte[][] sorted = sample.toArray(byte[][]::new);
        Arrays.sort(sorted, Arrays::compareUnsigned);
        return IntStream.range(1, regions)
                .filter(i -> sorted.length > 0)
                .mapToObj(i -> sorted[(int) ((long) i * sorted.length / regions)])
                .filter(split -> Arrays.compareUnsigned(split, sorted[0]) > 0)
                .collect(() -> new TreeSet<byte[]>(Arrays::compareUnsigned), TreeSet::add, TreeSet::addAll)
                .stream()
                .toList();
    }
}
