// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.core;

/**
 * An address that follows the active of a service.
 *
 * @param vrid VRRP's virtual router id, 1 to 255
 */
public record FollowedAddress(VirtualAddress vip, int vrid) {}
