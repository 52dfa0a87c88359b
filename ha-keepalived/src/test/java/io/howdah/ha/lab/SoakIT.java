// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.minicluster.RequiresServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random faults, one every 20 to 60 s, on any of the three hosts, for as long as {@code howdah.soak.minutes} says (2). The
 * seed is printed; {@code howdah.soak.seed} repeats a run's faults, though not its timing.
 */
@RequiresServers({"root", "keepalived", "nft", "ip", "arping", "bash"})
class SoakIT extends FaultTests {
    /** One fault; the next {@link #repair} ends it. */
    private enum Fault {
        KILL {
            @Override
            void inject(HaLab lab, int host, Random random) throws Exception {
                any(lab, host, random).kill9();
            }
        },
        KILL_SEVERAL {
            @Override
            void inject(HaLab lab, int host, Random random) throws Exception {
                for (Daemon daemon : lab.daemons(host)) {
                    if (random.nextBoolean()) {
                        daemon.kill9ChildrenFirst();
                    }
                }
            }
        },
        /** As a service manager does on an operator's word, in less time than anybody misses the daemon. */
        RESTART {
            @Override
            void inject(HaLab lab, int host, Random random) throws Exception {
                Daemon daemon = any(lab, host, random);
                daemon.terminate();
                daemon.start();
            }
        },
        FREEZE {
            @Override
            void inject(HaLab lab, int host, Random random) throws Exception {
                any(lab, host, random).freeze();
            }
        },
        FREEZE_ALL {
            @Override
            void inject(HaLab lab, int host, Random random) throws Exception {
                for (Daemon daemon : lab.daemons(host)) {
                    daemon.freeze();
                }
            }
        },
        POWER_LOSS {
            @Override
            void inject(HaLab lab, int host, Random random) throws Exception {
                lab.powerOff(host);
            }

            @Override
            void end(HaLab lab, int host) throws Exception {
                lab.powerOn(host);
            }
        },
        ISOLATION {
            @Override
            void inject(HaLab lab, int host, Random random) throws Exception {
                for (int peer = 1; peer <= HostConf.HOSTS; peer++) {
                    if (peer != host) {
                        lab.network().partition(host, peer);
                    }
                }
            }
        },
        DEAFNESS {
            @Override
            void inject(HaLab lab, int host, Random random) throws Exception {
                for (int peer = 1; peer <= HostConf.HOSTS; peer++) {
                    if (peer != host) {
                        lab.network().drop(peer, host, "");
                    }
                }
            }
        },
        NO_VRRP {
            @Override
            void inject(HaLab lab, int host, Random random) throws Exception {
                lab.network().drop(1, 2, "ip protocol 112");
                lab.network().drop(2, 1, "ip protocol 112");
                any(lab, host, random).kill9();
            }
        },
        NO_ZOOKEEPER {
            @Override
            void inject(HaLab lab, int host, Random random) throws Exception {
                lab.network().dropOutput(host, "tcp dport 2181");
            }
        },
        LINK_DOWN {
            @Override
            void inject(HaLab lab, int host, Random random) throws Exception {
                lab.network().link(host, false);
            }
        },
        RULES_FLUSHED {
            @Override
            void inject(HaLab lab, int host, Random random) throws Exception {
                lab.network().nft(host, "flush ruleset\n");
            }
        },
        RUN_DIRECTORY_FULL {
            @Override
            void inject(HaLab lab, int host, Random random) throws Exception {
                lab.fill(lab.conf().run(host));
            }
        };

        abstract void inject(HaLab lab, int host, Random random) throws Exception;

        void end(HaLab lab, int host) throws Exception {
            lab.repair();
        }

        private static Daemon any(HaLab lab, int host, Random random) {
            List<Daemon> daemons = lab.daemons(host);
            return daemons.get(random.nextInt(daemons.size()));
        }
    }

    @Test
    void promisesHold_underRandomFaults() throws Exception {
        long seed = Long.getLong("howdah.soak.seed", System.nanoTime());
        Duration length = Duration.ofMinutes(Long.getLong("howdah.soak.minutes", 2));
        System.out.printf("soak of %d minutes, -Dhowdah.soak.seed=%d%n", length.toMinutes(), seed);
        Random random = new Random(seed);
        Map<Fault, Integer> counts = new LinkedHashMap<>();
        List<String> violations = new ArrayList<>();
        double longestExposure = 0;
        double longestOutage = 0;
        long stale = 0;
        long acknowledged = 0;
        long end = Watch.now() + length.toNanos();
        while (Watch.now() < end) {
            healthy();
            long next =
                    Watch.now() + Duration.ofSeconds(20 + random.nextInt(41)).toNanos();
            Fault kind = Fault.values()[random.nextInt(Fault.values().length)];
            int host = 1 + random.nextInt(HostConf.HOSTS);
            String name = "%s of host %d (active: %d)".formatted(kind, host, active);
            counts.merge(kind, 1, Integer::sum);
            kind.inject(lab, host, random);
            last(Duration.ofMillis(500 + random.nextInt(19_500)));
            kind.end(lab, host);
            try {
                Promises.Cost cost = hold(name);
                longestExposure = Math.max(longestExposure, cost.exposure());
                longestOutage = Math.max(longestOutage, cost.outage());
                stale += cost.stale();
                acknowledged = cost.acknowledged();
            } catch (AssertionError e) {
                violations.add(name + ": " + e.getMessage());
                System.out.println("VIOLATION " + name + ": " + e.getMessage());
            }
            while (Watch.now() < Math.min(next, end)) {
                last(Duration.ofMillis(100));
            }
        }
        System.out.printf(
                "soak of %d minutes, seed %d: faults %s, violations of P1-P4: %d, writes acknowledged %d, longest on a"
                        + " non-active %.2f s (G %.1f s), stale reads %d, longest outage %.1f s%n",
                length.toMinutes(),
                seed,
                counts,
                violations.size(),
                acknowledged,
                longestExposure,
                BOUND,
                stale,
                longestOutage);
        assertThat(violations).isEmpty();
    }
}
