// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.volume.core;

import java.util.Set;

/** What block devices are made of. */
public interface BlockDevices {
    /**
     * Finds the disks or storage arrays below a block device.
     *
     * @param majorMinor for example {@code 8:17}
     * @return their names, for example {@code iscsi:iqn.2026-01.com.example:a} or {@code disk:sdb}; empty when not known
     */
    Set<String> backing(String majorMinor);

    /**
     * The same by name, for filesystems without a device number of their own, such as btrfs.
     *
     * @param path for example {@code /dev/sdb1} or {@code /dev/mapper/vg-lv}
     */
    Set<String> backingOf(String path);
}
