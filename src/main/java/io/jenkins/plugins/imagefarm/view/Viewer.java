package io.jenkins.plugins.imagefarm.view;

import hudson.model.Item;
import hudson.model.Job;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.imagefarm.Controller;
import io.jenkins.plugins.imagefarm.config.FarmConfiguration;
import jenkins.model.Jenkins;
import org.springframework.security.core.Authentication;

/**
 * Who looks at farms, and what of them is theirs to see.
 *
 * <ul>
 *   <li>Whoever may see Jenkins sees what is also said of agents on Jenkins' own page of nodes: names, whether they are there,
 *       what they can build, how busy they are. But a farm that is for folders only, and its nodes, only who may see one of
 *       these folders.
 *   <li>Of a build that uses a node, its name and link only who may see its job; for others it is just a build.
 *   <li>Addresses, versions, errors, disk and who took a node offline, which help an attacker more than a user, only who may read
 *       Jenkins' configuration ({@code Overall/SystemRead} or {@code Overall/Manage}).
 *   <li>Whoever has {@code Overall/Manage} may ask nodes, take them offline, and prune them.
 * </ul>
 */
final class Viewer {
    private final Authentication user = Jenkins.getAuthentication2();
    private final boolean details = Controller.accessControl().hasAnyPermission(Jenkins.SYSTEM_READ, Jenkins.MANAGE);
    private final boolean manages = Controller.accessControl().hasPermission(Jenkins.MANAGE);

    boolean seesDetails() {
        return details;
    }

    boolean manages() {
        return manages;
    }

    boolean sees(FarmConfiguration farm) {
        return details
                || farm.getFolders().isEmpty()
                || farm.getFolders().stream().anyMatch(this::mayRead);
    }

    boolean mayRead(String fullName) {
        Item item = item(fullName);
        return item != null && item.hasPermission2(user, Item.READ);
    }

    /** @param id {@link hudson.model.Run#getExternalizableId()} */
    BuildLink link(String id) {
        int end = id.lastIndexOf('#');
        Item item = end < 0 ? null : item(id.substring(0, end));
        return item instanceof Job<?, ?> job && job.hasPermission2(user, Item.READ)
                ? BuildLink.to(job, id.substring(end + 1))
                : BuildLink.hidden();
    }

    /** Looked up as Jenkins, since a user who may only discover an item would be asked to log in. */
    private static Item item(String fullName) {
        try (ACLContext system = ACL.as2(ACL.SYSTEM2)) {
            return Controller.item(fullName);
        }
    }
}
