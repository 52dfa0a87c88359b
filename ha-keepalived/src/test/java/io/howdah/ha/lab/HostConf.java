// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.lab;

import io.howdah.ha.HaSettings;
import io.howdah.ha.Sites;
import io.howdah.ha.VrrpPlan;
import io.howdah.ha.core.GeneratedFile;
import io.howdah.ha.core.HadoopXml;
import io.howdah.ha.lab.LabSpec.Addressing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;

/** The configuration directory of each host, and what Howdah renders from it. */
final class HostConf {
    static final String VIP = "10.77.0.100";
    static final int RPC_PORT = 8020;
    static final int HTTP_PORT = 9870;
    /** Hosts 1 to 3 run ZooKeeper and a JournalNode. */
    static final int HOSTS = 3;

    private static final String NAMESERVICE = "ns1";

    private final LabSpec spec;
    private final Path directory;

    /** @param directory of the lab; every part of it is writable by root only */
    HostConf(LabSpec spec, Path directory) {
        this.spec = spec;
        this.directory = directory;
    }

    static String address(int host) {
        return "10.77.0.1" + host;
    }

    /** What {@code host} loses with its power when it is in memory, and what it finds again when it is not. */
    Path data(int host, String of) {
        return directory.resolve("host" + host).resolve(of);
    }

    Path conf(int host) {
        return data(host, "conf");
    }

    /** A small tmpfs. */
    Path memory(int host) {
        return data(host, "memory");
    }

    /** The run directory of agent and keepalived, in memory. */
    Path run(int host) {
        return memory(host).resolve("run");
    }

    /** Image and edits of the host's NameNode: a small tmpfs, so that a test can fill it. */
    Path edits(int host) {
        return data(host, "nn");
    }

    /** A program that succeeds while {@link #fenceDeviceDown} is not there. */
    Path fenceDevice() {
        return directory.resolve("fence-device");
    }

    Path fenceDeviceDown() {
        return directory.resolve("fence-device.down");
    }

    Path checkScript() {
        return directory.resolve("vip-check");
    }

    void write(int host) throws IOException {
        Path conf = Files.createDirectories(conf(host));
        for (String name : List.of("jn", "zk", "dn", "tmp")) {
            Files.createDirectories(data(host, name));
        }
        Map<String, String> values = values(host);
        Sites.write(conf, values);
        Files.writeString(conf.resolve("core-site.xml"), Sites.xml(core(host)));
        if (spec.tuned() && host <= 2) {
            Configuration tuning = new Configuration(false);
            tuning.addResource(
                    new ByteArrayInputStream(HadoopXml.tuning().content().getBytes(StandardCharsets.UTF_8)));
            tuning.forEach(entry -> values.putIfAbsent(entry.getKey(), entry.getValue()));
            Sites.write(conf, values);
            Files.writeString(conf.resolve("core-site.xml"), Sites.xml(core(host)));
        }
        Files.writeString(conf.resolve("zoo.cfg"), zooKeeper(host));
        Files.writeString(data(host, "zk").resolve("myid"), host + "\n");
        Files.writeString(conf.resolve("hosts"), hosts(host));
        Files.writeString(conf.resolve("log4j.properties"), """
                log4j.rootLogger=INFO,console
                log4j.appender.console=org.apache.log4j.ConsoleAppender
                log4j.appender.console.layout=org.apache.log4j.PatternLayout
                log4j.appender.console.layout.ConversionPattern=%d{ISO8601} %p %c{2}: %m%n
                """);
    }

    private Map<String, String> core(int host) {
        Map<String, String> core = new LinkedHashMap<>();
        core.put("fs.defaultFS", "hdfs://" + NAMESERVICE);
        core.put("hadoop.tmp.dir", data(host, "tmp").toString());
        core.put("ha.zookeeper.quorum", each(":2181", ","));
        return core;
    }

    private Map<String, String> values(int host) {
        Map<String, String> values = new LinkedHashMap<>(Sites.ha());
        for (int i = 1; i <= 2; i++) {
            values.put("dfs.namenode.http-address.ns1.nn" + i, address(i) + ":" + HTTP_PORT);
        }
        if (host <= 2) {
            values.put("dfs.ha.namenode.id", "nn" + host);
        }
        values.put(
                "dfs.client.failover.proxy.provider.ns1",
                "org.apache.hadoop.hdfs.server.namenode.ha.ConfiguredFailoverProxyProvider");
        values.put("dfs.ha.automatic-failover.enabled", "true");
        values.put(
                "dfs.ha.fencing.methods",
                spec.fencing().replace(LabSpec.FENCE_DEVICE, fenceDevice().toString()));
        values.put("dfs.namenode.shared.edits.dir", "qjournal://" + each(":8485", ";") + "/" + NAMESERVICE);
        values.put("dfs.journalnode.edits.dir", data(host, "jn").toString());
        values.put("dfs.journalnode.rpc-address", address(host) + ":8485");
        values.put("dfs.journalnode.http-address", address(host) + ":8480");
        values.put("dfs.namenode.name.dir", edits(host).toString());
        values.put("dfs.datanode.data.dir", data(host, "dn").toString());
        values.put("dfs.datanode.address", address(host) + ":9866");
        values.put("dfs.datanode.http.address", address(host) + ":9864");
        values.put("dfs.datanode.ipc.address", address(host) + ":9867");
        values.put("dfs.datanode.hostname", address(host));
        values.put("dfs.replication", "1");
        // Half a minute of safe mode after each restart of a NameNode would be half of every test.
        values.put("dfs.namenode.safemode.extension", "0");
        values.put("dfs.namenode.resource.du.reserved", Integer.toString(8 << 20));
        values.put("dfs.namenode.resource.check.interval", "1000");
        values.put(HaSettings.VIP.key(), VIP + "/24");
        values.put(HaSettings.INTERFACE.key(), "eth0");
        values.put(HaSettings.RUN_DIRECTORY.key(), run(host).toString());
        values.put(HaSettings.CHECK_SCRIPT.key(), checkScript().toString());
        values.put(HaSettings.SCRIPT_USER.key(), "nobody");
        if (spec.addressing() != Addressing.NONE) {
            // NameNodes listen on the virtual address, too.
            values.put("dfs.namenode.rpc-bind-host", "0.0.0.0");
        }
        if (spec.fencing().contains("sshfence")) {
            values.put(
                    "dfs.ha.fencing.ssh.private-key-files",
                    new SshServer(directory).key().toString());
        }
        values.putAll(spec.properties());
        return values;
    }

    private static String each(String suffix, String separator) {
        return IntStream.rangeClosed(1, HOSTS)
                .mapToObj(i -> address(i) + suffix)
                .collect(Collectors.joining(separator));
    }

    private String zooKeeper(int host) {
        StringBuilder conf = new StringBuilder(
                """
                tickTime=%d
                initLimit=10
                syncLimit=%d
                maxClientCnxns=0
                admin.enableServer=false
                4lw.commands.whitelist=srvr,ruok
                clientPort=2181
                clientPortAddress=%s
                dataDir=%s
                """.formatted(spec.tuned() ? 1000 : 2000, spec.tuned() ? 2 : 5, address(host), data(host, "zk")));
        for (int i = 1; i <= HOSTS; i++) {
            conf.append("server.%d=%s:2888:3888\n".formatted(i, address(i)));
        }
        return conf.toString();
    }

    /** Every host has a name, and the machine's own name is this host: no daemon asks a name server. */
    private static String hosts(int host) throws IOException {
        StringBuilder hosts = new StringBuilder("127.0.0.1 localhost\n");
        for (int i = 1; i <= HOSTS + 1; i++) {
            hosts.append("%s h%d%s\n"
                    .formatted(
                            address(i),
                            i,
                            i == host ? " " + InetAddress.getLocalHost().getHostName() : ""));
        }
        return hosts.append(VIP).append(" vip\n").toString();
    }

    /** What {@code howdah ha render} makes for this NameNode host. */
    VrrpPlan plan(int host) {
        Configuration conf = configuration(host);
        return VrrpPlan.of(conf, HaSettings.from(conf::getTrimmed), "nn" + host, VrrpPlan.Resolver.SYSTEM);
    }

    Configuration configuration(int host) {
        Configuration conf = new Configuration(false);
        for (String name : List.of("core-site.xml", "hdfs-site.xml")) {
            conf.addResource(
                    new org.apache.hadoop.fs.Path(conf(host).resolve(name).toUri()));
        }
        return conf;
    }

    /** keepalived.conf of the host: the rendered one, or what an operator without Howdah would write. */
    String keepalived(int host) {
        if (spec.addressing() == Addressing.HOWDAH) {
            return file(plan(host), "keepalived.conf").content();
        }
        return """
                global_defs {
                  router_id h%d
                  enable_script_security
                  script_user nobody
                  vrrp_version 3
                }
                vrrp_script active {
                  script "%s http://%s:%d"
                  interval 1
                  timeout 1
                  fall 2
                  rise 1
                  init_fail
                }
                vrrp_instance ns1 {
                  state BACKUP
                  interface eth0
                  virtual_router_id 51
                  priority 100
                  advert_int 0.1
                  unicast_src_ip %s
                  unicast_peer {
                    %s
                  }
                  virtual_ipaddress {
                    %s/24 dev eth0
                  }
                  track_script {
                    active
                  }
                }
                """.formatted(
                host, directory.resolve("is-active"), address(host), HTTP_PORT, address(host), address(3 - host), VIP);
    }

    static GeneratedFile file(VrrpPlan plan, String name) {
        return plan.files().stream()
                .filter(file -> file.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
