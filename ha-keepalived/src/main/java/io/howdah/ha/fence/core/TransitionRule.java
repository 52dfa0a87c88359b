// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence.core;

/**
 * Whether a node that Hadoop hands to a fencing method is to be fenced at all.
 *
 * <p>A ZKFC hands over the old active only, without a label. A manual failover (Hadoop's {@code
 * FailoverController}) hands over the node that is to become active first, and labels both: the target {@code ACTIVE}, the
 * source {@code STANDBY}. Whoever powers off whatever he is given kills the target. When the target could not be made active, the
 * controller fails back: the roles swap, the labels stay. So the label alone does not tell, and the node's own answer
 * decides:
 *
 * <ul>
 *   <li>no label: fence
 *   <li>label STANDBY: the source. Fence, unless it says that it is standby already: then it is the target of a failback,
 *       or was made standby gracefully
 *   <li>label ACTIVE: the target. It is standby (the controller has just checked): nothing to do. It is active: only a
 *       failback finds it so, where it is the one to fence. It does not answer: neither to be powered off nor to be
 *       called fenced
 * </ul>
 */
public final class TransitionRule {
    private TransitionRule() {}

    /** What the controller wants the node to become, or what the node says it is. */
    public enum State {
        ACTIVE,
        STANDBY,
        /** Observer, initialising, stopping. */
        OTHER,
        /** No label, or no answer. */
        NONE
    }

    /** What to do with the node. */
    public enum Verdict {
        FENCE,
        /** It cannot write: success, without touching it. */
        HARMLESS,
        /** Failure, without touching it. */
        REFUSE
    }

    /** {@return whether the node's own answer is needed for the verdict} */
    public static boolean asksTheNode(State label) {
        return label == State.ACTIVE || label == State.STANDBY;
    }

    /**
     * @param label the state the controller wants the node to have in the end
     * @param said the state the node says it has
     */
    public static Verdict verdict(State label, State said) {
        return switch (label) {
            case NONE -> Verdict.FENCE;
            case STANDBY -> said == State.STANDBY ? Verdict.HARMLESS : Verdict.FENCE;
            case ACTIVE ->
                switch (said) {
                    case STANDBY -> Verdict.HARMLESS;
                    case ACTIVE -> Verdict.FENCE;
                    case OTHER, NONE -> Verdict.REFUSE;
                };
            case OTHER -> Verdict.REFUSE;
        };
    }
}
