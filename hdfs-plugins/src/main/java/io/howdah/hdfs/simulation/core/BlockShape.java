// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.simulation.core;

/**
 * What a block consists of.
 *
 * @param size replicas, or data and parity units
 * @param parity parity units; 0 for replicas
 */
public record BlockShape(int size, int parity) {
    /** Most replicas or units. */
    public static final int MOST = 64;

    public BlockShape {
        if (size < 1 || size > MOST || parity < 0 || parity >= size) {
            throw new IllegalArgumentException("size=" + size + " parity=" + parity + ": not allowed; allowed: 1 to "
                    + MOST + " replicas or units, fewer of them parity");
        }
    }

    /** {@return a replicated block} */
    public static BlockShape replicas(int replication) {
        return new BlockShape(replication, 0);
    }

    /** {@return an erasure-coded block group of k data and m parity units} */
    public static BlockShape erasureCoded(int data, int parity) {
        if (data < 1 || parity < 1) {
            throw new IllegalArgumentException(
                    "ec=" + data + "," + parity + ": not allowed; allowed: at least one data and one parity unit");
        }
        return new BlockShape(data + parity, parity);
    }

    /** {@return whether it is erasure coded} */
    public boolean erasureCoded() {
        return parity > 0;
    }

    /** {@return how many of its nodes may be down} */
    public int tolerated() {
        return erasureCoded() ? parity : size - 1;
    }

    /** {@return units to read in order to rebuild one} */
    public int reads() {
        return erasureCoded() ? size - parity : 1;
    }

    /** {@return its name in tables, such as {@code R=3} or {@code RS(6,3)}} */
    public String label() {
        return erasureCoded() ? "RS(" + (size - parity) + "," + parity + ")" : "R=" + size;
    }
}
