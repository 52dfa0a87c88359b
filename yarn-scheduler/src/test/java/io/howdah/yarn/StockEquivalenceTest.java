// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.ResourceScheduler;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.capacity.CapacityScheduler;
import org.junit.jupiter.api.Test;

/**
 * With packing off our scheduler must be the stock one: the same seeded workload, on a real ResourceManager, gives the same
 * allocations and reservations at every heartbeat. A fifo and a fair queue, two users, application and request priorities,
 * locality, mixed nodes, tasks and applications that end.
 */
class StockEquivalenceTest {
    private static final int SEEDS = 6;
    private static final int STEPS = 120;

    @Test
    void allocations_areThoseOfStock_whenPackingIsOff() throws Exception {
        for (long seed = 0; seed < SEEDS; seed++) {
            List<String> stock = run(seed, CapacityScheduler.class, false);
            List<String> ours = run(seed, ResourceAwareScheduler.class, false);
            assertThat(ours).as("seed %d", seed).isEqualTo(stock);
            assertThat(stock)
                    .as("seed %d allocates and reserves", seed)
                    .anyMatch(s -> s.contains("/"))
                    .anyMatch(s -> s.contains("reserved"));
        }
    }

    /** The check above has teeth: the same comparison sees packing when it is on. */
    @Test
    void allocations_differFromStock_whenPackingIsOn() throws Exception {
        assertThat(run(0, ResourceAwareScheduler.class, true)).isNotEqualTo(run(0, CapacityScheduler.class, false));
    }

    private static YarnConfiguration configuration(Class<? extends ResourceScheduler> scheduler, long seed) {
        YarnConfiguration conf = SchedulingLab.configuration(scheduler);
        conf.set("yarn.scheduler.capacity.root.queues", "a,b");
        conf.set("yarn.scheduler.capacity.root.a.capacity", "40");
        conf.set("yarn.scheduler.capacity.root.a.maximum-capacity", "80");
        conf.set("yarn.scheduler.capacity.root.b.capacity", "60");
        conf.set("yarn.scheduler.capacity.root.b.ordering-policy", "fair");
        conf.set("yarn.scheduler.capacity.root.a.user-limit-factor", "2");
        conf.set("yarn.cluster.max-application-priority", "3");
        if (seed % 2 == 0) {
            // One assignment a heartbeat: the order inside a heartbeat is compared too.
            conf.set("yarn.scheduler.capacity.per-node-heartbeat.multiple-assignments-enabled", "false");
        }
        return conf;
    }

    private static List<String> run(long seed, Class<? extends ResourceScheduler> scheduler, boolean packing)
            throws Exception {
        YarnConfiguration conf = configuration(scheduler, seed);
        conf.setBoolean("howdah.scheduler.packing.enabled", packing);
        Random random = new Random(seed);
        List<String> log = new ArrayList<>();
        try (SchedulingLab lab = new SchedulingLab(conf)) {
            for (int i = 1; i <= 4; i++) {
                lab.node("n" + i, 1024 * (8 + random.nextInt(3) * 8), 8 + random.nextInt(3) * 4);
            }
            List<ApplicationId> apps = new ArrayList<>();
            for (int step = 0; step < STEPS; step++) {
                if (apps.size() < 8 && random.nextInt(4) == 0) {
                    apps.add(lab.submit(
                            random.nextBoolean() ? "a" : "b", random.nextBoolean() ? "u1" : "u2", random.nextInt(3)));
                }
                if (!apps.isEmpty() && random.nextInt(3) == 0) {
                    ask(lab, apps.get(random.nextInt(apps.size())), random);
                }
                if (apps.size() > 4 && random.nextInt(20) == 0) {
                    lab.finishApplication(apps.remove(random.nextInt(apps.size())));
                }
                String node = lab.nodes().get(random.nextInt(4));
                SchedulingLab.Task[] ended = lab.running().stream()
                        .filter(t -> t.node().equals(node) && random.nextInt(4) == 0)
                        .toArray(SchedulingLab.Task[]::new);
                List<SchedulingLab.Task> given = lab.heartbeat(node, ended);
                ApplicationId reserved = lab.reservedFor(node);
                log.add(step + " " + node + " " + given
                        + (reserved == null ? "" : " reserved for app" + reserved.getId()));
            }
        }
        return log;
    }

    private static void ask(SchedulingLab lab, ApplicationId app, Random random) throws Exception {
        String host = random.nextInt(3) == 0 ? "n" + (1 + random.nextInt(4)) : null;
        lab.ask(
                app,
                1024 * (1 + random.nextInt(random.nextInt(6) == 0 ? 16 : 5)),
                1 + random.nextInt(5),
                1 + random.nextInt(8),
                1 + random.nextInt(2),
                host);
    }
}
