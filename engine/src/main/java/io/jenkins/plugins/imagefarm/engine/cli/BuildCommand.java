package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Output;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.Registry;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import io.jenkins.plugins.imagefarm.engine.build.SecretMask;
import io.jenkins.plugins.imagefarm.engine.farm.LocalSlots;
import io.jenkins.plugins.imagefarm.engine.registry.DockerConfigLogins;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
            "  image-farm build -f docker/Dockerfile --target test --output type=local,dest=out .",
            "  image-farm build --builder tcp://build:1234 --tlscacert ca.pem --tlscert cert.pem --tlskey key.pem ."
        })
final class BuildCommand implements Callable<Integer> {
    private final PrintStream out;
    private final PrintStream err;

    @Parameters(paramLabel = "PATH", description = "The build context: a folder.")
    private String context;

    @Option(
            names = {"-t", "--tag"},
            paramLabel = "NAME",
            description = "Name of the image, registry/repository:tag. May be repeated.")
    private List<String> tags = new ArrayList<>();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "The Dockerfile; - reads its text from standard input. Default: PATH/Dockerfile.")
    private String file;

    @Option(
            names = "--build-arg",
            paramLabel = "KEY[=VALUE]",
            description = "Value of an ARG; without a value, that of the environment variable. May be repeated.")
    private List<String> buildArgs = new ArrayList<>();

    @Option(names = "--target", paramLabel = "STAGE", description = "The stage to build. Default: the last one.")
    private String target;

    @Option(
            names = "--platform",
            paramLabel = "OS/ARCH",
            split = ",",
            description = "Platforms to build for, such as linux/amd64,linux/arm64. Default: the builder's own.")
    private List<String> platforms = new ArrayList<>();

    @Option(names = "--label", paramLabel = "KEY=VALUE", description = "A label of the image. May be repeated.")
    private List<String> labels = new ArrayList<>();

    @Option(names = "--no-cache", description = "Run every step again.")
    private boolean noCache;

    @Option(names = "--pull", description = "Look for newer base images even if the builder has them.")
    private boolean pull;

    @Option(names = "--push", description = "Push the image under all its names.")
    private boolean push;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "SPEC",
            description =
                    "Where a result goes: type=oci|docker|tar,dest=FILE, type=local,dest=FOLDER or type=image. May be repeated.")
    private List<String> outputs = new ArrayList<>();

    @Option(
            names = "--secret",
            paramLabel = "SPEC",
            description = "A secret for RUN --mount=type=secret: id=ID,src=FILE or id=ID,env=NAME. May be repeated.")
    private List<String> secrets = new ArrayList<>();

    @Option(
            names = "--provenance",
            paramLabel = "MODE",
            arity = "0..1",
            fallbackValue = "mode=min",
            description = "Attest how the image was made: mode=min or mode=max. Default: no attestation.")
    private String provenance;

    @Option(names = "--metadata-file", paramLabel = "FILE", description = "Write what was built, as JSON, to FILE.")
    private String metadataFile;

    @Option(names = "--iidfile", paramLabel = "FILE", description = "Write the image id to FILE.")
    private String iidFile;

    @Option(names = "--progress", paramLabel = "STYLE", description = "plain, quiet or rawjson. Default: plain.")
    private String progress = "plain";

    @Option(
            names = {"-q", "--quiet"},
            description = "As --progress quiet: print the image id only.")
    private boolean quiet;

    @Option(
            names = "--builder",
            paramLabel = "URI",
            description =
                    "unix:///path or tcp://host:port. Default: what BUILDKIT_HOST or DOCKER_HOST says, or a socket found on this machine.")
    private String builder = "";

    @Option(names = "--tlscacert", paramLabel = "FILE", description = "Certificate authority of the builder, PEM.")
    private String tlsCaCert;

    @Option(names = "--tlscert", paramLabel = "FILE", description = "Client certificate, PEM.")
    private String tlsCert;

    @Option(names = "--tlskey", paramLabel = "FILE", description = "Key of the client certificate, PKCS#8 PEM.")
    private String tlsKey;

    @Option(
            names = "--auth-stdin",
            description =
                    "Read registry logins from standard input, in the form of Docker's config.json. They go before those in the file.")
    private boolean authStdin;

    @Option(
            names = "--registry-insecure",
            paramLabel = "HOST",
            description = "A registry without TLS, or with a certificate not to be verified. May be repeated.")
    private List<String> insecureRegistries = new ArrayList<>();

    @Option(
            names = "--registry-ca",
            paramLabel = "HOST=FILE",
            description = "Certificate authority of a registry, PEM. May be repeated.")
    private List<String> registryCas = new ArrayList<>();

    @Option(
            names = "--retries",
            paramLabel = "N",
            description = "How often a failure of a builder or registry is tried again. Default: ${DEFAULT-VALUE}.")
    private int retries = 2;

    BuildCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws InterruptedException {
        BuildRequest request = request();
        Secrets secrets = secrets();
        // As buildx: progress goes to standard error, so that standard output holds the image id alone when it is asked
        // for.
        PrintStream console = request.progress() == ProgressStyle.QUIET ? out : err;
        Cancellation cancellation = new Cancellation();
        try (CancelOnShutdown shutdown = new CancelOnShutdown(cancellation)) {
            BuildReporter reporter =
                    new BuildReporter(console, event -> {}, request.progress(), SecretMask.of(secrets));
            return shutdown.ended(ExitCode.of(
                    Engine.runner(logins(console), new LocalSlots()).run(request, secrets, reporter, cancellation)));
        }
    }

    private BuildRequest request() {
        String folder = absolute(context);
        return new BuildRequest(
                UUID.randomUUID().toString(),
                folder,
                source(folder),
                new Recipe(
                        target,
                        pairs(buildArgs, true),
                        pairs(labels, false),
                        platforms.stream().map(Platform::valueOf).toList(),
                        noCache,
                        pull,
                        provenance == null ? Map.of() : Map.of("provenance", provenance)),
                new Destination(
                        tags.stream().map(ImageReference::valueOf).toList(),
                        push,
                        outputs.stream()
                                .map(Output::valueOf)
                                .map(BuildCommand::absolute)
                                .toList(),
                        absolute(metadataFile),
                        absolute(iidFile)),
                new Builder(builder),
                registries(),
                quiet ? ProgressStyle.QUIET : style(progress),
                retries);
    }

    private Source source(String folder) {
        if (!"-".equals(file)) {
            return new Source(folder, absolute(file), null);
        }
        if (authStdin) {
            throw new ProblemException(Problem.user(
                    "-f - and --auth-stdin both want standard input", "Put the Dockerfile or the logins into a file."));
        }
        try {
            return new Source(folder, null, new String(System.in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new ProblemException(Problem.user("The Dockerfile cannot be read from standard input", ""), e);
        }
    }

    private Secrets secrets() {
        Map<String, byte[]> values = new LinkedHashMap<>();
        for (String text : secrets) {
            SecretSpec secret = SecretSpec.parse(text, System.getenv());
            values.put(secret.id(), secret.value());
        }
        return new Secrets(Map.of(), values, Map.of("", keys()));
    }

    private LoginSource logins(PrintStream log) {
        LoginSource known = Engine.userLogins(log);
        if (!authStdin) {
            return known;
        }
        try {
            return DockerConfigLogins.in(System.in.readAllBytes()).orElse(known);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.user(
                            "The registry logins on standard input cannot be read: " + e.getMessage(),
                            "They have the form of Docker's config.json."),
                    e);
        }
    }

    private BuilderKeys keys() {
        return BuilderKeys.tls(text(tlsCaCert), text(tlsCert), text(tlsKey));
    }

    private static String text(String file) {
        return file == null ? null : read(file);
    }

    private List<Registry> registries() {
        Map<String, Registry> registries = new LinkedHashMap<>();
        pairs(registryCas, false).forEach((host, ca) -> registries.put(host, new Registry(host, false, read(ca))));
        insecureRegistries.forEach(host -> registries.put(host, new Registry(host, true, null)));
        return List.copyOf(registries.values());
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new ProblemException(Problem.user("'" + file + "' cannot be read: " + IoReason.of(e), ""), e);
        }
    }

    private static ProgressStyle style(String name) {
        String wanted = name.equals("auto") ? "plain" : name;
        return Arrays.stream(ProgressStyle.values())
                .filter(style -> style.name().toLowerCase(Locale.ROOT).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        Problem.user("'" + name + "' is not a progress style", "Use plain, quiet or rawjson.")));
    }

    private static Map<String, String> pairs(List<String> texts, boolean fromEnvironment) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals > 0) {
                pairs.put(text.substring(0, equals), text.substring(equals + 1));
            } else if (equals < 0 && fromEnvironment) {
                String value = System.getenv(text);
                if (value != null) {
                    pairs.put(text, value);
                }
            } else {
                throw new ProblemException(Problem.user("'" + text + "' is not of the form KEY=VALUE", ""));
            }
        }
        return pairs;
    }

    private static Output absolute(Output output) {
        return output.dest() == null ? output : new Output(output.type(), absolute(output.dest()), output.attributes());
    }

    private static String absolute(String path) {
        return path == null ? null : Path.of(path).toAbsolutePath().normalize().toString();
    }
}
