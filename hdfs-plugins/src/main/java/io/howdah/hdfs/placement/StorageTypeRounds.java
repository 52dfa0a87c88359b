// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import io.howdah.hdfs.placement.core.Picks;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.server.blockmanagement.HowdahTargetRequest;

/**
 * Which storage types to ask for, round after round: the policy's own, then its substitutes for those that were not to
 * be had, as the platform does. One instance per attempt; not safe for several threads.
 */
final class StorageTypeRounds {
    private final HowdahTargetRequest request;
    private final ClusterView view;
    private final int wanted;
    private final boolean newBlock;
    private final EnumSet<StorageType> unavailable = EnumSet.noneOf(StorageType.class);
    private final int[] first;
    private final EnumSet<StorageType> tried;

    StorageTypeRounds(HowdahTargetRequest request, ClusterView view, int wanted) {
        this.request = request;
        this.view = view;
        this.wanted = wanted;
        this.newBlock = request.chosen().isEmpty();
        this.first = request.storageTypes() != null
                ? StorageTypeIds.quota(request.storageTypes())
                : StorageTypeIds.quota(ask(typesOfChosen()));
        this.tried = StorageTypeIds.types(first);
    }

    /** {@return how many of each type to ask for first} */
    int[] first() {
        return first;
    }

    /** {@return what to ask for next, or null when the picks are complete or there is nothing else to ask for} */
    int[] substitutes(Picks picks) {
        if (picks.size() >= wanted
                || !hasSubstitutes()
                || !unavailable.addAll(StorageTypeIds.types(picks.wantedTypes()))) {
            return null;
        }
        List<StorageType> found = typesOfChosen();
        for (int i = 0; i < picks.size(); i++) {
            found.add(StorageTypeIds.type(picks.type(i)));
        }
        int[] substitutes = StorageTypeIds.quota(ask(found));
        tried.addAll(StorageTypeIds.types(substitutes));
        return substitutes;
    }

    /** {@return types asked for so far} */
    Set<StorageType> tried() {
        return tried;
    }

    /** {@return types given up so far} */
    Set<StorageType> unavailable() {
        return unavailable;
    }

    /** Whether the storage policy has a fallback type some DataNode offers. Asking it for more only fills the log. */
    private boolean hasSubstitutes() {
        for (StorageType type : newBlock
                ? request.policy().getCreationFallbacks()
                : request.policy().getReplicationFallbacks()) {
            if (!tried.contains(type) && view.storageTypes().contains(type)) {
                return true;
            }
        }
        return false;
    }

    private List<StorageType> ask(List<StorageType> found) {
        return request.policy()
                .chooseStorageTypes((short) (request.chosen().size() + wanted), found, unavailable, newBlock);
    }

    private List<StorageType> typesOfChosen() {
        List<StorageType> types = new ArrayList<>();
        request.chosen().forEach(storage -> types.add(storage.getStorageType()));
        return types;
    }
}
