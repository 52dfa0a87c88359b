// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HostNamesTest {
    @Test
    void shortAndLongName_areOneMachine() {
        HostNames names = new HostNames(List.of("hv1", "HV1.example.com", "hv2"));
        assertThat(names.canonical("hv1")).isEqualTo("HV1.example.com");
        assertThat(names.canonical("hv1.EXAMPLE.com")).isEqualTo("HV1.example.com");
        assertThat(names.canonical("HV2")).isEqualTo("hv2");
        assertThat(names.canonical("hv3")).isEqualTo("hv3");
        assertThat(names.ambiguous()).isEmpty();
    }

    @Test
    void shortName_staysByItself_whenTwoLongOnesFit() {
        HostNames names = new HostNames(List.of("hv1", "hv1.a.example", "hv1.b.example"));
        assertThat(names.canonical("hv1")).isEqualTo("hv1");
        assertThat(names.canonical("hv1.a.example")).isEqualTo("hv1.a.example");
        assertThat(names.ambiguous()).containsExactly("hv1 may be any of hv1.a.example, hv1.b.example");
    }

    @Test
    void addresses_areNoLongNames() {
        HostNames names = new HostNames(List.of("10", "10.0.0.1", "10.0.0.2"));
        assertThat(names.canonical("10")).isEqualTo("10");
        assertThat(names.ambiguous()).isEmpty();
    }
}
