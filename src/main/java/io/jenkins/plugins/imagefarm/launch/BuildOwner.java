package io.jenkins.plugins.imagefarm.launch;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.FilePath;
import hudson.model.TaskListener;
import java.io.IOException;

/** What a running engine needs of the step that it runs for. */
public interface BuildOwner {
    /** The step's console. */
    @NonNull
    TaskListener listener() throws IOException, InterruptedException;

    /** What to build, and the secrets for it. Asked for once when the engine is started; may take its time. */
    @NonNull
    Assignment assignment() throws IOException, InterruptedException;

    /**
     * How many bytes of the engine's console are in the step's log already, if this session did not put them there. May take its
     * time.
     *
     * @param control the control directory
     */
    long consoleOffset(@NonNull FilePath control) throws IOException, InterruptedException;

    /** Where the build asks for nodes, if it is for a farm. */
    @NonNull
    FarmDesk desk();

    /** Where the build's events are kept. */
    @NonNull
    EventKeeper events() throws IOException, InterruptedException;

    /** Keeps the changed state of the {@link EngineRun}. */
    void save();

    /** The build is over. Called once; may take its time. */
    void ended(@NonNull Ending ending);
}
