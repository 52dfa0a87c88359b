// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

/**
 * One part of the time a failover takes.
 *
 * @param what happens in it
 * @param key that decides it; empty when no key of the site files does
 * @param millis expected
 * @param worstMillis at most
 * @param hadoopMillis what it would be with Hadoop's default for the key
 * @param source where the arithmetic was read
 */
public record Summand(String what, String key, long millis, long worstMillis, long hadoopMillis, String source) {}
