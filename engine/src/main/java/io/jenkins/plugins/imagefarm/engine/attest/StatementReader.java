package io.jenkins.plugins.imagefarm.engine.attest;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.ImageRepository;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Statement;
import io.jenkins.plugins.imagefarm.engine.registry.Descriptor;
import io.jenkins.plugins.imagefarm.engine.registry.ImageIndex;
import io.jenkins.plugins.imagefarm.engine.registry.Manifest;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the attestations of an image from its registry: each is a layer of a manifest that stands beside the image's own in the index.
 *
 * @param repository that has the image
 * @param folder for copies, made when there is one; null for none
 */
record StatementReader(RegistryClient registry, ImageRepository repository, Path folder) {
    private static final String PREDICATE_TYPE = "in-toto.io/predicate-type";

    /**
     * @param image the digest of an index, or of a manifest, which has no attestations
     * @throws IOException if the registry has something else, or a copy cannot be written
     * @throws ProblemException if the registry cannot be asked
     */
    List<Statement> read(Digest image) throws IOException {
        ImageIndex index = ImageIndex.parse(manifest(image).content()).orElse(new ImageIndex(List.of()));
        List<Statement> statements = new ArrayList<>();
        for (Descriptor entry : index.manifests()) {
            for (Descriptor about : index.attestationsOf(entry.digest()).toList()) {
                add(entry.platform(), manifest(about.digest()), statements);
            }
        }
        return statements;
    }

    private void add(Platform platform, Manifest about, List<Statement> statements) throws IOException {
        for (JsonNode layer : about.json().path("layers")) {
            String type = layer.path("annotations").path(PREDICATE_TYPE).asText();
            if (platform != null && !type.isEmpty()) {
                Digest digest = Digest.valueOf(layer.path("digest").asText());
                statements.add(kept(new Statement(platform, type, digest, null), statements.size() + 1));
            }
        }
    }

    /** @param number tells those apart that are about the same */
    private Statement kept(Statement statement, int number) throws IOException {
        if (folder == null) {
            return statement;
        }
        String file =
                statement.platform().toString().replace('/', '-') + "-" + statement.kind() + "-" + number + ".json";
        Files.createDirectories(folder);
        registry.download(repository.pinned(statement.digest()), statement.digest(), folder.resolve(file));
        return new Statement(statement.platform(), statement.predicateType(), statement.digest(), file);
    }

    private Manifest manifest(Digest digest) throws IOException {
        ImageReference name = repository.pinned(digest);
        return registry.read(name).orElseThrow(() -> new IOException("the registry does not have " + name));
    }
}
