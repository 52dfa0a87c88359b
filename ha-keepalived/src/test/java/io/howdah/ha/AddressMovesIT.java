// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.ha.core.Instances;
import io.howdah.ha.core.NodeFiles;
import io.howdah.ha.core.VipGate;
import io.howdah.ha.core.VrrpInstance;
import io.howdah.ha.lab.NetworkLab;
import io.howdah.minicluster.Await;
import io.howdah.minicluster.RequiresServers;
import io.howdah.minicluster.Shell;
import io.howdah.minicluster.StackException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two real keepalived with rendered files, in network namespaces; a third namespace watches who answers for the address.
 */
@RequiresServers({"root", "keepalived", "nft", "ip", "arping", "bash"})
class AddressMovesIT {
    private static final String VIP = "10.77.0.100";
    private static final String VIP6 = "fd00:77::100";
    private static final int OBSERVER = 3;
    private static final Duration LONG = Duration.ofMinutes(10);

    private NetworkLab lab;

    @BeforeEach
    void start() throws Exception {
        lab = new NetworkLab(3);
    }

    @AfterEach
    void stop() throws Exception {
        lab.close();
    }

    @Test
    void address_followsTheTrackFile_whenNodesTakeTurns() throws Exception {
        // What a run before a crash would leave: keepalived must forget it.
        Files.createDirectories(lab.directory().resolve("run1"));
        arm(1);
        startNode(1);
        startNode(2);
        await("both keepalived read the track file", () -> log(1).contains("FAULT") && log(2).contains("FAULT"));
        assertThat(lab.holds(1, VIP)).isFalse();
        assertThat(lab.holds(2, VIP)).isFalse();
        assertThat(lab.arpOwners(OBSERVER, VIP)).isEmpty();

        arm(1);
        await("node 1 answers alone", () -> lab.arpOwners(OBSERVER, VIP).equals(List.of(lab.mac(1))));
        assertThat(lab.holds(2, VIP)).isFalse();

        file(1).revoke();
        await("node 1 gave the address up", () -> !lab.holds(1, VIP));
        arm(2);
        await("node 2 answers alone", () -> lab.arpOwners(OBSERVER, VIP).equals(List.of(lab.mac(2))));

        Files.writeString(Path.of(instance(2).trackFile()), "0\n");
        await("a file that says 0 drops the address", () -> !lab.holds(2, VIP));
    }

    @Test
    void address_isOnOneNode_whenBothAreEligible() throws Exception {
        startNode(1);
        startNode(2);
        await("both run", () -> log(1).contains("FAULT") && log(2).contains("FAULT"));
        arm(1);
        arm(2);

        await("one holds it", () -> lab.holds(1, VIP) != lab.holds(2, VIP));
        await("one answers", () -> lab.arpOwners(OBSERVER, VIP).size() == 1);
    }

    @Test
    void address_isDropped_whenTheWriterDied() throws Exception {
        startNode(1);
        await("it runs", () -> log(1).contains("FAULT"));
        file(1).alive(TrackFile.uptimeSeconds(), Duration.ofSeconds(8));
        file(1).arm();
        // The writer lives until then, however long keepalived takes on a busy machine.
        await("it holds the address", () -> {
            file(1).alive(TrackFile.uptimeSeconds(), Duration.ofSeconds(8));
            return lab.holds(1, VIP);
        });

        await("the deadline ended it", () -> !lab.holds(1, VIP));
        assertThat(Path.of(instance(1).trackFile())).as("nobody revoked").hasContent("1");
    }

    @Test
    void gate_keepsTheAddressDark_whenThereIsNoLease() throws Exception {
        VrrpInstance instance = instance(1);
        lab.nft(1, VipGate.render(instance));
        // The observer learns from gratuitous ARP alone; arping asks past its kernel.
        Shell.Result learn = lab.run(OBSERVER, "bash", "-c", "echo 1 > /proc/sys/net/ipv4/conf/eth0/arp_accept");
        assertThat(learn.exit()).as(learn.output()).isZero();
        startNode(1);
        await("it runs", () -> log(1).contains("FAULT"));
        arm(1);
        await("it holds the address", () -> lab.holds(1, VIP));

        assertThat(lab.arpOwners(OBSERVER, VIP)).isEmpty();
        assertThat(neighbours()).as("gratuitous ARP of keepalived").doesNotContain(lab.mac(1));
        assertThat(lab.reaches(1, VIP)).as("from the node itself").isFalse();
        await("it is refused at once", () -> lab.refuses(1, VIP));

        lab.nft(1, VipGate.arm(instance, Duration.ofMinutes(2)));
        await("the lease opens the gate", () -> lab.arpOwners(OBSERVER, VIP).equals(List.of(lab.mac(1))));
        await("gratuitous ARP passes now", () -> neighbours().contains(lab.mac(1)));
        await("IP too", () -> lab.reaches(OBSERVER, VIP));
        await("from the node itself", () -> lab.reaches(1, VIP));

        lab.nft(1, VipGate.arm(instance, Duration.ofMillis(500)));
        await("the lease ends by itself", () -> lab.arpOwners(OBSERVER, VIP).isEmpty());
        assertThat(lab.holds(1, VIP)).as("keepalived knows nothing of it").isTrue();

        lab.nft(1, VipGate.arm(instance, Duration.ofMinutes(2)));
        await("open again", () -> !lab.arpOwners(OBSERVER, VIP).isEmpty());
        lab.nft(1, VipGate.revoke(instance));
        assertThat(lab.reaches(OBSERVER, VIP)).isFalse();
        await("it is refused by the old way, which the observer still knows", () -> lab.refuses(OBSERVER, VIP));
        file(1).revoke();
        await("it gave the address up", () -> !lab.holds(1, VIP));
        await("it is refused by a node that has the address no longer", () -> lab.refuses(OBSERVER, VIP));
        assertThat(lab.arpOwners(OBSERVER, VIP)).isEmpty();
    }

    /** Linux answers ARP for any of its addresses on any interface; nobody's hand is needed for that. */
    @Test
    void gate_keepsALeftoverAddressDark_onASecondInterface() throws Exception {
        VrrpInstance instance = instance(1);
        lab.secondInterface(1);
        Shell.ok(lab.inside(1, "ip", "addr", "add", VIP + "/24", "dev", "eth0"));
        await(
                "both interfaces answer without a gate",
                () -> lab.arpOwners(OBSERVER, VIP).size() == 2);

        lab.nft(1, VipGate.render(instance));
        assertThat(lab.arpOwners(OBSERVER, VIP)).isEmpty();
        lab.nft(1, VipGate.arm(instance, Duration.ofMinutes(2)));
        await("the lease opens the gate", () -> lab.arpOwners(OBSERVER, VIP).contains(lab.mac(1)));
        lab.nft(1, VipGate.revoke(instance));
        assertThat(lab.arpOwners(OBSERVER, VIP)).isEmpty();
    }

    @Test
    void ipv6Gate_keepsTheAddressDark_whenThereIsNoLease() throws Exception {
        VrrpInstance instance = instance(Instances.ipv6Node(1), 1);
        new GeneratedFiles(lab.directory()).write(NodeFiles.render(List.of(instance)));
        lab.nft(1, VipGate.render(instance));
        lab.startKeepalived(1, lab.directory().resolve("keepalived.conf"));
        await("it runs", () -> log(1).contains("FAULT"));
        arm(1);
        await(
                "it holds the address",
                () -> lab.run(1, "ip", "-6", "-o", "addr").output().contains(" " + VIP6 + "/"));

        assertThat(lab.reaches(OBSERVER, VIP6)).isFalse();
        assertThat(neighbours()).as("no advertisement passed").doesNotContain(lab.mac(1));

        lab.nft(1, VipGate.arm(instance, Duration.ofMinutes(2)));
        await("the lease opens the gate", () -> lab.reaches(OBSERVER, VIP6));
        assertThat(neighbours()).contains(lab.mac(1));

        lab.nft(1, VipGate.revoke(instance));
        assertThat(lab.reaches(OBSERVER, VIP6)).isFalse();
        await("it is refused", () -> lab.refuses(OBSERVER, VIP6));
    }

    /** What the observer's kernel knows of the addresses, refused entries included. */
    private String neighbours() throws Exception {
        return lab.run(OBSERVER, "ip", "neigh", "show", "to", VIP).output()
                + lab.run(OBSERVER, "ip", "-6", "neigh", "show", "to", VIP6).output();
    }

    private VrrpInstance instance(int host) throws Exception {
        return instance(Instances.node(host), host);
    }

    private VrrpInstance instance(VrrpInstance plain, int host) throws Exception {
        return Installed.at(plain, lab.directory(), host);
    }

    private void startNode(int host) throws Exception {
        Path directory = lab.directory(host);
        new GeneratedFiles(directory).write(NodeFiles.render(List.of(instance(host))));
        new GeneratedFiles(lab.directory())
                .write(NodeFiles.render(List.of(instance(host))).stream()
                        .filter(file -> file.executable())
                        .toList());
        lab.startKeepalived(host, directory.resolve("keepalived.conf"));
    }

    private TrackFile file(int host) throws Exception {
        return new TrackFile(Path.of(instance(host).trackFile()));
    }

    private void arm(int host) throws Exception {
        file(host).alive(TrackFile.uptimeSeconds(), LONG);
        file(host).arm();
    }

    private String log(int host) throws Exception {
        return lab.keepalivedLog(host);
    }

    private void await(String what, Callable<Boolean> condition) throws Exception {
        try {
            Await.until(what, condition);
        } catch (StackException e) {
            throw new AssertionError(log(1) + "\n" + log(2), e);
        }
    }
}
