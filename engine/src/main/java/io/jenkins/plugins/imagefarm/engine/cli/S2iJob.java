package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Farm;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import io.jenkins.plugins.imagefarm.engine.s2i.S2iOrigin;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import picocli.CommandLine.Mixin;

/** Builds an application image: all options for that, whatever says what it is made of. */
final class S2iJob {
    @Mixin
    private S2iOptions s2i;

    @Mixin
    private GitOptions git;

    @Mixin
    private ImageOptions image;

    @Mixin
    private DestinationOptions destination;

    @Mixin
    private RegistryOptions registries;

    @Mixin
    private ExecutionOptions run;

    @Mixin
    private BuilderOptions builder;

    @Mixin
    private FarmOptions farm;

    @Mixin
    private RuleOptions rules;

    /** Of registries; standard input may be where they come from, so they are asked for once. */
    LoginSource logins(InputStream in, PrintStream console) {
        return registries.logins(in, console);
    }

    /** The way to registries. */
    RegistryOptions registries() {
        return registries;
    }

    /** @param text a folder or a Git repository */
    Source source(String text) {
        return s2i.source(text, git);
    }

    /** What an image was made of; whatever else is known of it counts where the options say nothing. */
    Source source(S2iOrigin origin) {
        s2i.defaults(origin);
        return s2i.source(origin, git);
    }

    /**
     * @param builderImage what it is built with
     * @param tags names of the image before those of the options
     * @return the exit code
     */
    int run(
            Source source,
            ImageReference builderImage,
            List<ImageReference> tags,
            Function<PrintStream, LoginSource> logins,
            PrintStream out,
            PrintStream err)
            throws InterruptedException {
        NodeSet nodes = farm.areGiven() ? farm.nodes() : null;
        InjectSpec injected = s2i.injected();
        Destination where = destination.destination(tags, source.git());
        BuildRequest request = new BuildRequest(
                UUID.randomUUID().toString(),
                SourceOptions.sharedKey(source),
                source,
                s2i.build(builderImage, injected),
                image.recipe(null, Map.of(), source, where.tags()),
                where,
                nodes == null ? builder.builder() : new Builder(""),
                nodes == null
                        ? null
                        : new Farm(nodes.farm(), nodes.nodes(), rules.rules(farm.nodeTimeoutMs()), List.of()),
                registries.registries(),
                run.style(),
                run.limits());
        Secrets secrets = new Secrets(
                        Map.of(),
                        injected.values(),
                        nodes == null ? builder.keys() : nodes.keys(),
                        git.keys(source.git(), System.getenv()))
                .withCaches(CacheVariables.keys(request.recipe().caches(), System.getenv()));
        return run.run(request, secrets, logins, out, err);
    }
}
