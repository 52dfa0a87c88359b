// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.ResourceScheduler;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.capacity.CapacityScheduler;
import org.junit.jupiter.api.Test;

/**
 * What packing is for, on a real ResourceManager, in rounds instead of time: in every round each node reports once, and a task
 * lasts two rounds. Nothing depends on a clock, so the numbers are exact.
 */
class PackingScenarioTest {
    private static final int TASK_ROUNDS = 2;
    private static final int MOST_ROUNDS = 200;

    /** A round is a second to it: how long a task really took would be a matter of how busy this machine is. */
    public static final class InRounds extends ResourceAwareScheduler {
        /** For the ResourceManager, which builds it by name. */
        public InRounds() {
            super(() -> 0, container -> 1_000 * TASK_ROUNDS);
        }
    }

    private record Job(String name, int memory, int cores, int tasks) {}

    private record Outcome(int makespan, double meanJobEnd) {}

    /**
     * Equal nodes, one job short of memory, one short of cores, then small ones. Stock fifo tries the first job until it no
     * longer fits, reserves the node for it and leaves the cores idle; packing puts one task of each kind on a node, and the
     * small jobs first.
     */
    @Test
    void jobs_endSooner_whenRequestsComplementEachOther() throws Exception {
        Map<String, int[]> nodes = Map.of("n1", new int[] {8192, 8}, "n2", new int[] {8192, 8});
        List<Job> jobs = new ArrayList<>(List.of(new Job("memory", 6144, 1, 12), new Job("cores", 1024, 6, 12)));
        for (int i = 0; i < 4; i++) {
            jobs.add(new Job("small" + i, 2048, 2, 1));
        }

        Outcome fifo = run(CapacityScheduler.class, "fifo", "0", nodes, jobs);
        Outcome fair = run(CapacityScheduler.class, "fair", "0", nodes, jobs);
        Outcome ours = run(InRounds.class, "fifo", "0.5", nodes, jobs);

        String all = "fifo " + fifo + ", fair " + fair + ", ours " + ours;
        assertThat(ours.makespan()).as(all).isLessThanOrEqualTo(fifo.makespan() * 2 / 3);
        assertThat(ours.meanJobEnd()).as(all).isLessThan(fifo.meanJobEnd() / 2);
        assertThat(ours.makespan()).as(all).isLessThanOrEqualTo(fair.makespan());
        assertThat(ours.meanJobEnd()).as(all).isLessThanOrEqualTo(fair.meanJobEnd());
    }

    /**
     * Nodes of two shapes. Fair ordering alternates between the kinds of job by what they hold and fills the node rich in
     * memory with requests for cores; alignment sends each kind to the node of its shape.
     */
    @Test
    void jobs_endSoonerThanUnderFairOrdering_whenNodesDifferInShape() throws Exception {
        Map<String, int[]> nodes = new LinkedHashMap<>();
        nodes.put("wide", new int[] {16384, 4});
        nodes.put("deep", new int[] {4096, 16});
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            jobs.add(new Job("memory" + i, 4096, 1, 4));
            jobs.add(new Job("cores" + i, 1024, 4, 4));
        }

        Outcome fifo = run(CapacityScheduler.class, "fifo", "0", nodes, jobs);
        Outcome fair = run(CapacityScheduler.class, "fair", "0", nodes, jobs);
        Outcome oursOnFair = run(InRounds.class, "fair", "0.5", nodes, jobs);
        // Without the fairness knob: it prefers who holds least, which among equal jobs delays all of them (mean 6.5).
        Outcome oursOnFifo = run(InRounds.class, "fifo", "0", nodes, jobs);

        String all = "fifo " + fifo + ", fair " + fair + ", ours on fair " + oursOnFair + ", on fifo " + oursOnFifo;
        // 32 tasks of two rounds, four on each node at a time: eight rounds is the least there is, fairness costs two.
        assertThat(oursOnFair.makespan()).as(all).isEqualTo(10).isLessThan(fair.makespan());
        assertThat(oursOnFair.meanJobEnd()).as(all).isLessThan(fair.meanJobEnd());
        assertThat(oursOnFifo.makespan()).as(all).isLessThanOrEqualTo(fifo.makespan());
        assertThat(oursOnFifo.meanJobEnd()).as(all).isLessThanOrEqualTo(fifo.meanJobEnd());
    }

    private static Outcome run(
            Class<? extends ResourceScheduler> scheduler,
            String policy,
            String fairness,
            Map<String, int[]> nodes,
            List<Job> jobs)
            throws Exception {
        YarnConfiguration conf = SchedulingLab.configuration(scheduler);
        conf.set("yarn.scheduler.capacity.root.default.ordering-policy", policy);
        conf.set("howdah.scheduler.packing.enabled", "true");
        conf.set("howdah.scheduler.packing.fairness", fairness);
        try (SchedulingLab lab = new SchedulingLab(conf)) {
            for (String node : nodes.keySet().stream().sorted().toList()) {
                lab.node(node, nodes.get(node)[0], nodes.get(node)[1]);
            }
            Map<ApplicationId, Integer> left = new LinkedHashMap<>();
            for (Job job : jobs) {
                left.put(lab.submit("default", "u", 0), job.tasks());
            }
            List<ApplicationId> ids = List.copyOf(left.keySet());
            for (int i = 0; i < jobs.size(); i++) {
                lab.ask(
                        ids.get(i),
                        jobs.get(i).memory(),
                        jobs.get(i).cores(),
                        jobs.get(i).tasks());
            }
            return rounds(lab, left);
        }
    }

    private static Outcome rounds(SchedulingLab lab, Map<ApplicationId, Integer> left) throws Exception {
        Map<SchedulingLab.Task, Integer> endsIn = new LinkedHashMap<>();
        int jobs = left.size();
        int sumOfEnds = 0;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            for (String node : lab.nodes()) {
                List<SchedulingLab.Task> ended = new ArrayList<>();
                for (SchedulingLab.Task task : List.copyOf(endsIn.keySet())) {
                    if (task.node().equals(node) && endsIn.get(task) == round) {
                        ended.add(task);
                        endsIn.remove(task);
                        if (left.merge(task.app(), -1, Integer::sum) == 0) {
                            left.remove(task.app());
                            sumOfEnds += round;
                        }
                    }
                }
                for (SchedulingLab.Task task : lab.heartbeat(node, ended.toArray(SchedulingLab.Task[]::new))) {
                    endsIn.put(task, round + TASK_ROUNDS);
                }
            }
            if (left.isEmpty()) {
                return new Outcome(round, (double) sumOfEnds / jobs);
            }
        }
        throw new AssertionError("not done after " + MOST_ROUNDS + " rounds: " + left);
    }
}
