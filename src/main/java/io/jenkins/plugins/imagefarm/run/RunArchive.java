package io.jenkins.plugins.imagefarm.run;

import com.fasterxml.jackson.databind.json.JsonMapper;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.imagefarm.engine.api.Statement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import jenkins.util.BuildListenerAdapter;

/**
 * What is kept of an image build among the artifacts of its run: its metadata, in the form buildx writes it, and its attestations.
 * It is wherever the run's artifacts go, and as long as they are kept. What cannot be kept is told in the log.
 */
final class RunArchive {
    static final Pattern FILE_NAME_PART = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]*");

    private final Run<?, ?> run;
    private final TaskListener listener;
    private final String prefix;

    /** @param stepId tells the builds of the run apart */
    RunArchive(Run<?, ?> run, TaskListener listener, String stepId) {
        if (!FILE_NAME_PART.matcher(stepId).matches()) {
            throw new IllegalArgumentException("not the id of a step: " + stepId);
        }
        this.run = run;
        this.listener = listener;
        this.prefix = "image-build-" + stepId + "-";
    }

    /** @return the artifact's path; null if there is nothing to keep, or it could not be kept */
    @CheckForNull
    String store(Map<String, Object> metadata) {
        if (metadata.isEmpty()) {
            return null;
        }
        String name = prefix + "metadata.json";
        boolean kept = tries(() -> {
            // An artifact manager takes files from a folder only.
            Path folder = Files.createTempDirectory("image-build");
            try {
                Files.writeString(
                        folder.resolve(name),
                        new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(metadata));
                store(new FilePath(folder.toFile()), Map.of(name, name));
            } finally {
                Util.deleteRecursive(folder.toFile());
            }
        });
        return kept ? name : null;
    }

    /** @param folder with their copies; null if there are none */
    List<BuiltStatement> store(List<Statement> statements, @CheckForNull FilePath folder) {
        Map<String, String> files = new LinkedHashMap<>();
        statements.stream()
                .map(Statement::file)
                .filter(file -> file != null && FILE_NAME_PART.matcher(file).matches())
                .forEach(file -> files.put(prefix + file, file));
        boolean kept = folder != null && !files.isEmpty() && tries(() -> store(folder, files));
        return statements.stream()
                .map(statement -> BuiltStatement.of(
                        statement, kept && files.containsValue(statement.file()) ? prefix + statement.file() : null))
                .toList();
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private boolean tries(Work work) {
        try {
            work.run();
            return true;
        } catch (IOException e) {
            listener.getLogger().println(Messages.RunArchive_failed(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /** @param files paths in the folder by those of the artifacts */
    private void store(FilePath folder, Map<String, String> files) throws IOException, InterruptedException {
        run.pickArtifactManager()
                .archive(folder, folder.createLauncher(listener), BuildListenerAdapter.wrap(listener), files);
    }
}
