// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.slice;

import java.io.IOException;

/** How the client reaches regions; the fake of the tests splits and merges them at will. Thread-safe. */
public interface RegionCaller {
    /** A region as the client knows it now, which may be long ago. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Location(String region, byte[] end) {}

    /**
     * Where the region with this row was when last looked up.
     *
     * @param refresh true: forget what is known and look it up
     */
    Location locate(byte[] row, boolean refresh) throws IOException;

    /** Calls the endpoint of the region that holds {@code row} now. */
    byte[] call(byte[] row, byte[] request) throws IOException;
}
