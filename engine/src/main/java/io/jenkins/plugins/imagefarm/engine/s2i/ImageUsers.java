package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.S2iReason;
import io.jenkins.plugins.imagefarm.engine.archive.Owner;
import io.jenkins.plugins.imagefarm.engine.archive.TarPeek;
import io.jenkins.plugins.imagefarm.engine.container.Container;
import java.util.Optional;
import java.util.Set;

/** The users and groups that a container's image knows. */
record ImageUsers(Container container) {
    private static final Set<String> ROOT = Set.of("", "0", "root", "0:0", "root:root");
    private static final String NUMBER = "\\d{1,10}";

    /**
     * Whom files belong to that are copied for a user.
     *
     * @param user {@code user[:group]}, names or numbers; empty for root. Without a group it is root's, as in a Dockerfile
     */
    Owner owner(String user) {
        if (isRoot(user)) {
            return Owner.ROOT;
        }
        String[] parts = user.split(":", 2);
        return new Owner(
                id("user", "/etc/passwd", parts[0]), parts.length == 1 ? 0 : id("group", "/etc/group", parts[1]));
    }

    static boolean isRoot(String user) {
        return ROOT.contains(user);
    }

    private long id(String what, String file, String name) {
        if (name.matches(NUMBER)) {
            return Long.parseLong(name);
        }
        return find(file, name)
                .orElseThrow(() -> S2iFailure.user(
                        S2iReason.GENERIC_S2I_BUILD_FAILED,
                        "The image has no " + what + " '" + name + "' in " + file,
                        "Use a number."));
    }

    /** Its lines are {@code name:password:id:…}. */
    private Optional<Long> find(String file, String name) {
        return container
                .get(file, TarPeek::text)
                .flatMap(text -> text.lines()
                        .map(line -> line.split(":"))
                        .filter(fields -> fields.length > 2 && fields[0].equals(name) && fields[2].matches(NUMBER))
                        .map(fields -> Long.parseLong(fields[2]))
                        .findFirst());
    }
}
