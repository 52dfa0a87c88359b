// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.volume.core;

/**
 * What is known about a volume at the time of a choice.
 *
 * @param id the volume, for the memory of recent writes
 * @param backend what it shares with other volumes; its own id when nothing
 * @param available bytes a replica may use now
 * @param capacity bytes in all; 0 when not known
 * @param latencyMillis mean milliseconds of a write; NaN when not measured
 */
public record VolumeCandidate(String id, String backend, long available, long capacity, double latencyMillis) {}
