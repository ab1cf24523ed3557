package io.jenkins.plugins.imagefarm.pipeline;

import hudson.AbortException;
import hudson.model.Node;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.imagefarm.config.RegistryLogins;
import io.jenkins.plugins.imagefarm.engine.api.AllowedUids;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.S2iQuestion;
import io.jenkins.plugins.imagefarm.engine.api.S2iVerdict;
import io.jenkins.plugins.imagefarm.launch.EngineCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.SynchronousNonBlockingStepExecution;

/** Has an image judged, on a thread that may wait. A restart ends it, and {@code retry} may ask again. */
final class S2iValidateExecution extends SynchronousNonBlockingStepExecution<Map<String, Object>> {
    private static final long serialVersionUID = 1L;

    private final S2iValidateStep step;

    S2iValidateExecution(StepContext context, S2iValidateStep step) {
        super(context);
        this.step = step;
    }

    @Override
    protected Map<String, Object> run() throws Exception {
        try {
            S2iVerdict verdict = EngineCall.ofStep(getContext().get(Node.class)).ask(question());
            TaskListener listener = getContext().get(TaskListener.class);
            verdict.messages().forEach(listener.getLogger()::println);
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("success", verdict.success());
            result.put("messages", new ArrayList<>(verdict.messages()));
            return result;
        } catch (ProblemException e) {
            throw new AbortException(e.problem().toString());
        }
    }

    private S2iQuestion question() throws Exception {
        ImageReference image = image(step.getImage());
        if (image == null) {
            throw new AbortException(Messages.S2iValidateStep_noImage());
        }
        ImageReference runtime = image(step.getRuntimeImage());
        List<String> hosts = Stream.of(image, runtime)
                .filter(Objects::nonNull)
                .map(ImageReference::registry)
                .distinct()
                .toList();
        Run<?, ?> run = getContext().get(Run.class);
        String uids = step.getAllowedUids();
        return new S2iQuestion(
                image,
                step.isIncremental(),
                runtime,
                uids == null ? AllowedUids.all() : AllowedUids.valueOf(uids),
                RegistryLogins.resolve(run, step.getCredentialsId(), hosts, List.of(), step.getRegistries()),
                RegistryLogins.registries());
    }

    private static ImageReference image(String name) {
        return name == null ? null : ImageReference.valueOf(name);
    }
}
