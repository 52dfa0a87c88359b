// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import io.howdah.examples.birdstrikes.core.BirdStrike;
import io.howdah.examples.birdstrikes.core.RowKey;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.util.Bytes;

/** The HBase table: one family, one row per strike, under the key that {@link RowKey} describes. */
public final class StrikeTable {
    /** The table's usual name. */
    public static final String NAME = "birdstrikes";

    /** The one column family. */
    public static final String FAMILY = "d";

    public static final String OPERATOR = "operator";
    public static final String STATE = "state";
    public static final String PHASE = "phase";
    public static final String SIZE = "size";
    public static final String SPECIES = "species";
    public static final String DAMAGE = "damage";

    /** Total cost in whole US dollars, a big-endian long; the other columns are UTF-8 text. */
    public static final String COST = "cost";

    private static final byte[] FAMILY_BYTES = Bytes.toBytes(FAMILY);
    private static final byte[] OPERATOR_BYTES = Bytes.toBytes(OPERATOR);
    private static final byte[] STATE_BYTES = Bytes.toBytes(STATE);
    private static final byte[] PHASE_BYTES = Bytes.toBytes(PHASE);
    private static final byte[] SIZE_BYTES = Bytes.toBytes(SIZE);
    private static final byte[] SPECIES_BYTES = Bytes.toBytes(SPECIES);
    private static final byte[] DAMAGE_BYTES = Bytes.toBytes(DAMAGE);
    private static final byte[] COST_BYTES = Bytes.toBytes(COST);

    private StrikeTable() {}

    /** The row of a strike that stands at an offset of a file. */
    static Put put(String fileName, long offset, BirdStrike strike) {
        return new Put(RowKey.of(strike, fileName, offset))
                .addColumn(FAMILY_BYTES, OPERATOR_BYTES, Bytes.toBytes(strike.operator()))
                .addColumn(FAMILY_BYTES, STATE_BYTES, Bytes.toBytes(strike.state()))
                .addColumn(FAMILY_BYTES, PHASE_BYTES, Bytes.toBytes(strike.phase()))
                .addColumn(FAMILY_BYTES, SIZE_BYTES, Bytes.toBytes(strike.size()))
                .addColumn(FAMILY_BYTES, SPECIES_BYTES, Bytes.toBytes(strike.species()))
                .addColumn(FAMILY_BYTES, DAMAGE_BYTES, Bytes.toBytes(strike.damage()))
                .addColumn(FAMILY_BYTES, COST_BYTES, Bytes.toBytes(strike.costTotal()));
    }
}
