// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.packing.core;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Orders the applications of one leaf queue for one node on offer: short work first, and among work of about the same length
 * the request that uses best what this node has free.
 *
 * <h2>Goals</h2>
 * <ul>
 *   <li>Shorter mean job time under load, most of all on nodes of mixed shapes.
 *   <li>Less capacity stranded: a node whose memory is taken while its cores idle is offered first to requests that want
 *       cores.
 *   <li>A knob between packing and fairness that an operator can explain.
 * </ul>
 *
 * <h2>Constraints</h2>
 * <ul>
 *   <li>Only the order changes. Every application given comes back exactly once, so limits, locality, labels and
 *       reservations stay with the platform.
 *   <li>No application passes one of a lower tier (operator priority).
 *   <li>A pure function of its arguments: safe for any number of proposing threads, and a replay gives the same answer.
 *   <li>Packing alone makes job times several times worse than fair ordering; ordering by remaining work comes first.
 * </ul>
 *
 * <h2>Algorithm</h2>
 * <ol>
 *   <li>Take the n applications that ask for something here. Sort them by dominant share, smallest first: that is the order
 *       of their deficit against an equal share (DRF). With fairness f, the first ceil((1-f)*n) are <em>scored</em>; f=1
 *       scores none and the stock order comes back unchanged.
 *   <li>Within a tier, scored applications whose next request fits come first, by (bucket, alignment, stock order). The bucket
 *       is floor(log2(remaining work)): work within a factor of two counts as equal, which leaves room to pack. The alignment
 *       is the dot product of {@link NodeOffer#alignment normalised demand and normalised free resources}.
 *   <li>Then the other applications that fit, in stock order; then those that do not fit, in stock order: a request tried
 *       while it does not fit may <em>reserve</em> the node, so it must not stand before one that could run now. That a large
 *       request is reached at all is {@link StarvationGuard}'s business.
 *   <li>Last, those that ask for nothing.
 * </ol>
 *
 * <h2>Worked example</h2>
 * All nodes have 16 GiB and 16 cores; the one on offer has 4 GiB and 12 cores free; f = 0, one tier.
 * <pre>
 *   app  next request     remaining work  bucket   fits  alignment
 *   A    8 GiB,  1 core    6.0             2        no    -
 *   B    2 GiB,  8 cores  10.0             3        yes   2/16*4/16 + 8/16*12/16 = 0.406
 *   C    4 GiB,  1 core    9.0             3        yes   4/16*4/16 + 1/16*12/16 = 0.109
 *   D    1 GiB,  1 core    5.0             2        yes   1/16*4/16 + 1/16*12/16 = 0.063
 * </pre>
 * Order: D (smaller bucket), B (same bucket as C, better alignment), C, A (does not fit). Stock first-in first-out would have
 * tried A, which reserves the node and leaves its 12 cores idle.
 *
 * <h2>Sources</h2>
 * Grandl et al., "Multi-Resource Packing for Cluster Schedulers" (Tetris), SIGCOMM 2014: alignment score, combination with
 * remaining work, fairness knob. It divides by the capacity of the machine on offer; here by that of the average machine, see
 * {@link NodeOffer}. Ghodsi et al., "Dominant Resource Fairness", NSDI 2011: the deficit order. Logarithmic size
 * classes are the usual approximation of shortest-remaining-first under uncertain estimates.
 *
 * <p>Thread-safe and stateless.
 */
public final class TetrisPacker {

    /** Bucket of work that is zero: before everything that is not. */
    static final int NO_WORK = Integer.MIN_VALUE;

    private static final int FITS_SCORED = 0;
    private static final int FITS = 1;
    private static final int DOES_NOT_FIT = 2;
    private static final int ASKS_NOTHING = 3;

    private final double fairness;

    /**
     * @param fairness f in [0, 1]: 0 scores every application (packs most), 1 scores none (stock order)
     * @throws IllegalArgumentException outside [0, 1] or NaN
     */
    public TetrisPacker(double fairness) {
        if (!(fairness >= 0 && fairness <= 1)) {
            throw new IllegalArgumentException("fairness is " + fairness + ": allowed is a number from 0 to 1");
        }
        this.fairness = fairness;
    }

    /**
     * Size class of remaining work: floor(log2(work)).
     *
     * @param work cluster-seconds; 0 or less means nothing left
     * @return the bucket, {@link #NO_WORK} for 0 or less and for NaN
     */
    public static int bucket(double work) {
        return work > 0 ? Math.getExponent(work) : NO_WORK;
    }

    /**
     * Orders applications for a node.
     *
     * @param apps the applications in stock order
     * @param offer the node
     * @return a permutation of {@code apps} with what led to it
     */
    public PackingOrder order(List<AppDemand> apps, NodeOffer offer) {
        int n = apps.size();
        boolean[] scored = new boolean[n];
        int asking = 0;
        int head = -1;
        for (int i = 0; i < n; i++) {
            if (apps.get(i).asks()) {
                asking++;
                head = head < 0 ? i : head;
            }
        }
        int toScore = scoredOf(asking);
        if (toScore == 0) {
            return new PackingOrder(identity(n), asking, 0, 0, head, Double.NaN);
        }
        markScored(apps, toScore, asking, scored);

        Entry[] entries = new Entry[n];
        int fitting = 0;
        for (int i = 0; i < n; i++) {
            AppDemand app = apps.get(i);
            int group = group(app, offer, scored[i]);
            boolean ranked = group == FITS_SCORED;
            fitting += ranked ? 1 : 0;
            entries[i] = new Entry(
                    i,
                    app.tier(),
                    group,
                    ranked ? bucket(app.remainingWork()) : 0,
                    ranked ? offer.alignment(app.nextRequest()) : 0);
        }
        Arrays.sort(entries, Entry.ORDER);
        int[] sequence = new int[n];
        for (int i = 0; i < n; i++) {
            sequence[i] = entries[i].index;
        }
        double alignment = entries[0].group == FITS_SCORED ? entries[0].alignment : Double.NaN;
        return new PackingOrder(sequence, asking, toScore, fitting, head, alignment);
    }

    /** ceil((1-f)*n): at least one application is scored unless f is 1. */
    int scoredOf(int asking) {
        // The small term keeps 0.9999999 of rounding from counting as one more application.
        return (int) Math.min(asking, Math.ceil((1 - fairness) * asking - 1e-9));
    }

    private static void markScored(List<AppDemand> apps, int toScore, int asking, boolean[] scored) {
        Integer[] byDeficit = new Integer[asking];
        int k = 0;
        for (int i = 0; i < apps.size(); i++) {
            if (apps.get(i).asks()) {
                byDeficit[k++] = i;
            }
        }
        if (toScore < asking) {
            // Stable: equal shares keep the stock order.
            Arrays.sort(byDeficit, Comparator.comparingDouble(i -> apps.get(i).dominantShare()));
        }
        for (int i = 0; i < toScore; i++) {
            scored[byDeficit[i]] = true;
        }
    }

    private static int group(AppDemand app, NodeOffer offer, boolean scored) {
        if (!app.asks()) {
            return ASKS_NOTHING;
        }
        if (!offer.fits(app.nextRequest())) {
            return DOES_NOT_FIT;
        }
        return scored ? FITS_SCORED : FITS;
    }

    private static int[] identity(int n) {
        int[] sequence = new int[n];
        for (int i = 0; i < n; i++) {
            sequence[i] = i;
        }
        return sequence;
    }

    private record Entry(int index, int tier, int group, int bucket, double alignment) {
        // Asking for nothing outranks the tier: such an application cannot be passed.
        static final Comparator<Entry> ORDER = Comparator.<Entry>comparingInt(e -> e.group == ASKS_NOTHING ? 1 : 0)
                .thenComparingInt(Entry::tier)
                .thenComparingInt(Entry::group)
                .thenComparingInt(Entry::bucket)
                .thenComparing(Comparator.comparingDouble(Entry::alignment).reversed())
                .thenComparingInt(Entry::index);
    }
}
