// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.plan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.howdah.hdfs.inventory.AtomicFile;
import io.howdah.hdfs.inventory.core.FailureDomain;
import io.howdah.hdfs.plan.core.CopysetGroup;
import io.howdah.hdfs.plan.core.CopysetPlan;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The plan as a JSON file: a header, the names of the nodes, and each copyset as a line of indices into them (about 20
 * bytes a set).
 */
public final class PlanFile {
    private PlanFile() {}

    /**
     * Reads a plan.
     *
     * @param maxBytes largest size accepted
     * @throws PlanException when the file is missing, too large or not a plan this build can use
     */
    public static CopysetPlan read(Path file, long maxBytes) throws PlanException {
        try {
            long size = Files.size(file);
            if (size > maxBytes) {
                throw new PlanException(file, 0, size + " bytes", "up to " + maxBytes + " bytes");
            }
        } catch (IOException e) {
            throw new PlanException(
                    file, 0, "cannot be read (" + e.getClass().getSimpleName() + ")", "a readable plan");
        }
        try (PlanParser parser = new PlanParser(file)) {
            return parser.plan();
        } catch (IOException e) {
            throw new PlanException(file, 0, "cannot be read: " + e.getMessage(), "a readable plan");
        }
    }

    /**
     * Writes a plan: to a temporary name in the same directory, then renamed.
     *
     * @throws IOException when it cannot be written; an existing file is then untouched
     */
    public static void write(CopysetPlan plan, Path file) throws IOException {
        AtomicFile.write(file, writer -> write(plan, writer));
    }

    private static void write(CopysetPlan plan, Writer writer) throws IOException {
        JsonGenerator json = new JsonFactory().createGenerator(writer);
        json.writeStartObject();
        json.writeNumberField("schemaVersion", CopysetPlan.SCHEMA_VERSION);
        json.writeNumberField("generation", plan.generation());
        json.writeStringField("inventorySha256", plan.inventorySha256());
        json.writeArrayFieldStart("hardDomains");
        for (FailureDomain domain : plan.hardDomains()) {
            json.writeString(domain.id());
        }
        json.writeEndArray();
        json.writeNumberField("minRacks", plan.minRacks());
        json.writeArrayFieldStart("nodes");
        for (String node : plan.nodes()) {
            json.writeRaw('\n');
            json.writeString(node);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("groups");
        for (CopysetGroup group : plan.groups()) {
            write(group, json);
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeRaw('\n');
        json.flush();
    }

    private static void write(CopysetGroup group, JsonGenerator json) throws IOException {
        json.writeRaw('\n');
        json.writeStartObject();
        json.writeNumberField("size", group.size());
        json.writeBooleanField("erasureCoded", group.erasureCoded());
        json.writeNumberField("maxPerDomain", group.maxPerDomain());
        json.writeStringField("storageType", group.storageType());
        json.writeNumberField("scatterWidth", group.scatterWidth());
        json.writeArrayFieldStart("sets");
        int[] set = new int[group.size()];
        for (int s = 0; s < group.setCount(); s++) {
            for (int i = 0; i < set.length; i++) {
                set[i] = group.member(s, i);
            }
            json.writeRaw('\n');
            json.writeArray(set, 0, set.length);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
