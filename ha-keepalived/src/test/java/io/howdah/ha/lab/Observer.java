// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.ha.HAServiceProtocol;
import org.apache.hadoop.ha.protocolPB.HAServiceProtocolClientSideTranslatorPB;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/**
 * A program of its own on the client's host that watches from outside; it knows nothing of the code under test. It
 * writes one line per observation, times in nanoseconds of the machine's monotonic clock:
 *
 * <pre>
 * arp TIME MAC                                    somebody answers for the address; asked every 20 ms
 * state HOST SENT RECEIVED active|standby|down|silent
 * ack WRITER NUMBER SENT RECEIVED EPOCH EPOCH     an acknowledged write; the journals' epoch before and after it
 * fail WRITER NUMBER SENT RECEIVED REASON         not acknowledged: it may or may not be there
 * stale TIME WRITER NUMBER                        acknowledged before, not found by a read through the address
 * reclosed PATH                                   acknowledged, left open by a fenced NameNode; closed by its lease's recovery
 * verified ACKNOWLEDGED MISSING                   answer to "verify" on standard input: what is there of all of it
 * </pre>
 *
 * Writers: {@code nn1} and {@code nn2} ask one NameNode each and take no other; {@code vip} writes small files through
 * the address as the rendered client-site.xml has it, {@code logical} through the client's own list of NameNodes.
 */
public final class Observer {
    private static final int STATE_DEADLINE_MILLIS = 1000;
    private static final int CONTENT_BYTES = 8;

    private final PrintWriter out;
    private final List<Path> epochs;
    private final List<Writer> writers = new ArrayList<>();
    private volatile boolean verifying;

    private Observer(PrintWriter out, List<Path> epochs) {
        this.out = out;
        this.epochs = epochs;
    }

    /**
     * @param args the file for the lines, the journals' epoch files separated by {@code :}, then the writers: {@code nn1
     *     nn2 logical=CLIENT.xml vip=CLIENT.xml}
     */
    public static void main(String[] args) throws Exception {
        try (PrintWriter out =
                new PrintWriter(Files.newBufferedWriter(Path.of(args[0]), StandardCharsets.UTF_8), true)) {
            List<Path> epochs = Arrays.stream(args[1].split(":")).map(Path::of).toList();
            new Observer(out, epochs).run(Arrays.asList(args).subList(2, args.length));
        }
    }

    private void run(List<String> wanted) throws Exception {
        daemon("arp", this::arp);
        for (int host = 1; host <= 2; host++) {
            int nameNode = host;
            daemon("state" + host, () -> state(nameNode));
        }
        for (String text : wanted) {
            String[] parts = text.split("=", 2);
            Writer writer = new Writer(parts[0], parts.length > 1 ? Path.of(parts[1]) : null);
            writers.add(writer);
            daemon(parts[0], writer::run);
        }
        writers.stream()
                .filter(writer -> writer.name.equals("vip"))
                .findFirst()
                .ifPresent(vip -> daemon("reader", () -> read(vip)));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String command = in.readLine(); command != null; command = in.readLine()) {
            if (command.equals("verify")) {
                verify();
            }
        }
    }

    /** A thread's work that an error must not end silently. */
    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    private static void daemon(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Exception e) {
                        e.printStackTrace();
                        Runtime.getRuntime().halt(1);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private void arp() throws IOException {
        Process arping = new ProcessBuilder("arping", "-W", "0.02", "-r", "-I", "eth0", HostConf.VIP)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader answers = arping.inputReader(StandardCharsets.US_ASCII)) {
            for (String mac = answers.readLine(); mac != null; mac = answers.readLine()) {
                if (!mac.isBlank()) {
                    out.println("arp " + System.nanoTime() + " " + mac.strip());
                }
            }
        }
        throw new IOException("arping ended");
    }

    private void state(int host) throws Exception {
        Configuration conf = quick(new Configuration());
        InetSocketAddress address = new InetSocketAddress(HostConf.address(host), HostConf.RPC_PORT);
        HAServiceProtocol protocol = new HAServiceProtocolClientSideTranslatorPB(
                address, conf, SocketFactory.getDefault(), STATE_DEADLINE_MILLIS);
        while (true) {
            long sent = System.nanoTime();
            String state;
            try {
                state = protocol.getServiceStatus().getState().toString();
            } catch (java.net.ConnectException e) {
                state = "down";
            } catch (IOException e) {
                state = "silent";
            }
            out.println("state " + host + " " + sent + " " + System.nanoTime() + " " + state);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** One question, one answer or none, soon. */
    private static Configuration quick(Configuration conf) {
        conf.setInt("ipc.client.connect.max.retries", 0);
        conf.setInt("ipc.client.connect.max.retries.on.timeouts", 0);
        conf.setInt("ipc.client.connect.timeout", STATE_DEADLINE_MILLIS);
        conf.setInt("ipc.client.rpc-timeout.ms", 2 * STATE_DEADLINE_MILLIS);
        return conf;
    }

    private void read(Writer vip) throws Exception {
        FileSystem fs = vip.fileSystem();
        while (true) {
            TimeUnit.MILLISECONDS.sleep(50);
            for (Writer writer : writers) {
                long number = writer.last;
                if (number < 0 || verifying) {
                    continue;
                }
                try {
                    if (!fs.exists(writer.path(number))) {
                        out.println("stale " + System.nanoTime() + " " + writer.name + " " + number);
                    }
                } catch (IOException e) {
                    // No answer is no wrong answer.
                }
            }
        }
    }

    /** What the majority of the journals promised: who may write. -1 while it cannot be told. */
    private long epoch() {
        long[] promised = epochs.stream().mapToLong(Observer::epoch).sorted().toArray();
        return promised[promised.length / 2];
    }

    private static long epoch(Path file) {
        try {
            return Long.parseLong(Files.readString(file).strip());
        } catch (IOException | NumberFormatException e) {
            return -1;
        }
    }

    /**
     * HDFS answers a retried {@code complete} from memory, although the first one's edit may not be written yet. A NameNode
     * that is fenced in that moment (stopped, resumed) so acknowledges a close that its successor does not know. The bytes
     * are there: the successor closes the file with them when its lease is recovered, which a reader may ask for.
     */
    private boolean isThereOnceItsLeaseIsRecovered(FileSystem fs, org.apache.hadoop.fs.Path path) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        DistributedFileSystem hdfs = (DistributedFileSystem) fs;
        while (!hdfs.recoverLease(path)) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(500);
        }
        out.println("reclosed " + path);
        return fs.getFileStatus(path).getLen() == CONTENT_BYTES;
    }

    private void verify() throws Exception {
        verifying = true;
        long acknowledged = 0;
        StringBuilder missing = new StringBuilder();
        Configuration conf = new Configuration();
        try (FileSystem fs = FileSystem.newInstance(conf)) {
            for (Writer writer : writers) {
                BitSet acks = writer.acknowledged();
                acknowledged += acks.cardinality();
                BitSet there = new BitSet();
                if (!acks.isEmpty()) {
                    for (FileStatus status : fs.listStatus(writer.directory())) {
                        int number = Integer.parseInt(status.getPath().getName());
                        if (status.isDirectory()
                                || status.getLen() == CONTENT_BYTES
                                || acks.get(number) && isThereOnceItsLeaseIsRecovered(fs, status.getPath())) {
                            there.set(number);
                        }
                    }
                }
                acks.andNot(there);
                acks.stream().forEach(number -> missing.append(' ').append(writer.path(number)));
            }
        }
        verifying = false;
        out.println("verified " + acknowledged + missing);
    }

    private final class Writer {
        private final String name;
        private final Path client;
        private final BitSet acks = new BitSet();
        private volatile long last = -1;

        Writer(String name, Path client) {
            this.name = name;
            this.client = client;
        }

        org.apache.hadoop.fs.Path directory() {
            return new org.apache.hadoop.fs.Path("/history/" + name);
        }

        org.apache.hadoop.fs.Path path(long number) {
            return new org.apache.hadoop.fs.Path(directory().toUri().getPath() + "/" + number);
        }

        synchronized BitSet acknowledged() {
            return (BitSet) acks.clone();
        }

        private synchronized void acknowledge(int number) {
            acks.set(number);
            last = number;
        }

        FileSystem fileSystem() throws IOException {
            Configuration conf = new Configuration();
            if (client != null) {
                conf.addResource(new org.apache.hadoop.fs.Path(client.toUri()));
                return FileSystem.newInstance(FileSystem.getDefaultUri(conf), conf);
            }
            int host = name.charAt(2) - '0';
            return FileSystem.newInstance(
                    URI.create("hdfs://" + HostConf.address(host) + ":" + HostConf.RPC_PORT), quick(conf));
        }

        void run() throws Exception {
            FileSystem fs = fileSystem();
            for (int number = 0; true; number++) {
                long before = epoch();
                long sent = System.nanoTime();
                String line;
                try {
                    write(fs, number);
                    long received = System.nanoTime();
                    acknowledge(number);
                    line = "ack %s %d %d %d %d %d".formatted(name, number, sent, received, before, epoch());
                } catch (IOException e) {
                    line = "fail %s %d %d %d %s"
                            .formatted(
                                    name,
                                    number,
                                    sent,
                                    System.nanoTime(),
                                    e.getClass().getSimpleName());
                }
                out.println(line);
                TimeUnit.MILLISECONDS.sleep(client == null ? 100 : 50);
            }
        }

        private void write(FileSystem fs, int number) throws IOException {
            if (client == null) {
                if (!fs.mkdirs(path(number))) {
                    throw new IOException("refused");
                }
                return;
            }
            try (FSDataOutputStream file = fs.create(path(number), true)) {
                file.writeLong(number);
            }
        }
    }
}
