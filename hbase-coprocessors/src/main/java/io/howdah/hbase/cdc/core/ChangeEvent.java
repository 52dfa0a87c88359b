// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc.core;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One cell of one write, as HBase wrote it into its log. The arrays are not copied: do not change them.
 *
 * @param id see {@link #idOf}; the same however often the change is sent
 * @param namespace of the table
 * @param table its name without the namespace
 * @param incarnation grows when a table is dropped and created again, or truncated; 0 if not known
 * @param region encoded name
 * @param sequence of the write in its region; a region's daughters go on above it
 * @param row key
 * @param family name
 * @param qualifier empty for a delete of a family
 * @param timestamp of the cell: milliseconds, unless the writer gave something else
 * @param kind put, or which delete
 * @param value empty for a delete
 * @param writtenAt when the region server wrote it, milliseconds since 1970
 * @param expiresAt when HBase hides it because of a time to live, milliseconds since 1970; 0 for never
 */
public record ChangeEvent(
        String id,
        String namespace,
        String table,
        long incarnation,
        String region,
        long sequence,
        byte[] row,
        String family,
        byte[] qualifier,
        long timestamp,
        CellKind kind,
        byte[] value,
        long writtenAt,
        long expiresAt) {

    /** What it is: the same for every copy of the same change, and different for any two changes of one table's life. */
    public static ChangeEvent of(
            String namespace,
            String table,
            long incarnation,
            String region,
            long sequence,
            byte[] row,
            String family,
            byte[] qualifier,
            long timestamp,
            CellKind kind,
            byte[] value,
            long writtenAt,
            long expiresAt) {
        return new ChangeEvent(
                idOf(namespace, table, incarnation, region, sequence, row, family, qualifier, timestamp, kind),
                namespace,
                table,
                incarnation,
                region,
                sequence,
                row,
                family,
                qualifier,
                timestamp,
                kind,
                value,
                writtenAt,
                expiresAt);
    }

    /**
     * SHA-256, in hexadecimal, of table and incarnation, region, sequence, row, family, qualifier, timestamp and type, each
     * with its length. No ordinal is in it: a peer's filters change ordinals. Cells of one write that agree in all of it
     * are one change to HBase too: the last one wins.
     */
    public static String idOf(
            String namespace,
            String table,
            long incarnation,
            String region,
            long sequence,
            byte[] row,
            String family,
            byte[] qualifier,
            long timestamp,
            CellKind kind) {
        MessageDigest digest = sha256();
        add(digest, bytes(namespace));
        add(digest, bytes(table));
        add(digest, bytes(region));
        add(digest, row);
        add(digest, bytes(family));
        add(digest, qualifier);
        digest.update(ByteBuffer.allocate(28)
                .putLong(incarnation)
                .putLong(sequence)
                .putLong(timestamp)
                .putInt(kind.code())
                .flip());
        return HexFormat.of().formatHex(digest.digest());
    }

    /** {@code namespace:table}. */
    public String qualifiedTable() {
        return namespace + ":" + table;
    }

    /** The key of the column: SHA-256 of table, row, family and qualifier. */
    public byte[] columnKey() {
        MessageDigest digest = sha256();
        add(digest, bytes(qualifiedTable()));
        add(digest, row);
        add(digest, bytes(family));
        add(digest, qualifier);
        return digest.digest();
    }

    /** The key of the family in its row: SHA-256 of table, row and family. */
    public byte[] familyKey() {
        MessageDigest digest = sha256();
        add(digest, bytes(qualifiedTable()));
        add(digest, row);
        add(digest, bytes(family));
        return digest.digest();
    }

    /** What it holds in memory, in bytes, estimated. */
    public long size() {
        return 400L + row.length + qualifier.length + value.length;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void add(MessageDigest digest, byte[] field) {
        digest.update(ByteBuffer.allocate(4).putInt(field.length).flip());
        digest.update(field);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
