// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.birdstrikes;

import java.util.Objects;
import org.apache.hadoop.hbase.TableName;

/**
 * How {@link BirdStrikeBulkLoad} loads. Immutable.
 *
 * @param table made if it does not exist
 * @param coprocessor class of the endpoint to put on a table that is made; empty for none
 * @param regions regions of a table that is made, 1 to {@value #MAX_REGIONS}; each costs the job a reducer
 * @param shipJars whether to upload HBase's jars with the job; false when the cluster's class path has them
 */
public record LoadOptions(TableName table, String coprocessor, int regions, boolean shipJars) {
    /** Our aggregation endpoint, by name: the table is made by a client that need not have the class. */
    public static final String DEFAULT_COPROCESSOR = "io.howdah.hbase.aggregation.AggregationEndpoint";

    /** The most regions a table is split into. */
    public static final int MAX_REGIONS = 100;

    public LoadOptions {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(coprocessor, "coprocessor");
        if (regions < 1 || regions > MAX_REGIONS) {
            throw new IllegalArgumentException("regions " + regions + " is not from 1 to " + MAX_REGIONS);
        }
    }

    /** Table birdstrikes, our aggregation endpoint, two regions, jars shipped. */
    public static LoadOptions defaults() {
        return new LoadOptions(TableName.valueOf(StrikeTable.NAME), DEFAULT_COPROCESSOR, 2, true);
    }

    public LoadOptions withTable(TableName value) {
        return new LoadOptions(value, coprocessor, regions, shipJars);
    }

    public LoadOptions withCoprocessor(String value) {
        return new LoadOptions(table, value, regions, shipJars);
    }

    public LoadOptions withRegions(int value) {
        return new LoadOptions(table, coprocessor, value, shipJars);
    }

    public LoadOptions withShipJars(boolean value) {
        return new LoadOptions(table, coprocessor, regions, value);
    }
}
