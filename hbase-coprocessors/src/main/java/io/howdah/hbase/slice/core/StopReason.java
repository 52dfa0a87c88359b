// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.slice.core;

/** Why a slice ended where it ended. The codes are part of the wire format and never change. */
public enum StopReason {
    /** The region, or the range asked for, holds no more rows. */
    END(0),
    /** The time limit. */
    TIME(1),
    /** The row limit. */
    ROWS(2),
    /** The limit on the number of groups. */
    GROUPS(3),
    /** The limit on the memory of groups. */
    MEMORY(4),
    /** The region is closing (split, merge, move): what was read until now is returned so that it need not wait. */
    CLOSING(5),
    /** Nothing was read: too many calls at once on this region server. To be tried again, after a pause. */
    BUSY(6),
    /** A quota of HBase is spent; when nothing was read, to be tried again after the time the reply says. */
    QUOTA(7);

    private final int code;

    StopReason(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public static StopReason ofCode(int code) {
        for (StopReason reason : values()) {
            if (reason.code == code) {
                return reason;
            }
        }
        throw new ProtocolException("unknown stop reason " + code + ": the region server is newer than the client");
    }
}
