package io.jenkins.plugins.imagefarm.pipeline;

import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.imagefarm.FormAccess;
import io.jenkins.plugins.imagefarm.config.BuilderAddress;
import io.jenkins.plugins.imagefarm.config.CredentialChoices;
import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import io.jenkins.plugins.imagefarm.config.Timeouts;
import io.jenkins.plugins.imagefarm.engine.api.Annotation;
import io.jenkins.plugins.imagefarm.engine.api.Attestation;
import io.jenkins.plugins.imagefarm.engine.api.BuildCache;
import io.jenkins.plugins.imagefarm.engine.api.Entitlement;
import io.jenkins.plugins.imagefarm.engine.api.ExtraHost;
import io.jenkins.plugins.imagefarm.engine.api.ImageNames;
import io.jenkins.plugins.imagefarm.engine.api.ImageRepository;
import io.jenkins.plugins.imagefarm.engine.api.MemorySize;
import io.jenkins.plugins.imagefarm.engine.api.NetworkMode;
import io.jenkins.plugins.imagefarm.engine.api.Output;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.RunOptions;
import io.jenkins.plugins.imagefarm.engine.api.ScopedCache;
import io.jenkins.plugins.imagefarm.engine.api.SourceDate;
import io.jenkins.plugins.imagefarm.engine.api.Ulimit;
import java.util.List;
import java.util.Set;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** What the steps that make images have in common: where they may be, and the checks of the form. */
public abstract class ImageStepDescriptor extends ArgumentsDescriptor {
    @Override
    public final Set<? extends Class<?>> getRequiredContext() {
        return Set.of(Run.class, FilePath.class, TaskListener.class, EnvVars.class);
    }

    @POST
    public final FormValidation doCheckRepositories(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, () -> lines(value).forEach(ImageRepository::valueOf));
    }

    @POST
    public final FormValidation doCheckTags(
            @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String repositories) {
        return check(item, () -> {
            // A repository that is wrong, or whose name is not known yet, is told beside its own field.
            List<String> some =
                    Util.fixEmptyAndTrim(repositories) == null ? List.of() : List.of("registry.example.com/app");
            ImageNames.of(some, lines(value), false);
        });
    }

    @POST
    public final FormValidation doCheckPlatforms(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, () -> lines(value).forEach(Platform::valueOf));
    }

    @POST
    public final FormValidation doCheckLabels(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, () -> KeyValues.parse("labels", lines(value)));
    }

    @POST
    public final FormValidation doCheckAnnotations(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, () -> Annotation.all(KeyValues.parse("annotations", lines(value))));
    }

    @POST
    public final FormValidation doCheckProvenance(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, () -> lines(value).forEach(text -> Attestation.of(Attestation.Kind.PROVENANCE, text)));
    }

    @POST
    public final FormValidation doCheckSbom(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, () -> lines(value).forEach(text -> Attestation.of(Attestation.Kind.SBOM, text)));
    }

    @POST
    public final FormValidation doCheckAttest(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, () -> Attestation.all(null, null, lines(value)));
    }

    @POST
    public final FormValidation doCheckSourceDateEpoch(
            @AncestorInPath Item item, @QueryParameter String value, @QueryParameter boolean rewriteTimestamp) {
        return check(item, () -> {
            if (!hasVariable(value)) {
                SourceDate.of(value, rewriteTimestamp);
            }
        });
    }

    @POST
    public final FormValidation doCheckOutputs(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, () -> lines(value).forEach(Output::valueOf));
    }

    @POST
    public final ListBoxModel doFillNetworkItems(@AncestorInPath Item item, @QueryParameter String network) {
        if (!FormAccess.hasConfigure(item)) {
            return CredentialChoices.only(network);
        }
        ListBoxModel items = new ListBoxModel();
        items.add(Messages.ImageStep_usualNetwork(), "");
        items.add(Messages.ImageStep_noNetwork(), "none");
        items.add(Messages.ImageStep_hostNetwork(), "host");
        return items;
    }

    @POST
    public final FormValidation doCheckAddHosts(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, () -> lines(value).forEach(ExtraHost::valueOf));
    }

    @POST
    public final FormValidation doCheckShmSize(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, () -> lines(value).forEach(MemorySize::valueOf));
    }

    @POST
    public final FormValidation doCheckUlimits(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, () -> lines(value).forEach(Ulimit::valueOf));
    }

    @POST
    public final FormValidation doCheckAllow(@AncestorInPath Item item, @QueryParameter String value) {
        return check(
                item,
                () -> lines(value).stream()
                        .map(Entitlement::valueOf)
                        .forEach(ImageFarmConfiguration.get()::requirePermitted));
    }

    @POST
    public final FormValidation doCheckNetwork(@AncestorInPath Item item, @QueryParameter String value) {
        return check(
                item,
                () -> lines(value).stream()
                        .map(mode -> new RunOptions(NetworkMode.of(mode), List.of()))
                        .flatMap(run -> run.entitlements().stream())
                        .forEach(ImageFarmConfiguration.get()::requirePermitted));
    }

    @POST
    public final FormValidation doCheckSecrets(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, () -> KeyValues.parse("secrets", lines(value)));
    }

    @POST
    public final FormValidation doCheckTimeout(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, time(value));
    }

    @POST
    public final FormValidation doCheckStartTimeout(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, time(value));
    }

    @POST
    public final FormValidation doCheckNoOutputTimeout(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, time(value));
    }

    @POST
    public final FormValidation doCheckRetryDelay(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, time(value));
    }

    private static Runnable time(String value) {
        return () -> {
            if (!value.isBlank() && !hasVariable(value)) {
                Timeouts.parse(value.strip());
            }
        };
    }

    @POST
    public final FormValidation doCheckRetries(@AncestorInPath Item item, @QueryParameter String value) {
        return FormAccess.hasConfigure(item) ? FormValidation.validateNonNegativeInteger(value) : FormValidation.ok();
    }

    @POST
    public final FormValidation doCheckCredentialsId(@AncestorInPath Item item, @QueryParameter String value) {
        return FormAccess.hasListCredentials(item) ? logins(item).check(value) : FormValidation.ok();
    }

    @POST
    public final ListBoxModel doFillCredentialsIdItems(
            @AncestorInPath Item item, @QueryParameter String credentialsId) {
        return FormAccess.hasListCredentials(item)
                ? logins(item).items(credentialsId)
                : CredentialChoices.only(credentialsId);
    }

    @POST
    public final ListBoxModel doFillPushItems(@AncestorInPath Item item, @QueryParameter String push) {
        if (!FormAccess.hasConfigure(item)) {
            return CredentialChoices.only(push);
        }
        ListBoxModel items = new ListBoxModel();
        items.add(Messages.ImageStep_pushUnasked(), "");
        items.add(Messages.ImageStep_push(), "true");
        items.add(Messages.ImageStep_doNotPush(), "false");
        return items;
    }

    @POST
    public final ListBoxModel doFillFormatItems(@AncestorInPath Item item, @QueryParameter String format) {
        if (!FormAccess.hasConfigure(item)) {
            return CredentialChoices.only(format);
        }
        ListBoxModel items = new ListBoxModel();
        items.add(Messages.ImageStep_usualFormat(), "");
        items.add("OCI", "oci");
        items.add("Docker", "docker");
        return items;
    }

    @POST
    public final ListBoxModel doFillProgressItems(@AncestorInPath Item item, @QueryParameter String progress) {
        if (!FormAccess.hasConfigure(item)) {
            return CredentialChoices.only(progress);
        }
        ListBoxModel items = new ListBoxModel();
        Progress.names().forEach(items::add);
        return items;
    }

    @POST
    public final FormValidation doCheckCache(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, () -> lines(value).forEach(ScopedCache::valueOf));
    }

    @POST
    public final FormValidation doCheckCacheFrom(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, () -> lines(value).forEach(BuildCache::valueOf));
    }

    @POST
    public final FormValidation doCheckCacheTo(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, () -> lines(value).forEach(BuildCache::valueOf));
    }

    @POST
    public final FormValidation doCheckGithubRepo(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, () -> lines(value).forEach(GitParameters::githubUrl));
    }

    @POST
    public final FormValidation doCheckResources(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, () -> KeyValues.parse("resources", lines(value)));
    }

    static FormValidation checkBuilder(Item item, String builder, String farm) {
        if (!FormAccess.hasConfigure(item)) {
            return FormValidation.ok();
        }
        if (Util.fixEmptyAndTrim(builder) != null && Util.fixEmptyAndTrim(farm) != null) {
            return FormValidation.error(Messages.ImageBuildStep_farmAndBuilder());
        }
        return check(item, () -> {
            if (!hasVariable(builder) && !BuilderAddress.isNodeName(builder)) {
                BuilderAddress.parse(builder);
            }
        });
    }

    static CredentialChoices<StandardUsernamePasswordCredentials> logins(Item item) {
        return new CredentialChoices<>(item, StandardUsernamePasswordCredentials.class, List.of());
    }
}
