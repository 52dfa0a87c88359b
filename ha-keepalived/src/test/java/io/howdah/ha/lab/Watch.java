// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.lab;

import io.howdah.ha.Sites;
import io.howdah.ha.core.HadoopXml;
import io.howdah.ha.lab.LabSpec.Addressing;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A running {@link Observer}. Not thread-safe. */
public final class Watch implements AutoCloseable {
    private static int count;

    private final HaLab lab;
    private final Path lines;
    private final Process process;
    private int verified;

    Watch(HaLab lab) throws Exception {
        this.lab = lab;
        int number = ++count;
        lines = lab.logs().resolve("observer-" + number + ".txt");
        HostConf conf = lab.conf();
        String epochs = IntStream.rangeClosed(1, HostConf.HOSTS)
                .mapToObj(host -> conf.data(host, "jn")
                        .resolve("ns1/current/last-promised-epoch")
                        .toString())
                .collect(Collectors.joining(":"));
        // The list of NameNodes, impatient: this client watches the NameNodes, not the address.
        Path logical = conf.conf(HaLab.CLIENT).resolve("client-logical.xml");
        Files.writeString(
                logical,
                Sites.xml(
                        lab.spec().tuned()
                                ? Map.of("ipc.client.connect.timeout", "2000", "ipc.client.rpc-timeout.ms", "5000")
                                : Map.of()));
        List<String> arguments = new ArrayList<>(List.of(lines.toString(), epochs, "nn1", "nn2", "logical=" + logical));
        if (lab.spec().addressing() != Addressing.NONE) {
            Path vip = conf.conf(HaLab.CLIENT).resolve(HadoopXml.CLIENT);
            Files.writeString(vip, HostConf.file(conf.plan(1), HadoopXml.CLIENT).content());
            arguments.add("vip=" + vip);
        }
        process = lab.launch(
                HaLab.CLIENT,
                Kind.OBSERVER,
                lab.logs().resolve("observer-" + number + ".log"),
                arguments.toArray(String[]::new));
        String writer = arguments.get(arguments.size() - 1).replaceFirst("=.*", "");
        HaLab.await("the observer's client writes", () -> {
            if (!process.isAlive()) {
                throw new IOException("the observer ended; see " + lines);
            }
            return Files.exists(lines) && lines().stream().anyMatch(line -> line.startsWith("ack " + writer + " "));
        });
    }

    /** Now, on the observer's clock. */
    public static long now() {
        return System.nanoTime();
    }

    private List<String> lines() throws IOException {
        String text = Files.readString(lines);
        // The last line may be half written.
        return Arrays.asList(text.substring(0, text.lastIndexOf('\n') + 1).split("\n"));
    }

    public Observation observation() throws IOException {
        return Observation.parse(lines(), lab.hostsByMac());
    }

    /** Waits until {@code writer} had a write acknowledged that it sent after {@code time}. */
    public void awaitWrite(String writer, long time) throws Exception {
        HaLab.await(
                "the client " + writer + " writes again",
                () -> observation().acks().stream().anyMatch(ack -> ack.writer().equals(writer) && ack.sent() > time));
    }

    /** P4: what was acknowledged so far and is not there, and how much was acknowledged. */
    public Verified verify() throws Exception {
        OutputStream in = process.getOutputStream();
        in.write("verify\n".getBytes(StandardCharsets.US_ASCII));
        in.flush();
        verified++;
        HaLab.await("the observer has looked for every acknowledged write", () -> {
            if (!process.isAlive()) {
                throw new IOException("the observer ended; see " + lines);
            }
            return verifications().size() >= verified;
        });
        String[] words = verifications().get(verified - 1).split(" ");
        return new Verified(Long.parseLong(words[1]), List.of(words).subList(2, words.length));
    }

    private List<String> verifications() throws IOException {
        return lines().stream().filter(line -> line.startsWith("verified ")).toList();
    }

    /** @param missing paths that were acknowledged and are gone */
    public record Verified(long acknowledged, List<String> missing) {}

    @Override
    public void close() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
    }
}
