// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/**
 * Ports for servers whose address others must know before they start, or that come back on the same port after a kill.
 *
 * <p>They are taken from below Linux's range for outgoing connections (32768-60999): a port of that range that is
 * free now can be the local end of anybody's connection a second later.
 */
public final class FreePorts {
    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;
    private static final int TRIES = 1_000;
    /** One for all: a port that was given out may be bound much later. */
    static final FreePorts OF_THIS_JVM = new FreePorts(new Random());

    private final Random random;
    private final Set<Integer> given = new HashSet<>();

    FreePorts(Random random) {
        this.random = random;
    }

    /** {@return a port that is free on loopback now and was not given out before in this JVM} */
    public static int any() {
        try {
            return OF_THIS_JVM.next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port that is free on loopback now and was not given out before by this object. */
    synchronized int next() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int port = FIRST + random.nextInt(LAST - FIRST);
            if (!given.contains(port) && isFree(port)) {
                given.add(port);
                return port;
            }
        }
        throw new IOException("no free port on loopback between " + FIRST + " and " + LAST);
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
