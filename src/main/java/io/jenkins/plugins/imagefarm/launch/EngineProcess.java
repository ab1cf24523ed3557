package io.jenkins.plugins.imagefarm.launch;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Node;
import hudson.model.TaskListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jenkinsci.plugins.durabletask.BourneShellScript;
import org.jenkinsci.plugins.durabletask.Controller;
import org.jenkinsci.plugins.durabletask.DurableTask;
import org.jenkinsci.plugins.durabletask.WindowsBatchScript;

/**
 * The handle of a started engine. The process belongs to nobody: durable-task starts it detached, with its output and exit status
 * in files, so that it outlives the agent's connection and the controller. It runs on the agent's own launcher, whatever
 * container or tool the step is wrapped in.
 *
 * <p>The scripts are constant. What differs from build to build reaches them through the environment, and the JVM through an
 * argument file, so nothing is ever pasted into a shell line. No secret is in either.
 */
final class EngineProcess implements Serializable {
    private static final long serialVersionUID = 1L;

    /** By this variable every process of a build is found, also if the handle was lost. */
    private static final String COOKIE = "IMAGE_FARM_BUILD";

    private static final Duration EXIT = Duration.ofSeconds(20);
    private static final int EXIT_POLL_MS = 100;

    private static final String UNIX = """
            #!/bin/sh
            "$IMAGE_FARM_JAVA" "@$IMAGE_FARM_ARGUMENTS"
            status=$?
            if [ -f "$IMAGE_FARM_NEW_ARCHIVE" ]; then
              mv -f "$IMAGE_FARM_NEW_ARCHIVE" "$IMAGE_FARM_ARCHIVE"
            fi
            exit $status
            """;

    private static final String WINDOWS = """
            @echo off
            "%IMAGE_FARM_JAVA%" "@%IMAGE_FARM_ARGUMENTS%"
            set IMAGE_FARM_STATUS=%ERRORLEVEL%
            if defined IMAGE_FARM_NEW_ARCHIVE if exist "%IMAGE_FARM_NEW_ARCHIVE%" move /y "%IMAGE_FARM_NEW_ARCHIVE%" "%IMAGE_FARM_ARCHIVE%"
            exit /b %IMAGE_FARM_STATUS%
            """;

    private final Controller controller;

    private EngineProcess(Controller controller) {
        this.controller = controller;
    }

    /**
     * Hands the assignment over and starts the engine.
     *
     * @param folder the build's folder, which must not exist yet
     * @param directory the current directory
     * @param environment variables that the engine looks at
     */
    static EngineProcess start(
            Node node, FilePath folder, String directory, Assignment assignment, Map<String, String> environment)
            throws IOException, InterruptedException {
        FilePath root = node.getRootPath();
        if (root == null) {
            throw new AgentAwayException(node.getNodeName());
        }
        InstalledEngine engine = new EngineInstaller(EngineJar.get(), HandOver.COMMAND).install(root);
        folder.act(new HandOver(assignment, engine, directory));
        FilePath control = folder.child(BuildPlace.CONTROL);
        EnvVars variables = new EnvVars(environment);
        variables.put(COOKIE, folder.getRemote());
        variables.put("IMAGE_FARM_JAVA", engine.java());
        variables.put("IMAGE_FARM_ARGUMENTS", control.child(HandOver.ARGUMENTS).getRemote());
        variables.put("IMAGE_FARM_ARCHIVE", engine.archive());
        variables.put("IMAGE_FARM_NEW_ARCHIVE", engine.newArchive());
        Launcher launcher = node.createLauncher(TaskListener.NULL);
        DurableTask task = launcher.isUnix() ? new BourneShellScript(UNIX) : new WindowsBatchScript(WINDOWS);
        return new EngineProcess(task.launch(variables, control, launcher, TaskListener.NULL));
    }

    /** Ends all processes of a build at once; those that do not heed the signal by force. */
    static void kill(Node node, FilePath folder) throws IOException, InterruptedException {
        node.createLauncher(TaskListener.NULL).kill(Map.of(COOKIE, folder.getRemote()));
        folder.child(BuildPlace.CONTROL).act(new KillByForce());
    }

    /** How a look finds out whether the process has ended. */
    Controller controller() {
        return controller;
    }

    /**
     * Whether the process has ended, as durable-task sees it from the controller: it alone notices when the wrapper script is gone
     * too, for instance with its machine. Waits for the agent.
     */
    Integer exitStatus(FilePath control) throws IOException, InterruptedException {
        return controller.exitStatus(control, control.createLauncher(TaskListener.NULL), TaskListener.NULL);
    }

    /** Whether the process ended within the time that a JVM may need to leave its class-data archive. Waits for that. */
    boolean awaitExit(FilePath control) throws IOException, InterruptedException {
        long end = System.nanoTime() + EXIT.toNanos();
        while (exitStatus(control) == null) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            Thread.sleep(EXIT_POLL_MS);
        }
        return true;
    }

    /** What the process wrote besides its console file, such as errors of its JVM. Waits for the agent. */
    String strayOutput(FilePath control) throws IOException, InterruptedException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        controller.writeLog(control, output);
        return output.toString(StandardCharsets.UTF_8);
    }
}
