// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.minicluster;

import com.google.inject.servlet.GuiceFilter;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.Map;
import javax.servlet.Filter;
import javax.servlet.FilterChain;
import javax.servlet.FilterConfig;
import javax.servlet.ServletException;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.http.FilterContainer;
import org.apache.hadoop.http.FilterInitializer;

/**
 * Gives each YARN web server of a JVM its own pages.
 *
 * <p>YARN's web servers find their pages through a static field of Guice's filter, which the web server started last has
 * set: in one JVM all of them would look for the JobHistory server's pages, and answer 404 to the ResourceManager's (on Hadoop
 * 3.4 to its REST calls too). This filter keeps what the field holds when its own server starts.
 */
public final class OwnPagesFilter implements Filter {
    private GuiceFilter own;

    /** Called by the web server. */
    public OwnPagesFilter() {}

    @Override
    public void init(FilterConfig config) throws ServletException {
        try {
            Field current = GuiceFilter.class.getDeclaredField("pipeline");
            current.setAccessible(true);
            Constructor<GuiceFilter> constructor = GuiceFilter.class.getDeclaredConstructor(current.getType());
            constructor.setAccessible(true);
            own = constructor.newInstance(current.get(null));
        } catch (ReflectiveOperationException e) {
            throw new ServletException("YARN: this Guice's filter has no pipeline", e);
        }
        own.init(config);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        own.doFilter(request, response, chain);
    }

    @Override
    public void destroy() {
        // Guice's own filter, next in the chain, destroys the pipeline.
    }

    /** Puts the filter into a web server; created by Hadoop. */
    public static final class Initializer extends FilterInitializer {
        /** Called by the web server. */
        public Initializer() {}

        @Override
        public void initFilter(FilterContainer container, Configuration conf) {
            container.addGlobalFilter("howdah-own-pages", OwnPagesFilter.class.getName(), Map.of());
        }
    }
}
