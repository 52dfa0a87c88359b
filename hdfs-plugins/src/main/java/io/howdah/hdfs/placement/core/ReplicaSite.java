// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement.core;

import java.util.Arrays;
import java.util.List;

/**
 * Where one replica is: its rack and its values in the hard domains, in the order of the setting. A value may be null
 * (not stated); null never equals another value.
 */
public record ReplicaSite(String rack, List<String> domains) {
    public ReplicaSite {
        domains = java.util.Collections.unmodifiableList(Arrays.asList(domains.toArray(String[]::new)));
    }

    /** {@return a site; values in the order of the hard domains} */
    public static ReplicaSite of(String rack, String... domains) {
        return new ReplicaSite(rack, Arrays.asList(domains));
    }
}
