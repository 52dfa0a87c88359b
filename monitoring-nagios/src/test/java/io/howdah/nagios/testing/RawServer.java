// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on loopback that writes whatever a test wants to each connection, HTTP or not. */
public final class RawServer implements AutoCloseable {
    /** What to do with a connection. */
    @FunctionalInterface
    public interface Behaviour {
        void serve(OutputStream out) throws IOException, InterruptedException;
    }

    private final ServerSocket listener;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    public RawServer(Behaviour behaviour) {
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(() -> {
            while (!listener.isClosed()) {
                try {
                    Socket socket = listener.accept();
                    open.add(socket);
                    start(() -> serve(socket, behaviour));
                } catch (IOException e) {
                    return; // closed
                }
            }
        });
    }

    private void start(Runnable work) {
        Thread thread = new Thread(work, "raw server");
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private static void serve(Socket socket, Behaviour behaviour) {
        try (socket) {
            // The request must be read, or closing the socket resets the connection before the answer is read.
            int blank = 0;
            while (blank < 2) {
                int c = socket.getInputStream().read();
                if (c < 0) {
                    return;
                }
                blank = c == '\n' ? blank + 1 : c == '\r' ? blank : 0;
            }
            behaviour.serve(socket.getOutputStream());
        } catch (IOException e) {
            // the client went away
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.forEach(Thread::interrupt);
    }
}
