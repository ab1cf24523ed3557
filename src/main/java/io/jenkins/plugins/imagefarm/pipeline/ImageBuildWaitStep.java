package io.jenkins.plugins.imagefarm.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Run;
import io.jenkins.plugins.imagefarm.launch.BuildThreads;
import java.util.concurrent.ScheduledFuture;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code imageBuildWait}: waits for a build, and ends as the build's own step would have if it had waited. */
public final class ImageBuildWaitStep extends DetachedBuildStep {
    private static final long serialVersionUID = 1L;

    @DataBoundConstructor
    public ImageBuildWaitStep(@CheckForNull String id) {
        super(id);
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Waiting(context, getId());
    }

    /** Looks now and then, also after a restart; when it is stopped, the build goes on. */
    private static final class Waiting extends StepExecution {
        private static final long serialVersionUID = 1L;
        private static final long LOOK_MS = 100;

        private final String id;

        private transient volatile ScheduledFuture<?> looking;

        Waiting(StepContext context, String id) {
            super(context);
            this.id = id;
        }

        @Override
        public boolean start() throws Exception {
            follow(DetachedBuilds.get().find(getContext().get(Run.class), id));
            return false;
        }

        @Override
        public void onResume() {
            try {
                start();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                getContext().onFailure(e);
            }
        }

        private void follow(DetachedBuild build) {
            looking = BuildThreads.get().repeat(() -> look(build), LOOK_MS);
        }

        private void look(DetachedBuild build) {
            StepEnd end = build.end();
            ScheduledFuture<?> mine = looking;
            if (end != null
                    && mine != null
                    && mine.cancel(false)
                    && !BuildThreads.get().isEnding()) {
                end.complete(getContext());
            }
        }

        @Override
        public void stop(Throwable cause) {
            looking.cancel(false);
            getContext().onFailure(cause);
        }
    }

    @Extension
    public static final class DescriptorImpl extends DetachedDescriptor {
        @Override
        public String getFunctionName() {
            return "imageBuildWait";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.ImageBuildWaitStep_displayName();
        }
    }
}
