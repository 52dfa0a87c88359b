// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence;

import io.howdah.ha.fence.core.FenceConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Whether a machine to be fenced is the one we run on. */
final class ThisHost {
    private static final long RESOLVE_MILLIS = 3_000;
    /** The machine's UUID as its firmware or its hypervisor tells it; the first can be read by root only. */
    private static final List<Path> UUIDS =
            List.of(Path.of("/sys/class/dmi/id/product_uuid"), Path.of("/sys/hypervisor/uuid"));

    private ThisHost() {}

    /** {@return why it is this machine; empty when nothing says so} */
    static Optional<String> reason(FenceConfig.Host host, Optional<InetAddress> address) throws InterruptedException {
        for (InetAddress candidate : addresses(host.name(), address)) {
            if (isLocal(candidate)) {
                return Optional.of(host.name() + " is " + candidate.getHostAddress() + ", an address of this machine");
            }
        }
        if (text(Path.of("/proc/sys/kernel/hostname"))
                .map(FenceConfig::canonical)
                .equals(Optional.of(host.name()))) {
            return Optional.of(host.name() + " is this machine's name");
        }
        for (Path path : UUIDS) {
            Optional<String> own = text(path).map(uuid -> uuid.toLowerCase(Locale.ROOT));
            if (own.isPresent() && own.equals(host.vm().map(UUID::toString))) {
                return Optional.of("vm " + own.get() + " is this machine's own: " + path);
            }
        }
        return Optional.empty();
    }

    private static boolean isLocal(InetAddress address) {
        try {
            return address.isLoopbackAddress()
                    || address.isAnyLocalAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (IOException e) {
            return false;
        }
    }

    /** A name service that is down must not keep anybody from fencing: no answer is no address. */
    private static List<InetAddress> addresses(String name, Optional<InetAddress> known) throws InterruptedException {
        CompletableFuture<List<InetAddress>> answer = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        answer.complete(List.of(InetAddress.getAllByName(name)));
                    } catch (UnknownHostException | RuntimeException e) {
                        answer.complete(List.of());
                    }
                },
                "fence-resolve");
        thread.setDaemon(true);
        thread.start();
        List<InetAddress> found = new java.util.ArrayList<>(known.stream().toList());
        try {
            found.addAll(answer.get(RESOLVE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (TimeoutException | ExecutionException e) {
            return found;
        }
        return found;
    }

    private static Optional<String> text(Path path) {
        try {
            return Optional.of(Files.readString(path, StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
