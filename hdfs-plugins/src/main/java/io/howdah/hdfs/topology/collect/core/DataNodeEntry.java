// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect.core;

/**
 * A DataNode as the operator's table lists it.
 *
 * @param host the name the NameNode knows, lower case
 * @param identity what its machine is known by
 * @param metal whether it is no virtual machine: it is its own physical host
 * @param line where the table lists it, counted from 1
 */
public record DataNodeEntry(String host, Identity identity, boolean metal, int line) {}
