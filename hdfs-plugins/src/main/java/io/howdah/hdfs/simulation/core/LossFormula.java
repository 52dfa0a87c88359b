// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.simulation.core;

/**
 * The chance that a failure of several nodes at once loses a block, from numbers alone.
 *
 * <p>A set of {@code size} nodes that holds replicas (or the units of an erasure-coded group) is lost when more than
 * {@code tolerated} of them are down: {@code R - 1} for R replicas, {@code m} for k data and m parity units. With
 * {@code failed} of {@code nodes} nodes down, chosen at random, the number of a set's nodes that are down is
 * hypergeometric. Sets are taken as independent (Cidon et al., Copysets, USENIX ATC 2013):
 * {@code P(loss) = 1 - (1 - P(one set lost))^sets}.
 *
 * <p>Worked example: 1,000 nodes, 10 down, 3 replicas: one set is lost with C(10,3)/C(1000,3) = 7.2e-7; 1,667 sets
 * (scatter width 10) lose one with 0.12%.
 */
public final class LossFormula {
    private LossFormula() {}

    /**
     * The chance that one given set is lost.
     *
     * @param nodes nodes of the cluster, at least {@code size}
     * @param failed nodes down at once, 0 to {@code nodes}
     * @param size nodes of the set, at least 1
     * @param tolerated nodes of the set that may be down, 0 to {@code size}
     * @return 0 to 1
     * @throws IllegalArgumentException when a number is out of range
     */
    public static double setLost(int nodes, int failed, int size, int tolerated) {
        if (size < 1 || nodes < size || failed < 0 || failed > nodes || tolerated < 0 || tolerated > size) {
            throw new IllegalArgumentException("nodes=" + nodes + " failed=" + failed + " size=" + size + " tolerated="
                    + tolerated + ": not allowed; allowed: 0 <= failed <= nodes, 0 <= tolerated <= size <= nodes");
        }
        double sum = 0;
        for (int down = tolerated + 1; down <= Math.min(size, failed); down++) {
            if (size - down <= nodes - failed) {
                sum += Math.exp(
                        logChoose(failed, down) + logChoose(nodes - failed, size - down) - logChoose(nodes, size));
            }
        }
        return Math.min(1, sum);
    }

    /**
     * The chance that at least one of several independent sets is lost.
     *
     * @param setLost chance of one, 0 to 1
     * @param sets how many; need not be whole
     */
    public static double anyLost(double setLost, double sets) {
        return setLost >= 1 ? (sets > 0 ? 1 : 0) : -Math.expm1(sets * Math.log1p(-setLost));
    }

    /** {@return how many nodes a fraction of a cluster is: rounded up, at least 1 when the fraction is above 0} */
    public static int failedNodes(int nodes, double fraction) {
        return Math.min(nodes, (int) Math.ceil(nodes * fraction - 1e-9));
    }

    /**
     * Sets a cluster needs so that every node has the given scatter width, when no two sets share a pair of nodes:
     * each node is in S/(size-1) sets.
     */
    public static double setsForScatterWidth(int nodes, int scatterWidth, int size) {
        return (double) nodes * scatterWidth / (size * (size - 1.0));
    }

    /**
     * Expected number of distinct sets after blocks were placed uniformly on so many possible ones.
     *
     * @param possible number of possible sets, above 0; may be far above 2^63
     * @param blocks blocks placed
     */
    public static double expectedDistinct(double possible, double blocks) {
        if (possible <= 1) {
            return Math.min(possible, blocks);
        }
        return Double.isInfinite(possible) ? blocks : -possible * Math.expm1(blocks * Math.log1p(-1 / possible));
    }

    /**
     * How many sets blocks are drawn from, from how many distinct ones so many blocks gave: the inverse of
     * {@link #expectedDistinct}, as when fish are caught, marked and caught again. It takes all sets as equally likely.
     *
     * @param distinct distinct sets seen, 0 to {@code blocks}
     * @param blocks blocks placed
     * @return infinity when no set was seen twice
     */
    public static double possibleSets(double distinct, double blocks) {
        if (distinct >= blocks) {
            return Double.POSITIVE_INFINITY;
        }
        double low = Math.max(1, distinct);
        double high = Math.max(2, blocks * blocks);
        for (int i = 0; i < 200 && high - low > 1e-9 * high; i++) {
            double middle = Math.sqrt(low * high);
            if (expectedDistinct(middle, blocks) < distinct) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /** {@return n over k as a double; exact up to 2^53} */
    public static double choose(int n, int k) {
        double product = 1;
        for (int i = 1; i <= k; i++) {
            product = product * (n - k + i) / i;
        }
        return product;
    }

    private static double logChoose(int n, int k) {
        double sum = 0;
        for (int i = 1; i <= k; i++) {
            sum += Math.log((double) (n - k + i) / i);
        }
        return sum;
    }
}
