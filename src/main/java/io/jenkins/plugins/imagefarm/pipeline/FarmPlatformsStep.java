package io.jenkins.plugins.imagefarm.pipeline;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.TaskListener;
import io.jenkins.plugins.imagefarm.engine.api.NodeInfo;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.nodes.NodeOffline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code farmPlatforms}: what the nodes of a farm can build that answer and are not offline. */
public final class FarmPlatformsStep extends FarmInquiryStep {
    private static final long serialVersionUID = 1L;

    @DataBoundConstructor
    public FarmPlatformsStep() {
        // All parameters are optional.
    }

    @Override
    Map<String, Object> result(FarmAnswer answer, TaskListener log) {
        Set<String> own = new TreeSet<>();
        Set<String> emulated = new TreeSet<>();
        answer.nodes().stream()
                .filter(node -> NodeOffline.get().reason(node.name()) == null)
                .forEach(node -> {
                    NodeReport report = answer.report(node);
                    if (report.hasAnswered()) {
                        NodeInfo info = report.info();
                        add(own, info.nativePlatforms(), node.platforms());
                        add(emulated, info.emulatedPlatforms(), node.platforms());
                    } else {
                        log.getLogger().println(node.name() + ": " + report.problem());
                    }
                });
        emulated.removeAll(own);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("native", new ArrayList<>(own));
        result.put("emulated", new ArrayList<>(emulated));
        return result;
    }

    /** @param only what the node is used for; empty for all */
    private static void add(Set<String> platforms, Collection<Platform> more, List<Platform> only) {
        more.stream()
                .filter(platform -> only.isEmpty() || only.contains(platform))
                .map(Platform::toString)
                .forEach(platforms::add);
    }

    @Extension
    public static final class DescriptorImpl extends InquiryDescriptor {
        @Override
        public String getFunctionName() {
            return "farmPlatforms";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.FarmPlatformsStep_displayName();
        }
    }
}
