// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Small XML documents, without document types or anything from outside. */
final class XmlDocument {
    private static final int MAX_CHARS = 4 << 20;

    private XmlDocument() {}

    /** @throws SourceFailure when it is too large or not well-formed */
    static Element parse(String name, String xml) throws IOException {
        if (xml.length() > MAX_CHARS) {
            throw new SourceFailure(name + ": XML of " + xml.length() + " characters; allowed: up to " + MAX_CHARS);
        }
        try {
            // By name: a platform's classpath may bring another parser, which knows other features.
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Silent()); // the default prints to standard error
            return builder.parse(new InputSource(new StringReader(xml))).getDocumentElement();
        } catch (SAXException | ParserConfigurationException e) {
            throw new SourceFailure(name + ": not valid XML: " + e.getMessage(), e);
        }
    }

    static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    static Optional<Element> child(Element parent, String tag) {
        return children(parent).stream()
                .filter(child -> child.getTagName().equals(tag))
                .findFirst();
    }

    /** {@return the text of that child, or the empty string} */
    static String text(Element parent, String tag) {
        return child(parent, tag)
                .map(element -> element.getTextContent().trim())
                .orElse("");
    }

    private static final class Silent implements ErrorHandler {
        @Override
        public void warning(SAXParseException e) {}

        @Override
        public void error(SAXParseException e) throws SAXException {
            throw e;
        }

        @Override
        public void fatalError(SAXParseException e) throws SAXException {
            throw e;
        }
    }
}
