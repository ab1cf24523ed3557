package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.AllowedUids;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.S2iVerdict;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryClient;
import io.jenkins.plugins.imagefarm.engine.s2i.S2iValidation;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code image-farm s2i validate}: whether an image is a builder image. */
@Command(
        name = "validate",
        description = "Judge a builder image by what its registry says of it; no layer is pulled.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing is wrong with it",
            "1:it is no builder image, or you may not read it",
            "2:the command line is wrong",
            "3:a registry failed; trying again may help"
        })
final class S2iValidateCommand implements Callable<Integer> {
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    @Parameters(paramLabel = "IMAGE", description = "The builder image.")
    private String image;

    @Option(names = "--incremental", description = "For builds that begin with what the image before has saved.")
    private boolean incremental;

    @Option(names = "--runtime-image", paramLabel = "NAME", description = "An image for what the builder image builds.")
    private String runtimeImage;

    @Option(
            names = {"-u", "--allowed-uids"},
            paramLabel = "RANGES",
            description = "Users that may assemble, such as 1- or 500,1000-2000. Default: all.")
    private String allowedUids;

    @Mixin
    private RegistryOptions registries;

    S2iValidateCommand(InputStream in, PrintStream out, PrintStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        RegistryClient registry = new RegistryClient(registries.logins(in, err), registries.known());
        S2iVerdict verdict = new S2iValidation(
                        registry,
                        allowedUids == null ? AllowedUids.all() : AllowedUids.valueOf(allowedUids),
                        err::println)
                .of(
                        ImageReference.valueOf(image),
                        incremental,
                        runtimeImage == null ? null : ImageReference.valueOf(runtimeImage));
        verdict.messages().forEach(out::println);
        return verdict.success() ? ExitCode.SUCCESS : ExitCode.USER_FAULT;
    }
}
