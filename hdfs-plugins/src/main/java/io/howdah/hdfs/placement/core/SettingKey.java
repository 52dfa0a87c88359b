// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement.core;

/**
 * One configuration key, declared once.
 *
 * @param name full key
 * @param defaultValue text of the default; empty when there is none
 * @param allowed what values are accepted, for messages and documentation
 * @param meaning one sentence
 */
public record SettingKey(String name, String defaultValue, String allowed, String meaning) {}
