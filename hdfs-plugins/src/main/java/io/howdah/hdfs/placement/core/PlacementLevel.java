// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement.core;

/** How far a choice had to fall back, the best first. Counted only while a plan is loaded. */
public enum PlacementLevel {
    /** One of two copysets drawn at random. */
    COPYSET,
    /** Another copyset of the first node: both drawn had a member that cannot take a replica now. */
    OTHER_COPYSET,
    /** A copyset with a stand-in for a member: no copyset of the first node is whole now. */
    SUBSTITUTE,
    /** The hard rules only: the first node is outside the plan, or no stand-in qualified. */
    HARD_RULES,
    /** Hard domains are shared: no legal choice exists. */
    SHARED_DOMAIN
}
