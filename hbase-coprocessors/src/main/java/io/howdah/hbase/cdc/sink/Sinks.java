// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.sink;

import io.howdah.hbase.cdc.core.CdcSettings;
import io.howdah.hbase.cdc.core.Sink;

/** The sink that the settings name. */
public final class Sinks {
    private Sinks() {}

    /** A sink that is not connected yet. */
    public static Sink of(CdcSettings settings) {
        return switch (settings.sink()) {
            case "rabbitmq" -> new RabbitMqSink(settings);
            case "jdbc" -> new JdbcSink(settings, System::currentTimeMillis, System::nanoTime);
            case "mongodb" -> new MongoSink(settings, System::currentTimeMillis, System::nanoTime);
            default -> throw new IllegalArgumentException("no sink '" + settings.sink() + "'");
        };
    }
}
