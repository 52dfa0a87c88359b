// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect.core;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * All a merge needs.
 *
 * @param dataNodes the DataNodes, in the order of their table
 * @param sources what the sources that answered said, in the operator's order
 * @param incomplete whether a source, or a part of one, did not answer: then what nobody states now is kept
 * @param previous what the last run knew, by DataNode; empty on the first run
 * @param backendNames the operator's names for storage backends, by the name found
 * @param defaultRack rack of a DataNode nobody states one for, or empty for none
 * @param now the time of this run
 */
public record MergeInput(
        List<DataNodeEntry> dataNodes,
        List<SourceFacts> sources,
        boolean incomplete,
        Map<String, Map<Attribute, KnownValue>> previous,
        Map<String, String> backendNames,
        String defaultRack,
        Instant now) {}
