// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import java.util.EnumSet;
import java.util.Map;
import org.apache.hadoop.fs.StorageType;

/** Storage types as the small integers, counts and masks the core works with. The ids live as long as the JVM. */
final class StorageTypeIds {
    private static final StorageType[] TYPES = StorageType.values();

    private StorageTypeIds() {}

    static StorageType type(int id) {
        return TYPES[id];
    }

    @SuppressWarnings("EnumOrdinal") // never stored
    static int id(StorageType type) {
        return type.ordinal();
    }

    static int[] quota(Iterable<StorageType> types) {
        int[] quota = new int[TYPES.length];
        types.forEach(type -> quota[id(type)]++);
        return quota;
    }

    static int[] quota(Map<StorageType, Integer> types) {
        int[] quota = new int[TYPES.length];
        types.forEach((type, count) -> quota[id(type)] = count);
        return quota;
    }

    /** As many of each type as there may be. */
    static int[] quota(Iterable<StorageType> types, int count) {
        int[] quota = new int[TYPES.length];
        types.forEach(type -> quota[id(type)] = count);
        return quota;
    }

    static EnumSet<StorageType> types(int[] quota) {
        EnumSet<StorageType> types = EnumSet.noneOf(StorageType.class);
        for (int id = 0; id < quota.length; id++) {
            if (quota[id] > 0) {
                types.add(TYPES[id]);
            }
        }
        return types;
    }

    static EnumSet<StorageType> types(int mask) {
        EnumSet<StorageType> types = EnumSet.noneOf(StorageType.class);
        for (int rest = mask; rest != 0; rest &= rest - 1) {
            types.add(TYPES[Integer.numberOfTrailingZeros(rest)]);
        }
        return types;
    }
}
