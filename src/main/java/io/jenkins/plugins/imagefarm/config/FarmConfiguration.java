package io.jenkins.plugins.imagefarm.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Failure;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.Symbol;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** A named set of registered nodes, which may be for the jobs of some folders only. */
public class FarmConfiguration implements Describable<FarmConfiguration> {
    private final String name;
    private final List<String> nodes;
    private List<String> folders = new ArrayList<>();
    private String description;

    @DataBoundConstructor
    public FarmConfiguration(String name, List<String> nodes) {
        this.name = parseName(name);
        this.nodes = new ArrayList<>(Words.of(nodes));
    }

    @NonNull
    public String getName() {
        return name;
    }

    /** Names of nodes, in the order in which the strategy {@code firstMatch} takes them. */
    @NonNull
    public List<String> getNodes() {
        return List.copyOf(nodes);
    }

    /** Full names of the folders whose jobs may use it; empty for all jobs. */
    @NonNull
    public List<String> getFolders() {
        return List.copyOf(folders);
    }

    @DataBoundSetter
    public void setFolders(@CheckForNull List<String> folders) {
        this.folders = new ArrayList<>(Words.lines(folders).stream()
                .map(folder -> folder.replaceAll("^/+|/+$", ""))
                .filter(folder -> !folder.isEmpty())
                .distinct()
                .toList());
    }

    @CheckForNull
    public String getDescription() {
        return description;
    }

    @DataBoundSetter
    public void setDescription(@CheckForNull String description) {
        this.description = Util.fixEmptyAndTrim(description);
    }

    /** @param job its full name */
    boolean isFor(String job) {
        return folders.isEmpty() || folders.stream().anyMatch(folder -> job.startsWith(folder + "/"));
    }

    private static String parseName(@CheckForNull String text) {
        String name = Util.fixNull(text).strip();
        if (!RegistryConfiguration.isName(name)) {
            throw new Failure(Messages.FarmConfiguration_name());
        }
        return name;
    }

    @Extension
    @Symbol("farm")
    @Restricted(NoExternalUse.class)
    public static class DescriptorImpl extends Descriptor<FarmConfiguration> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.FarmConfiguration_displayName();
        }
    }
}
