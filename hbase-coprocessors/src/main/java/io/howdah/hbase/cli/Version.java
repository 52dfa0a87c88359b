// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the jar's manifest states. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"howdah hbase " + (version == null ? "(not from a jar)" : version)};
    }
}
