// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.agent;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Hands transactions to {@code nft}, which needs CAP_NET_ADMIN. Thread-safe; each call is one process. */
final class Gate {
    private static final int LARGEST_OUTPUT = 4_096;

    private final String nft;
    private final Duration deadline;

    Gate(String nft, Duration deadline) {
        this.nft = nft;
        this.deadline = deadline;
    }

    /**
     * Applies {@code transaction} as a whole or not at all.
     *
     * @throws IOException when nft refuses it, cannot be run or does not end within the deadline (it is killed then, and
     *     the transaction may have been applied)
     */
    void apply(String transaction) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(nft, "-f", "-"))
                .redirectErrorStream(true)
                .start();
        try {
            IOException unread = null;
            try (OutputStream in = process.getOutputStream()) {
                in.write(transaction.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // It ended before it read: what it printed tells why.
                unread = e;
            }
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(nft + " did not end within " + deadline.toMillis() + " ms");
            }
            if (process.exitValue() != 0) {
                String output =
                        new String(process.getInputStream().readNBytes(LARGEST_OUTPUT), StandardCharsets.US_ASCII);
                throw new IOException(nft + ": " + output.lines().findFirst().orElse("exit " + process.exitValue()));
            }
            if (unread != null) {
                throw new IOException(nft + " ended without reading the rules", unread);
            }
        } finally {
            process.destroyForcibly();
        }
    }
}
