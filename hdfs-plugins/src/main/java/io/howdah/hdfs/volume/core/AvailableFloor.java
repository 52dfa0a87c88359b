// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.volume.core;

/**
 * Space that a volume should keep free while another volume has room.
 *
 * @param bytes at least this many bytes; used when {@code fraction} is 0
 * @param fraction share of the volume's capacity, 0 to 0.5; a volume of unknown capacity has then no floor
 */
public record AvailableFloor(long bytes, double fraction) {
    /** {@return whether a volume with that many bytes left after the replica is below the floor} */
    boolean wouldBreak(long leftAfterwards, long capacity) {
        return leftAfterwards < (fraction > 0 ? fraction * capacity : bytes);
    }
}
