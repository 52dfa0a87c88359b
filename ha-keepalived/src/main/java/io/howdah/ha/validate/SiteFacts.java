// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.validate;

import io.howdah.ha.HaSettings;
import io.howdah.ha.HaTopology;
import io.howdah.ha.SettingReader;
import io.howdah.ha.core.ClusterFacts;
import io.howdah.ha.core.FailoverBudget;
import io.howdah.ha.core.FencingMethod;
import io.howdah.ha.core.FollowedAddress;
import io.howdah.ha.core.InvalidInputException;
import io.howdah.ha.core.Service;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;

/** Reads from the site files what a ZKFC of one nameservice would read: a key for it before the key for all. */
final class SiteFacts {
    private static final String EDITS = "dfs.namenode.shared.edits.dir";
    private static final String BIND = "dfs.namenode.rpc-bind-host";
    private static final Pattern QJOURNAL = Pattern.compile("qjournal://([^/]*)(/.*)?");

    private final Configuration conf;
    private final HaTopology.Nameservice nameservice;

    SiteFacts(Configuration conf, HaTopology.Nameservice nameservice) {
        this.conf = conf;
        this.nameservice = nameservice;
    }

    ClusterFacts facts(HaSettings settings) {
        String edits = value(EDITS).orElse("");
        return new ClusterFacts(
                nameservice.id(),
                nameservice.nameNodes().stream().map(this::nameNode).toList(),
                value("dfs.ha.automatic-failover.enabled")
                        .map(Boolean::parseBoolean)
                        .orElse(false),
                hosts(value("ha.zookeeper.quorum").orElse(""), ","),
                journalNodes(edits),
                edits,
                fencing(),
                number(FailoverBudget.SESSION).orElse(FailoverBudget.DEFAULTS.get(FailoverBudget.SESSION)),
                Optional.ofNullable(settings.addresses().get(Service.HDFS)).map(FollowedAddress::vip));
    }

    Optional<List<FencingMethod>> fencing() {
        return value(FencingMethod.KEY).map(FencingMethod::parse);
    }

    /** @throws InvalidInputException when it is no whole number of 0 or more */
    Optional<Long> number(String key) {
        return value(key).map(text -> {
            if (!text.matches("[0-9]{1,9}")) {
                throw InvalidInputException.of(key, text, "a whole number of 0 or more");
            }
            return Long.parseLong(text);
        });
    }

    private ClusterFacts.NameNode nameNode(HaTopology.NameNode nn) {
        return new ClusterFacts.NameNode(
                nn.id(), nn.rpc().host(), nn.rpc().port(), value(BIND, nn.id()).orElse(""), BIND);
    }

    private static List<String> journalNodes(String edits) {
        Matcher matcher = QJOURNAL.matcher(edits);
        return matcher.matches() ? hosts(matcher.group(1), ";") : List.of();
    }

    private static List<String> hosts(String text, String separator) {
        return SettingReader.items(String.join(",", Arrays.asList(text.split(separator)))).stream()
                .map(item -> item.replaceFirst(":[0-9]+$", ""))
                .toList();
    }

    private Optional<String> value(String key) {
        return value(key, nameservice.nameNodes().get(0).id());
    }

    private Optional<String> value(String key, String nameNode) {
        String ofNameservice = key + "." + nameservice.id();
        for (String candidate : List.of(ofNameservice + "." + nameNode, ofNameservice, key)) {
            String value = conf.getTrimmed(candidate, "");
            if (!value.isEmpty()) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }
}
