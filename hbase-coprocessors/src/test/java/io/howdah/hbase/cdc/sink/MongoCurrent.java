// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.sink;

import com.mongodb.client.MongoClient;
import io.howdah.hbase.cdc.MongoStandIn;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.BsonArray;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;

/** What a reader of MongoDB sees, by the pipeline that the documentation gives for it. */
public final class MongoCurrent {
    private MongoCurrent() {}

    /** {@code namespace:table/row/family/qualifier} to value. */
    public static Map<String, String> read(MongoStandIn server) throws IOException {
        List<Bson> pipeline = new ArrayList<>();
        try (InputStream in = MongoSink.class.getResourceAsStream("mongodb-current.json")) {
            for (BsonValue stage : BsonArray.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8))) {
                pipeline.add(stage.asDocument());
            }
        }
        Map<String, String> values = new TreeMap<>();
        try (MongoClient client = server.connect()) {
            for (Document column : MongoStandIn.database(client)
                    .getCollection("howdah_cdc_column")
                    .aggregate(pipeline)) {
                values.put(
                        column.getString("table_name") + "/" + text(column, "row_key") + "/"
                                + column.getString("family") + "/" + text(column, "qualifier"),
                        text(column, "value"));
            }
        }
        return values;
    }

    private static String text(Document column, String name) {
        return new String(column.get(name, Binary.class).getData(), StandardCharsets.UTF_8);
    }
}
