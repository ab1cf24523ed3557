package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.Call;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.api.SshKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How it is built. */
final class RecipeOptions {
    @Option(
            names = "--build-arg",
            paramLabel = "KEY[=VALUE]",
            description = "Value of an ARG; without a value, that of the environment variable. May be repeated.")
    private List<String> buildArgs = new ArrayList<>();

    @Option(names = "--target", paramLabel = "STAGE", description = "The stage to build. Default: the last one.")
    private String target;

    @Option(
            names = "--no-cache-filter",
            paramLabel = "STAGE",
            split = ",",
            description = "Run the steps of these stages again.")
    private List<String> noCacheFilter = new ArrayList<>();

    @Option(
            names = "--call",
            paramLabel = "METHOD",
            description = {
                "Read the Dockerfile instead of building it: check tells what breaks BuildKit's rules, targets its stages,",
                "outline what can be given to the target. Default: build."
            })
    private String call;

    @Option(names = "--check", description = "Shorthand for --call=check.")
    private boolean check;

    @Mixin
    private ImageOptions image;

    @Option(
            names = "--secret",
            paramLabel = "SPEC",
            description = "A secret for RUN --mount=type=secret: id=ID,src=FILE or id=ID,env=NAME. May be repeated.")
    private List<String> secrets = new ArrayList<>();

    @Option(
            names = "--ssh",
            paramLabel = "ID=FILE[,passphrase-file=FILE]",
            description = {
                "A private key for RUN --mount=type=ssh, to sign with: its file stays here. Mounts without an id want the",
                "key default. May be repeated."
            })
    private List<String> ssh = new ArrayList<>();

    /**
     * @param source of the image
     * @param tags names of the image
     */
    Recipe recipe(Map<String, String> environment, Source source, List<ImageReference> tags) {
        Recipe recipe = image.recipe(target, Pairs.of(buildArgs, environment), source, tags)
                .withNoCacheFilter(noCacheFilter);
        return recipe.withRun(recipe.run().withSsh(List.copyOf(sshKeys().keySet())));
    }

    Call call() {
        return call == null ? check ? Call.CHECK : Call.BUILD : Call.of(call);
    }

    Map<String, SshKey> sshKeys() {
        Map<String, SshKey> keys = new LinkedHashMap<>();
        ssh.stream().map(SshSpec::parse).forEach(spec -> keys.put(spec.id(), spec.key()));
        return keys;
    }

    Map<String, byte[]> secrets(Map<String, String> environment) {
        Map<String, byte[]> values = new LinkedHashMap<>();
        for (String text : secrets) {
            SecretSpec secret = SecretSpec.parse(text, environment);
            values.put(secret.id(), secret.value());
        }
        return values;
    }
}
