package io.jenkins.plugins.imagefarm.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.imagefarm.FormAccess;
import io.jenkins.plugins.imagefarm.config.CredentialChoices;
import io.jenkins.plugins.imagefarm.config.InjectedFile;
import io.jenkins.plugins.imagefarm.engine.api.AllowedUids;
import io.jenkins.plugins.imagefarm.engine.api.Call;
import io.jenkins.plugins.imagefarm.engine.api.FarmRules;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.RuntimeArtifact;
import io.jenkins.plugins.imagefarm.engine.api.S2iBuild;
import io.jenkins.plugins.imagefarm.engine.api.S2iContainer;
import io.jenkins.plugins.imagefarm.engine.api.S2iIncremental;
import io.jenkins.plugins.imagefarm.engine.api.S2iMethod;
import io.jenkins.plugins.imagefarm.engine.api.S2iProtocol;
import io.jenkins.plugins.imagefarm.engine.api.S2iPullPolicy;
import io.jenkins.plugins.imagefarm.engine.api.S2iPulls;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code s2iBuild}: makes an application image of source and a builder image, as source-to-image does. */
public final class S2iBuildStep extends ImageStep {
    private static final long serialVersionUID = 1L;

    private static final String DEFAULT_SOURCE = ".";
    private static final String AUTO = "auto";
    private static final String BUILD = "build";
    private static final String IF_NOT_PRESENT = "if-not-present";

    private final String builderImage;
    private String source = DEFAULT_SOURCE;
    private String protocol = AUTO;
    private String contextDir;
    private List<String> env = new ArrayList<>();
    private String environmentFile;
    private String scriptsUrl;
    private String incremental = AUTO;
    private boolean clean;
    private String previousImage;
    private String runtimeImage;
    private List<String> runtimeArtifacts = new ArrayList<>();
    private String allowedUids;
    private String assembleUser;
    private boolean blockOnBuild;
    private String exclude;
    private List<InjectedFile> inject = new ArrayList<>();
    private String displayName;
    private String description;
    private String asDockerfile;
    private String callbackUrl;
    private String method = BUILD;
    private String pullPolicy = IF_NOT_PRESENT;
    private String incrementalPullPolicy = IF_NOT_PRESENT;
    private String runtimePullPolicy = IF_NOT_PRESENT;
    private List<String> capDrop = new ArrayList<>();
    private List<String> volumes = new ArrayList<>();
    private String builder;

    @DataBoundConstructor
    public S2iBuildStep(String builderImage) {
        this.builderImage = Util.fixEmptyAndTrim(builderImage);
    }

    /** The image with the scripts that assemble and run the application; null if nobody said. */
    @CheckForNull
    public String getBuilderImage() {
        return builderImage;
    }

    /** A folder of the workspace, or the URL of a Git repository. */
    @NonNull
    public String getSource() {
        return source;
    }

    @DataBoundSetter
    public void setSource(@CheckForNull String source) {
        this.source = Util.fixNull(Util.fixEmptyAndTrim(source), DEFAULT_SOURCE);
    }

    /** How builder image and build work together: {@code auto}, {@code s2i} or {@code sti}. */
    @NonNull
    public String getProtocol() {
        return protocol;
    }

    @DataBoundSetter
    public void setProtocol(@CheckForNull String protocol) {
        this.protocol = Util.fixNull(Util.fixEmptyAndTrim(protocol), AUTO);
    }

    /** The folder of the source that holds the application; null for all of it. */
    @CheckForNull
    public String getContextDir() {
        return contextDir;
    }

    @DataBoundSetter
    public void setContextDir(@CheckForNull String contextDir) {
        this.contextDir = Util.fixEmptyAndTrim(contextDir);
    }

    /** Variables of the application and of what assembles it. */
    @NonNull
    public List<String> getEnv() {
        return env;
    }

    @DataBoundSetter
    public void setEnv(@CheckForNull List<String> env) {
        this.env = copy(env);
    }

    /** A file of the workspace with more variables; null for none. */
    @CheckForNull
    public String getEnvironmentFile() {
        return environmentFile;
    }

    @DataBoundSetter
    public void setEnvironmentFile(@CheckForNull String environmentFile) {
        this.environmentFile = Util.fixEmptyAndTrim(environmentFile);
    }

    /** Where scripts are looked for first; null for nowhere. */
    @CheckForNull
    public String getScriptsUrl() {
        return scriptsUrl;
    }

    @DataBoundSetter
    public void setScriptsUrl(@CheckForNull String scriptsUrl) {
        this.scriptsUrl = Util.fixEmptyAndTrim(scriptsUrl);
    }

    /** Whether it begins with what the image before it has saved: {@code auto}, {@code true} or {@code false}. */
    @NonNull
    public String getIncremental() {
        return incremental;
    }

    @DataBoundSetter
    public void setIncremental(@CheckForNull String incremental) {
        this.incremental = Util.fixNull(Util.fixEmptyAndTrim(incremental), AUTO);
    }

    /** The same as {@code incremental: false}. */
    public boolean isClean() {
        return clean;
    }

    @DataBoundSetter
    public void setClean(boolean clean) {
        this.clean = clean;
    }

    /** The image before it; null for the one that the engine expects. */
    @CheckForNull
    public String getPreviousImage() {
        return previousImage;
    }

    @DataBoundSetter
    public void setPreviousImage(@CheckForNull String previousImage) {
        this.previousImage = Util.fixEmptyAndTrim(previousImage);
    }

    /** What the application runs in, if that is not the builder image; else null. */
    @CheckForNull
    public String getRuntimeImage() {
        return runtimeImage;
    }

    @DataBoundSetter
    public void setRuntimeImage(@CheckForNull String runtimeImage) {
        this.runtimeImage = Util.fixEmptyAndTrim(runtimeImage);
    }

    /** What the runtime image gets, {@code path[:folder]}. */
    @NonNull
    public List<String> getRuntimeArtifacts() {
        return runtimeArtifacts;
    }

    @DataBoundSetter
    public void setRuntimeArtifacts(@CheckForNull List<String> runtimeArtifacts) {
        this.runtimeArtifacts = copy(runtimeArtifacts);
    }

    /** Numbers of users that may assemble, such as {@code 1-}; null for all. */
    @CheckForNull
    public String getAllowedUids() {
        return allowedUids;
    }

    @DataBoundSetter
    public void setAllowedUids(@CheckForNull String allowedUids) {
        this.allowedUids = Util.fixEmptyAndTrim(allowedUids);
    }

    /** The user that assembles; null for the builder image's. */
    @CheckForNull
    public String getAssembleUser() {
        return assembleUser;
    }

    @DataBoundSetter
    public void setAssembleUser(@CheckForNull String assembleUser) {
        this.assembleUser = Util.fixEmptyAndTrim(assembleUser);
    }

    /** Whether builder images that have ONBUILD instructions are refused. */
    public boolean isBlockOnBuild() {
        return blockOnBuild;
    }

    @DataBoundSetter
    public void setBlockOnBuild(boolean blockOnBuild) {
        this.blockOnBuild = blockOnBuild;
    }

    /** A regular expression for paths of the source that are left out; null for those of Git. */
    @CheckForNull
    public String getExclude() {
        return exclude;
    }

    @DataBoundSetter
    public void setExclude(@CheckForNull String exclude) {
        this.exclude = Util.fixEmptyAndTrim(exclude);
    }

    /** Files that are there only while the application is assembled. */
    @NonNull
    public List<InjectedFile> getInject() {
        return inject;
    }

    @DataBoundSetter
    public void setInject(@CheckForNull List<InjectedFile> inject) {
        this.inject = copy(inject);
    }

    /** The application's name for people; null for its first tag. */
    @CheckForNull
    public String getDisplayName() {
        return displayName;
    }

    @DataBoundSetter
    public void setDisplayName(@CheckForNull String displayName) {
        this.displayName = Util.fixEmptyAndTrim(displayName);
    }

    /** What the application is; null to say nothing. */
    @CheckForNull
    public String getDescription() {
        return description;
    }

    @DataBoundSetter
    public void setDescription(@CheckForNull String description) {
        this.description = Util.fixEmptyAndTrim(description);
    }

    /** Build nothing: a folder of the workspace for a Dockerfile and what it needs; null to build. */
    @CheckForNull
    public String getAsDockerfile() {
        return asDockerfile;
    }

    @DataBoundSetter
    public void setAsDockerfile(@CheckForNull String asDockerfile) {
        this.asDockerfile = Util.fixEmptyAndTrim(asDockerfile);
    }

    /** An address that is told how the build ended; null for none. */
    @CheckForNull
    public String getCallbackUrl() {
        return callbackUrl;
    }

    @DataBoundSetter
    public void setCallbackUrl(@CheckForNull String callbackUrl) {
        this.callbackUrl = Util.fixEmptyAndTrim(callbackUrl);
    }

    /** How it is carried out: {@code build}, or {@code run} in containers of a Docker or Podman. */
    @NonNull
    public String getMethod() {
        return method;
    }

    @DataBoundSetter
    public void setMethod(@CheckForNull String method) {
        this.method = Util.fixNull(Util.fixEmptyAndTrim(method), BUILD);
    }

    /** Whether the builder image is pulled: {@code always}, {@code never} or {@code if-not-present}. */
    @NonNull
    public String getPullPolicy() {
        return pullPolicy;
    }

    @DataBoundSetter
    public void setPullPolicy(@CheckForNull String pullPolicy) {
        this.pullPolicy = Util.fixNull(Util.fixEmptyAndTrim(pullPolicy), IF_NOT_PRESENT);
    }

    /** Whether the image before is pulled: {@code always}, {@code never} or {@code if-not-present}. */
    @NonNull
    public String getIncrementalPullPolicy() {
        return incrementalPullPolicy;
    }

    @DataBoundSetter
    public void setIncrementalPullPolicy(@CheckForNull String incrementalPullPolicy) {
        this.incrementalPullPolicy = Util.fixNull(Util.fixEmptyAndTrim(incrementalPullPolicy), IF_NOT_PRESENT);
    }

    /** Whether the runtime image is pulled: {@code always}, {@code never} or {@code if-not-present}. */
    @NonNull
    public String getRuntimePullPolicy() {
        return runtimePullPolicy;
    }

    @DataBoundSetter
    public void setRuntimePullPolicy(@CheckForNull String runtimePullPolicy) {
        this.runtimePullPolicy = Util.fixNull(Util.fixEmptyAndTrim(runtimePullPolicy), IF_NOT_PRESENT);
    }

    /** Capabilities that the container does not have which assembles, with the method run. */
    @NonNull
    public List<String> getCapDrop() {
        return capDrop;
    }

    @DataBoundSetter
    public void setCapDrop(@CheckForNull List<String> capDrop) {
        this.capDrop = copy(capDrop);
    }

    /** Volumes that it has, {@code name:path}, with the method run. */
    @NonNull
    public List<String> getVolumes() {
        return volumes;
    }

    @DataBoundSetter
    public void setVolumes(@CheckForNull List<String> volumes) {
        this.volumes = copy(volumes);
    }

    /** The one builder: its address, or the name of a node; null for the configured one. */
    @CheckForNull
    public String getBuilder() {
        return builder;
    }

    @DataBoundSetter
    public void setBuilder(@CheckForNull String builder) {
        this.builder = Util.fixEmptyAndTrim(builder);
    }

    @Override
    NamedFolder folder() {
        return new NamedFolder("source", source);
    }

    @Override
    Material material(StepFiles files, StepValues values) {
        return new Material(
                new Source(files.folder(), null, null, files.git()),
                build(values),
                Call.BUILD,
                null,
                Map.of(),
                List.of());
    }

    private S2iBuild build(StepValues values) {
        ImageReference image = values.image(builderImage);
        if (image == null) {
            throw new ProblemException(Problem.user(Messages.S2iBuildStep_noBuilderImage(), ""));
        }
        String uids = values.word(allowedUids);
        return new S2iBuild(
                image,
                S2iProtocol.of(Util.fixNull(values.word(protocol), AUTO)),
                values.word(contextDir),
                KeyValues.parse("env", values.texts(env)),
                values.path("environmentFile", environmentFile),
                values.word(scriptsUrl),
                incremental(values),
                values.image(previousImage),
                values.image(runtimeImage),
                values.words(runtimeArtifacts).stream()
                        .map(RuntimeArtifact::valueOf)
                        .toList(),
                uids == null ? AllowedUids.all() : AllowedUids.valueOf(uids),
                values.word(assembleUser),
                blockOnBuild,
                values.word(exclude),
                injectedFiles(values).injections(),
                values.word(displayName),
                values.word(description),
                values.path("asDockerfile", asDockerfile),
                values.word(callbackUrl),
                S2iMethod.of(Util.fixNull(values.word(method), BUILD)),
                pulls(values),
                new S2iContainer(
                        values.words(capDrop),
                        values.words(volumes).stream()
                                .map(S2iContainer.Volume::valueOf)
                                .toList()));
    }

    private S2iPulls pulls(StepValues values) {
        return new S2iPulls(
                policy(S2iPulls.BUILDER, values.word(pullPolicy)),
                policy(S2iPulls.PREVIOUS, values.word(incrementalPullPolicy)),
                policy(S2iPulls.RUNTIME, values.word(runtimePullPolicy)));
    }

    private static S2iPullPolicy policy(String parameter, String text) {
        return S2iPullPolicy.of(parameter, Util.fixNull(text, IF_NOT_PRESENT));
    }

    private S2iIncremental incremental(StepValues values) {
        S2iIncremental given = S2iIncremental.of(Util.fixNull(values.word(incremental), AUTO));
        if (clean && given == S2iIncremental.TRUE) {
            throw new ProblemException(Problem.user(Messages.S2iBuildStep_cleanAndIncremental(), ""));
        }
        return clean ? S2iIncremental.FALSE : given;
    }

    @Override
    InjectedFiles injectedFiles(StepValues values) {
        return new InjectedFiles(inject, values);
    }

    @Override
    String builderNamed() {
        return builder;
    }

    @Override
    public boolean needsSecrets() {
        return super.needsSecrets() || !inject.isEmpty();
    }

    /** Several platforms are built apart, each where that is best. */
    @Override
    FarmRules farmRules(StepValues values) {
        FarmRules one = super.farmRules(values);
        return values.words(getPlatforms()).size() > 1 ? one.onSeveralNodes() : one;
    }

    @Extension
    public static final class DescriptorImpl extends ImageStepDescriptor {
        @Override
        public String getFunctionName() {
            return "s2iBuild";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.S2iBuildStep_displayName();
        }

        @POST
        public FormValidation doCheckBuilderImage(@AncestorInPath Item item, @QueryParameter String value) {
            if (FormAccess.hasConfigure(item) && Util.fixEmptyAndTrim(value) == null) {
                return FormValidation.error(Messages.S2iBuildStep_noBuilderImage());
            }
            return check(item, () -> lines(value).forEach(ImageReference::valueOf));
        }

        @POST
        public FormValidation doCheckEnv(@AncestorInPath Item item, @QueryParameter String value) {
            return check(item, () -> KeyValues.parse("env", lines(value)).forEach(S2iBuild::checkVariable));
        }

        @POST
        public FormValidation doCheckPreviousImage(@AncestorInPath Item item, @QueryParameter String value) {
            return check(item, () -> lines(value).forEach(ImageReference::valueOf));
        }

        @POST
        public FormValidation doCheckRuntimeImage(@AncestorInPath Item item, @QueryParameter String value) {
            return check(item, () -> lines(value).forEach(ImageReference::valueOf));
        }

        @POST
        public FormValidation doCheckRuntimeArtifacts(@AncestorInPath Item item, @QueryParameter String value) {
            return check(item, () -> lines(value).forEach(RuntimeArtifact::valueOf));
        }

        @POST
        public FormValidation doCheckAllowedUids(@AncestorInPath Item item, @QueryParameter String value) {
            return check(item, () -> lines(value).forEach(AllowedUids::valueOf));
        }

        @POST
        public FormValidation doCheckAssembleUser(@AncestorInPath Item item, @QueryParameter String value) {
            return check(item, () -> lines(value).forEach(user -> S2iBuild.checkUser("The assemble user", user)));
        }

        @POST
        public FormValidation doCheckExclude(@AncestorInPath Item item, @QueryParameter String value) {
            return check(item, () -> S2iBuild.checkPattern(value));
        }

        @POST
        public FormValidation doCheckBuilder(
                @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String farm) {
            return checkBuilder(item, value, farm);
        }

        @POST
        public FormValidation doCheckCallbackUrl(@AncestorInPath Item item, @QueryParameter String value) {
            return check(item, () -> lines(value).forEach(S2iBuild::checkCallback));
        }

        @POST
        public FormValidation doCheckCapDrop(@AncestorInPath Item item, @QueryParameter String value) {
            return check(item, () -> new S2iContainer(lines(value), null));
        }

        @POST
        public FormValidation doCheckVolumes(@AncestorInPath Item item, @QueryParameter String value) {
            return check(item, () -> lines(value).forEach(S2iContainer.Volume::valueOf));
        }

        @POST
        public ListBoxModel doFillMethodItems(@AncestorInPath Item item, @QueryParameter String method) {
            return choices(item, method, S2iMethod.values());
        }

        @POST
        public ListBoxModel doFillPullPolicyItems(@AncestorInPath Item item, @QueryParameter String pullPolicy) {
            return choices(item, pullPolicy, S2iPullPolicy.values());
        }

        @POST
        public ListBoxModel doFillIncrementalPullPolicyItems(
                @AncestorInPath Item item, @QueryParameter String incrementalPullPolicy) {
            return choices(item, incrementalPullPolicy, S2iPullPolicy.values());
        }

        @POST
        public ListBoxModel doFillRuntimePullPolicyItems(
                @AncestorInPath Item item, @QueryParameter String runtimePullPolicy) {
            return choices(item, runtimePullPolicy, S2iPullPolicy.values());
        }

        @POST
        public ListBoxModel doFillProtocolItems(@AncestorInPath Item item, @QueryParameter String protocol) {
            return choices(item, protocol, S2iProtocol.values());
        }

        @POST
        public ListBoxModel doFillIncrementalItems(@AncestorInPath Item item, @QueryParameter String incremental) {
            return choices(item, incremental, S2iIncremental.values());
        }

        /** @param given what a user sees who may not change it */
        private static ListBoxModel choices(Item item, String given, Enum<?>... values) {
            if (!FormAccess.hasConfigure(item)) {
                return CredentialChoices.only(given);
            }
            ListBoxModel items = new ListBoxModel();
            for (Enum<?> value : values) {
                items.add(value.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            }
            return items;
        }
    }
}
