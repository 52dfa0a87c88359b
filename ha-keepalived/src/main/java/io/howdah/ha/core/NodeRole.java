// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import java.time.Duration;

/**
 * One daemon's answer.
 *
 * @param id NameNode or ResourceManager id; host:port of an HBase master
 * @param address the address asked
 * @param role what the answer proves
 * @param reason why, for a person: one line
 * @param took from asking to answer or deadline
 */
public record NodeRole(String id, String address, Role role, String reason, Duration took) {}
