package io.jenkins.plugins.imagefarm.engine.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Optional;
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
final class S2iBuildCommand implements Callable<Integer>, KnowsForeignOptions {
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    @Mixin
    private S2iArguments arguments;

    @Mixin
    private S2iJob job;

    S2iBuildCommand(InputStream in, PrintStream out, PrintStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws InterruptedException {
        return job.run(
                job.source(arguments.source()),
                arguments.builder(),
                arguments.tags(),
                console -> job.logins(in, console),
                out,
                err);
    }

    @Override
    public Optional<String> insteadOf(String option) {
        return S2iForeignOption.insteadOf(option);
    }
}
