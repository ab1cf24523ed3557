package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryClient;
import io.jenkins.plugins.imagefarm.engine.s2i.S2iOrigin;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code image-farm s2i rebuild}: what an image's labels say it was made of is built again. */
@Command(
        name = "rebuild",
        description = {
            "Build an application image again, of the Git repository and with the builder image that its labels name.",
            "It is built at the branch or tag that was asked for then, so with what is there now; else at its commit."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Example:", "  image-farm s2i rebuild --push registry.example.com/team/app:1.0"})
final class S2iRebuildCommand implements Callable<Integer>, KnowsForeignOptions {
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    @Parameters(index = "0", paramLabel = "IMAGE", description = "An image that s2i build has built.")
    private String image;

    @Parameters(index = "1", arity = "0..1", paramLabel = "TAG", description = "Name of the new image. Default: IMAGE.")
    private String tag;

    @Mixin
    private S2iJob job;

    S2iRebuildCommand(InputStream in, PrintStream out, PrintStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws InterruptedException {
        LoginSource logins = job.logins(in, err);
        ImageReference before = ImageReference.valueOf(image);
        S2iOrigin origin =
                S2iOrigin.of(before, new RegistryClient(logins, job.registries().known()), err::println);
        return job.run(
                job.source(origin),
                origin.builder(),
                List.of(tag == null ? before : ImageReference.valueOf(tag)),
                unused -> logins,
                out,
                err);
    }

    @Override
    public Optional<String> insteadOf(String option) {
        return S2iForeignOption.insteadOf(option);
    }
}
