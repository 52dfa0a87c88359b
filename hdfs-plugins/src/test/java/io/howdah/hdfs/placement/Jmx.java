// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.placement;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads our bean as a monitoring system does: from the NameNode's web server. In a NameNode's own JVM the service is
 * NameNode; in a mini cluster it is whichever daemon was started last.
 */
final class Jmx {
    private Jmx() {}

    static Map<String, Long> read(InetSocketAddress http) throws IOException {
        URI uri = URI.create("http://" + http.getHostString() + ":" + http.getPort()
                + "/jmx?qry=Hadoop:service=*,name=HowdahPlacement");
        Map<String, Long> values = new HashMap<>();
        try (JsonParser json = new JsonFactory().createParser(uri.toURL().openStream())) {
            String field = null;
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    field = json.currentName();
                } else if (token == JsonToken.VALUE_NUMBER_INT) {
                    values.put(field, json.getLongValue());
                }
            }
        }
        return values;
    }
}
