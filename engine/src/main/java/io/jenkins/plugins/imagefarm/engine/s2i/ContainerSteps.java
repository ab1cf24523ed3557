package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.buildkit.progress.NarratedStep;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.StatusResponse;
import io.jenkins.plugins.imagefarm.engine.container.Container;
import io.jenkins.plugins.imagefarm.engine.container.NotStartedException;
import java.io.OutputStream;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tells of what is done in containers as of the steps of a Dockerfile, so that whoever follows a build need not know its method.
 *
 * @param progress takes what is told
 */
record ContainerSteps(Consumer<StatusResponse> progress) {
    /** @param name for people */
    void step(String name, Runnable work) {
        step(name, () -> {
            work.run();
            return null;
        });
    }

    <T> T step(String name, Supplier<T> work) {
        NarratedStep step = new NarratedStep(name, progress);
        step.start();
        return ending(step, work);
    }

    private static <T> T ending(NarratedStep step, Supplier<T> work) {
        try {
            T made = work.get();
            step.end();
            return made;
        } catch (CancelledException e) {
            step.interrupted();
            throw e;
        } catch (ProblemException e) {
            step.failed(e.problem().cause());
            throw e;
        }
    }

    /** Runs a container's script; what it writes is shown. */
    void script(String stage, Script script, Container container) {
        NarratedStep step = script(stage, script);
        ending(step, () -> {
            run(script, container, step.outputStream(), step.outputStream());
            return null;
        });
    }

    /**
     * Runs a container's script for what it writes to its standard output.
     *
     * @param more what is to be done with it afterwards
     */
    void script(String stage, Script script, Container container, OutputStream out, Runnable more) {
        NarratedStep step = script(stage, script);
        ending(step, () -> {
            run(script, container, out, step.outputStream());
            more.run();
            return null;
        });
    }

    private NarratedStep script(String stage, Script script) {
        NarratedStep step = new NarratedStep("[" + stage + "] RUN " + script.path(), progress);
        step.start();
        return step;
    }

    private static void run(Script script, Container container, OutputStream out, OutputStream err) {
        try {
            int exit = container.run(out, err);
            if (exit != 0) {
                throw new ProblemException(
                        Problem.user(script.path() + " failed with exit code " + exit, "See its output above."));
            }
        } catch (NotStartedException e) {
            Problem problem = e.getMessage().contains(script.path())
                    ? Problem.user(script.path() + " cannot start: " + e.getMessage(), "")
                    : Problem.service("The builder cannot run containers: " + e.getMessage(), "Look at the builder.");
            throw new ProblemException(problem, e);
        }
    }
}
