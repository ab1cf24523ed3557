package io.jenkins.plugins.imagefarm.engine.podman;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.archive.TarTree;
import io.jenkins.plugins.imagefarm.engine.archive.TarWriter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.source.DiskName;
import io.jenkins.plugins.imagefarm.engine.source.FileProblem;
import io.jenkins.plugins.imagefarm.engine.source.FolderTree;
import io.jenkins.plugins.imagefarm.engine.source.IgnoreRules;
import io.jenkins.plugins.imagefarm.engine.source.Selection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The archive that a build's upload is: the context without what {@code .dockerignore} names, then, in a folder of its own whose
 * name nobody can know before, the Dockerfile and the secrets.
 *
 * <p>They come last because Podman 4.3 keeps what it has got of an upload that breaks off: so that is never a secret, unless the
 * connection breaks within them; and an archive that ends early has no Dockerfile, so that it is not built. Podman moves secrets out
 * of the context before it builds, so no COPY can reach them.
 */
final class ContextArchive {
    private static final Pattern SECRET_ID = Pattern.compile("[^,=\\s]+");

    private final String folder = ".image-farm-" + UUID.randomUUID();
    private final Path context;
    private final byte[] dockerfile;
    private final Selection selection;
    private final List<SecretFile> secrets = new ArrayList<>();

    /** A secret, and where it is in the archive. */
    @SuppressWarnings("ArrayRecordComponent")
    record SecretFile(String id, String path, byte[] value) {}

    /** @throws ProblemException if the Dockerfile cannot be read, or a secret cannot be given to Podman */
    ContextArchive(Source source, Map<String, byte[]> values) {
        context = DiskName.path(source.context());
        Path file = source.dockerfileText() == null ? context.resolve(source.dockerfile()) : null;
        dockerfile = file == null ? source.dockerfileText().getBytes(StandardCharsets.UTF_8) : read(file);
        selection = new Selection(List.of(), IgnoreRules.lines(ignoreText(file)), List.of());
        values.forEach((id, value) -> secrets.add(secret(id, value)));
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ProblemException(FileProblem.of(e), e);
        }
    }

    /** A file beside the Dockerfile that has its name too goes before the context's, as in BuildKit's frontend. */
    private String ignoreText(Path dockerfilePath) {
        if (dockerfilePath != null) {
            Path own = dockerfilePath.resolveSibling(dockerfilePath.getFileName() + ".dockerignore");
            if (Files.isRegularFile(own)) {
                return new String(read(own), StandardCharsets.UTF_8);
            }
        }
        Path common = context.resolve(".dockerignore");
        return Files.isRegularFile(common) ? new String(read(common), StandardCharsets.UTF_8) : "";
    }

    private SecretFile secret(String id, byte[] value) {
        if (!SECRET_ID.matcher(id).matches()) {
            throw new ProblemException(Problem.user(
                    "Podman cannot take a secret with the id '" + id + "'", "Use an id without ',', '=' and blanks."));
        }
        // Podman moves it to a place of the same name, where the archive's folders are not.
        return new SecretFile(id, folder + "-secret-" + secrets.size(), value);
    }

    /** Patterns, as of an ignore file, for what is not the context's. */
    List<String> excludes() {
        return List.of(folder, folder + "-secret-*");
    }

    /** The path of the Dockerfile in the archive. */
    String dockerfile() {
        return folder + "/Dockerfile";
    }

    String dockerfileText() {
        return new String(dockerfile, StandardCharsets.UTF_8);
    }

    List<SecretFile> secrets() {
        return List.copyOf(secrets);
    }

    /**
     * Writes all of it, without the archive's end.
     *
     * @throws ProblemException if a file cannot be read
     * @throws CancelledException as soon as the build is cancelled
     * @throws IOException if it cannot be written
     */
    void writeTo(TarWriter tar, Cancellation cancellation) throws IOException {
        TarTree writer = new TarTree(tar, cancellation);
        writer.writeTree(new FolderTree(context), selection);
        writer.writeFolder(folder);
        writer.writeFile(dockerfile(), dockerfile);
        for (SecretFile secret : secrets) {
            writer.writeFile(secret.path(), secret.value());
        }
    }
}
