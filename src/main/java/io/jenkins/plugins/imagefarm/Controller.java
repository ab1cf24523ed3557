package io.jenkins.plugins.imagefarm;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Node;
import hudson.security.AccessControlled;
import hudson.slaves.Cloud;
import java.io.File;
import java.util.List;
import jenkins.model.Jenkins;
import jenkins.model.JenkinsLocationConfiguration;
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

    /** A file of that name beside the configuration of Jenkins. */
    public static File file(String name) {
        return new File(Jenkins.get().getRootDir(), name);
    }

    /** By which classes of all plugins are found. */
    public static ClassLoader classLoader() {
        return Jenkins.get().getPluginManager().uberClassLoader;
    }

    /** The item of that full name, or null if there is none that the current user may see. */
    @CheckForNull
    public static Item item(String fullName) {
        return Jenkins.get().getItemByFullName(fullName);
    }

    /** Where everything is that is in no folder. */
    public static ItemGroup<?> root() {
        return Jenkins.get();
    }

    /** Whether there is a folder of that full name which the user may see. */
    public static boolean hasFolder(String fullName) {
        return Jenkins.get().getItemByFullName(fullName) instanceof ItemGroup;
    }

    /** The clouds of that kind. */
    public static <T extends Cloud> List<T> clouds(Class<T> kind) {
        return Jenkins.get().clouds.getAll(kind);
    }

    /** Tells this controller apart from all others; nothing that anybody could not know. */
    public static String instanceId() {
        return Jenkins.get().getLegacyInstanceId();
    }

    /** This Jenkins' own URL, which ends with a slash; empty if nobody has told it. */
    public static String url() {
        return Util.fixNull(JenkinsLocationConfiguration.get().getUrl());
    }

    /**
     * The agent of that name, or null if there is none.
     *
     * @param name empty for the built-in node
     */
    @CheckForNull
    public static Node node(String name) {
        return name.isEmpty() ? Jenkins.get() : Jenkins.get().getNode(name);
    }
}
