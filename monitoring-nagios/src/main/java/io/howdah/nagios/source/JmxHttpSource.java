// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.source;

import io.howdah.nagios.core.Answer;
import io.howdah.nagios.core.Need;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * MBeans through the {@code /jmx} servlet that every Hadoop and HBase daemon has, by {@code ?qry=} or {@code ?get=}: the
 * whole of {@code /jmx} is megabytes on a NameNode. Thread-safe.
 */
public final class JmxHttpSource implements Source {
    private final HttpJson http;

    /** @param maxBytes size limit of one answer */
    public JmxHttpSource(long maxBytes) {
        this.http = new HttpJson(maxBytes);
    }

    @Override
    public Answer fetch(URI daemon, Need need, Fetch fetch) {
        Answer answer = http.get(daemon, need, fetch);
        return answer instanceof Answer.Document document ? bean(need, document) : answer;
    }

    @SuppressWarnings("unchecked") // Json makes maps with String keys only
    private static Answer bean(Need need, Answer.Document document) {
        if (!(document.fields().get("beans") instanceof List<?> beans)) {
            return Answer.unusable(need + ": the answer has no list of beans");
        }
        // The servlet lists no bean, and no error, when there is none of this name.
        if (beans.isEmpty() || !(beans.get(0) instanceof Map<?, ?> fields)) {
            return Answer.unusable("there is no bean " + need.name());
        }
        if (need.kind() == Need.Kind.JSON_ATTRIBUTE) {
            if (!(fields.get(need.attribute()) instanceof String text)) {
                return Answer.unusable(need + " is missing");
            }
            try {
                return new Answer.Document(need, Json.readObject(text));
            } catch (IOException e) {
                return Answer.unusable(need + " is no JSON object");
            }
        }
        return new Answer.Document(need, (Map<String, Object>) fields);
    }
}
