// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement.core;

import java.util.random.RandomGenerator;

/** How nodes are picked for one kind of block. Implementations are stateless and safe for use by many threads. */
public interface TargetEngine {
    /** {@return picks that break no hard rule, at most as many as wanted} */
    Picks legal(PlacementEngine.Request request, RandomGenerator random);

    /** {@return as many picks as possible, at most as many as wanted, breaking hard rules as little as possible} */
    Picks relaxed(PlacementEngine.Request request, RandomGenerator random);

    /** {@return whether a is to be preferred to b} */
    boolean better(Picks a, Picks b);

    /** For the replicas of a block. */
    TargetEngine REPLICATED = new TargetEngine() {
        @Override
        public Picks legal(PlacementEngine.Request request, RandomGenerator random) {
            return PlacementEngine.legal(request, random);
        }

        @Override
        public Picks relaxed(PlacementEngine.Request request, RandomGenerator random) {
            return PlacementEngine.relaxed(request, random);
        }

        @Override
        public boolean better(Picks a, Picks b) {
            return PlacementEngine.better(a, b);
        }
    };

    /** For the units of an erasure-coded block group. */
    TargetEngine STRIPED = new TargetEngine() {
        @Override
        public Picks legal(PlacementEngine.Request request, RandomGenerator random) {
            return StripedEngine.legal(request, random);
        }

        @Override
        public Picks relaxed(PlacementEngine.Request request, RandomGenerator random) {
            return StripedEngine.relaxed(request, random);
        }

        @Override
        public boolean better(Picks a, Picks b) {
            return StripedEngine.better(a, b);
        }
    };
}
