// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.nagios.core;

/**
 * A document that a check reads from a daemon's web server. Checks name what they need, a source fetches it: so one
 * fetch can feed many checks. Immutable.
 *
 * @param kind how it is fetched
 * @param name the MBean's object name, or the path of a REST resource
 * @param attribute the only attribute wanted, or empty for all
 */
public record Need(Kind kind, String name, String attribute) {
    /** How a document is fetched. */
    public enum Kind {
        /** All attributes of an MBean: {@code /jmx?qry=}. */
        BEAN,
        /** One attribute of an MBean: {@code /jmx?get=}. */
        ATTRIBUTE,
        /** The same, where the attribute's text is itself JSON, as the NameNode's lists of nodes are. */
        JSON_ATTRIBUTE,
        /** A REST resource. */
        REST
    }

    public static Need bean(String objectName) {
        return new Need(Kind.BEAN, objectName, "");
    }

    public static Need attribute(String objectName, String attribute) {
        return new Need(Kind.ATTRIBUTE, objectName, attribute);
    }

    public static Need jsonAttribute(String objectName, String attribute) {
        return new Need(Kind.JSON_ATTRIBUTE, objectName, attribute);
    }

    public static Need rest(String path) {
        return new Need(Kind.REST, path, "");
    }

    /** Path and query to ask the daemon for. */
    public String pathAndQuery() {
        return switch (kind) {
            case BEAN -> "/jmx?qry=" + name;
            case ATTRIBUTE, JSON_ATTRIBUTE -> "/jmx?get=" + name + "::" + attribute;
            case REST -> name;
        };
    }

    /** As a message names it. */
    @Override
    public String toString() {
        return attribute.isEmpty() ? name : name + "::" + attribute;
    }
}
