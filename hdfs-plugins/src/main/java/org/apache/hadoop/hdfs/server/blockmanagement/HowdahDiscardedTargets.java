// Licensed under the Apache License, Version 2.0: see LICENSE.
package org.apache.hadoop.hdfs.server.blockmanagement;

import java.util.AbstractList;

/**
 * Takes whatever is added and keeps nothing. The platform's test of a storage adds what it finds to a list as well as
 * returning it; on the hot path nobody reads that list. Safe for use by many threads.
 */
final class HowdahDiscardedTargets extends AbstractList<DatanodeStorageInfo> {
    static final HowdahDiscardedTargets INSTANCE = new HowdahDiscardedTargets();

    private HowdahDiscardedTargets() {}

    @Override
    public boolean add(DatanodeStorageInfo target) {
        return true;
    }

    @Override
    public DatanodeStorageInfo get(int index) {
        throw new IndexOutOfBoundsException(index);
    }

    @Override
    public int size() {
        return 0;
    }
}
