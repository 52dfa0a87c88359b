// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.ha.fence;

import io.howdah.ha.fence.core.DomainState;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.DomainInfo;
import org.libvirt.Error;
import org.libvirt.LibvirtException;

/**
 * libvirt through its Java binding: KVM and Xen alike. The only class that knows libvirt's types; a new connection for every
 * question, so that a look does not share the fate of the command before it. A call into the native library cannot be
 * interrupted: the caller keeps the deadline.
 */
final class LibvirtHypervisors implements Hypervisors {
    /** Every error is an exception already; libvirt's own handler would print it on stderr, too. */
    private static final class Quiet implements org.libvirt.jna.Libvirt.VirErrorCallback {
        static final Quiet INSTANCE = new Quiet(); // libvirt holds no reference the collector of garbage sees

        @Override
        public void errorCallback(com.sun.jna.Pointer userData, org.libvirt.jna.virError error) {
            // nothing
        }
    }

    /** What is done with a domain that was found. */
    private interface Action {
        void on(Domain domain, DomainState state) throws LibvirtException;
    }

    /**
     * @throws LinkageError when the binding is not on the class path, or libvirt not on the machine
     */
    LibvirtHypervisors() {
        try {
            Connect.setErrorCallback(Quiet.INSTANCE);
        } catch (LibvirtException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    @Override
    public DomainState state(String uri, UUID domain) throws HypervisorException {
        return with(uri, true, domain, (found, state) -> {});
    }

    @Override
    public DomainState destroy(String uri, UUID domain, BooleanSupplier wanted) throws HypervisorException {
        return with(uri, false, domain, (found, state) -> {
            if (state == DomainState.NOT_SHUTOFF && wanted.getAsBoolean()) {
                found.destroy();
            }
        });
    }

    private static DomainState with(String uri, boolean readOnly, UUID uuid, Action action) throws HypervisorException {
        try {
            Connect connection = new Connect(uri, readOnly);
            try {
                Domain domain = find(connection, uuid);
                if (domain == null) {
                    return DomainState.ABSENT;
                }
                try {
                    boolean off = domain.getInfo().state == DomainInfo.DomainState.VIR_DOMAIN_SHUTOFF;
                    DomainState state = off ? DomainState.SHUTOFF : DomainState.NOT_SHUTOFF;
                    action.on(domain, state);
                    return state;
                } finally {
                    domain.free();
                }
            } finally {
                connection.close();
            }
        } catch (LibvirtException e) {
            throw new HypervisorException(
                    uri + ": " + String.valueOf(e.getMessage()).replaceAll("\\s+", " "), e);
        }
    }

    private static Domain find(Connect connection, UUID uuid) throws LibvirtException {
        try {
            return connection.domainLookupByUUIDString(uuid.toString());
        } catch (LibvirtException e) {
            if (e.getError() != null && e.getError().getCode() == Error.ErrorNumber.VIR_ERR_NO_DOMAIN) {
                return null;
            }
            throw e;
        }
    }
}
