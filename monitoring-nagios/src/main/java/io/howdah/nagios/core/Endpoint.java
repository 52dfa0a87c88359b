// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one daemon answered. Immutable.
 *
 * @param name host:port, as messages name it
 * @param answers by need
 */
public record Endpoint(String name, Map<Need, Answer> answers) {
    public Endpoint {
        answers = Map.copyOf(answers);
    }

    /**
     * The document of a need.
     *
     * @throws CheckFailure with the failure's own status when the daemon could not be asked
     */
    public Answer.Document require(Need need) throws CheckFailure {
        Answer answer = answers.get(need);
        if (answer instanceof Answer.Document document) {
            return document.of(name);
        }
        if (answer instanceof Answer.Failed failed) {
            throw new CheckFailure(failed.status(), name + ": " + failed.why());
        }
        throw new CheckFailure(Status.UNKNOWN, name + ": " + need + " was not fetched");
    }

    /** The document of a need that only makes a message better. */
    public Optional<Answer.Document> find(Need need) {
        return answers.get(need) instanceof Answer.Document document ? Optional.of(document) : Optional.empty();
    }

    /** This endpoint with further answers. */
    public Endpoint plus(Map<Need, Answer> more) {
        Map<Need, Answer> all = new LinkedHashMap<>(answers);
        all.putAll(more);
        return new Endpoint(name, all);
    }
}
