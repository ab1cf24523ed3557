package io.jenkins.plugins.imagefarm.engine.git;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.GitKeys;
import io.jenkins.plugins.imagefarm.engine.api.GitSource;
import io.jenkins.plugins.imagefarm.engine.api.GitUrl;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.Registry;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.api.SourceDate;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.BuildRunner;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.ExistingImages;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import io.jenkins.plugins.imagefarm.engine.build.RetryingEngine;
import io.jenkins.plugins.imagefarm.engine.build.SecretMask;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A build from Git in the making, with a builder that only looks at what it is given. */
final class GitBuild {
    private final Path temporary;
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();

    String url;
    String ref = "";
    String context = ".";
    String dockerfile;
    String dockerfileText;
    boolean submodules;
    boolean lfs;
    SourceDate sourceDate;
    boolean tagWithCommit;
    String knownHosts = "";
    GitKeys keys = GitKeys.none();
    Map<String, String> labels = Map.of();
    List<String> tags = List.of();
    List<Registry> hosts = List.of();
    int retries;
    GitPatience patience = GitPatience.usual();
    ExistingImages images = (request, secrets, reporter, stop) -> new Outcome(Map.of(), List.of());
    final Cancellation cancellation = new Cancellation();

    /** What the builder was given. */
    BuildRequest given;

    Secrets givenSecrets;
    Look look = folder -> {};

    /** Looks at the files while they are there. */
    @FunctionalInterface
    interface Look {
        void at(Path folder) throws Exception;
    }

    /** @param temporary where files are brought */
    GitBuild(Path temporary, String url) {
        this.temporary = temporary;
        this.url = url;
    }

    GitBuild login(String user, String password) {
        keys = new GitKeys(new Login(user, password), null, null);
        return this;
    }

    GitBuild impatient() {
        patience = new GitPatience(Duration.ofSeconds(2), Duration.ofMillis(300));
        return this;
    }

    BuildResult run() throws InterruptedException {
        console.reset();
        Secrets secrets = new Secrets(Map.of(), Map.of(), Map.of(), keys);
        BuildEngine builder = (request, rest, reporter, stop) -> {
            given = request;
            givenSecrets = rest;
            try {
                look.at(Path.of(request.source().context()));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            return new Outcome(Map.of(), List.of());
        };
        BuildReporter reporter = new BuildReporter(console, event -> {}, ProgressStyle.PLAIN, SecretMask.of(secrets));
        return new BuildRunner(
                        new RetryingEngine(builder),
                        builder,
                        engine -> new GitSourceEngine(engine, images, temporary, patience))
                .run(request(), secrets, reporter, cancellation);
    }

    BuildRequest request() {
        return new BuildRequest(
                "git",
                "git",
                new Source(
                        context,
                        dockerfile,
                        dockerfileText,
                        new GitSource(GitUrl.valueOf(url), ref, submodules, lfs, tagWithCommit, knownHosts)),
                new Recipe(null, null, labels, null, false, false, null).dated(sourceDate),
                new Destination(
                        tags.stream().map(ImageReference::valueOf).toList(), !tags.isEmpty(), List.of(), null, null),
                new Builder(""),
                hosts,
                ProgressStyle.PLAIN,
                retries);
    }

    String console() {
        return console.toString(StandardCharsets.UTF_8);
    }
}
