// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.volume.core;

import java.util.Optional;

/**
 * One line of the mount table.
 *
 * @param device major:minor of the filesystem's block device; major 0 when it has none
 * @param point where it is mounted
 * @param type filesystem type, for example {@code xfs} or {@code nfs4}
 * @param source what is mounted, for example {@code /dev/sdb1} or {@code filer:/vol/a}
 * @param options options of the filesystem
 */
public record Mount(String device, String point, String type, String source, String options) {
    /** {@return the value of that option, for example of addr in {@code rw,addr=10.0.0.5}} */
    Optional<String> option(String name) {
        for (String option : options.split(",")) {
            if (option.startsWith(name + "=")) {
                return Optional.of(option.substring(name.length() + 1));
            }
        }
        return Optional.empty();
    }
}
