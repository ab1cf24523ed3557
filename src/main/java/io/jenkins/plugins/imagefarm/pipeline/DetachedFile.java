package io.jenkins.plugins.imagefarm.pipeline;

import io.jenkins.plugins.imagefarm.Controller;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jenkinsci.plugins.workflow.support.pickles.serialization.RiverReader;
import org.jenkinsci.plugins.workflow.support.pickles.serialization.RiverWriter;

/**
 * The file of a {@link DetachedBuild}, in the form in which Pipelines are kept: what filters of its console hold to mask secrets is
 * encrypted there.
 */
final class DetachedFile {
    private static final int READ_SECONDS = 30;

    private DetachedFile() {}

    static void write(DetachedBuild build, File file, FlowExecutionOwner owner) throws IOException {
        Files.createDirectories(file.getParentFile().toPath());
        File whole = new File(file.getPath() + ".tmp");
        Files.write(whole.toPath(), new byte[0]); // the writer does not create it
        try (RiverWriter writer = new RiverWriter(whole, owner)) {
            writer.writeObject(build);
        }
        Files.move(whole.toPath(), file.toPath(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static DetachedBuild read(File file, FlowExecutionOwner owner) throws IOException, InterruptedException {
        try (RiverReader reader = new RiverReader(file, Controller.classLoader(), owner)) {
            return (DetachedBuild)
                    reader.restorePickles().get(READ_SECONDS, TimeUnit.SECONDS).readObject();
        } catch (ExecutionException | TimeoutException | ClassNotFoundException | ClassCastException e) {
            throw new IOException(file + " cannot be read", e);
        }
    }
}
