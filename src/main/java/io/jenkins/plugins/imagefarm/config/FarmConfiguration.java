package io.jenkins.plugins.imagefarm.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Failure;
import hudson.util.FormValidation;
import io.jenkins.plugins.imagefarm.Controller;
import io.jenkins.plugins.imagefarm.FormAccess;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.Symbol;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

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
        /** For the checks of a single field: any name that is valid. */
        private static final String SOME = "farm";

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.FarmConfiguration_displayName();
        }

        /** As a text area shows a list: one entry a line. */
        public String lines(@CheckForNull List<String> entries) {
            return Words.text(entries, "\n");
        }

        @POST
        public FormValidation doCheckName(@QueryParameter String value) {
            FormAccess.checkAdminister();
            return FormCheck.of(() -> parseName(value));
        }

        /** Warns only: what is missing may have been added in the same form, which is judged when it is saved. */
        @POST
        public FormValidation doCheckNodes(@QueryParameter String value) {
            FormAccess.checkAdminister();
            List<String> nodes = Words.of(List.of(value));
            if (nodes.isEmpty()) {
                return FormValidation.warning(Messages.FarmConfiguration_empty());
            }
            return nodes.stream()
                    .filter(node -> ImageFarmConfiguration.get().findNode(node).isEmpty())
                    .findFirst()
                    .map(node -> FormValidation.warning(Messages.FarmConfiguration_notSaved(node)))
                    .orElse(FormValidation.ok());
        }

        @POST
        public FormValidation doCheckFolders(@QueryParameter String value) {
            FormAccess.checkAdminister();
            FarmConfiguration farm = new FarmConfiguration(SOME, List.of());
            farm.setFolders(List.of(value));
            return farm.getFolders().stream()
                    .filter(folder -> !Controller.hasFolder(folder))
                    .findFirst()
                    .map(folder -> FormValidation.warning(Messages.FarmConfiguration_noFolder(folder)))
                    .orElse(FormValidation.ok());
        }
    }
}
