// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cli;

import io.howdah.hbase.aggregation.core.Decoder;
import io.howdah.hbase.aggregation.core.Decoders;
import io.howdah.hbase.slice.core.Column;

/** A column and how its bytes are read: {@code family:qualifier[=decoder]}, without a decoder {@code long}. */
record DecodedColumn(Column column, Decoder decoder) {
    static DecodedColumn parse(String text) {
        int equals = text.lastIndexOf('=');
        return equals < 0
                ? new DecodedColumn(Column.parse(text), Decoders.LONG)
                : new DecodedColumn(Column.parse(text.substring(0, equals)), Decoders.byId(text.substring(equals + 1)));
    }
}
