package io.jenkins.plugins.imagefarm;

import hudson.model.ItemGroup;
import hudson.security.AccessControlled;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * The running controller, as far as Image Farm needs it. The only class that calls {@link Jenkins#get()}, so that what
 * depends on a global is seen at a glance.
 */
@Restricted(NoExternalUse.class)
public final class Controller {
    private Controller() {}

    /** What global permissions are checked against. */
    public static AccessControlled accessControl() {
        return Jenkins.get();
    }

    /** Where everything is that is in no folder. */
    public static ItemGroup<?> root() {
        return Jenkins.get();
    }
}
