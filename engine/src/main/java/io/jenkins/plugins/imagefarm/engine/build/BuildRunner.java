package io.jenkins.plugins.imagefarm.engine.build;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.NamedContext;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * A build from request to result.
 *
 * <p>It checks what can be checked without a builder, builds, and writes the files that were asked for. Whatever happens, it ends
 * with a {@link BuildResult}.
 */
public final class BuildRunner {
    private final BuildEngine engine;

    /** Tries builds again. */
    public BuildRunner(BuildEngine engine) {
        this.engine = new RetryingEngine(engine);
    }

    /** Of files that are here. */
    public BuildRunner(RetryingEngine engine, BuildEngine farm) {
        this(engine, farm, UnaryOperator.identity());
    }

    /**
     * @param engine tries builds again, by {@link RetryingEngine}
     * @param farm carries out the requests that have a farm; it judges by itself what to try again
     * @param around what is done once for all tries, whichever of the two makes them
     */
    public BuildRunner(RetryingEngine engine, BuildEngine farm, UnaryOperator<BuildEngine> around) {
        this.engine = around.apply((request, secrets, reporter, cancellation) ->
                (request.farm() == null ? engine : farm).build(request, secrets, reporter, cancellation));
    }

    public BuildResult run(BuildRequest request, Secrets secrets, BuildReporter reporter, Cancellation cancellation)
            throws InterruptedException {
        long startedAt = System.currentTimeMillis();
        ResultDraft draft = new ResultDraft(request, reporter, startedAt);
        reporter.state(BuildState.RUNNING, "");
        BuildResult result;
        try (BuildWatch watch = new BuildWatch(request.limits(), reporter.pulse(), cancellation)) {
            check(request);
            Outcome outcome = engine.build(request, secrets, reporter, cancellation);
            Metadata metadata = Metadata.of(outcome.response());
            write(request, metadata);
            result = draft.success(outcome, metadata);
            reporter.success(metadata);
        } catch (ProblemException e) {
            result = failure(e.problem(), draft, reporter);
        } catch (CancelledException e) {
            if (cancellation.problem().isPresent()) {
                result = failure(cancellation.problem().get(), draft, reporter);
            } else {
                result = draft.cancelled();
                reporter.cancelled();
            }
        } catch (RuntimeException e) {
            result = failure(
                    Problem.service("The engine has an error of its own: " + e, "Please report it."), draft, reporter);
            e.printStackTrace(reporter.console());
        }
        reporter.state(result.state(), result.reason());
        reporter.end();
        return result;
    }

    private static BuildResult failure(Problem problem, ResultDraft draft, BuildReporter reporter) {
        return draft.failure(reporter.failure(problem));
    }

    private static void check(BuildRequest request) {
        if (request.s2i() == null) {
            check(request.source());
        }
        checkFolderOf(request.destination().metadataFile());
        checkFolderOf(request.destination().iidFile());
    }

    private static void check(Source source) {
        source.contexts().forEach((name, context) -> {
            Path folder = context.kind() == NamedContext.Kind.FOLDER ? Path.of(context.location()) : null;
            if (folder != null && !Files.isDirectory(folder)) {
                throw new ProblemException(Problem.user(
                        "The folder '" + folder + "' of the build context '" + name + "' "
                                + (Files.exists(folder) ? "is not a folder" : "does not exist"),
                        "Correct its path."));
            }
        });
        if (source.git() != null) {
            return; // whoever fetches it does that
        }
        Path context = Path.of(source.context());
        if (Files.isRegularFile(context)) {
            return; // an archive: whoever unpacks it does that
        }
        if (!Files.isDirectory(context)) {
            throw new ProblemException(Problem.user(
                    "The context '" + source.context() + "' "
                            + (Files.exists(context) ? "is not a folder" : "does not exist"),
                    "Give the folder, or an archive, that holds what the Dockerfile copies."));
        }
        if (source.dockerfileText() == null && !Files.isRegularFile(context.resolve(source.dockerfile()))) {
            throw new ProblemException(Problem.user(
                    "There is no Dockerfile '" + source.dockerfile() + "' in '" + source.context() + "'",
                    "Give its path, or its text."));
        }
    }

    /** It is asked now because the image would be built and pushed before the file is written. */
    private static void checkFolderOf(String file) {
        Path folder = file == null ? null : Path.of(file).getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new ProblemException(Problem.user(
                    "'" + file + "' cannot be written: "
                            + (Files.exists(folder)
                                    ? "'" + folder + "' is not a folder"
                                    : "the folder '" + folder + "' does not exist"),
                    ""));
        }
    }

    private static void write(BuildRequest request, Metadata metadata) {
        String metadataFile = request.destination().metadataFile();
        if (metadataFile != null) {
            write(metadataFile, Wire.write(metadata.values()));
        }
        String iidFile = request.destination().iidFile();
        Digest iid = metadata.iid();
        if (iidFile != null && iid != null) {
            write(iidFile, iid.toString());
        }
    }

    private static void write(String file, String text) {
        try {
            Files.writeString(Path.of(file), text);
        } catch (IOException e) {
            throw new ProblemException(Problem.user("'" + file + "' cannot be written: " + IoReason.of(e), ""), e);
        }
    }
}
