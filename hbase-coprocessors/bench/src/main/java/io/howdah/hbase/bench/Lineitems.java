// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.bench;

import io.trino.tpch.LineItem;
import io.trino.tpch.LineItemGenerator;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.Locale;

/**
 * The table lineitem, TPC-H-derived: the columns that query 1 reads, money in whole cents. The two products that query 1
 * sums are stored as columns by every peer: ours sums columns, not expressions.
 *
 * @param name of the table
 * @param scale 1 is 6,000,000 rows
 */
public record Lineitems(String name, double scale) implements Iterable<Lineitems.Item> {
    /** Query 1 takes what was shipped until this day: 90 days before the first of December 1998. */
    public static final long SHIPPED_UNTIL = LocalDate.of(1998, 9, 2).toEpochDay();

    private static final long ORDERS_AT_SCALE_1 = 6_000_000; // Order keys have gaps: four times the 1,500,000 orders.

    /**
     * One row.
     *
     * @param price in cents
     * @param discount in percent
     * @param discounted price x (100 - discount): hundredths of a cent
     * @param charge price x (100 - discount) x (100 + tax): ten-thousandths of a cent
     * @param shipDate in days since 1970-01-01
     */
    public record Item(
            String key,
            String flag,
            String status,
            long quantity,
            long price,
            long discount,
            long discounted,
            long charge,
            long shipDate) {}

    private static String key(long order, int line) {
        return String.format(Locale.ROOT, "%010d-%d", order, line);
    }

    /** {@return the first key of a region, 0 to {@link NumberedTable#REGIONS} - 1} */
    public String firstKeyOf(int region) {
        return key((long) (ORDERS_AT_SCALE_1 * scale * region / NumberedTable.REGIONS), 0);
    }

    @Override
    public Iterator<Item> iterator() {
        Iterator<LineItem> items = new LineItemGenerator(scale, 1, 1).iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return items.hasNext();
            }

            @Override
            public Item next() {
                LineItem item = items.next();
                long price = item.getExtendedPriceInCents();
                long discounted = price * (100 - item.getDiscountPercent());
                return new Item(
                        key(item.getOrderKey(), item.getLineNumber()),
                        item.getReturnFlag(),
                        item.getStatus(),
                        item.getQuantity(),
                        price,
                        item.getDiscountPercent(),
                        discounted,
                        discounted * (100 + item.getTaxPercent()),
                        item.getShipDate());
            }
        };
    }
}
