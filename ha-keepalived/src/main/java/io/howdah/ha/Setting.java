// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha;

/**
 * One configuration key: what CONFIGURATION.md says about it, held against this by a test.
 *
 * @param defaultValue the text used when the key is not set; empty when there is none
 */
public record Setting(String key, String defaultValue, String allowed, String meaning) {}
