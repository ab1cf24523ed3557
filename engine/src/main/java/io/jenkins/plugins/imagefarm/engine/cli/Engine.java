package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.BuildRunner;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import io.jenkins.plugins.imagefarm.engine.build.RetryingEngine;
import io.jenkins.plugins.imagefarm.engine.builder.BuilderProbe;
import io.jenkins.plugins.imagefarm.engine.builder.EngineChooser;
import io.jenkins.plugins.imagefarm.engine.builder.NodeInquirer;
import io.jenkins.plugins.imagefarm.engine.buildkit.BuildKitEngine;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderFinder;
import io.jenkins.plugins.imagefarm.engine.farm.Dispatchers;
import io.jenkins.plugins.imagefarm.engine.farm.FarmEngine;
import io.jenkins.plugins.imagefarm.engine.registry.DockerConfigLogins;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import java.io.PrintStream;
import java.nio.file.Path;

/** Puts the engine together for the machine and user it runs as. */
final class Engine {
    private Engine() {}

    /**
     * @param logins used after those of the request's secrets
     * @param dispatchers keep the slots of farms
     */
    static BuildRunner runner(LoginSource logins, Dispatchers dispatchers) {
        BuilderProbe probe = new BuilderProbe(System.getenv());
        BuildEngine builder = new EngineChooser(
                probe, new BuildKitEngine(new BuilderFinder(System.getenv()), logins), Engine::podman);
        NodeInquirer nodes =
                new NodeInquirer((node, keys, cancellation) -> probe.ask(node.builder(), keys, cancellation));
        return new BuildRunner(new RetryingEngine(builder), new FarmEngine(nodes, dispatchers, builder, logins));
    }

    private static Outcome podman(BuildRequest request, Secrets secrets, BuildReporter reporter, Cancellation stop) {
        throw new ProblemException(Problem.user(
                "Podman at " + request.builder().uri() + " cannot be used yet", "Use BuildKit or Docker."));
    }

    /** The registry logins that this user's docker and podman know. */
    static LoginSource userLogins(PrintStream log) {
        return DockerConfigLogins.ofUser(System.getenv(), Path.of(System.getProperty("user.home")), log::println);
    }
}
