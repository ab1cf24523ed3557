package io.jenkins.plugins.imagefarm.engine.registry;

import java.util.ArrayList;
import java.util.List;

/** The faults a {@link FakeRegistry} still has to make. */
public final class FakeFaults {
    private static final class Planned {
        private int left;
        private final String method;
        private final String path;
        private final FakeFault fault;

        private Planned(int times, String method, String path, FakeFault fault) {
            this.left = times;
            this.method = method;
            this.path = path;
            this.fault = fault;
        }
    }

    private final List<Planned> planned = new ArrayList<>();

    /**
     * The next so many matching requests meet the fault.
     *
     * @param method a regular expression
     * @param path a regular expression for the whole path, without the query
     */
    public synchronized void next(int times, String method, String path, FakeFault fault) {
        planned.add(new Planned(times, method, path, fault));
    }

    public synchronized void always(String method, String path, FakeFault fault) {
        next(Integer.MAX_VALUE, method, path, fault);
    }

    public synchronized void clear() {
        release();
        planned.clear();
    }

    synchronized FakeFault take(String method, String path) {
        for (Planned plan : planned) {
            if (plan.left > 0 && method.matches(plan.method) && path.matches(plan.path)) {
                plan.left--;
                return plan.fault;
            }
        }
        return null;
    }

    synchronized void release() {
        planned.forEach(plan -> plan.fault.release());
    }
}
