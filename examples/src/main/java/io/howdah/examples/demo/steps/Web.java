// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.examples.demo.steps;

import io.howdah.minicluster.NameNodeHandle;
import java.net.URI;

/** Web addresses as host:port and as URL. */
final class Web {

    private Web() {}

    static String of(NameNodeHandle nameNode) {
        return nameNode.httpAddress().getHostString() + ":"
                + nameNode.httpAddress().getPort();
    }

    static URI url(String authority) {
        return URI.create("http://" + authority);
    }
}
