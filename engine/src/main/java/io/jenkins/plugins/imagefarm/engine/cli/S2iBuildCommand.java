package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.Farm;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code image-farm s2i build}: an application image of source and a builder image. */
@Command(
        name = "build",
        description = "Build an application image from source and a builder image.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:built",
            "1:failed, and you have to act: scripts, arguments, names, rights",
            "2:the command line is wrong",
            "3:failed for a reason of a builder or registry; trying again may help",
            "130:cancelled"
        },
        footer = {
            "",
            "Examples:",
            "  image-farm s2i build --push . registry.example.com/builders/site:1 registry.example.com/team/app:1.0",
            "  image-farm s2i build --farm-file farm.yaml --push -e TITLE=news . \\",
            "      registry.example.com/builders/site:1 registry.example.com/team/app:1.0",
            "  image-farm s2i build --as-dockerfile=out . registry.example.com/builders/site:1"
        })
final class S2iBuildCommand implements Callable<Integer> {
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

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

    S2iBuildCommand(InputStream in, PrintStream out, PrintStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws InterruptedException {
        NodeSet nodes = farm.areGiven() ? farm.nodes() : null;
        InjectSpec injected = s2i.injected();
        Source source = s2i.source(git);
        BuildRequest request = new BuildRequest(
                UUID.randomUUID().toString(),
                SourceOptions.sharedKey(source),
                source,
                s2i.build(injected),
                image.recipe(null, Map.of()),
                destination.destination(s2i.tags()),
                nodes == null ? builder.builder() : new Builder(""),
                nodes == null
                        ? null
                        : new Farm(nodes.farm(), nodes.nodes(), rules.rules(farm.nodeTimeoutMs()), List.of()),
                registries.registries(),
                run.style(),
                run.retries());
        Secrets secrets = new Secrets(
                Map.of(),
                injected.values(),
                nodes == null ? builder.keys() : nodes.keys(),
                git.keys(source.git(), System.getenv()));
        return run.run(request, secrets, console -> registries.logins(in, console), out, err);
    }
}
