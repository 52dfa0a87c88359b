// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.simulation.core;

/**
 * How long it takes to restore the redundancy of one lost node, from who has to read and who has to write how much. The
 * blocks of a node in few sets have few other holders: they are read from few disks.
 *
 * @param sources nodes that hold another replica of some block of the lost node
 * @param mostRead largest share of the lost node's bytes one node reads, 0 to 1 (to k for k+m, where k units are read)
 * @param mostWritten largest share one node receives
 */
public record RebuildTime(int sources, double mostRead, double mostWritten) {
    /**
     * Spreads the reads as a scheduler would: each block from its surviving holders that have least to read so far.
     *
     * @param blocks for each block of the lost node its surviving holders
     * @param targets for each block the node that receives it, or -1 when none was found
     * @param reads units read to rebuild one: 1 for replicas, k for k+m
     * @param nodes nodes are numbered from 0 to nodes - 1
     */
    public static RebuildTime of(int[][] blocks, int[] targets, int reads, int nodes) {
        int[] read = new int[nodes];
        int[] written = new int[nodes];
        int mostRead = 0;
        int mostWritten = 0;
        for (int b = 0; b < blocks.length; b++) {
            boolean[] taken = new boolean[blocks[b].length];
            for (int r = 0; r < Math.min(reads, taken.length); r++) {
                int best = -1;
                for (int i = 0; i < taken.length; i++) {
                    if (!taken[i] && (best < 0 || read[blocks[b][i]] < read[blocks[b][best]])) {
                        best = i;
                    }
                }
                taken[best] = true;
                mostRead = Math.max(mostRead, ++read[blocks[b][best]]);
            }
            if (targets[b] >= 0) {
                mostWritten = Math.max(mostWritten, ++written[targets[b]]);
            }
        }
        int sources = 0;
        for (int count : read) {
            sources += count > 0 ? 1 : 0;
        }
        double all = Math.max(1, blocks.length);
        return new RebuildTime(sources, mostRead / all, mostWritten / all);
    }

    /**
     * The time the busiest node needs; reading and writing go on side by side.
     *
     * @param bytes what the lost node held
     * @param bytesPerSecond what one node reads, and writes, for this purpose
     */
    public double seconds(double bytes, double bytesPerSecond) {
        return bytes * Math.max(mostRead, mostWritten) / bytesPerSecond;
    }
}
