package io.jenkins.plugins.imagefarm.engine.attest;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Statement;
import io.jenkins.plugins.imagefarm.engine.registry.Descriptor;
import io.jenkins.plugins.imagefarm.engine.registry.ImageIndex;
import io.jenkins.plugins.imagefarm.engine.registry.Manifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the attestations of an image: each is a layer of a manifest that stands beside the image's own in the index. */
record StatementReader(ImageContent content, StatementCopies copies) {
    private static final String PREDICATE_TYPE = "in-toto.io/predicate-type";

    /**
     * @param image the digest of an index, or of a manifest, which has no attestations
     * @throws IOException if something else is there, or a copy cannot be written
     * @throws ProblemException if a registry cannot be asked
     */
    List<Statement> read(Digest image) throws IOException {
        ImageIndex index = ImageIndex.parse(content.manifest(image).content()).orElse(new ImageIndex(List.of()));
        List<Statement> statements = new ArrayList<>();
        for (Descriptor entry : index.manifests()) {
            for (Descriptor about : index.attestationsOf(entry.digest()).toList()) {
                add(entry.platform(), content.manifest(about.digest()), statements);
            }
        }
        return statements;
    }

    private void add(Platform platform, Manifest about, List<Statement> statements) throws IOException {
        for (JsonNode layer : about.json().path("layers")) {
            String type = layer.path("annotations").path(PREDICATE_TYPE).asText();
            if (platform != null && !type.isEmpty()) {
                Digest digest = Digest.valueOf(layer.path("digest").asText());
                statements.add(copies.keep(
                        new Statement(platform, type, digest, null),
                        statements.size() + 1,
                        file -> content.copy(digest, file)));
            }
        }
    }
}
