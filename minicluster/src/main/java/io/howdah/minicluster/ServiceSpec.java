// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What the specifications of all services share: their own configuration. Not thread-safe.
 *
 * @param <S> the concrete specification, for chaining
 */
public abstract sealed class ServiceSpec<S extends ServiceSpec<S>> permits HdfsSpec, YarnSpec, HBaseSpec {
    private final Map<String, String> settings = new LinkedHashMap<>();

    ServiceSpec() {}

    abstract S self();

    /** Sets a configuration key for this service only; it wins over the defaults and over {@link EmbeddedStack.Builder#set}. */
    public S set(String key, String value) {
        settings.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value of " + key));
        return self();
    }

    /** Sets a numeric key. */
    public S set(String key, long value) {
        return set(key, Long.toString(value));
    }

    /** Sets a boolean key. */
    public S set(String key, boolean value) {
        return set(key, Boolean.toString(value));
    }

    Map<String, String> settings() {
        return Collections.unmodifiableMap(settings);
    }
}
