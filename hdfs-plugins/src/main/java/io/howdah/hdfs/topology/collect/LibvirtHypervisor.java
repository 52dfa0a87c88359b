// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hdfs.topology.collect;

import io.howdah.hdfs.topology.collect.core.Liveness;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.DomainInfo;
import org.libvirt.Error;
import org.libvirt.LibvirtException;
import org.libvirt.StoragePool;

/**
 * libvirt through its Java binding, read-only. The only class that knows libvirt's types: the binding is on the tool's
 * classpath, never on a daemon's. A call into the native library cannot be interrupted; the caller keeps the deadline and
 * leaves the thread behind.
 */
final class LibvirtHypervisor implements Hypervisor {
    private static final int MAX_DOMAINS = 20_000;

    private final String uri;
    private final Connect connection;

    private LibvirtHypervisor(String uri, Connect connection) {
        this.uri = uri;
        this.connection = connection;
    }

    /**
     * Opens a connection.
     *
     * @throws SourceFailure when there is none
     * @throws LinkageError when the Java binding is not on the classpath, or libvirt not on the machine
     */
    static Hypervisor open(String uri) throws IOException {
        try {
            Connect.setErrorCallback(Quiet.INSTANCE);
            return new LibvirtHypervisor(uri, new Connect(uri, true));
        } catch (LibvirtException e) {
            throw failure(uri, e);
        }
    }

    /** Every error is an exception already; libvirt's own handler would print it a second time. */
    private static final class Quiet implements org.libvirt.jna.Libvirt.VirErrorCallback {
        static final Quiet INSTANCE = new Quiet(); // libvirt holds no reference the collector of garbage sees

        @Override
        public void errorCallback(com.sun.jna.Pointer userData, org.libvirt.jna.virError error) {
            // nothing
        }
    }

    @Override
    public String hostName() throws IOException {
        try {
            return connection.getHostName();
        } catch (LibvirtException e) {
            throw failure(uri, e);
        }
    }

    @Override
    public List<Domain> domains() throws IOException {
        List<Domain> domains = new ArrayList<>();
        try {
            org.libvirt.Domain[] all = connection.listAllDomains(0);
            if (all.length > MAX_DOMAINS) {
                throw new SourceFailure(uri + ": " + all.length + " domains; allowed: up to " + MAX_DOMAINS);
            }
            for (org.libvirt.Domain domain : all) {
                try {
                    domains.add(new Domain(domain.getXMLDesc(0), liveness(domain)));
                } catch (LibvirtException e) {
                    // Migrated away or undefined since it was listed.
                    if (!isGone(e, Error.ErrorNumber.VIR_ERR_NO_DOMAIN)) {
                        throw e;
                    }
                } finally {
                    domain.free();
                }
            }
        } catch (LibvirtException e) {
            throw failure(uri, e);
        }
        return domains;
    }

    private static Liveness liveness(org.libvirt.Domain domain) throws LibvirtException {
        DomainInfo.DomainState state = domain.getInfo().state;
        return switch (state) {
            case VIR_DOMAIN_PAUSED, VIR_DOMAIN_PMSUSPENDED -> Liveness.PAUSED;
            case VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_CRASHED -> Liveness.DEFINED;
            default -> Liveness.RUNNING;
        };
    }

    @Override
    public Optional<String> xml(String pool) throws IOException {
        try {
            StoragePool found = connection.storagePoolLookupByName(pool);
            try {
                return Optional.of(found.getXMLDesc(0));
            } finally {
                found.free();
            }
        } catch (LibvirtException e) {
            if (isGone(e, Error.ErrorNumber.VIR_ERR_NO_STORAGE_POOL)) {
                return Optional.empty();
            }
            throw failure(uri, e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (LibvirtException e) {
            // What was read is complete; the process ends soon.
            return;
        }
    }

    private static boolean isGone(LibvirtException e, Error.ErrorNumber number) {
        return e.getError() != null && e.getError().getCode() == number;
    }

    private static SourceFailure failure(String uri, LibvirtException e) {
        return new SourceFailure(uri + ": " + e.getMessage(), e);
    }
}
