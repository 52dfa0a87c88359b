// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.ha.core.Eligibility;
import io.howdah.ha.core.Instances;
import io.howdah.ha.core.VipGate;
import io.howdah.ha.core.VrrpInstance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseTest {
    private static final Duration RENEWAL = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    private Path track;
    private Path rules;
    private Lease lease;

    /** An nft that knows elements only while it has loaded the tables, and nothing while the file "broken" is there. */
    @BeforeEach
    void gate() throws Exception {
        track = directory.resolve("vip-51.track");
        rules = directory.resolve("rules");
        Path nft = Files.writeString(directory.resolve("nft"), """
                #!/bin/sh
                cd '%s'
                text=$(cat)
                [ ! -e broken ] || { echo 'no gate'; exit 1; }
                case $text in
                  *'table inet'*) echo "$text" >rules ;;
                  *) [ -e rules ] || { echo 'No such file or directory'; exit 1; }; echo "$text" >>rules ;;
                esac
                """.formatted(directory));
        Files.setPosixFilePermissions(nft, PosixFilePermissions.fromString("rwx------"));
        VrrpInstance node = Instances.node(1);
        lease = new Lease(
                new VrrpInstance(
                        node.service(),
                        node.group(),
                        node.node(),
                        node.networkInterface(),
                        node.vrid(),
                        node.advertInterval(),
                        node.vip(),
                        node.local(),
                        node.peers(),
                        node.scriptUser(),
                        directory.toString(),
                        node.checkScript()),
                new Gate(nft.toString(), Duration.ofMinutes(1)));
        lease.reset(2);
    }

    @Test
    void keepalivedIsTold_afterTheGateIsOpen() throws Exception {
        lease.arm(yes(300), RENEWAL);

        assertThat(armed()).isTrue();
        assertThat(track).hasContent("1");
        assertThat(Files.readString(rules)).contains("timeout");
    }

    @Test
    void keepalivedIsToldAgain_whenItWasRestartedAndForgot() throws Exception {
        lease.arm(yes(300), RENEWAL);
        String loaded = Files.readString(rules);
        for (String forgotten : new String[] {"0", "", "12"}) {
            Files.writeString(track, forgotten);
            lease.arm(yes(301), RENEWAL);

            assertThat(track).hasContent("1");
        }
        Files.delete(track);
        lease.arm(yes(301), RENEWAL);
        assertThat(track).hasContent("1");
        assertThat(rules).as("no renewal was due").hasContent(loaded);
    }

    @Test
    void gateIsLoadedAgain_whenTheRulesWereFlushed() throws Exception {
        lease.arm(yes(300), RENEWAL);
        Files.delete(rules);
        lease.arm(yes(600), RENEWAL);

        assertThat(armed()).isTrue();
        assertThat(Files.readString(rules)).contains("table netdev").contains("timeout");
    }

    /** A bond that was brought down and up, for example. */
    @Test
    void gateIsLoadedAgain_whenTheInterfaceWasMadeAnew() throws Exception {
        lease.arm(yes(300), RENEWAL);
        String loaded = Files.readString(rules);
        lease.follow(2);
        lease.follow(0);
        assertThat(armed()).as("the same interface, and none").isTrue();
        assertThat(rules).hasContent(loaded);

        lease.follow(7);
        assertThat(armed()).isFalse();
        assertThat(track).doesNotExist();
        assertThat(Files.readString(rules).strip())
                .isEqualTo(VipGate.render(Instances.node(1)).strip());
        lease.follow(7);
        lease.arm(yes(300), RENEWAL);
        assertThat(armed()).isTrue();
        lease.follow(7);
        assertThat(armed()).isTrue();
    }

    @Test
    void gateIsLoadedClosed_whenTheRulesWereFlushedBeforeItIsRevoked() throws Exception {
        lease.arm(yes(300), RENEWAL);
        Files.delete(rules);
        lease.revoke();

        assertThat(armed()).isFalse();
        assertThat(track).doesNotExist();
        assertThat(Files.readString(rules)).contains("table netdev").doesNotContain("timeout 3");
    }

    @Test
    void keepalivedIsNotTold_whileTheGateCannotBeOpened() throws Exception {
        Path broken = Files.createFile(directory.resolve("broken"));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> lease.arm(yes(300), RENEWAL))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no gate");
            assertThatThrownBy(() -> lease.revoke()).isInstanceOf(IOException.class);
            assertThat(track).doesNotExist();
        }

        Files.delete(broken);
        lease.arm(yes(300), RENEWAL);
        assertThat(track).hasContent("1");
    }

    @Test
    void nothingIsOpened_whenTheProofIsTooOld() throws Exception {
        lease.arm(yes(-1), RENEWAL);

        assertThat(armed()).isFalse();
        assertThat(track).doesNotExist();
        assertThat(Files.readString(rules).strip())
                .isEqualTo(VipGate.render(Instances.node(1)).strip());
    }

    private boolean armed() {
        return lease.armed(System.nanoTime());
    }

    private static Eligibility yes(long seconds) {
        return new Eligibility(
                true, "active", System.nanoTime() + Duration.ofSeconds(seconds).toNanos());
    }
}
