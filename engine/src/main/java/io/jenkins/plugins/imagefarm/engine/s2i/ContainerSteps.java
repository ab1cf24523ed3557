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

    /**
     * A step that is a script.
     *
     * @param work gets where what is to be shown is written to
     */
    void script(String stage, Script script, Consumer<OutputStream> work) {
        NarratedStep step = new NarratedStep("[" + stage + "] RUN " + script.path(), progress);
        step.start();
        ending(step, () -> {
            work.accept(step.outputStream());
            return null;
        });
    }

    /**
     * Runs the script that is a container's command.
     *
     * @throws ProblemException if it fails, or cannot be started
     */
    static void run(Script script, Container container, OutputStream out, OutputStream err) {
        try {
            int exit = container.run(out, err);
            if (exit != 0) {
                throw new ProblemException(
                        Problem.user(script.path() + " failed with exit code " + exit, "See its output."));
            }
        } catch (NotStartedException e) {
            Problem problem = e.getMessage().contains(script.path())
                    ? Problem.user(script.path() + " cannot start: " + e.getMessage(), "")
                    : Problem.service("The builder cannot run containers: " + e.getMessage(), "Look at the builder.");
            throw new ProblemException(problem, e);
        }
    }
}
