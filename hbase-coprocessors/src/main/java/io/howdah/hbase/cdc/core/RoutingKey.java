// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.core;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** {@code namespace.table.family}, the routing key of a topic exchange. */
public final class RoutingKey {
    /** AMQP 0-9-1 short string. */
    private static final int LONGEST = 255;

    private RoutingKey() {}

    /** The key, with {@code %2E} for a dot inside a name (it separates words) and {@code %25} for a percent sign; empty if too long. */
    public static Optional<String> of(ChangeEvent event) {
        String key = word(event.namespace()) + "." + word(event.table()) + "." + word(event.family());
        return key.getBytes(StandardCharsets.UTF_8).length > LONGEST ? Optional.empty() : Optional.of(key);
    }

    private static String word(String name) {
        return name.indexOf('.') < 0 && name.indexOf('%') < 0
                ? name
                : name.replace("%", "%25").replace(".", "%2E");
    }
}
