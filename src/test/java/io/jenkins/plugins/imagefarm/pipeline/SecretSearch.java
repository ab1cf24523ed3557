package io.jenkins.plugins.imagefarm.pipeline;

import static org.junit.jupiter.api.Assertions.assertFalse;

import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.imagefarm.fake.Engines;
import io.jenkins.plugins.imagefarm.fake.LiveFolder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Looks for secrets where they must not be: as they are, and in base64. */
final class SecretSearch {
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    private final List<String> secrets;

    /** @param secrets such as are not found by chance */
    SecretSearch(String... secrets) {
        this.secrets = List.of(secrets);
    }

    /** While it runs: what is on this machine, and what Jenkins keeps. */
    void assertNotInRunning(Run<?, ?> run, FilePath workspace) throws IOException {
        run.save();
        assertNoProcessKnowsThem();
        assertNotIn(Path.of(workspace.getRemote()).getParent());
        assertNotIn(run.getRootDir().toPath());
    }

    /** When it is over: what is left of it. */
    void assertNotInEnded(Run<?, ?> run, FilePath workspace) throws IOException {
        assertNotIn(run.getRootDir().toPath());
        assertNotIn(run.getParent().getRootDir().toPath());
        assertNotIn(Path.of(workspace.getRemote()).getParent());
    }

    /** Command lines and environments, of all processes of this machine. */
    void assertNoProcessKnowsThem() throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes
                    .filter(path -> path.getFileName().toString().matches("[0-9]+"))
                    .toList()) {
                for (String file : List.of("cmdline", "environ")) {
                    assertFree(process.resolve(file));
                }
            }
        }
    }

    void assertNotIn(Path folder) throws IOException {
        List<Path> files = LiveFolder.files(folder);
        assertFalse(files.isEmpty(), "there is something to search in " + folder);
        for (Path file : files) {
            assertFree(file);
        }
    }

    void assertFree(Path file) {
        assertFree(file.toString(), LiveFolder.text(file));
    }

    void assertFree(String where, byte[] content) {
        assertFree(where, new String(content, StandardCharsets.ISO_8859_1));
    }

    private void assertFree(String where, String text) {
        for (String secret : secrets) {
            assertFalse(text.contains(secret), where);
            byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
            assertFalse(text.contains(Base64.getEncoder().withoutPadding().encodeToString(bytes)), where + " (base64)");
        }
    }

    /**
     * Manifests, configurations, layers and attestations: all that a tag in the registry without TLS leads to.
     *
     * @return how many layers were searched
     */
    int assertNotInImage(String tag) throws IOException {
        String repository = tag.substring(tag.indexOf('/') + 1, tag.lastIndexOf(':'));
        List<String> toRead = new ArrayList<>(List.of("manifests/" + tag.substring(tag.lastIndexOf(':') + 1)));
        int layers = 0;
        for (int i = 0; i < toRead.size(); i++) {
            byte[] blob = get(repository, toRead.get(i));
            assertFree(toRead.get(i), blob);
            if (blob.length > 2 && blob[0] == 0x1f && (blob[1] & 0xff) == 0x8b) {
                layers++;
                try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(blob))) {
                    assertFree(toRead.get(i), unpacked.readAllBytes());
                }
            } else if (toRead.get(i).startsWith("manifests/")) {
                String manifest = new String(blob, StandardCharsets.UTF_8);
                Matcher digests = DIGEST.matcher(manifest);
                while (digests.find()) {
                    String next = (manifest.contains("\"manifests\"") ? "manifests/" : "blobs/") + digests.group();
                    if (!toRead.contains(next)) {
                        toRead.add(next);
                    }
                }
            }
        }
        return layers;
    }

    private static byte[] get(String repository, String path) throws IOException {
        var connection = URI.create("http://" + Engines.plainRegistry() + "/v2/" + repository + "/" + path)
                .toURL()
                .openConnection();
        connection.setRequestProperty(
                "Accept",
                "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, "
                        + "application/vnd.docker.distribution.manifest.list.v2+json, "
                        + "application/vnd.docker.distribution.manifest.v2+json");
        try (InputStream in = connection.getInputStream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            if (path.startsWith("manifests/sha256")) {
                return new byte[0]; // a digest in an annotation, of what is no manifest
            }
            throw e;
        }
    }
}
