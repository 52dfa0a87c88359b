// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A TCP port a process listens on, as Linux tells in /proc. */
record ListeningSocket(String address, int port) {
    private static final String LISTEN = "0A";

    /** Elsewhere than on Linux: none. */
    static List<ListeningSocket> ofThisProcess() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        List<ListeningSocket> found = new ArrayList<>();
        if (!Files.isDirectory(descriptors)) {
            return found;
        }
        Set<String> sockets = new HashSet<>();
        try (var list = Files.list(descriptors)) {
            list.forEach(descriptor -> {
                try {
                    sockets.add(Files.readSymbolicLink(descriptor).toString());
                } catch (IOException e) {
                    // closed meanwhile
                }
            });
        }
        for (String table : new String[] {"/proc/self/net/tcp", "/proc/self/net/tcp6"}) {
            if (Files.exists(Path.of(table))) {
                for (String line : Files.readAllLines(Path.of(table))) {
                    String[] fields = line.trim().split("\\s+");
                    if (fields[3].equals(LISTEN) && sockets.contains("socket:[" + fields[9] + "]")) {
                        String[] local = fields[1].split(":");
                        found.add(new ListeningSocket(local[0], Integer.parseInt(local[1], 16)));
                    }
                }
            }
        }
        return found;
    }

    /** 127.x.y.z, as IPv4 or mapped into IPv6, or ::1; the kernel prints words of 4 bytes, the lowest byte first. */
    boolean isLoopback() {
        return (address.endsWith("7F") && (address.length() == 8 || address.startsWith("0000000000000000FFFF0000")))
                || address.equals("00000000000000000000000001000000");
    }
}
