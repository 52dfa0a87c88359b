// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateTest {
    @Test
    void text_isFilledLiterally_whenValuesLookLikeReferences() {
        assertThat(new Template("t", "a @{x} ${x} @{x}").fill(Map.of("x", "$1\\")))
                .isEqualTo("a $1\\ ${x} $1\\");
    }

    @Test
    void fill_isRefused_whenAValueIsMissingOrUnused() {
        Template template = new Template("t", "@{x}");

        assertThatThrownBy(() -> template.fill(Map.of())).hasMessage("t: no value for @{x}");
        assertThatThrownBy(() -> template.fill(Map.of("x", "1", "y", "2"))).hasMessage("t: no placeholder for [y]");
    }
}
