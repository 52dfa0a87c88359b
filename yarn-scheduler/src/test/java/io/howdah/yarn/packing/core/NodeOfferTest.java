// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.yarn.packing.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NodeOfferTest {
    private final NodeOffer offer = new NodeOffer(new double[] {8, 4, 0}, new long[] {4, -1, 0});

    @Test
    void request_fits_whenItNamesNothingThatIsShort() {
        assertThat(offer.fits(new long[] {4, 0, 0})).isTrue();
        assertThat(offer.fits(new long[] {4})).isTrue();
        assertThat(offer.fits(new long[] {5, 0, 0})).isFalse();
        assertThat(offer.fits(new long[] {1, 1, 0})).isFalse();
        assertThat(offer.fits(new long[] {1, 0, 1})).isFalse();
        assertThat(offer.fits(new long[] {1, 0, 0, 1})).isFalse();
    }

    @Test
    void alignment_ignoresWhatTheNodeLacks_orHasOverbooked() {
        assertThat(offer.alignment(new long[] {4, 2, 7})).isEqualTo(0.25);
    }

    @Test
    void offer_isRefused_whenScaleAndFreeDiffer() {
        assertThatThrownBy(() -> new NodeOffer(new double[] {1}, new long[] {1, 2}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 resources")
                .hasMessageContaining("2");
    }
}
