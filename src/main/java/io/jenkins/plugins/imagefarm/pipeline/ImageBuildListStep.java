package io.jenkins.plugins.imagefarm.pipeline;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Run;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jenkinsci.plugins.workflow.steps.SynchronousStepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code imageBuildList}: how all builds of the run are that their steps did not wait for. */
public final class ImageBuildListStep extends Step implements Serializable {
    private static final long serialVersionUID = 1L;

    @DataBoundConstructor
    public ImageBuildListStep() {
        // It has no parameters.
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(context);
    }

    private static final class Execution extends SynchronousStepExecution<List<Map<String, Object>>> {
        private static final long serialVersionUID = 1L;

        Execution(StepContext context) {
            super(context);
        }

        @Override
        protected List<Map<String, Object>> run() throws Exception {
            List<Map<String, Object>> statuses = new ArrayList<>();
            DetachedBuilds.get().list(getContext().get(Run.class)).forEach(build -> statuses.add(build.status()));
            return statuses;
        }
    }

    @Extension
    public static final class DescriptorImpl extends DetachedBuildStep.DetachedDescriptor {
        @Override
        public String getFunctionName() {
            return "imageBuildList";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.ImageBuildListStep_displayName();
        }
    }
}
