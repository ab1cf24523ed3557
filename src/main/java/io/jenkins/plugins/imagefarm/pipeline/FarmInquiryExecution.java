package io.jenkins.plugins.imagefarm.pipeline;

import hudson.AbortException;
import hudson.model.Node;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.imagefarm.config.FarmChoice;
import io.jenkins.plugins.imagefarm.config.NodeAccess;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.Inquiry;
import io.jenkins.plugins.imagefarm.engine.api.InquiryAnswer;
import io.jenkins.plugins.imagefarm.engine.api.InquiryAnswer.Pruned;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.launch.EngineCall;
import io.jenkins.plugins.imagefarm.nodes.NodeReports;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.SynchronousNonBlockingStepExecution;

/** Asks the nodes, on a thread that may wait. A restart ends it, and {@code retry} may ask again. */
final class FarmInquiryExecution extends SynchronousNonBlockingStepExecution<Map<String, Object>> {
    private static final long serialVersionUID = 1L;

    private final FarmInquiryStep step;

    FarmInquiryExecution(StepContext context, FarmInquiryStep step) {
        super(context);
        this.step = step;
    }

    @Override
    protected Map<String, Object> run() throws Exception {
        Run<?, ?> run = getContext().get(Run.class);
        TaskListener listener = getContext().get(TaskListener.class);
        try {
            Inquiry.Prune prune = step.prune();
            FarmChoice choice = FarmChoice.of(run.getParent(), step.getFarm(), step.getNodes());
            listener.getLogger().println(choice.reason());
            return step.result(ask(NodeAccess.of(run, choice.nodes()), prune), listener);
        } catch (ProblemException e) {
            throw new AbortException(e.problem().toString());
        }
    }

    private FarmAnswer ask(NodeAccess access, Inquiry.Prune prune) throws Exception {
        Map<String, NodeReport> known = byName(access.known().stream(), NodeReport::node);
        List<FarmNode> asked = access.nodes().stream()
                .filter(node -> !known.containsKey(node.name()))
                .toList();
        InquiryAnswer answer = new InquiryAnswer(List.of(), List.of());
        if (!asked.isEmpty()) {
            Inquiry inquiry = new Inquiry(
                    asked,
                    new Secrets(Map.of(), Map.of(), access.keys()),
                    step.timeout().toMillis(),
                    step.asksForDisk(),
                    prune);
            answer = NodeReports.get().ask(EngineCall.ofStep(getContext().get(Node.class)), inquiry);
        }
        return new FarmAnswer(
                access.nodes(),
                byName(Stream.concat(answer.reports().stream(), known.values().stream()), NodeReport::node),
                byName(answer.pruned().stream(), Pruned::node));
    }

    private static <T> Map<String, T> byName(Stream<T> values, Function<T, String> name) {
        return values.collect(Collectors.toMap(name, Function.identity(), (first, second) -> first));
    }
}
