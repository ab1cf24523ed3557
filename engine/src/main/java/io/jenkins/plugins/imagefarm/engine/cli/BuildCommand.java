package io.jenkins.plugins.imagefarm.engine.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code image-farm build}: one image, with the option names of {@code docker buildx build}. */
@Command(
        name = "build",
        description = "Build an image from a Dockerfile.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:built",
            "1:failed, and you have to act: Dockerfile, arguments, names, rights",
            "2:the command line is wrong",
            "3:failed for a reason of a builder or registry; trying again may help",
            "130:cancelled"
        },
        footer = {
            "",
            "Examples:",
            "  image-farm build -t registry.example.com/team/app:1.0 --push .",
            "  image-farm build -t app https://git.example.com/team/app.git#main:service",
            "  image-farm build -f docker/Dockerfile --target test --output type=local,dest=out .",
            "  image-farm build --builder tcp://build:1234 --tlscacert ca.pem --tlscert cert.pem --tlskey key.pem ."
        })
final class BuildCommand implements Callable<Integer> {
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    @Mixin
    private BuildOptions build;

    @Mixin
    private BuilderOptions builder;

    BuildCommand(InputStream in, PrintStream out, PrintStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws InterruptedException {
        return build.run(builder.builder(), null, builder.keys(), in, out, err);
    }
}
