// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.validate;

import io.howdah.ha.core.ClusterFacts;
import io.howdah.ha.core.FailoverBudget;
import io.howdah.ha.core.FencingMethod;
import io.howdah.ha.core.Finding;
import io.howdah.ha.core.InvalidInputException;
import io.howdah.ha.fence.core.FenceConfig;
import io.howdah.ha.fence.core.FenceFileParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What the fence file tells of times and hosts; its secrets stay where they are. */
final class FenceFileFacts {
    private static final long LARGEST = 256 * 1024;

    private static final Set<PosixFilePermission> ALLOWED =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private FenceFileFacts() {}

    /**
     * @param nameNodes each must be in the file
     * @param findings takes what is wrong
     * @return nothing when it cannot be read by this user
     * @throws InvalidInputException when it is wrong
     */
    static Optional<FailoverBudget.PowerTimes> read(
            String argument, List<ClusterFacts.NameNode> nameNodes, Consumer<Finding> findings) {
        Path file = Path.of(argument.trim());
        FenceConfig config;
        try {
            if (!Files.isReadable(file) || Files.size(file) > LARGEST) {
                throw new IOException("not readable, or too large");
            }
            if (!ALLOWED.containsAll(Files.getPosixFilePermissions(file))) {
                throw new InvalidInputException(file + ": may be read by others; allowed: chmod 600 " + file);
            }
            config = FenceFileParser.parse(file.toString(), Files.readAllLines(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            findings.accept(new Finding(
                    Finding.Level.WARNING,
                    FencingMethod.KEY,
                    file + " cannot be read by " + System.getProperty("user.name")
                            + ": its hosts are not checked and its times are not counted"));
            return Optional.empty();
        }
        for (ClusterFacts.NameNode nn : nameNodes) {
            if (config.host(nn.host()).isEmpty()) {
                findings.accept(new Finding(
                        Finding.Level.REFUSED,
                        FencingMethod.KEY,
                        file + " has no [host " + nn.host() + "]; allowed: one for each NameNode, or " + nn.id()
                                + " cannot be fenced"));
            }
        }
        return Optional.of(
                new FailoverBudget.PowerTimes(config.interval().multipliedBy(config.reads()), config.deadline()));
    }
}
