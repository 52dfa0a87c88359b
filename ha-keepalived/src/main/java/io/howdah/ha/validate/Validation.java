// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.validate;

import io.howdah.ha.HaGroup;
import io.howdah.ha.HaSettings;
import io.howdah.ha.HaTopology;
import io.howdah.ha.HostFiles;
import io.howdah.ha.RenderSettings;
import io.howdah.ha.VrrpPlan;
import io.howdah.ha.agent.AgentSettings;
import io.howdah.ha.core.ClusterFacts;
import io.howdah.ha.core.ClusterRules;
import io.howdah.ha.core.FailoverBudget;
import io.howdah.ha.core.FencingMethod;
import io.howdah.ha.core.Finding;
import io.howdah.ha.core.FollowedAddress;
import io.howdah.ha.core.HostPaths;
import io.howdah.ha.core.InvalidInputException;
import io.howdah.ha.core.NumericAddress;
import io.howdah.ha.core.Service;
import io.howdah.ha.core.Timing;
import io.howdah.ha.core.VrrpInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;

/** Looks at everything the site files say about failover, and goes on after a refusal. One use, one thread. */
public final class Validation {
    /**
     * What came of it.
     *
     * @param agent the agent's settings, when they hold
     * @param budgets one for each fault; none when the nameservice cannot be found
     */
    public record Report(List<Finding> findings, Optional<AgentSettings> agent, List<FailoverBudget> budgets) {
        public Report {
            findings = List.copyOf(findings);
            budgets = List.copyOf(budgets);
        }

        public boolean refused() {
            return findings.stream().anyMatch(finding -> finding.level() == Finding.Level.REFUSED);
        }
    }

    private static final int ADVERTS = 4;

    private final Configuration conf;
    private final VrrpPlan.Resolver resolver;
    private final HostNetwork here;
    private final Set<Finding> findings = new LinkedHashSet<>();

    private Validation(Configuration conf, VrrpPlan.Resolver resolver, HostNetwork here) {
        this.conf = conf;
        this.resolver = resolver;
        this.here = here;
    }

    /**
     * @param node to look at; empty: all of them
     * @param here the host this runs on: what only it can tell is checked when the node is this one
     */
    public static Report of(Configuration conf, Optional<String> node, VrrpPlan.Resolver resolver, HostNetwork here) {
        return new Validation(conf, resolver, here).run(node);
    }

    private Report run(Optional<String> node) {
        Optional<AgentSettings> agent = attempt(() -> AgentSettings.from(conf::getTrimmed));
        agent.ifPresent(this::exposure);
        List<FailoverBudget> budgets = new ArrayList<>();
        attempt(() -> HaSettings.from(conf::getTrimmed)).ifPresent(settings -> {
            Set<Service> services = settings.addresses().keySet();
            if (services.isEmpty()) {
                add(Finding.Level.WARNING, HaSettings.VIP.key(), "is not set: no address follows the active");
            }
            if (services.isEmpty() || services.contains(Service.HDFS)) {
                budgets.addAll(hdfs(settings, agent));
            }
            listening(settings, Service.YARN, "yarn.resourcemanager.bind-host");
            listening(settings, Service.HBASE, "hbase.master.ipc.address");
            if (!services.isEmpty()) {
                nodes(settings, node);
            }
        });
        return new Report(List.copyOf(findings), agent, budgets);
    }

    private void exposure(AgentSettings agent) {
        Timing timing = agent.timing();
        add(
                Finding.Level.OK,
                AgentSettings.EXPOSURE_LIMIT.key(),
                "G = %d ms fresh + %d ms lease + %d ms check = %d ms; limit %d ms"
                        .formatted(
                                timing.fresh().toMillis(),
                                timing.lease().toMillis(),
                                Timing.CHECK.toMillis(),
                                timing.exposure().toMillis(),
                                agent.exposureLimit().toMillis()));
    }

    private List<FailoverBudget> hdfs(HaSettings settings, Optional<AgentSettings> agent) {
        Optional<SiteFacts> site =
                attempt(() -> new SiteFacts(conf, HaTopology.from(conf).highlyAvailable(settings.nameservice())));
        Optional<ClusterFacts> facts = site.flatMap(known -> attempt(() -> known.facts(settings)));
        if (facts.isEmpty()) {
            return List.of();
        }
        findings.addAll(ClusterRules.check(facts.get()));
        List<FencingMethod> methods = facts.get().fencing().orElse(List.of());
        Optional<FailoverBudget.PowerTimes> power = methods.stream()
                .filter(method -> method.kind() == FencingMethod.Kind.POWER)
                .findFirst()
                .flatMap(method -> attempt(() -> FenceFileFacts.read(
                                method.argument().orElse(""), facts.get().nameNodes(), findings::add))
                        .flatMap(times -> times));
        Duration address = facts.get().address().isEmpty()
                ? Duration.ZERO
                : agent.map(AgentSettings::interval)
                        .orElse(Duration.ZERO)
                        .plus(settings.advertInterval().multipliedBy(ADVERTS));
        List<FailoverBudget> budgets = attempt(() -> FailoverBudget.of(site.get()::number, methods, power, address))
                .orElse(List.of());
        budgets.forEach(this::goal);
        return budgets;
    }

    private void goal(FailoverBudget budget) {
        String subject = "failover after " + budget.fault().text();
        if (budget.withinGoal()) {
            add(Finding.Level.OK, subject, "%d ms expected, goal %d ms".formatted(budget.millis(), goalMillis(budget)));
        } else {
            add(
                    Finding.Level.WARNING,
                    subject,
                    budget.never()
                            ? "never: no fencing method can work then"
                            : "%d ms expected, goal %d ms; most of it: %s"
                                    .formatted(
                                            budget.millis(),
                                            goalMillis(budget),
                                            budget.longest()
                                                    .map(part -> part.key() + " (" + part.millis() + " ms)")
                                                    .orElse("")));
        }
    }

    private static long goalMillis(FailoverBudget budget) {
        return budget.fault().goal().toMillis();
    }

    private void listening(HaSettings settings, Service service, String key) {
        FollowedAddress address = settings.addresses().get(service);
        if (address != null) {
            findings.add(ClusterRules.listens(key, conf.getTrimmed(key, ""), "the " + service.daemon(), address.vip()));
        }
    }

    /** Whatever {@code render} would refuse for a node, and what only the node itself can tell. */
    private void nodes(HaSettings settings, Optional<String> node) {
        Optional<RenderSettings> render = attempt(() -> RenderSettings.from(conf::getTrimmed, settings));
        Set<String> nodes = new LinkedHashSet<>();
        node.ifPresentOrElse(
                nodes::add,
                () -> attempt(() -> HaGroup.followed(conf, settings))
                        .ifPresent(groups -> groups.stream()
                                .flatMap(group -> group.members().stream())
                                .forEach(member -> nodes.add(member.id()))));
        for (String each : nodes) {
            attempt(() -> VrrpPlan.of(conf, settings, each, resolver)).ifPresent(plan -> {
                plan.warnings().forEach(warning -> add(Finding.Level.WARNING, "render", warning));
                render.ifPresent(known -> attempt(() -> HostFiles.of(
                        conf,
                        plan,
                        known,
                        each,
                        new HostPaths(known.program(), known.directory(), List.of(), AgentSettings.NFT.defaultValue()),
                        resolver)));
                plan.instances().forEach(this::thisHost);
            });
        }
    }

    private void thisHost(VrrpInstance instance) {
        Optional<String> found = here.interfaceOf(instance.local());
        if (found.isEmpty()) {
            return;
        }
        String key = HaSettings.INTERFACE.key();
        String wanted = instance.networkInterface();
        if (!here.interfaces().containsKey(wanted)) {
            add(
                    Finding.Level.REFUSED,
                    key,
                    "is '" + wanted + "'; allowed: an interface of this host: "
                            + String.join(", ", here.interfaces().keySet()));
        } else if (!found.get().equals(wanted)) {
            add(
                    Finding.Level.WARNING,
                    key,
                    "is " + wanted + ", but " + instance.node() + "'s address " + NumericAddress.text(instance.local())
                            + " is on " + found.get());
        } else {
            add(Finding.Level.OK, key, wanted + " of this host has " + NumericAddress.text(instance.local()));
        }
    }

    /** A refusal becomes a finding. */
    private <T> Optional<T> attempt(Supplier<T> step) {
        try {
            return Optional.of(step.get());
        } catch (InvalidInputException e) {
            String[] words = e.getMessage().split(":? ", 2);
            add(Finding.Level.REFUSED, words[0], words.length > 1 ? words[1] : "");
            return Optional.empty();
        }
    }

    private void add(Finding.Level level, String subject, String text) {
        findings.add(new Finding(level, subject, text));
    }
}
