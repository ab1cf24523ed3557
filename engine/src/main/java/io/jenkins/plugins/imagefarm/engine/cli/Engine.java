package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.archive.ArchiveSourceEngine;
import io.jenkins.plugins.imagefarm.engine.attest.AttestingEngine;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.BuildRunner;
import io.jenkins.plugins.imagefarm.engine.build.NodeCare;
import io.jenkins.plugins.imagefarm.engine.build.NodeTrial;
import io.jenkins.plugins.imagefarm.engine.build.RetryingEngine;
import io.jenkins.plugins.imagefarm.engine.builder.BuilderProbe;
import io.jenkins.plugins.imagefarm.engine.builder.ContainerChooser;
import io.jenkins.plugins.imagefarm.engine.builder.EngineChooser;
import io.jenkins.plugins.imagefarm.engine.builder.NodeQuestion;
import io.jenkins.plugins.imagefarm.engine.buildkit.BuildKitCare;
import io.jenkins.plugins.imagefarm.engine.buildkit.BuildKitEngine;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderFinder;
import io.jenkins.plugins.imagefarm.engine.buildkit.trial.BuildKitTrial;
import io.jenkins.plugins.imagefarm.engine.container.ContainerHosts;
import io.jenkins.plugins.imagefarm.engine.docker.DockerCare;
import io.jenkins.plugins.imagefarm.engine.farm.Dispatchers;
import io.jenkins.plugins.imagefarm.engine.farm.FarmEngine;
import io.jenkins.plugins.imagefarm.engine.git.GitSourceEngine;
import io.jenkins.plugins.imagefarm.engine.inquiry.Inquirer;
import io.jenkins.plugins.imagefarm.engine.podman.PodmanCare;
import io.jenkins.plugins.imagefarm.engine.podman.PodmanEngine;
import io.jenkins.plugins.imagefarm.engine.registry.DockerConfigLogins;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import io.jenkins.plugins.imagefarm.engine.s2i.CallbackEngine;
import io.jenkins.plugins.imagefarm.engine.s2i.S2iEngine;
import io.jenkins.plugins.imagefarm.engine.s2i.SourceFailureEngine;
import io.jenkins.plugins.imagefarm.engine.size.SizingEngine;
import io.jenkins.plugins.imagefarm.engine.skip.SkipEngine;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/** Puts the engine together for the machine and user it runs as. */
final class Engine {
    private Engine() {}

    /**
     * @param logins used after those of the request's secrets
     * @param dispatchers keep the slots of farms
     * @param statements where copies of attestations are put; null for nowhere
     * @param sources where files from Git and the contexts of s2i builds are put; null for where this machine's temporary files are
     */
    static BuildRunner runner(LoginSource logins, Dispatchers dispatchers, Path statements, Path sources) {
        BuilderProbe probe = new BuilderProbe(System.getenv());
        BuildEngine builder = new EngineChooser(
                probe, new BuildKitEngine(new BuilderFinder(System.getenv()), logins), new PodmanEngine(logins));
        NodeQuestion question =
                (node, keys, cancellation) -> probe.ask(node.builder(), node.platforms(), keys, cancellation);
        return new BuildRunner(
                new RetryingEngine(builder),
                new FarmEngine(question, dispatchers, builder, way -> BuildKitEngine.at(way, logins), logins),
                engine -> {
                    ContainerHosts hosts = new ContainerChooser(probe, new BuilderFinder(System.getenv()), logins);
                    SkipEngine images = new SkipEngine(new S2iEngine(engine, hosts, logins, sources), logins);
                    BuildEngine files = new ArchiveSourceEngine(new GitSourceEngine(images, images, sources), sources);
                    BuildEngine told = new CallbackEngine(new SourceFailureEngine(files));
                    return new SizingEngine(new AttestingEngine(told, logins, statements), logins);
                });
    }

    static Inquirer inquirer() {
        Map<BuilderType, NodeCare> care = Map.of(
                BuilderType.BUILDKIT, new BuildKitCare(new BuilderFinder(System.getenv())),
                BuilderType.DOCKER, new DockerCare(),
                BuilderType.PODMAN, new PodmanCare());
        NodeTrial trial = new BuildKitTrial(new BuilderFinder(System.getenv()));
        return new Inquirer(
                new BuilderProbe(System.getenv()),
                care,
                Map.of(BuilderType.BUILDKIT, trial, BuilderType.DOCKER, trial));
    }

    /** The registry logins that this user's docker and podman know. */
    static LoginSource userLogins(PrintStream log) {
        return DockerConfigLogins.ofUser(System.getenv(), Path.of(System.getProperty("user.home")), log::println);
    }
}
