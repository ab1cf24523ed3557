package io.jenkins.plugins.imagefarm.pipeline;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.model.Descriptor;
import hudson.model.Failure;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.imagefarm.FormAccess;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.util.List;
import java.util.Map;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.structs.describable.CustomDescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.kohsuke.stapler.StaplerRequest2;

/** What all steps have in common: the ways in which a Pipeline and a form may write their parameters, and how a form checks them. */
public abstract class ArgumentsDescriptor extends StepDescriptor implements CustomDescribableModel {
    /**
     * Overridden although a {@link CustomDescribableModel} is the newer way, because only from here an error can reach the
     * console as one line: that of an {@link AbortException}.
     */
    @Override
    @SuppressWarnings("deprecation")
    public final Step newInstance(Map<String, Object> arguments) throws Exception {
        try {
            return DescribableModel.of(clazz).instantiate(arguments, null);
        } catch (IllegalArgumentException e) {
            throw e.getCause() == null ? new AbortException(e.getMessage()) : e;
        }
    }

    @NonNull
    @Override
    public final Map<String, Object> customInstantiate(@NonNull Map<String, Object> arguments) {
        return arguments().normalize(arguments);
    }

    @NonNull
    @Override
    public final UninstantiatedDescribable customUninstantiate(@NonNull UninstantiatedDescribable step) {
        return step.withArguments(arguments().denormalize(step.getArguments()));
    }

    @Override
    public final Step newInstance(StaplerRequest2 request, @NonNull JSONObject form) throws Descriptor.FormException {
        return super.newInstance(request, arguments().ofForm(form));
    }

    private StepArguments arguments() {
        return new StepArguments(getFunctionName(), DescribableModel.of(clazz));
    }

    /** As a text area shows a list: one entry a line. */
    public final String text(List<String> entries) {
        return entries == null ? "" : String.join("\n", entries);
    }

    /** @param parser throws if the value is not valid */
    static FormValidation check(Item item, Runnable parser) {
        if (!FormAccess.hasConfigure(item)) {
            return FormValidation.ok();
        }
        try {
            parser.run();
            return FormValidation.ok();
        } catch (ProblemException e) {
            return FormValidation.error(e.problem().toString());
        } catch (Failure e) {
            return FormValidation.error(e.getMessage());
        }
    }

    /** The entries that can be judged: those without variables, whose values only a build knows. */
    static List<String> lines(String text) {
        return StepArguments.lines(text).stream()
                .filter(line -> !hasVariable(line))
                .toList();
    }

    static boolean hasVariable(String text) {
        return text.contains("$");
    }
}
