package io.jenkins.plugins.imagefarm.view;

import hudson.Util;
import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import java.util.stream.Collectors;

/**
 * Times, sizes and names as one page shows them.
 *
 * @param now when the page is made, in milliseconds since 1970
 */
record Texts(long now) {
    private static final long MS = 1000;
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

    /** A span up to now, in whole seconds. */
    String since(long time) {
        return span(Math.max(1, (now - time) / MS) * MS);
    }

    static String span(long ms) {
        return Util.getTimeSpanString(ms);
    }

    String ago(long time) {
        return Messages.Texts_ago(since(time));
    }

    /** Decimal, as disks and {@code docker system df} are measured. */
    String size(long bytes) {
        double value = Math.max(0, bytes);
        int unit = 0;
        while (value >= 1000 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(unit == 0 || value >= 100 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
    }

    String platforms(Assignment assignment) {
        return assignment.platforms().stream()
                .map(share -> share.emulated()
                        ? Messages.Texts_emulated(share.platform())
                        : share.platform().toString())
                .collect(Collectors.joining(", "));
    }

    /** As these products write themselves. */
    static String type(BuilderType type) {
        return switch (type) {
            case BUILDKIT -> "BuildKit";
            case DOCKER -> "Docker";
            case PODMAN -> "Podman";
            case KUBERNETES -> "Kubernetes";
            case AUTO -> Messages.Texts_unknownType();
        };
    }
}
