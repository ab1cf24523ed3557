package io.jenkins.plugins.imagefarm.pipeline;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.TaskListener;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.NodeInfo;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.plan.Load;
import io.jenkins.plugins.imagefarm.nodes.NodeOffline;
import io.jenkins.plugins.imagefarm.queue.Slots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code farmStatus}: how the nodes of a farm are. */
public final class FarmStatusStep extends FarmInquiryStep {
    private static final long serialVersionUID = 1L;

    @DataBoundConstructor
    public FarmStatusStep() {
        // All parameters are optional.
    }

    @Override
    boolean asksForDisk() {
        return true;
    }

    @Override
    Map<String, Object> result(FarmAnswer answer, TaskListener log) {
        Map<String, Object> result = new LinkedHashMap<>();
        Map<String, Load> loads = Slots.get().state().loads();
        for (FarmNode node : answer.nodes()) {
            NodeReport report = answer.report(node);
            Load load = loads.getOrDefault(node.name(), Load.NONE);
            String offline = NodeOffline.get().reason(node.name());
            Map<String, Object> status = status(report);
            status.put("offline", offline);
            status.put("maxBuilds", node.maxBuilds());
            status.put("builds", load.inUse());
            status.put("waiting", load.waiting());
            result.put(node.name(), status);
            log.getLogger()
                    .println(Messages.FarmStatusStep_node(node.name(), words(report), load.inUse(), node.maxBuilds())
                            + (offline == null ? "" : Messages.FarmStatusStep_offline(offline)));
        }
        return result;
    }

    private static Map<String, Object> status(NodeReport report) {
        NodeInfo info = report.info();
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("reachable", report.hasAnswered());
        status.put("problem", report.hasAnswered() ? null : report.problem().toString());
        status.put("tookMs", report.tookMs());
        status.put("type", info == null ? null : info.type().toString());
        status.put("version", info == null ? null : info.version());
        status.put("native", info == null ? new ArrayList<>() : texts(info.nativePlatforms()));
        status.put("emulated", info == null ? new ArrayList<>() : texts(info.emulatedPlatforms()));
        status.put("diskUsed", info == null || info.diskUsed() < 0 ? null : info.diskUsed());
        return status;
    }

    private static String words(NodeReport report) {
        return report.hasAnswered()
                ? report.info().type() + " " + report.info().version() + ", "
                        + String.join(", ", texts(report.info().nativePlatforms()))
                : report.problem().toString();
    }

    private static List<String> texts(List<?> values) {
        return new ArrayList<>(values.stream().map(Object::toString).toList());
    }

    @Extension
    public static final class DescriptorImpl extends InquiryDescriptor {
        @Override
        public String getFunctionName() {
            return "farmStatus";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.FarmStatusStep_displayName();
        }
    }
}
