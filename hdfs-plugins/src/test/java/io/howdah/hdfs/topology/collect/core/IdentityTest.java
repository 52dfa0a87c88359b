// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class IdentityTest {
    @Test
    void spellings_becomeOne() {
        assertThat(Identity.uuid("0B5C7E4051C14D5E9B57000000000001")).hasValue("0b5c7e40-51c1-4d5e-9b57-000000000001");
        assertThat(Identity.uuid(" 0B5C7E40-51C1-4D5E-9B57-000000000001 "))
                .hasValue("0b5c7e40-51c1-4d5e-9b57-000000000001");
        assertThat(Identity.mac("52-54-00-AA-BB-01")).hasValue("52:54:00:aa:bb:01");
        assertThat(Identity.ip("FD00:0:0::1")).isEqualTo(Identity.ip("fd00::1")).isPresent();
        assertThat(Identity.ip("10.1.0.5")).hasValue("10.1.0.5");
    }

    @Test
    void whatNamesNoMachine_isNone() {
        assertThat(Identity.uuid("00000000-0000-0000-0000-000000000000")).isEmpty();
        assertThat(Identity.uuid("ffffffff-ffff-ffff-ffff-ffffffffffff")).isEmpty();
        assertThat(Identity.uuid("dn1")).isEmpty();
        assertThat(Identity.mac("00:00:00:00:00:00")).isEmpty();
        assertThat(Identity.mac("unknown")).isEmpty();
        assertThat(Identity.ip("127.0.0.1")).isEmpty();
        assertThat(Identity.ip("fe80::1")).isEmpty();
        assertThat(Identity.ip("0.0.0.0")).isEmpty();
        assertThat(Identity.ip("10.1.0.256")).isEmpty();
        assertThat(Identity.ip("010.1.0.5")).as("octal elsewhere").isEmpty();
        assertThat(Identity.ip("hv1.example.com")).as("no name is looked up").isEmpty();
        assertThat(Identity.ip("dead.beef")).isEmpty();
    }

    @Test
    void of_keepsWhatItCanRead() {
        Identity identity = Identity.of(
                "vm",
                "?",
                List.of("52:54:00:aa:bb:01", "10.1.0.5", "dynamic"),
                List.of("52:54:00:aa:bb:01", "10.1.0.5"));
        assertThat(identity.uuids()).isEmpty();
        assertThat(identity.macs()).containsExactly("52:54:00:aa:bb:01");
        assertThat(identity.ips()).containsExactly("10.1.0.5");
        assertThat(identity.nameOnly()).isFalse();
        assertThat(Identity.named("hv1").nameOnly()).isTrue();
    }
}
