// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.agent;

import io.howdah.ha.core.KeepalivedHealth;
import io.howdah.ha.core.KeepalivedHealth.Sight;
import io.howdah.ha.core.KeepalivedHealth.Verdict;
import io.howdah.ha.core.NumericAddress;
import io.howdah.ha.core.RawSockets;
import io.howdah.ha.core.VrrpInstance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Looks whether keepalived would take the address, and asks for a reload when it would not: by a file in the run
 * directory, which a unit of root's turns into {@code systemctl reload keepalived}. Not thread-safe.
 */
final class KeepalivedWatch {
    private final InetAddress local;
    private final Path sockets;
    private final Path request;
    private final KeepalivedHealth health;

    /** @param procNet {@code /proc/net} */
    KeepalivedWatch(VrrpInstance instance, Path procNet) {
        this.local = instance.local();
        this.sockets = procNet.resolve(RawSockets.fileName(local));
        this.request = Path.of(instance.reloadRequest());
        this.health = new KeepalivedHealth(NumericAddress.text(local));
    }

    /**
     * @param runs whether keepalived ran its check not long ago
     * @return why it would not take the address; empty: nothing to say
     */
    Optional<String> observe(boolean runs, boolean armed, boolean held, long nowNanos) {
        Verdict verdict = health.observe(new Sight(runs, socket(), onThisNode(local), armed, held), nowNanos);
        if (verdict.reload()) {
            request();
        }
        return verdict.trouble();
    }

    private boolean socket() {
        try {
            return RawSockets.vrrp(Files.readAllLines(sockets), local, ByteOrder.nativeOrder());
        } catch (IOException e) {
            // A kernel without IPv6, for example; the address that is not taken still tells.
            return true;
        }
    }

    static boolean onThisNode(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    private void request() {
        try {
            Path temporary = request.resolveSibling("." + request.getFileName() + ".tmp");
            Files.writeString(temporary, "", StandardCharsets.US_ASCII);
            Files.move(temporary, request, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // The trouble stays, and so it is asked again.
        }
    }
}
