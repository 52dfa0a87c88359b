// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.client;

import io.howdah.hbase.aggregation.AggregationException;
import org.apache.hadoop.hbase.TableName;

/** A region of the table has no aggregation endpoint. The message says which, where, and how to deploy it. */
public final class EndpointNotDeployedException extends AggregationException {
    private static final long serialVersionUID = 1L;

    private static final String ENDPOINT = "io.howdah.hbase.aggregation.AggregationEndpoint";

    EndpointNotDeployedException(TableName table, Throwable cause) {
        super(
                "table " + table + " has no " + ENDPOINT + ": put howdah-hbase-coprocessors.jar on the class path of"
                        + " every region server and run 'howdah hbase deploy " + table + "', or name the class in"
                        + " hbase.coprocessor.region.classes and restart the region servers (" + cause.getMessage()
                        + ")",
                cause);
    }
}
