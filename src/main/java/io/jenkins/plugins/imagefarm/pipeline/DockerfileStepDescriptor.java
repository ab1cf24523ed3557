package io.jenkins.plugins.imagefarm.pipeline;

import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.imagefarm.FormAccess;
import io.jenkins.plugins.imagefarm.config.CredentialChoices;
import io.jenkins.plugins.imagefarm.engine.api.NamedContext;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.RunOptions;
import java.util.function.UnaryOperator;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The checks of the form that all {@link DockerfileStep}s have. */
public abstract class DockerfileStepDescriptor extends ImageStepDescriptor {
    @POST
    public final FormValidation doCheckDockerfileText(
            @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String dockerfile) {
        if (!FormAccess.hasConfigure(item)) {
            return FormValidation.ok();
        }
        return Util.fixEmptyAndTrim(value) == null || Util.fixEmptyAndTrim(dockerfile) == null
                ? FormValidation.ok()
                : FormValidation.error(Messages.ImageBuildStep_twoDockerfiles());
    }

    @POST
    public final ListBoxModel doFillCallItems(@AncestorInPath Item item, @QueryParameter String call) {
        if (!FormAccess.hasConfigure(item)) {
            return CredentialChoices.only(call);
        }
        ListBoxModel items = new ListBoxModel();
        items.add(Messages.DockerfileStep_build(), "");
        items.add(Messages.DockerfileStep_check(), "check");
        items.add(Messages.DockerfileStep_outline(), "outline");
        items.add(Messages.DockerfileStep_targets(), "targets");
        return items;
    }

    @POST
    public final FormValidation doCheckContexts(@AncestorInPath Item item, @QueryParameter String value) {
        return check(
                item,
                () -> NamedContexts.parse(lines(value), UnaryOperator.identity())
                        .keySet()
                        .forEach(NamedContext::name));
    }

    @POST
    public final FormValidation doCheckBuildArgs(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, () -> KeyValues.parse("buildArgs", lines(value)));
    }

    @POST
    public final FormValidation doCheckSsh(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, () -> KeyValues.parse("ssh", lines(value)).keySet().forEach(RunOptions::requireSshId));
    }

    @POST
    public final FormValidation doCheckNoCacheFilter(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, () -> lines(value).forEach(Recipe::requireStage));
    }
}
