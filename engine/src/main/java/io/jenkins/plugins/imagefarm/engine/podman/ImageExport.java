package io.jenkins.plugins.imagefarm.engine.podman;

import io.jenkins.plugins.imagefarm.engine.api.Output;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.OutsideFaultException;
import io.jenkins.plugins.imagefarm.engine.buildkit.progress.NarratedStep;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.StatusResponse;
import io.jenkins.plugins.imagefarm.engine.source.FileProblem;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestReply;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** Fetches an image from the node into an archive, which is there only when it is whole. */
record ImageExport(LibpodApi api, Consumer<StatusResponse> progress) {
    private static final int BUFFER = 64 * 1024;

    /** @throws ProblemException if an output is wanted in a way in which Podman does not make it */
    static void check(List<Output> outputs) {
        for (Output output : outputs) {
            if (!output.attributes().isEmpty()) {
                throw new ProblemException(Problem.user(
                        "Podman's outputs have no "
                                + String.join(", ", output.attributes().keySet()),
                        "Leave that out, or build with BuildKit."));
            }
        }
    }

    /**
     * @param image its name, which is then in the archive too, or its id
     * @throws IOException if the node breaks off
     */
    void write(String image, Output output) throws IOException {
        NarratedStep step = new NarratedStep("exporting to " + output.type() + " archive", progress);
        step.start();
        Path dest = Path.of(output.dest());
        Path unfinished = dest.resolveSibling("." + dest.getFileName() + "." + UUID.randomUUID());
        try (RestReply reply = api.open(LibpodApi.get("images/" + encoded(image) + "/get")
                .with("format", output.type() == Output.Type.OCI ? "oci-archive" : "docker-archive"))) {
            copy(reply.body(), unfinished, dest);
            move(unfinished, dest);
        } catch (IOException | RuntimeException e) {
            step.failed(String.valueOf(e.getMessage()));
            delete(unfinished);
            throw e;
        }
        step.end();
    }

    private static String encoded(String image) {
        return RestRequest.encoded(image);
    }

    private static void copy(InputStream in, Path to, Path dest) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (OutputStream out = open(to, dest)) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                write(out, buffer, length, dest);
            }
        }
    }

    private static OutputStream open(Path to, Path dest) {
        try {
            return Files.newOutputStream(to);
        } catch (IOException e) {
            throw unwritable(dest, e);
        }
    }

    private static void write(OutputStream out, byte[] buffer, int length, Path dest) {
        try {
            out.write(buffer, 0, length);
        } catch (IOException e) {
            throw unwritable(dest, e);
        }
    }

    private static void move(Path from, Path dest) {
        try {
            Files.move(from, dest, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw unwritable(dest, e);
        }
    }

    private static OutsideFaultException unwritable(Path dest, IOException e) {
        return new OutsideFaultException(FileProblem.writing(dest.toString(), e).problem(), e);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The failure that is told already says more.
        }
    }
}
