// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bulk.core;

import io.howdah.hbase.slice.core.Column;
import java.util.List;

/** What is done to each row that matches. */
public sealed interface BulkChange {
    /**
     * Deletes what is not newer than the job's timestamp.
     *
     * @param targets columns and families; empty: the whole row
     */
    record Deletion(List<Target> targets) implements BulkChange {
        public Deletion {
            targets = List.copyOf(targets);
        }
    }

    /**
     * What of a row is deleted.
     *
     * @param qualifier null: the whole family
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Target(byte[] family, byte[] qualifier) {}

    /** Sets columns, at the job's timestamp. */
    record Assignments(List<Assignment> values) implements BulkChange {
        /** @throws IllegalArgumentException when there is nothing to set */
        public Assignments {
            values = List.copyOf(values);
            if (values.isEmpty()) {
                throw new IllegalArgumentException("nothing to set: name at least one column and its value");
            }
        }
    }

    /** One column and its new value. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Assignment(Column column, byte[] value) {}
}
