// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence;

import io.howdah.ha.core.InvalidInputException;
import io.howdah.ha.fence.core.Episodes;
import io.howdah.ha.fence.core.FenceConfig;
import io.howdah.ha.fence.core.TransitionRule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.conf.Configured;
import org.apache.hadoop.fs.CommonConfigurationKeys;
import org.apache.hadoop.ha.BadFencingConfigurationException;
import org.apache.hadoop.ha.FenceMethod;
import org.apache.hadoop.ha.HAServiceProtocol;
import org.apache.hadoop.ha.HAServiceTarget;
import org.apache.hadoop.ipc.RPC;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fences a node by cutting its power, and believes it only when the power is seen to be off. In hdfs-site.xml:
 *
 * <pre>{@code
 * dfs.ha.fencing.methods = io.howdah.ha.fence.PowerFence(/etc/howdah/fence.conf)
 * }</pre>
 *
 * The file is read again for every fencing. True means: seen off, or acknowledged by root, or (a manual failover) the node
 * needs no fencing. Everything else is false, and the cluster stays as it is. Thread-safe.
 */
public final class PowerFence extends Configured implements FenceMethod {
    private static final Logger LOG = LoggerFactory.getLogger(PowerFence.class);
    /** NodeFencer cuts its lines at '#'. */
    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9._/+@=-]+");

    private static final int STATE_TIMEOUT_MILLIS = 3_000;
    private static final Episodes EPISODES = new Episodes();

    @Override
    public void checkArgs(String args) throws BadFencingConfigurationException {
        FenceConfig config = load(args);
        try {
            AuditLog.check(Path.of(config.audit()));
        } catch (IOException e) {
            throw new BadFencingConfigurationException(
                    "audit " + config.audit() + " cannot be written by " + System.getProperty("user.name") + ": " + e);
        }
        if (config.usesLibvirt()) {
            try {
                libvirt();
            } catch (InvalidInputException e) {
                throw new BadFencingConfigurationException(e.getMessage(), e);
            }
        }
    }

    @Override
    public boolean tryFence(HAServiceTarget target, String args) throws BadFencingConfigurationException {
        long start = System.nanoTime();
        FenceConfig config = load(args);
        Set<String> names = names(target.getAddress());
        AuditLog audit = new AuditLog(
                Path.of(config.audit()),
                String.join(" ", names),
                UUID.randomUUID().toString());
        try {
            return fence(target, config, names, audit, start + config.deadline().toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            audit.write("not-fenced", "", "interrupted");
            return false;
        } catch (InvalidInputException e) {
            audit.write("not-fenced", "", e.getMessage());
            throw new BadFencingConfigurationException(e.getMessage(), e);
        }
    }

    private boolean fence(HAServiceTarget target, FenceConfig config, Set<String> names, AuditLog audit, long end)
            throws InterruptedException {
        TransitionRule.State label = state(target.getTransitionTargetHAStatus());
        TransitionRule.State said = TransitionRule.asksTheNode(label) ? ask(target) : TransitionRule.State.NONE;
        TransitionRule.Verdict verdict = TransitionRule.verdict(label, said);
        audit.write("begin", "", verdict + ": to become " + label + ", says " + said);
        if (verdict != TransitionRule.Verdict.FENCE) {
            return verdict == TransitionRule.Verdict.HARMLESS;
        }
        List<FenceConfig.Host> hosts =
                names.stream().flatMap(name -> config.host(name).stream()).toList();
        if (hosts.size() != 1) {
            audit.write(
                    "not-fenced",
                    "",
                    "the fence file has " + hosts.size() + " sections [host NAME] of these names: "
                            + String.join(" ", names) + "; allowed: one");
            return false;
        }
        FenceConfig.Host host = hosts.get(0);
        Optional<InetAddress> address = Optional.ofNullable(target.getAddress().getAddress());
        Optional<String> self = ThisHost.reason(host, address);
        if (self.isPresent()) {
            audit.write("not-fenced", "", "refused: " + self.get());
            return false;
        }
        Episodes.Episode episode = EPISODES.begin(host.name(), millis(), System.currentTimeMillis());
        boolean fenced = false;
        try {
            fenced = new Fencing(config, host, Fencing.switches(config, host, PowerFence::libvirt), audit, episode)
                    .run(end);
        } finally {
            EPISODES.end(host.name(), episode, fenced, millis());
        }
        return fenced;
    }

    /**
     * The name in the configuration, and the address. Hadoop resolves both ways and caches, so that an address in the
     * configuration may turn up as a name here.
     */
    private static Set<String> names(InetSocketAddress address) {
        Set<String> names = new LinkedHashSet<>();
        names.add(FenceConfig.canonical(address.getHostString()));
        if (address.getAddress() != null) {
            names.add(address.getAddress().getHostAddress());
        }
        return names;
    }

    /** @throws InvalidInputException when libvirt is not there */
    static Hypervisors libvirt() {
        try {
            return new LibvirtHypervisors();
        } catch (UnsatisfiedLinkError | ExceptionInInitializerError e) {
            throw new InvalidInputException(
                    "a host has a vm, and there is no libvirt on this machine; install it: apt-get"
                            + " install libvirt0");
        } catch (NoClassDefFoundError e) {
            throw new InvalidInputException("a host has a vm, and libvirt's Java binding is not on the class path ("
                    + e.getMessage() + "); allowed: libvirt-0.5.4.jar and jna-5.17.0.jar of the tarball's lib/ on it");
        }
    }

    private static FenceConfig load(String args) throws BadFencingConfigurationException {
        if (args == null || !PATH.matcher(args).matches()) {
            throw new BadFencingConfigurationException("PowerFence(" + (args == null ? "" : args)
                    + "): allowed: the fence file's absolute path of letters, digits and ._/+@=-, such as"
                    + " PowerFence(/etc/howdah/fence.conf)");
        }
        try {
            return FenceFile.read(Path.of(args));
        } catch (InvalidInputException e) {
            throw new BadFencingConfigurationException(e.getMessage(), e);
        }
    }

    private TransitionRule.State ask(HAServiceTarget target) {
        Configuration conf = new Configuration(getConf());
        conf.setInt(CommonConfigurationKeys.IPC_CLIENT_CONNECT_TIMEOUT_KEY, STATE_TIMEOUT_MILLIS);
        conf.setInt(CommonConfigurationKeys.IPC_CLIENT_CONNECT_MAX_RETRIES_ON_SOCKET_TIMEOUTS_KEY, 0);
        HAServiceProtocol proxy = null;
        try {
            proxy = target.getProxy(conf, STATE_TIMEOUT_MILLIS);
            return state(proxy.getServiceStatus().getState());
        } catch (IOException e) {
            LOG.info("{} does not tell its state: {}", target, e.toString());
            return TransitionRule.State.NONE;
        } finally {
            if (proxy != null) {
                RPC.stopProxy(proxy);
            }
        }
    }

    private static TransitionRule.State state(HAServiceProtocol.HAServiceState state) {
        if (state == null) {
            return TransitionRule.State.NONE;
        }
        return switch (state) {
            case ACTIVE -> TransitionRule.State.ACTIVE;
            case STANDBY -> TransitionRule.State.STANDBY;
            default -> TransitionRule.State.OTHER;
        };
    }

    private static long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
