package io.jenkins.plugins.imagefarm;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Who may call the methods behind a form's fields. Each {@code doCheck…}, {@code doFill…} and {@code doTest…} asks here, or
 * an item's own permissions, before it does anything else; a test sees to that.
 *
 * <p>The item is where the form was opened: null in the global configuration and in the snippet generator outside a job.
 */
@Restricted(NoExternalUse.class)
public final class FormAccess {
    private FormAccess() {}

    /** Who may change Image Farm's global configuration, and have Jenkins connect to an address of their choice. */
    public static void checkAdminister() {
        Controller.accessControl().checkPermission(Jenkins.ADMINISTER);
    }

    /** Whether the user may have a job's values checked. Without it a check says nothing rather than failing the form. */
    public static boolean hasConfigure(@CheckForNull Item item) {
        return item == null
                ? Controller.accessControl().hasPermission(Jenkins.ADMINISTER)
                : item.hasPermission(Item.CONFIGURE);
    }

    /** Whether the user may see which credentials there are; the rule of the credentials plugin's consumer guide. */
    public static boolean hasListCredentials(@CheckForNull Item item) {
        return item == null
                ? Controller.accessControl().hasPermission(Jenkins.ADMINISTER)
                : item.hasPermission(Item.EXTENDED_READ) || item.hasPermission(CredentialsProvider.USE_ITEM);
    }
}
