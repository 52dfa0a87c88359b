// Licensed under the Apache License, Version 2.0: see LICENSE.
package org.apache.hadoop.hdfs.server.blockmanagement;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the platform tests of its three special policies, told again for ours: a node group is a physical host of the
 * inventory, an upgrade domain a hard domain, available space a filter. Random choices are made often enough to be seen.
 */
class StockScenariosTest {
    private static final int TIMES = 200;

    @TempDir
    Path directory;

    /** {@code TestReplicationPolicyWithNodeGroup}. */
    @Nested
    class NodeGroups {
        private final Scenario scenario = new Scenario()
                .node("n0", "/d1/r1", "g1", null)
                .node("n1", "/d1/r1", "g1", null)
                .node("n2", "/d1/r1", "g2", null)
                .node("n3", "/d1/r2", "g3", null)
                .node("n4", "/d1/r2", "g3", null)
                .node("n5", "/d1/r2", "g4", null)
                .node("n6", "/d2/r3", "g5", null)
                .node("n7", "/d2/r3", "g6", null);

        @Test
        void targets_followTheStockOrderOfRacks_oneToAHost() throws Exception {
            Scenario.Running ours = running();
            for (int i = 0; i < TIMES; i++) {
                assertThat(ours.choose(0, "n0")).isEmpty();
                assertThat(ours.choose(1, "n0")).containsExactly("n0");
                List<String> two = ours.choose(2, "n0");
                assertThat(two.get(0)).isEqualTo("n0");
                assertThat(scenario.racks(two)).isEqualTo(2);
                List<String> three = ours.choose(3, "n0");
                assertThat(three.get(0)).isEqualTo("n0");
                assertThat(scenario.racks(three)).isEqualTo(2);
                assertThat(scenario.rack(three.get(1))).isEqualTo(scenario.rack(three.get(2)));
                assertThat(scenario.hosts(three)).isEqualTo(3);
                List<String> four = ours.choose(4, "n0", "n1");
                assertThat(four.get(0)).isEqualTo("n0");
                assertThat(scenario.hosts(four)).isEqualTo(4);
                assertThat(scenario.racks(four)).isGreaterThanOrEqualTo(2);
            }
        }

        @Test
        void writer_thatIsFull_givesWayToItsRack() throws Exception {
            // The stock policy would try the writer's node group next; that it is another disk on the same machine
            // helps nobody.
            Scenario.Running ours = running();
            ours.fill("n0", 1000, 0);
            for (int i = 0; i < TIMES; i++) {
                List<String> three = ours.choose(3, "n0");
                assertThat(scenario.rack(three.get(0))).isEqualTo("/d1/r1");
                assertThat(three).doesNotContain("n0");
                assertThat(scenario.hosts(three)).isEqualTo(3);
                assertThat(scenario.racks(three)).isEqualTo(2);
            }
            ours.fill("n7", 1000, 0);
            assertThat(ours.choose(1, "n7"))
                    .as("the only other node of its rack")
                    .containsExactly("n6");
        }

        @Test
        void writersWholeRack_full_leavesTwoOtherRacks() throws Exception {
            Scenario.Running ours = running();
            List.of("n0", "n1", "n2").forEach(name -> ours.fill(name, 1000, 0));
            for (int i = 0; i < TIMES; i++) {
                List<String> three = ours.choose(3, "n0");
                assertThat(three).hasSize(3).doesNotContain("n0", "n1", "n2");
                assertThat(scenario.hosts(three)).isEqualTo(3);
                assertThat(scenario.racks(three)).isEqualTo(2);
            }
        }

        @Test
        void writerOutsideTheCluster_getsThreeHostsOnTwoRacks() throws Exception {
            Scenario.Running ours = running();
            for (int i = 0; i < TIMES; i++) {
                List<String> three = ours.choose(3, null);
                assertThat(scenario.hosts(three)).isEqualTo(3);
                assertThat(scenario.racks(three)).isEqualTo(2);
            }
        }

        @Test
        void repair_keepsAwayFromTheHostsThatHaveAReplica() throws Exception {
            Scenario.Running ours = running();
            for (int i = 0; i < TIMES; i++) {
                assertThat(scenario.rack(ours.choose(1, "n0", List.of("n0")).get(0)))
                        .isNotEqualTo("/d1/r1");
                assertThat(ours.choose(2, "n0", List.of("n0"))).contains("n2").doesNotContain("n0", "n1");
                assertThat(ours.choose(3, "n0", List.of("n0"))).hasSize(3).doesNotContain("n1");
                // Two replicas on one rack, and one host: the next goes to another rack.
                assertThat(scenario.rack(
                                ours.choose(1, "n0", List.of("n0", "n1")).get(0)))
                        .isNotEqualTo("/d1/r1");
                // One on each of two racks: the next goes to the writer's rack, on another host.
                assertThat(ours.choose(1, "n0", List.of("n0", "n3"))).containsExactly("n2");
                assertThat(ours.choose(1, "n3", List.of("n0", "n3"))).containsExactly("n5");
            }
        }

        @Test
        void verify_asksForHostsAndForRacks_andNamesTheHost() throws Exception {
            Scenario.Running ours = running();
            assertThat(ours.verify("n0", "n1", "n4").getErrorDescription()).contains("another host");
            assertThat(ours.verify("n0", "n2", "n5").isPlacementPolicySatisfied())
                    .isTrue();
            assertThat(ours.verify("n0", "n1", "n2").isPlacementPolicySatisfied())
                    .isFalse();
            assertThat(ours.verify("n0", "n5", "n7").isPlacementPolicySatisfied())
                    .isTrue();
            assertThat(ours.verify("n0", "n1", "n5", "n7").getAdditionalReplicasRequired())
                    .isEqualTo(1);
            assertThat(ours.verify("n0", "n1").isPlacementPolicySatisfied()).isFalse();
        }

        @Test
        void excessReplicas_goFromSharedHostsFirst_thenTheFullest() throws Exception {
            Scenario.Running ours = running();
            ours.fill("n0", 1000, 400);
            ours.fill("n1", 1000, 300);
            ours.fill("n2", 1000, 200);
            ours.fill("n5", 1000, 100);
            assertThat(ours.delete(3, null, null, "n0", "n1", "n2", "n5"))
                    .as("n0 and n1 share a host; n1 has less space")
                    .containsExactly("n1");
            assertThat(ours.delete(2, null, null, "n0", "n2", "n5"))
                    .as("n5 is the fullest, but alone on its rack")
                    .containsExactly("n2");
            assertThat(ours.delete(1, null, null, "n0", "n5")).containsExactly("n5");
        }

        @Test
        void boundary_aRackWithOneHostTakesOneReplica() throws Exception {
            Scenario narrow = new Scenario()
                    .node("b0", "/d1/r1", "g1", null)
                    .node("b1", "/d1/r1", "g1", null)
                    .node("b2", "/d1/r1", "g1", null)
                    .node("b3", "/d1/r1", "g2", null)
                    .node("b4", "/d1/r2", "g3", null)
                    .node("b5", "/d1/r2", "g3", null);
            Scenario.Running ours = narrow.ours(directory, "host", 1);
            for (int i = 0; i < TIMES; i++) {
                List<String> three = ours.choose(3, "b0");
                assertThat(three.get(0)).isEqualTo("b0");
                assertThat(three).contains("b3");
                assertThat(narrow.hosts(three)).isEqualTo(3);
                // Repair: as many as the hosts allow, and for more than that the stock number, sharing.
                assertThat(narrow.hosts(ours.choose(2, "b0", List.of("b0")))).isEqualTo(2);
                assertThat(ours.choose(4, "b0")).hasSize(4);
            }
        }

        @Test
        void moreTargetsThanHosts_shareAsLittleAsPossible() throws Exception {
            // The stock policy gives 6 targets when asked for 10: one to a node group. Ours gives what the racks allow.
            Scenario wide = new Scenario();
            for (int n = 0; n < 12; n++) {
                wide.node("m" + n, n < 6 ? "/r1" : "/r2", "g" + n / 2, null);
            }
            Scenario.Running stock = wide.nodeGroup();
            Scenario.Running ours = wide.ours(directory, "host", 1);
            for (int i = 0; i < TIMES; i++) {
                assertThat(wide.hosts(ours.choose(3, "m0"))).isEqualTo(3);
                assertThat(wide.hosts(ours.choose(6, "m0"))).isEqualTo(6);
                List<String> ten = ours.choose(10, "m0");
                assertThat(ten).hasSize(10).doesNotHaveDuplicates();
                assertThat(wide.hosts(ten)).isEqualTo(6);
            }
            assertThat(stock.choose(10, "m0")).hasSize(6);
        }

        @Test
        void favoredNodes_areTaken_unlessAHostWouldBeShared() throws Exception {
            Scenario.Running ours = running();
            for (int i = 0; i < TIMES; i++) {
                assertThat(ours.chooseFavored(3, "n0", "n3", "n6"))
                        .contains("n3", "n6")
                        .hasSize(3);
                List<String> shared = ours.chooseFavored(3, "n0", "n3", "n4", "n6");
                assertThat(shared).hasSize(3).contains("n3", "n6").doesNotContain("n4");
                assertThat(scenario.hosts(shared)).isEqualTo(3);
                assertThat(ours.chooseFavored(7, "n0", "n0", "n1", "n3", "n4"))
                        .as("7 replicas on 6 hosts: one is shared anyhow")
                        .hasSize(7)
                        .contains("n0", "n3");
            }
        }

        @Test
        void favoredNodes_areAllTaken_whenThereIsOneHostOnly() throws Exception {
            Scenario one = new Scenario();
            for (int n = 0; n < 6; n++) {
                one.node("o" + n, "/r1", "g", null);
            }
            Scenario.Running ours = one.ours(directory, "host", 1);
            for (int i = 0; i < TIMES; i++) {
                assertThat(ours.chooseFavored(3, "o0", "o3", "o4"))
                        .contains("o3", "o4")
                        .hasSize(3);
                assertThat(ours.choose(3, "o5").get(0))
                        .as("the writer stays first")
                        .isEqualTo("o5");
            }
        }

        private Scenario.Running running() throws Exception {
            return scenario.ours(directory, "host", 1);
        }
    }

    /** {@code TestReplicationPolicyWithUpgradeDomain}. */
    @Nested
    class UpgradeDomains {
        private final Scenario scenario = new Scenario();

        UpgradeDomains() {
            for (int n = 0; n < 9; n++) {
                scenario.node("n" + n, "/d1/r" + (n / 3 + 1), null, Integer.toString(n % 3 + 1));
            }
        }

        @Test
        void targets_areOneToADomain_whileThereAreEnough() throws Exception {
            Scenario.Running ours = running();
            for (int i = 0; i < TIMES; i++) {
                assertThat(ours.choose(0, "n0")).isEmpty();
                assertThat(ours.choose(1, "n0")).containsExactly("n0");
                List<String> two = ours.choose(2, "n0");
                assertThat(two.get(0)).isEqualTo("n0");
                assertThat(scenario.racks(two)).isEqualTo(2);
                assertThat(scenario.upgradeDomains(two)).isEqualTo(2);
                List<String> three = ours.choose(3, "n0");
                assertThat(three.get(0)).isEqualTo("n0");
                assertThat(scenario.rack(three.get(1))).isEqualTo(scenario.rack(three.get(2)));
                assertThat(scenario.racks(three)).isEqualTo(2);
                assertThat(scenario.upgradeDomains(three)).isEqualTo(3);
                List<String> four = ours.choose(4, "n0");
                assertThat(four).hasSize(4).contains("n0");
                assertThat(scenario.upgradeDomains(four)).isEqualTo(3);
                assertThat(scenario.racks(four)).isGreaterThanOrEqualTo(2);
            }
        }

        @Test
        void excludedNodes_areWorkedAround_andTheLegalChoiceIsFound() throws Exception {
            Scenario.Running ours = running();
            for (int i = 0; i < TIMES; i++) {
                for (String[] excluded : new String[][] {{"n4"}, {"n4", "n8"}}) {
                    List<String> three = ours.choose(3, "n0", excluded);
                    assertThat(three.get(0)).isEqualTo("n0");
                    assertThat(scenario.racks(three)).isGreaterThanOrEqualTo(2);
                    assertThat(scenario.upgradeDomains(three)).isEqualTo(3);
                }
                // Domain 2 is left on n1 and n7, domain 3 on n2: together with n0 on two racks only n2 and n7 will do.
                assertThat(ours.choose(3, "n0", "n4", "n5", "n8")).containsExactlyInAnyOrder("n0", "n2", "n7");
            }
        }

        @Test
        void legalChoiceWithoutTheWriter_isFound_whereStockPlacesTooFew() throws Exception {
            // The writer's node leads nowhere: domains 2 and 3 are left on its own rack only, which takes two replicas.
            Scenario.Running ours = running();
            Scenario.Running stock = scenario.upgradeDomain();
            String[] excluded = {"n4", "n5", "n7", "n8"};
            for (int i = 0; i < TIMES; i++) {
                List<String> three = ours.choose(3, "n0", excluded);
                assertThat(three).contains("n1", "n2").hasSize(3);
                assertThat(scenario.upgradeDomains(three)).isEqualTo(3);
                assertThat(scenario.racks(three)).isEqualTo(2);
            }
            assertThat(stock.choose(3, "n0", excluded)).hasSize(2);
        }

        @Test
        void verify_asksForDomainsAndRacks() throws Exception {
            Scenario.Running ours = running();
            assertThat(ours.verify("n0", "n1", "n4").getErrorDescription()).contains("upgrade-domain");
            assertThat(ours.verify("n0", "n1", "n5").isPlacementPolicySatisfied())
                    .isTrue();
            BlockPlacementStatus oneRack = ours.verify("n0", "n1", "n2");
            assertThat(oneRack.isPlacementPolicySatisfied()).isFalse();
            assertThat(oneRack.getErrorDescription()).doesNotContain("upgrade-domain");
            assertThat(ours.verify("n0", "n5", "n8").isPlacementPolicySatisfied())
                    .isFalse();
            assertThat(ours.verify("n0", "n4", "n8").isPlacementPolicySatisfied())
                    .isTrue();
            assertThat(ours.verify("n0", "n1", "n5", "n8").isPlacementPolicySatisfied())
                    .as("four replicas, three domains: one is shared, and no move helps")
                    .isTrue();
            assertThat(ours.verify("n0", "n3", "n5", "n8").isPlacementPolicySatisfied())
                    .as("two domains, three are to be had")
                    .isFalse();
        }

        @Test
        void excessReplicas_keepTheDomains_andTheHintIsRefusedWhenItWouldNot() throws Exception {
            Scenario.Running ours = running();
            assertThat(ours.delete(3, "n3", "n0", "n0", "n1", "n2", "n3")).containsExactly("n0");
            assertThat(ours.delete(3, "n3", "n1", "n0", "n1", "n2", "n3"))
                    .as("n1 is the last of its domain; n0 and n3 share one, and n3 is alone on its rack")
                    .containsExactly("n0");
            assertThat(ours.delete(3, "n8", null, "n0", "n1", "n4", "n8")).containsExactly("n1");
            assertThat(ours.delete(3, "n8", null, "n0", "n1", "n4", "n5").get(0))
                    .isIn("n1", "n4");
        }

        @Test
        void moves_mayNotLoseADomain() throws Exception {
            Scenario.Running ours = running();
            assertThat(ours.movable(List.of("n0", "n1", "n2"), "n0", "n3")).isTrue();
            assertThat(ours.movable(List.of("n0", "n1", "n2"), "n0", "n4")).isFalse();
            assertThat(ours.movable(List.of("n0", "n4", "n5"), "n0", "n6")).isTrue();
            assertThat(ours.movable(List.of("n0", "n1", "n3"), "n0", "n4"))
                    .as("two domains before and after")
                    .isTrue();
            assertThat(ours.movable(List.of("n0", "n3", "n4"), "n4", "n6")).isFalse();
        }

        private Scenario.Running running() throws Exception {
            return scenario.ours(directory, "upgrade-domain", 1);
        }
    }

    /** {@code TestAvailableSpaceBlockPlacementPolicy}: what of it is a promise to the user, not a class's internals. */
    @Nested
    class AvailableSpace {
        @Test
        void fullNodes_areNeverChosen_andEmptyOnesNotLessThanOthers() throws Exception {
            Scenario scenario = new Scenario();
            for (int n = 0; n < 20; n++) {
                scenario.node("n" + n, "/rack" + n % 4, null, null);
            }
            Scenario.Running ours = scenario.ours(directory, "host", 1);
            for (int n = 0; n < 20; n++) {
                ours.fill("n" + n, 1000, n / 4 % 2 == 0 ? 1000 : 500);
            }
            ours.fill("n3", 1000, 0);
            int emptier = 0;
            int total = 0;
            for (int i = 0; i < 10_000; i++) {
                for (String name : ours.choose(3, null)) {
                    total++;
                    emptier += Integer.parseInt(name.substring(1)) / 4 % 2 == 0 ? 1 : 0;
                    assertThat(name).isNotEqualTo("n3");
                }
            }
            assertThat(total).isEqualTo(30_000);
            // 11 of the 19 nodes with room are empty.
            assertThat(emptier / 30_000.0).isGreaterThan(11 / 19.0 - 0.02);
        }

        @Test
        void noNodeLeft_givesNoTarget() throws Exception {
            Scenario scenario = new Scenario().node("a", "/rack1", null, null).node("b", "/rack2", null, null);
            Scenario.Running ours = scenario.ours(directory, "host", 1);
            assertThat(ours.choose(2, null, "a", "b")).isEmpty();
        }
    }
}
