// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect.core;

import java.time.Instant;

/**
 * A value, who stated it and when it was last stated.
 *
 * @param value the value
 * @param source name of the source
 * @param seen when the source last said so
 */
public record KnownValue(String value, String source, Instant seen) {}
