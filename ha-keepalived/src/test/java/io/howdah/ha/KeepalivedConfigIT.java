// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.ha.core.GeneratedFile;
import io.howdah.ha.core.Instances;
import io.howdah.ha.core.KeepalivedConf;
import io.howdah.ha.core.NodeFiles;
import io.howdah.ha.core.VipGate;
import io.howdah.ha.core.VrrpInstance;
import io.howdah.ha.lab.NetworkLab;
import io.howdah.ha.lab.Shell;
import io.howdah.minicluster.RequiresServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The generated files before the programs that read them. */
@RequiresServers({"root", "keepalived", "nft", "ip", "setpriv"})
class KeepalivedConfigIT {
    private static NetworkLab lab;

    @BeforeAll
    static void start() throws Exception {
        lab = new NetworkLab(1);
    }

    @AfterAll
    static void stop() throws Exception {
        if (lab != null) {
            lab.close();
        }
    }

    static VrrpInstance[] instances() {
        return new VrrpInstance[] {Instances.node(1), Instances.ipv6Node(1)};
    }

    @ParameterizedTest
    @MethodSource("instances")
    void conf_isAcceptedWithoutAWord_byKeepalived(VrrpInstance plain) throws Exception {
        VrrpInstance instance = installed(plain);
        Shell.Result result = check(KeepalivedConf.render(List.of(instance)));

        assertThat(result.exit()).as(result.output()).isZero();
        assertThat(result.output()).isBlank();
    }

    @Test
    void conf_isRefused_byKeepalivedWhenAWordIsWrong() throws Exception {
        String conf = KeepalivedConf.render(List.of(installed(Instances.node(1))));
        Shell.Result result = check(conf.replace("advert_int", "advart_int"));

        assertThat(result.exit()).as(result.output()).isNotZero();
        assertThat(result.output()).contains("Unknown keyword 'advart_int'");
    }

    @ParameterizedTest
    @MethodSource("instances")
    void gate_isAccepted_byNft(VrrpInstance instance) throws Exception {
        Path file = Files.writeString(lab.directory().resolve(VipGate.FILE_NAME), VipGate.render(instance));
        Shell.Result checked = lab.run(1, "nft", "-c", "-f", file.toString());

        assertThat(checked.exit()).as(checked.output()).isZero();
    }

    /** The rendered files in the lab's directory, with a user and a script that exist. */
    private static VrrpInstance installed(VrrpInstance instance) throws IOException {
        VrrpInstance here = Installed.at(instance, lab.directory(), 1);
        for (GeneratedFile file : NodeFiles.render(List.of(here))) {
            if (file.executable()) {
                new GeneratedFiles(lab.directory()).write(List.of(file));
            }
        }
        return here;
    }

    /**
     * As the script's user: keepalived 2.2.7 run as root with -t kills itself with SIGTERM when it checks a script of
     * another user (lib/notify.c compares the parent with a main_pid that -t never sets; fixed in 2.2.8).
     */
    private static Shell.Result check(String conf) throws Exception {
        Path file = lab.directory().resolve("keepalived.conf");
        Files.writeString(file, conf);
        return lab.run(
                1,
                "setpriv",
                "--reuid=nobody",
                "--regid=nogroup",
                "--clear-groups",
                "keepalived",
                "-t",
                "-f",
                file.toString());
    }
}
