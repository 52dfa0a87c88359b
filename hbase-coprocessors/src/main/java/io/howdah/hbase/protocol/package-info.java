// Licensed under the Apache License, Version 2.0: see LICENSE.
/**
 * The one place that knows protobuf: an envelope of bytes through a coprocessor service. HBase 2.6 wants protobuf 2.5
 * classes, HBase 3 relocated ones; the rest of the module does not notice.
 */
package io.howdah.hbase.protocol;
