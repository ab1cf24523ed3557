package io.jenkins.plugins.imagefarm.run;

import com.fasterxml.jackson.databind.json.JsonMapper;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import hudson.Launcher;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import jenkins.util.BuildListenerAdapter;

/**
 * The metadata of image builds, in the form buildx writes it, among the artifacts of a run: wherever the run's artifacts go,
 * and as long as they are kept.
 */
record MetadataArchive(Run<?, ?> run, TaskListener listener) {
    private static final Pattern FILE_NAME_PART = Pattern.compile("[A-Za-z0-9_.-]+");

    /** @return the artifact's path; null if there is nothing to keep, or it could not be kept, which the log then says */
    @CheckForNull
    String store(String stepId, Map<String, Object> metadata) {
        if (metadata.isEmpty()) {
            return null;
        }
        if (!FILE_NAME_PART.matcher(stepId).matches()) {
            throw new IllegalArgumentException("not the id of a step: " + stepId);
        }
        String name = "image-build-" + stepId + "-metadata.json";
        try {
            store(name, new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(metadata));
            return name;
        } catch (IOException e) {
            listener.getLogger().println(Messages.MetadataArchive_failed(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return null;
    }

    /** An artifact manager takes files from a folder only, and the workspace may be out of reach by now. */
    private void store(String name, String text) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("image-build");
        try {
            Files.writeString(folder.resolve(name), text);
            run.pickArtifactManager()
                    .archive(
                            new FilePath(folder.toFile()),
                            new Launcher.LocalLauncher(listener),
                            BuildListenerAdapter.wrap(listener),
                            Map.of(name, name));
        } finally {
            Util.deleteRecursive(folder.toFile());
        }
    }
}
