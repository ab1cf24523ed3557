package io.jenkins.plugins.imagefarm.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import io.jenkins.plugins.imagefarm.FormAccess;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import java.util.List;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** What the forms of nodes of both kinds have in common. */
@Restricted(NoExternalUse.class)
public abstract class RegisteredNodeDescriptor<T extends Describable<T>> extends Descriptor<T> {
    /** For the checks of a single field: any name that is valid. */
    static final String SOME = "node";

    /** As a field of one line shows a list. */
    public String words(@CheckForNull List<String> entries) {
        return Words.text(entries, " ");
    }

    @POST
    public FormValidation doCheckMaxBuilds(@QueryParameter String value) {
        FormAccess.checkAdminister();
        return FormValidation.validatePositiveInteger(value);
    }

    @POST
    public FormValidation doCheckPriority(@QueryParameter String value) {
        FormAccess.checkAdminister();
        return FormValidation.validateIntegerInRange(value, 0, FarmNode.LARGEST);
    }

    @POST
    public FormValidation doCheckWeight(@QueryParameter String value) {
        FormAccess.checkAdminister();
        return FormValidation.validateIntegerInRange(value, 0, FarmNode.LARGEST);
    }
}
