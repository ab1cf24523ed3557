package io.jenkins.plugins.imagefarm.engine.attest;

import io.jenkins.plugins.imagefarm.engine.api.Attestation;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.Output;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Statement;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The attestations beside the files that the output {@code type=local} writes: {@code provenance.json} and {@code sbom….json}, of several
 * platforms in the folder of each ({@code exporter/local/fs.go} in BuildKit).
 *
 * @param asked what was asked for
 */
record FolderStatements(Output output, List<Attestation> asked, StatementCopies copies) {
    private static final String IN_TOTO = "https://in-toto.io/Statement/";

    /**
     * @param platforms that were built for
     * @throws IOException if one cannot be read, or a copy cannot be written
     */
    List<Statement> read(List<Platform> platforms) throws IOException {
        Path folder = Path.of(output.dest());
        List<Statement> statements = new ArrayList<>();
        for (Platform platform : platforms) {
            Path own = folder.resolve(platform.toString().replace('/', '_'));
            add(platform, platforms.size() > 1 || Files.isDirectory(own) ? own : folder, statements);
        }
        return statements;
    }

    private void add(Platform platform, Path folder, List<Statement> statements) throws IOException {
        String prefix = output.attributes().getOrDefault("attestation-prefix", "");
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, file -> isNamed(file, prefix))) {
            all.forEach(files::add);
        }
        files.sort(Comparator.naturalOrder());
        for (Path file : files) {
            byte[] content = Files.readAllBytes(file);
            InToto told = Wire.read(new String(content, StandardCharsets.UTF_8), InToto.class);
            if (told.isStatement()) {
                Statement statement = new Statement(platform, told.predicateType(), Digest.of(content), null);
                if (isAsked(statement)) {
                    statements.add(copies.keep(statement, statements.size() + 1, copy -> Files.write(copy, content)));
                }
            }
        }
    }

    /** Another one may be of an earlier build into the same folder. */
    private boolean isAsked(Statement statement) {
        return asked.stream()
                .anyMatch(attestation -> attestation.kind().toString().equals(statement.kind()));
    }

    private static boolean isNamed(Path file, String prefix) {
        String name = file.getFileName().toString();
        return name.equals(prefix + "provenance.json") || name.startsWith(prefix + "sbom") && name.endsWith(".json");
    }

    /** The image may have a file of that name, which is something else. */
    private record InToto(String _type, String predicateType) {
        boolean isStatement() {
            return _type != null && _type.startsWith(IN_TOTO) && predicateType != null;
        }
    }
}
