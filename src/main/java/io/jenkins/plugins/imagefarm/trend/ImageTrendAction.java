package io.jenkins.plugins.imagefarm.trend;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Action;
import hudson.model.Item;
import hudson.model.Job;
import java.util.List;
import org.kohsuke.stapler.StaplerProxy;

/** The page of a job with the trend of its image builds, and a small plot of it on the job's own page. */
public final class ImageTrendAction implements Action, StaplerProxy {
    /** Below the job, as that of one run's images is below the run. */
    static final String URL_NAME = "image-builds";

    /** Each has to be loaded. */
    static final int MOST_RUNS = 100;

    /** No more than Jenkins loads anyway for the history on the job's page. */
    static final int MOST_RECENT = 25;

    private static final Frame WIDE = new Frame(800, 200);
    private static final Frame SMALL = new Frame(400, 160);

    private final Job<?, ?> job;

    ImageTrendAction(Job<?, ?> job) {
        this.job = job;
    }

    /** Whoever may see the job sees this too; {@code null} is no page. */
    @Override
    @CheckForNull
    public Object getTarget() {
        return job.hasPermission(Item.READ) ? this : null;
    }

    public Job<?, ?> getJob() {
        return job;
    }

    public int getMostRuns() {
        return MOST_RUNS;
    }

    /** For the page: it is read anew each time, so ask once. */
    public Trend getTrend() {
        return Trend.of(job, MOST_RUNS);
    }

    /** For the page: one plot of each measure that there are figures of. */
    public List<Plot> plots(Trend trend) {
        return trend.plots(WIDE);
    }

    /** For the job's page; null if there is nothing to show. */
    @CheckForNull
    public Plot getRecentTimes() {
        return Trend.of(job, MOST_RECENT).plot(Measure.TIME, SMALL).orElse(null);
    }

    @Override
    public String getIconFileName() {
        return "symbol-image-layers plugin-image-farm";
    }

    @Override
    public String getDisplayName() {
        return Messages.ImageTrendAction_displayName();
    }

    @Override
    public String getUrlName() {
        return URL_NAME;
    }
}
