// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.packing.core;

/**
 * The result of one ordering: a permutation of the applications given.
 *
 * @param sequence indexes into the given applications, in the order to try them; always a permutation
 * @param asking how many applications ask for something here
 * @param scored how many of them were fair enough to be scored
 * @param fitting how many of the scored ones fit
 * @param head index of the first application that asks in the given (stock) order, -1 when none asks
 * @param firstAlignment alignment of the application put first, NaN when it was not put there by its score
 */
@SuppressWarnings("ArrayRecordComponent") // Made once per offer and never compared.
public record PackingOrder(int[] sequence, int asking, int scored, int fitting, int head, double firstAlignment) {

    /** Index of the application to try first, -1 when there is none. */
    public int first() {
        return sequence.length == 0 ? -1 : sequence[0];
    }

    /** Whether an application that stock would have tried later is tried before the one stock would have tried first. */
    public boolean overtakesHead() {
        return head >= 0 && first() != head;
    }
}
